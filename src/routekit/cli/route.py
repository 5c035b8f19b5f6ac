"""`routekit route` and `routekit ask`: one decision, or the walk of questions that leads to it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.layers import LAYER, open_layers
from routekit.cli.options import (
    NEEDS_ANSWERS,
    ROUTED,
    UNROUTED,
    as_json,
    line_options,
    place_options,
    read_answers,
    read_day,
    read_place,
)
from routekit.cli.postcodes import open_postcodes
from routekit.cli.show import option_text, range_text, show_decision, show_referral

if TYPE_CHECKING:
    from routekit.contacts import ContactSource, Links, Register
    from routekit.model import Ask, Decision, Question, Referral

EXIT_CODES = {"routed": ROUTED, "ask": NEEDS_ANSWERS, "unrouted": UNROUTED}


def route_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what `route` and `ask` share."""
    for option in (
        click.option("--register", type=click.Path(path_type=Path, dir_okay=False), metavar="CSV",
                     help="Take contacts from this register instead of the council's service."),
        click.option("--links", type=click.Path(path_type=Path, dir_okay=False), metavar="CSV",
                     help="Take councils' pages for the transaction from GOV.UK's file of local links."),
        click.option("--contact", is_flag=True, help="Also look up how to reach the authority."),
        click.option("--overrides", type=click.Path(path_type=Path), multiple=True, metavar="FOLDER",
                     help="A council's own tables, put before the others; may be repeated."),
        click.option("--bodies", type=click.Path(path_type=Path), metavar="FOLDER",
                     help="Tables of authorities to use instead of the installed ones."),
        click.option("--unproved", is_flag=True,
                     help="Use the pack named by --pack although it does not prove; the result says so."),
        click.option("--pack", type=click.Path(path_type=Path), metavar="PATH",
                     help="A rule pack, or a folder of packs, to use instead of the installed ones."),
        click.option("--language", type=click.Choice(["en", "cy"]), default="en",
                     help="Words in English or, where a pack has them, in Welsh."),
        click.option("--edition", type=click.Path(path_type=Path), metavar="FILE",
                     help="Boundaries to use; default: the newest compiled one dated on or before the day."),
        LAYER,
        click.option("--on", metavar="DATE", help="Day of the transaction, as 2026-04-01; default: today."),
        click.option("--answer", "answers", multiple=True, metavar="QUESTION=OPTION",
                     help="An answer; may be repeated."),
    ):  # fmt: skip
        command = option(command)
    return as_json(place_options(line_options(command)))


