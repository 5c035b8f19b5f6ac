"""`routekit contacts`: take contacts from councils' services into a file that is reviewed, and check them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.contacts_links import links
from routekit.cli.contacts_state import Done
from routekit.cli.contacts_told import Told, as_json_text, had_of, text
from routekit.cli.options import UNROUTED, as_json
from routekit.cli.progress import progress

if TYPE_CHECKING:
    from routekit.contacts import Change, Survey
    from routekit.contacts.installs import Install
    from routekit.router import Router

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
MOST_SHOWN = 20


@click.group()
def contacts() -> None:
    """Take contacts from councils' services into a file that is reviewed, and check them."""


def survey_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what `sync` and `check` share."""
    for option in (
        click.option("--most", type=click.IntRange(min=0), default=MOST_SHOWN, show_default=True, metavar="N",
                     help="How many findings of each kind to print as text."),
        click.option("--allow-insecure", is_flag=True,
                     help="Call plain http and addresses that are not public, such as a sample service."),
        click.option("--hosts", type=click.IntRange(1, 32), default=8, show_default=True, metavar="N",
                     help="How many hosts to ask at a time; each is asked one thing at a time."),
        click.option("--pause", type=click.FloatRange(0, 60), default=1.0, show_default=True,
                     metavar="SECONDS", help="Between two requests to one host."),
        click.option("--overrides", type=FOLDER, multiple=True, metavar="FOLDER",
                     help="A council's own tables, put before the others; may be repeated."),
        click.option("--bodies", type=FOLDER, metavar="FOLDER",
                     help="Tables of authorities to use instead of the installed ones."),
        click.option("--edition", type=click.Path(path_type=Path), metavar="FILE",
                     help="Boundaries to use; default: the newest compiled edition."),
        click.option("--matches", type=FILE, metavar="CSV",
                     help="Which areas a listed council acts for, where a person has decided."),
        click.option("--installs", type=FILE, metavar="CSV",
                     help="A table of services to use instead of the installed one."),
        click.option("--base-url", metavar="URL",
                     help="Where the service of the one district is, if not as the table says."),
        click.option("--all", "every", is_flag=True, help="Every district that has a service and areas."),
        click.option("--district", "districts", multiple=True, metavar="CODE",
                     help="GSS code of a district; may be repeated."),
    ):  # fmt: skip
        command = option(command)
    return as_json(command)


@contacts.command()
@survey_options
@click.option("--out", type=FILE, default=Path("contacts.csv"), show_default=True, metavar="CSV",
              help="The snapshot to write, or to bring up to date.")  # fmt: skip
@click.option("--include-name", is_flag=True, help="Also write clerks' names, which are personal data.")
@click.option("--include-postal", is_flag=True, help="Also write postal addresses, which are often homes.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped: skip the districts it did.")
def sync(out: Path, *, include_name: bool, include_postal: bool, resume: bool, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Write what councils' services publish about their parish councils into a dated CSV file.

    The file works as a register. A row with anything in its column `reviewed` stays as it is the next time,
    and so do rows of your own. The file is written after each district. Exit code: 0, or 1 if a service
    failed; what the file had of its district is kept.

    \b
    Example:
      routekit contacts sync --district E06000037 --out contacts.csv
    """
    from routekit.contacts import Snapshot

    if not out.absolute().parent.is_dir():  # before anybody is asked
        raise click.UsageError(f"--out is '{out}'; the folder {out.absolute().parent} is not there")
    asked = _Asked(options, include_name=include_name, include_postal=include_postal)
    snapshot = Snapshot.open(out) if out.exists() else Snapshot()
    done = Done.of(out, resume=resume)
    installs = [each for each in asked.installs if each.district not in done.districts]
    told: list[Told] = []
    with asked.surveys(installs) as surveys:
        for survey in surveys:
            had = had_of(snapshot, survey)
            snapshot, changes = snapshot.updated(survey, attribution=asked.attribution(survey))
            snapshot.write(out)
            done.note(survey.district, answered=survey.answered)
            told.append(Told(survey, changes, had))
    done.end(complete=all(each.survey.answered for each in told))
    skipped = len(asked.installs) - len(installs)
    if options["json_"]:
        click.echo(as_json_text(told, out=str(out), contacts=len(snapshot), skipped=skipped))
    else:
        click.echo(text(told, options["most"]))
        more = f"; {skipped} districts were done already" if skipped else ""
        click.echo(f"{len(snapshot):,} contacts in {out}{more}")
    return 0 if all(each.survey.answered for each in told) else 1


@contacts.command()
@survey_options
@click.option("--snapshot", "snapshot_file", type=FILE, metavar="CSV",
              help="Also say what has changed since this snapshot was written.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(["error", "warning"]), default="error", show_default=True,
              help="Exit with 1 if anything so severe is found.")  # fmt: skip
