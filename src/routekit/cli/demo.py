"""`routekit demo`: real places in West Berkshire, routed, with contacts from a local sample service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import click

from routekit.cli.options import as_json
from routekit.cli.show import show_decision, show_referral

if TYPE_CHECKING:
    from routekit.model import Decision, Place, Referral
    from routekit.router import Router
    from routekit.testing import ModernGovServer

TRANSACTION = "report-speeding-traffic"
SAMPLE = "sample data"
DISTRICT = "E06000037"
TOWNS = frozenset({"E04001177", "E04001194", "E04001207"})
YES = MappingProxyType({"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"})


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One report: where, what was answered, and whether the contact service is down."""

    title: str
    place: "Place"
    answers: Mapping[str, str] = field(default_factory=dict)
    service_down: bool = False


def scenes() -> tuple[Scene, ...]:
    """Give the reports of the demonstration, all at real places on real boundaries."""
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
        Scene(title="“I do not know” whether there is a suitable site", place=street, answers=unsure),
        Scene(title="The contact service is down", place=street, answers=YES, service_down=True),
        Scene(title="On the line between two parishes, three times yes", place=line, answers=YES),
        Scene(title="On the same line, but not by day", place=line, answers=night),
        Scene(title="In Reading, outside the sample", place=reading, answers=YES),
    )


@click.command()
@as_json
def demo(*, json_: bool) -> int:
    """Route real reports of speeding traffic in West Berkshire, with contacts from a local sample service.

    \b
    Example:
      routekit demo
    """
    from routekit.boundaries import build
    from routekit.router import Router
    from routekit.testing import ModernGovServer, sample_councils

    with TemporaryDirectory() as folder:  # always the sample, whatever else has been compiled
        edition, _ = build(out=folder)
        router = Router.open(edition=edition)
    areas = router.edition.areas(DISTRICT)
    with ModernGovServer(sample_councils(areas, towns=TOWNS)) as server:
        played = [_play(scene, router, server) for scene in scenes()]
    click.echo(_json(played) if json_ else _text(played, router.edition.provenance.attribution))
    return 0


class Played(NamedTuple):
    """A scene and what came of it; there is a referral if somebody could be named."""

    scene: Scene
    decision: "Decision"
    referral: "Referral | None"


def _play(scene: Scene, router: "Router", server: "ModernGovServer") -> Played:
    """Route one report, and if it has somebody to contact, ask the local service how."""
    from routekit.contacts import Directory, Install
    from routekit.model import Routed
    from routekit.referral import refer
    from routekit.testing import Fault

    decision = router.route(TRANSACTION, scene.place, scene.answers)
    if not isinstance(decision, Routed):
        return Played(scene, decision, None)
    server.fault = Fault.UNAVAILABLE if scene.service_down else None
    install = Install(district=DISTRICT, base_url=server.base_url, name=SAMPLE)
    with Directory([install], areas_of=router.edition.areas, allow_insecure=True) as directory:
        return Played(scene, decision, refer(decision, directory))


def _text(played: list[Played], attribution: str) -> str:
    lines = [
        "Reports of speeding traffic in West Berkshire. The boundaries are real; every clerk is SAMPLE DATA:",
        "an invented person, served by a test kit on this machine.",
    ]
    for number, (scene, decision, referral) in enumerate(played, 1):
        lines += ["", click.style(f"{number}. {scene.title}", fg="cyan", bold=True), show_decision(decision)]
        if referral:
            clerk = referral.contact is not None and referral.contact.role == "Clerk"
            lines.append(show_referral(referral, note=SAMPLE if clerk else ""))
    return "\n".join([*lines, "", attribution])


def _json(played: list[Played]) -> str:
    scenes_ = [
        {
            "title": scene.title,
            "decision": decision.model_dump(mode="json"),
            "referral": referral.model_dump(mode="json", exclude={"decision"}) if referral else None,
        }
        for scene, decision, referral in played
    ]
    return json.dumps({"note": f"every clerk is {SAMPLE}", "scenes": scenes_}, indent=2, ensure_ascii=False)
