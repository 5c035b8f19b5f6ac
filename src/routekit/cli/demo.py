"""`routekit demo`: real places in West Berkshire, routed, with contacts from a local sample service."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from routekit.cli.options import as_json
from routekit.cli.show import show_decision, show_referral

if TYPE_CHECKING:
    from routekit.model import Decision, Place, Referral
    from routekit.router import Router
    from routekit.testing import ModernGovServer

TRANSACTION = "report-speeding-traffic"
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
    from routekit.router import Router
    from routekit.testing import ModernGovServer, sample_councils

    router = Router.open()
    areas = router.edition.areas(DISTRICT)
    with ModernGovServer(sample_councils(areas, towns=TOWNS)) as server:
        played = [_play(scene, router, server) for scene in scenes()]
    if json_:
        click.echo(json.dumps([each.model_dump(mode="json") for each in played], indent=2))
    else:
        _show(played, router.edition.provenance.attribution)
    return 0


def _play(scene: Scene, router: "Router", server: "ModernGovServer") -> "Decision | Referral":
    """Route one report, and if it has somebody to contact, ask the local service how."""
    from routekit.contacts import Directory, Install
    from routekit.model import Routed
    from routekit.referral import refer
    from routekit.testing import Fault

    decision = router.route(TRANSACTION, scene.place, scene.answers)
    if not isinstance(decision, Routed):
        return decision
    server.fault = Fault.UNAVAILABLE if scene.service_down else None
    install = Install(district=DISTRICT, base_url=server.base_url, name="sample data")
    with Directory([install], areas_of=router.edition.areas, allow_insecure=True) as directory:
        return refer(decision, directory)


def _show(played: "list[Decision | Referral]", attribution: str) -> None:
    from routekit.model import Referral

    click.echo("Reports of speeding traffic in West Berkshire. The boundaries are real; every contact is")
    click.echo("SAMPLE DATA: invented people, served by a test kit on this machine.")
    for number, (scene, result) in enumerate(zip(scenes(), played, strict=True), 1):
        decision = result.decision if isinstance(result, Referral) else result
        click.echo("\n" + click.style(f"{number}. {scene.title}", fg="cyan", bold=True))
        click.echo(show_decision(decision))
        if isinstance(result, Referral):
            click.echo(show_referral(result) + "  (sample data)")
    click.echo("\n" + attribution)
