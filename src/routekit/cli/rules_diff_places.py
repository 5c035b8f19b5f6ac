"""`routekit rules diff --places`: where another authority handles it, area by area, and in words."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from routekit.cli.options import Command
from routekit.cli.rules_diff_words import Item, Section
from routekit.cli.rules_wording import condition

if TYPE_CHECKING:
    from routekit.rules import Pack
    from routekit.transfers import Handler, Transfer, Transfers, When


class Places(NamedTuple):
    """Where another authority handles it, and the edition whose areas were looked up."""

    transfers: "Transfers"
    edition: str


def places_options(command: Command) -> Command:
    """Add `--places` and what goes with it."""
    folder = click.Path(path_type=Path)
    for option in (
        click.option("--edition", type=folder, metavar="FILE",
                     help="Boundaries whose areas are looked up; default: those that `route` uses."),
        click.option("--overrides", type=folder, multiple=True, metavar="FOLDER",
                     help="Tables that are preferred, such as a council sends; may be repeated."),
        click.option("--bodies", type=folder, metavar="FOLDER",
                     help="Tables of authorities to use instead of the installed ones."),
        click.option("--district", "districts", multiple=True, metavar="CODE",
                     help="Only areas of this district, by any GSS code it has had; may be repeated."),
        click.option("--places", is_flag=True,
                     help="Also say in which areas another authority handles it."),
    ):  # fmt: skip
        command = option(command)
    return command


def places_of(
    packs: "tuple[Pack, Pack]", day: date | None, renamed: Mapping[str, str], options: Mapping[str, Any]
) -> Places | None:
    """Look every area up, if that was asked for."""
    given = [name for name in ("districts", "bodies", "overrides", "edition") if options[name]]
    if not options["places"]:
        if given:
            raise click.UsageError(f"--{given[0].replace('districts', 'district')} goes with --places")
        return None
    if any("+" in pack.ref.version for pack in packs):
        raise click.UsageError(
            "--places takes packs without an overlay; what lies beside a pack is laid over it where it holds"
        )
    from routekit.bodies import Bodies
    from routekit.router import Router, today_in_london
    from routekit.transfers import transfers

    on = day or today_in_london()
    tables = Bodies.open(options["bodies"], overrides=options["overrides"])
    edition = Router.open(packs=[], edition=options["edition"], bodies=tables).edition_on(on)
    found = transfers(
        *packs, tables, on=on, areas=edition.areas(), districts=options["districts"], renamed=renamed
    )
    return Places(found, edition.name)


def section_of(places: Places) -> Section:
    """Give the transfers that are for the same situations together, the most areas first."""
    found = places.transfers
    alike: dict[When, list[Transfer]] = {}
    for transfer in found.transfers:
        alike.setdefault(transfer.when, []).append(transfer)
    return Section(_title(places), tuple(_item(when, each) for when, each in alike.items()))


def _title(places: Places) -> str:
    found = places.transfers
    where = f"Places: on {found.on}, of {found.areas:,} areas of {places.edition}"
    if not found.affected:
        return f"{where}, none gets another authority"
    return f"{where}, {found.affected:,} get another authority in {_districts(found.districts)}"


def _item(when: "When", found: "list[Transfer]") -> Item:
    areas = sum(transfer.areas for transfer in found)
    districts = {district for transfer in found for district in transfer.districts}
    return Item(
        f"{_areas(areas)} of {_districts(districts)}",
        tuple(map(condition, when)),
        (tuple(map(_line, found)),),
    )


def _line(transfer: "Transfer") -> str:
    more = ", …" if transfer.areas > len(transfer.samples) else ""
    samples = ", ".join(f"{area.name} ({area.code})" for area in transfer.samples)
    where = f"{_areas(transfer.areas)} of {_districts(transfer.districts)}"
    return f"{_who(transfer.was)} → {_who(transfer.now)}: {where}: {samples}{more}"


def _who(handler: "Handler") -> str:
    return f"{handler.handled_by} ({handler.authority})" if handler.authority else handler.handled_by


def _areas(count: int) -> str:
    return f"{count:,} area{'' if count == 1 else 's'}"


def _districts(codes: "tuple[str, ...] | set[str]") -> str:
    return f"{len(codes):,} district{'' if len(codes) == 1 else 's'}"
