"""The first part of `routekit demo`: West Berkshire, with contacts from a local sample service."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from routekit.cli.demo.telling import TRANSACTION, Told, scene
from routekit.cli.show import show_decision, show_referral

if TYPE_CHECKING:
    from routekit.model import Decision, Place, Referral
    from routekit.router import Router
    from routekit.testing import ModernGovServer

SAMPLE = "sample data"
DISTRICT = "E06000037"
TOWNS = frozenset({"E04001177", "E04001194", "E04001207"})
YES = MappingProxyType({"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"})
INTRODUCTION = (
    "West Berkshire: reports of speeding traffic. The boundaries are real; every clerk is SAMPLE DATA:\n"
    "an invented person, served by a test kit on this machine."
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One report: where, what was answered, and whether the contact service is down."""

    title: str
    place: "Place"
    answers: Mapping[str, str] = field(default_factory=dict)
    service_down: bool = False


def scenes() -> tuple[Scene, ...]:
    """Give the reports of the first part, all at real places on real boundaries."""
    from routekit.model import Grid, LatLon

    street = LatLon(latitude=51.4147, longitude=-1.5154, accuracy_m=8)
    line = Grid(easting=435065.2139, northing=169177.2447)
    reading = LatLon(latitude=51.4551, longitude=-0.9787)
    unsure = {**YES, "suitable_site": "dont_know"}
    night = {**YES, "by_day": "no"}
    return (
        Scene(title="Hungerford High Street, nothing answered yet", place=street),
        Scene(title="Three times yes: the parish has taken this on", place=street, answers=YES),
        Scene(title="Not by day", place=street, answers=night),
        Scene(title="Nobody knows whether there is a suitable site", place=street, answers=unsure),
        Scene(title="The contact service is down", place=street, answers=YES, service_down=True),
        Scene(title="On the line between two parishes, three times yes", place=line, answers=YES),
        Scene(title="On the same line, but not by day", place=line, answers=night),
        Scene(title="In Reading, outside the sample", place=reading, answers=YES),
    )


def in_west_berkshire() -> Iterator[Told]:
    """Play the first part, one report after another, on boundaries that are compiled and thrown away."""
    from tempfile import TemporaryDirectory

    from routekit.boundaries import build
    from routekit.router import Router
    from routekit.testing import ModernGovServer, sample_councils

    yield Told(INTRODUCTION)
    begun = time.perf_counter()
    with TemporaryDirectory() as folder:  # always the sample, whatever else has been compiled
        edition, _ = build(out=folder)
        router = Router.open(edition=edition)
    areas = router.edition.areas(DISTRICT)
    with ModernGovServer(sample_councils(areas, towns=TOWNS)) as server:
        for number, report in enumerate(scenes(), 1):
            yield play(number, report, router, server)
    seconds = time.perf_counter() - begun
    yield Told(f"\n{router.edition.provenance.attribution}\nWest Berkshire took {seconds:.1f} s.")


def play(number: int, report: Scene, router: "Router", server: "ModernGovServer") -> Told:
    """Route one report, and if it has somebody to contact, ask the local service how."""
    from routekit.testing import Fault

    server.fault = Fault.UNAVAILABLE if report.service_down else None
    decision = router.route(TRANSACTION, report.place, report.answers)
    referral = _refer(decision, router, server.base_url)
    shown = [show_decision(decision)]
    if referral:
        clerk = referral.contact is not None and referral.contact.role == "Clerk"
        shown.append(show_referral(referral, note=SAMPLE if clerk else ""))
    return scene(number, report.title, shown, decision, referral)


def _refer(decision: "Decision", router: "Router", base_url: str) -> "Referral | None":
    from routekit.contacts import Directory, Install, Limits
    from routekit.referral import refer

    if decision.kind != "routed":
        return None
    install = Install(district=DISTRICT, base_url=base_url, name=SAMPLE)
    once = Limits(attempts=1)  # a service that is down in a play need not be tried again
    with Directory([install], areas_of=router.edition.areas, allow_insecure=True, limits=once) as directory:
        return refer(decision, directory)
