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
    from routekit.boundaries import Edition
    from routekit.contacts import Directory
    from routekit.model import Decision, Place, Referral
    from routekit.router import Router
    from routekit.testing import Fault, ModernGovServer

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

    high_street = LatLon(latitude=51.4147, longitude=-1.5154, accuracy_m=8)
    border = Grid(easting=0, northing=1)
    return (
        Scene(title="Hungerford High Street, nothing answered yet", place=high_street),
        Scene(title="All three answers are yes: the parish has taken this on", place=high_street, answers=YES),
        Scene(title="Not by day", place=high_street, answers={**YES, "by_day": "no"}),
        Scene(title="“I do not know” whether there is a suitable site", place=high_street,
              answers={**YES, "suitable_site": "dont_know"}),
        Scene(title="The council's contact service is down: the decision is the same", place=high_street,
              answers=YES, service_down=True),
        Scene(title="On the line between two parishes, all yes: the area must be asked", place=border, answers=YES),
        Scene(title="On the same line, but not by day: both lead to the same authority", place=border,
              answers={**YES, "by_day": "no"}),
        Scene(title="Reading, outside the boundaries that are loaded", place=LatLon(latitude=51.4551, longitude=-0.9787)),
    )  # fmt: skip


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
    councils = sample_councils(router.edition.areas(DISTRICT), towns=TOWNS)
    with ModernGovServer(councils) as server:
        played = [_play(scene, router, server) for scene in scenes()]
    if json_:
        click.echo(json.dumps([_json(*each) for each in played], indent=2))
    else:
        _show(router.edition, played)
    return 0
