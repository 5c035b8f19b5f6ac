"""The second part of `routekit demo`: compile England and Wales once, then route across the country."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routekit.cli.demo.telling import TRANSACTION, Told, scene
from routekit.cli.progress import progress
from routekit.cli.show import show_briefly, show_decision

if TYPE_CHECKING:
    from routekit.boundaries import Draft, Postcodes
    from routekit.model import Place
    from routekit.router import Router

EDITION = "ew-2019-12"
DAY = date(2026, 4, 1)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One place on the way through the country, and the day; `in_full` shows all of the decision."""

    title: str
    place: "Place"
    on: date = DAY
    answers: Mapping[str, str] = field(default_factory=dict)
    in_full: bool = False


def stops() -> tuple[Stop, ...]:
    """Give the way through the country."""
    return (*_before_and_after(), *_of_every_kind())


def _before_and_after() -> tuple[Stop, ...]:
    """Give places on the last day of a district and on the first of its successor."""
    from routekit.model import LatLon

    wycombe = LatLon(latitude=51.6286, longitude=-0.7482)
    keswick = LatLon(latitude=54.6009, longitude=-3.1371)
    kendal = LatLon(latitude=54.3269, longitude=-2.7476)
    return (
        Stop(
            title="High Wycombe on 31 March 2020: a county above a district",
            place=wycombe,
            on=date(2020, 3, 31),
        ),
        Stop(title="High Wycombe on 1 April 2020: one council for both", place=wycombe, on=date(2020, 4, 1)),
        Stop(title="Keswick on 31 March 2023: the county of Cumbria", place=keswick, on=date(2023, 3, 31)),
        Stop(title="Keswick on 1 April 2023: the west of Cumbria", place=keswick, on=date(2023, 4, 1)),
        Stop(title="Kendal on 1 April 2023: the south of Cumbria", place=kendal, on=date(2023, 4, 1)),
    )


def _of_every_kind() -> tuple[Stop, ...]:
    """Give places in every kind of district, with a parish and without, and elsewhere."""
    from routekit.model import LatLon, Postcode

    otley = LatLon(latitude=53.9059, longitude=-1.6917)
    camden = LatLon(latitude=51.5390, longitude=-0.1426)
    reading = LatLon(latitude=51.4551, longitude=-0.9787)
    lisvane = LatLon(latitude=51.5436, longitude=-3.1750)
    edinburgh = LatLon(latitude=55.9486, longitude=-3.1999)
    motorway = LatLon(latitude=51.4497, longitude=-1.3110)
    yes = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
    fast = {"limit_up_to_40": "no"}
    return (
        Stop(title="Otley, a parish in a metropolitan borough", place=otley),
        Stop(title="Camden Town, in a London borough", place=camden),
        Stop(title="Reading, outside the sample but not outside this: land without a parish", place=reading),
        Stop(title="Lisvane in Cardiff: a community, with its Welsh name", place=lisvane),
        Stop(title="The postcode SW1A 1AA", place=Postcode("SW1A 1AA")),
        Stop(title="The postcode RG14 1QP, three times yes", place=Postcode("RG14 1QP"), answers=yes),
        Stop(title="Edinburgh, which these boundaries leave out", place=edinburgh),
        Stop(title="The postcode BT1 5GS, in Belfast", place=Postcode("BT1 5GS")),
        Stop(title="The M4 at Chieveley, in full", place=motorway, answers=fast, in_full=True),
    )


def across_the_country() -> Iterator[Told]:
    """Play the second part; what is compiled for it stays in the cache, and later commands use it."""
    from routekit.boundaries import Draft
    from routekit.router import Router

    title = "England and Wales: who handles it where, and when. No contacts are looked up."
    yield Told("\n" + click.style(title, bold=True))
    draft = Draft.open(EDITION)
    path = compiled(draft)
    if path is None:
        check_cache()
        yield Told(f"Compiling {EDITION}, once; this takes about a minute ...")
        path, told = compile_now(draft)
        yield told
    yield Told("Opening the postcodes of Great Britain, which are compiled once, in seconds ...")
    postcodes, told = open_in_sight()
    yield told
    yield from travel(Router.open(edition=path, postcodes=postcodes))
    yield Told(f"\nOther commands use {EDITION} from now on. To go back to the sample, delete {path}.")


def travel(router: "Router") -> Iterator[Told]:
    """Route at every stop, one after another; at the end give the time it took, and the attributions."""
    seconds = 0.0
    for number, stop in enumerate(stops(), 1):
        begun = time.perf_counter()
        decision = router.route(TRANSACTION, stop.place, stop.answers, on=stop.on)
        seconds += time.perf_counter() - begun
        shown = show_decision(decision) if stop.in_full else show_briefly(decision)
        yield scene(number, stop.title, [shown], decision)
    sources = (router.edition.provenance.attribution, router.postcodes.record.edition.attribution)
    yield Told("\n".join([f"\nRouted {len(stops())} times in {1000 * seconds:.0f} ms.", *sources]))


def compiled(draft: "Draft") -> Path | None:
    """Find an edition that is compiled in the cache; None if it is not there, or not sound."""
    from routekit.boundaries import Edition
    from routekit.boundaries.cache import SUFFIX, cache_folder
    from routekit.errors import EditionError

    try:
        return Edition.open(cache_folder() / f"{draft.manifest.name}{SUFFIX}").path
    except EditionError:
        return None


def check_cache() -> None:
    """Make sure that the cache can be written, before a minute is spent; EditionError if it cannot."""
    from tempfile import TemporaryFile

    from routekit.boundaries.cache import cache_folder
    from routekit.errors import EditionError

    folder = cache_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        TemporaryFile(dir=folder).close()
    except OSError as error:
        raise EditionError(f"{folder} cannot be written ({error.strerror})") from error


def compile_now(draft: "Draft") -> tuple[Path, Told]:
    """Compile an edition into the cache in sight of the user, and tell how long that took."""
    from routekit.boundaries import build

    with progress() as show:
        path, report = build(draft, progress=show)
    megabytes = report.file_bytes / 1e6
    return path, Told(
        f"Compiled {report.survey.areas:,} areas ({megabytes:,.0f} MB) in {report.seconds:.1f} s."
    )


def open_in_sight() -> tuple["Postcodes", Told]:
    """Open the newest postcodes, compiled in sight of the user if need be, and tell how long that took."""
    from routekit.boundaries import Postcodes

    begun = time.perf_counter()
    with progress() as show:
        postcodes = Postcodes.open(progress=show)
    seconds = time.perf_counter() - begun
    return postcodes, Told(
        f"Opened {postcodes.record.count:,} postcodes ({postcodes.name}) in {seconds:.1f} s."
    )