@click.command()
@click.argument("transaction")
@route_options
def route(transaction: str, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Say who handles TRANSACTION at a place, and why.

    Exit code: 0 routed, 3 needs answers, 4 unrouted, 2 bad input, 1 failure.

    \b
    Example:
      routekit route report-speeding-traffic --at 51.4147,-1.5154 \\
        --answer limit_up_to_40=yes --answer by_day=yes --answer suitable_site=yes
    """
    asked = _Asked(transaction, options)
    return _finish(asked, asked.decide({}), options)


@click.command()
@click.argument("transaction")
@route_options
def ask(transaction: str, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Walk through the questions of TRANSACTION one at a time, then say who handles it.

    \b
    Example:
      routekit ask report-speeding-traffic --at 51.4147,-1.5154
    """
    from routekit.model import Ask

    asked = _Asked(transaction, options)
    answers: dict[str, str] = {}
    decision = asked.decide(answers)
    while isinstance(decision, Ask):
        picked = _prompt(decision)
        if picked is None:
            break
        answers[decision.question.id] = picked
        decision = asked.decide(answers)
    return _finish(asked, decision, options)


class _Asked:
    """What the command line asks for, opened once."""

    def __init__(self, transaction: str, options: dict[str, Any]) -> None:
        self._transaction = transaction
        self._place = read_place(options)
        self._answers = read_answers(options["answers"])
        self._on = read_day(options["on"])
        self._language = options["language"]
        if options["unproved"] and not options["pack"]:
            raise click.UsageError("--unproved goes with --pack FILE")
        # Only now, so that a slip of the hand is answered at once.
        from routekit.bodies import Bodies
        from routekit.model import Postcode
        from routekit.router import Router

        self.register = _open_register(options["register"])
        self.links = _open_links(options["links"])
        postcodes = options["postcodes"]
        self.router = Router.open(
            # Only the one that is asked for, since each takes milliseconds to read and prove.
            packs=pack_files(options["pack"], transaction) if options["pack"] else [transaction],
            unproved=options["unproved"],
            edition=options["edition"],
            bodies=Bodies.open(options["bodies"], overrides=options["overrides"]),
            layers=open_layers(options["layers"]),
            postcodes=open_postcodes(postcodes) if isinstance(self._place, Postcode) else postcodes,
        )

    def decide(self, more: dict[str, str]) -> "Decision":
        answers = {**self._answers, **more}
        return self.router.route(
            self._transaction, self._place, answers, on=self._on, language=self._language
        )


def pack_files(path: Path, transaction: str) -> list[Path]:
    """Give the file of a pack; in a folder, all that are named after its transaction, one a version."""
    if not path.is_dir():
        return [path]
    files = sorted([*path.glob(f"{transaction}.yaml"), *path.glob(f"{transaction}@*.yaml")])
    if not files:
        raise click.UsageError(f"{path} has no {transaction}.yaml")
    return files


def _open_register(path: Path | None) -> "Register | None":
    if path is None:
        return None
    from routekit.contacts import Register

    return Register.open(path)


def _open_links(path: Path | None) -> "Links | None":
    if path is None:
        return None
    from routekit.contacts import Links

    return Links.open(path)


def _prompt(ask: "Ask") -> str | None:
    """Ask on the terminal; None when the input ends."""
    question = ask.question
    click.echo(click.style(question.text, bold=True), err=True)
    if question.hint:
        click.echo(f"  {question.hint}", err=True)
    for number, option in enumerate(question.options, 1):
        click.echo(f"  {'-' if question.range else f'{number}.'} {option_text(option, ask)}", err=True)
    choices = {option.id: option.id for option in question.options}
    if question.range is None:
        choices |= {str(number): option.id for number, option in enumerate(question.options, 1)}
    while True:
        click.echo(f"Answer {_wanted(question)}: ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo(err=True)
            return None
        if line.strip() in choices:
            return choices[line.strip()]
        if question.range and question.range.holds(line.strip()):
            return line.strip()
        click.echo(f"{line.strip()!r} is not one of the answers.", err=True)


def _wanted(question: "Question") -> str:
    if question.range is None:
        return f"1 to {len(question.options)}"
    ids = "".join(f" or {option.id}" for option in question.options)
    return f"{range_text(question.range)}{ids}"


def _finish(asked: _Asked, decision: "Decision", options: dict[str, Any]) -> int:
    wanted = options["contact"] or asked.register is not None or asked.links is not None
    referral = _refer(asked, decision, network=options["contact"]) if wanted else None
    if options["json_"]:
        click.echo((referral or decision).model_dump_json(indent=2))
    else:
        click.echo(show_decision(decision))
        if referral:
            click.echo(show_referral(referral))
    return EXIT_CODES[decision.kind]


def _refer(asked: _Asked, decision: "Decision", *, network: bool) -> "Referral | None":
    """Ask the register, then the links, then the council's service if there is no register."""
    from routekit.contacts import Chain, Directory
    from routekit.referral import refer

    if decision.kind != "routed":
        return None
    council_of = partial(asked.router.council_of, on=decision.on)
    sources: list[ContactSource] = [] if asked.register is None else [asked.register]
    if asked.links is not None:
        pack = asked.router.pack(decision.transaction, on=decision.on)
        sources.append(asked.links.serving(pack.transaction.lgsl))
    if asked.register is None and network:
        areas_of = partial(asked.router.areas_in, on=decision.on)
        councils_in = partial(asked.router.parish_councils_in, on=decision.on)
        with Directory.open(areas_of=areas_of, authorities_of=councils_in) as directory:
            return refer(decision, Chain(*sources, directory), council_of=council_of)
    return refer(decision, Chain(*sources), council_of=council_of)