def check(snapshot_file: Path | None, fail_on: str, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Say what is wrong with the contacts that councils' services publish, and write nothing.

    Found are services that are dead, moved or refuse us (errors); councils that are no area's for certain,
    parish councils without a contact, mailboxes that look personal, and changes since a snapshot (warnings);
    elements nobody knows, dirty fields, and mailboxes of several councils (notes).

    \b
    Example:
      routekit contacts check --district E06000037 --snapshot contacts.csv
    """
    from routekit.contacts import Snapshot

    asked = _Asked(options)
    snapshot = Snapshot() if snapshot_file is None else Snapshot.open(snapshot_file)
    told = []
    with asked.surveys(asked.installs) as surveys:
        for survey in surveys:
            changes: tuple[Change, ...] = ()
            if snapshot_file is not None:
                _, changes = snapshot.updated(survey)
            told.append(Told(survey, changes, had_of(snapshot, survey)))
    click.echo(as_json_text(told) if options["json_"] else text(told, options["most"]))
    severe = {"error"} if fail_on == "error" else {"error", "warning"}
    return 1 if any(found.severity in severe for each in told for found in each.findings()) else 0


class _Asked:
    """What the command line asks for, opened once."""

    def __init__(
        self, options: dict[str, Any], *, include_name: bool = False, include_postal: bool = False
    ) -> None:
        _check(options)
        from routekit.bodies import Bodies
        from routekit.contacts import Choices, Surveyor, read_overrides
        from routekit.contacts.surveying import SURVEY_LIMITS
        from routekit.router import Router

        tables = Bodies.open(options["bodies"], overrides=options["overrides"])
        self._router = Router.open(packs=[], edition=options["edition"], bodies=tables)
        known = _known(options)
        self.installs = _installs(options, known, self._router)
        self._surveyor: Surveyor = Surveyor(
            areas_of=self._router.areas_in,
            authorities_of=self._router.parish_councils_in,
            choices=Choices(
                limits=SURVEY_LIMITS,
                include_name=include_name,
                include_postal=include_postal,
                allow_insecure=options["allow_insecure"],
                overrides=read_overrides(options["matches"]) if options["matches"] else {},
            ),
            known=known,
            pause_s=options["pause"],
            at_once=options["hosts"],
        )

    @contextmanager
    def surveys(self, installs: "list[Install]") -> "Iterator[Iterator[Survey]]":
        """Survey, and show how far it has come."""
        with progress() as show:
            yield self._shown(installs, show)

    def _shown(self, installs: "list[Install]", show: Any) -> "Iterator[Survey]":  # noqa: ANN401 - the protocol is of another room
        show(0, len(installs), "districts")
        for number, survey in enumerate(self._surveyor.surveys(installs), 1):
            show(number, len(installs), "districts")
            yield survey

    def attribution(self, survey: "Survey") -> str:
        """Give the line that goes with names of areas, which matching rests on."""
        return self._router.edition_on(survey.on).provenance.attribution


def _check(options: dict[str, Any]) -> None:
    districts = options["districts"]
    if bool(districts) == options["every"]:
        raise click.UsageError("give --district CODE, which may be repeated, or --all")
    if options["base_url"] and len(districts) != 1:
        raise click.UsageError("--base-url goes with one --district")


def _known(options: dict[str, Any]) -> "tuple[Install, ...]":
    from routekit.contacts.installs import read_installs

    return read_installs(options["installs"], today=_today(), allow_insecure=options["allow_insecure"])


def _installs(options: dict[str, Any], known: "tuple[Install, ...]", router: "Router") -> "list[Install]":
    from routekit.contacts import Install

    by_district = {each.district: each for each in known}
    if options["every"]:
        return [each for each in known if router.areas_in(each.district)]
    found = []
    for code in dict.fromkeys(options["districts"]):
        if not router.areas_in(code):
            raise click.UsageError(
                f"--district is {code!r}; {router.edition.name} has no area in it "
                "(`routekit boundaries build ew-2019-12` compiles England and Wales)"
            )
        if options["base_url"]:
            name = by_district[code].name if code in by_district else code
            found.append(Install(code, options["base_url"], name))
        elif code in by_district:
            found.append(by_district[code])
        else:
            raise click.UsageError(f"--district is {code!r}; no service is known for it: give --base-url URL")
    return found


def _today() -> date:
    from routekit.router import today_in_london

    return today_in_london()


@contacts.command()
@click.argument("authority")
@click.option("--register", type=FILE, metavar="CSV", help="Look in this register or snapshot; no network.")
@click.option("--district", metavar="CODE", help="Ask the service of this district.")
@click.option("--base-url", metavar="URL", help="Where the district's service is, if not as the table says.")
@click.option("--edition", type=click.Path(path_type=Path), metavar="FILE",
              help="Boundaries to use; default: the newest compiled edition.")  # fmt: skip
@click.option("--allow-insecure", is_flag=True, help="Call plain http and addresses that are not public.")
@click.option("--include-name", is_flag=True, help="Also show the clerk's name.")
@click.option("--include-postal", is_flag=True, help="Also show the postal address, which is often a home.")
@as_json
def show(authority: str, *, json_: bool, **options: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Show how to reach AUTHORITY, by its id or the code of its area, and who says so.

    Exit code: 0 found, 4 nothing is published.

    \b
    Example:
      routekit contacts show parish-council:E04001177 --register contacts.csv
    """
    from routekit.cli.contacts_show import found_contact, shown_contact

    contact = found_contact(authority, options)
    if json_:
        click.echo("null" if contact is None else contact.model_dump_json(indent=2))
    else:
        click.echo(shown_contact(contact) if contact else f"no contact of {authority} is published")
    return UNROUTED if contact is None else 0


contacts.add_command(links)
