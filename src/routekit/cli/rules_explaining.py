"""`routekit rules explain`: why some answers and facts end where they do, and what would have to change."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import NEEDS_ANSWERS, as_json, read_answers, read_day
from routekit.cli.show import range_text, wrapped

if TYPE_CHECKING:
    from datetime import date

    from routekit.model import Question
    from routekit.rules import Alternative, Explanation, Pack

Known = Mapping[str, str]


@click.command()
@click.argument("pack")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=OPTION",
              help="An answer; may be repeated.")  # fmt: skip
@click.option("--fact", "facts", multiple=True, metavar="FACT=OPTION",
              help="What a look-up would give; may be repeated. Others are unknown.")  # fmt: skip
@click.option("--overlay", "councils", multiple=True, metavar="CODE",
              help="Lay this council's overlay over the pack; may be repeated, a county first.")  # fmt: skip
@click.option("--on", metavar="DATE", help="Day of the transaction, as 2026-04-01; default: today.")
@click.option("--language", type=click.Choice(["en", "cy"]), default="en",
              help="Words in English or, where the pack has them, in Welsh.")  # fmt: skip
@as_json
def explain(  # noqa: PLR0913 - click passes its options by name
    pack: str,
    *,
    answers: tuple[str, ...],
    facts: tuple[str, ...],
    councils: tuple[str, ...],
    on: str | None,
    language: str,
    json_: bool,
) -> int:
    """Say why PACK (a name or a file) comes to what it does, and why not to the other outcomes.

    No place is looked at, and no authority is named: facts are given. Derived facts are worked out, unless
    they are given too. Exit code: 0 explained, 3 needs answers, 2 bad input.

    \b
    Example:
      routekit rules explain report-speeding-traffic --fact parish=council --fact taken_on=yes \\
        --answer limit_up_to_40=no
    """
    from routekit.router import today_in_london
    from routekit.rules import Pack

    day = read_day(on) or today_in_london()
    found = Pack.load(pack_of(pack), overlay=councils or None, on=day).in_language(language)
    answered = found.check_answers(read_answers(answers))
    known = _known(found, answered, read_answers(facts, "--fact"), day)
    question = found.walk(known).question
    explanation = None if question else found.explain(known)
    if json_:
        click.echo(json.dumps(_entry(found, day, question, explanation), indent=2, ensure_ascii=False))
    else:
        lines = [*(_asks(question) if question else ()), *(_lines(found, explanation) if explanation else ())]
        lines.append(f"  on {day}, rules {found.ref.transaction} {found.ref.version}")
        click.echo("\n".join(map(wrapped, lines)))
    return NEEDS_ANSWERS if question else 0


def _known(pack: "Pack", answers: Known, facts: Known, day: "date") -> Known:
    """Give answers and facts: those given, those that follow, and `unknown` for the rest."""
    for name in facts:
        if name not in pack.facts:
            from routekit.suggest import suggestion

            raise click.UsageError(f"--fact {name} is no fact of this pack; {suggestion(name, pack.facts)}")
    looked_up = {name: "unknown" for name, fact in pack.facts.items() if not fact.needs}
    known = {**looked_up, **answers, **facts}
    return {**pack.derive(known, day), **known}


def _entry(
    pack: "Pack", day: "date", question: "Question | None", explanation: "Explanation | None"
) -> dict[str, object]:
    return {
        "pack": pack.ref.model_dump(mode="json"),
        "on": day.isoformat(),
        "question": question.model_dump(mode="json") if question else None,
        "outcome": explanation.rows[0].outcome if explanation else None,
        "explanation": explanation.model_dump(mode="json") if explanation else None,
    }


def _asks(question: "Question") -> Iterator[str]:
    yield click.style(f"? {question.text}", bold=True)
    if question.range:
        yield f"  --answer {question.id}=...  {range_text(question.range)}"
    yield from (f"  --answer {question.id}={option.id}  {option.text}" for option in question.options)


def _lines(pack: "Pack", found: "Explanation") -> Iterator[str]:
    outcome = found.rows[0].outcome
    stop = pack.stops.get(found.rows[0].id)
    yield click.style(f"→ {outcome}", bold=True) + f"  ({_who(pack, outcome) if stop is None else stop.call})"
    yield f"  {stop.say if stop else pack.outcomes[outcome].say}"
    yield from (f"  because ({row.id}): {row.why} [{row.source}]" for row in found.rows)
    yield f"  used: {_pairs(found.used) or 'nothing'}"
    yield f"  enough to be sure: {_pairs(found.needed) or 'nothing'}"
    if found.assumed:
        yield f"  careful, not known: {', '.join(name for name, _ in found.assumed)}"
    yield from (f"  {_instead(other)}" for other in found.others)


def _who(pack: "Pack", outcome: str) -> str:
    end = pack.outcomes[outcome]
    duty = f", the duty is the {_role(end.fallback)}'s" if end.fallback else ""
    told = f", also told: {', '.join(map(_role, end.also_tell))}" if end.also_tell else ""
    return f"{_role(end.role)}{duty}{told}"


def _instead(other: "Alternative") -> str:
    changes = " and ".join(
        f"{change.column} were {' or '.join(change.options)} (it is {change.was})" for change in other.changes
    )
    return f"{other.outcome} ({other.row}) could be, if {changes}"


def _pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    return ", ".join(f"{name} = {option}" for name, option in pairs)


def _role(role: str) -> str:
    return role.replace("_", " ")
