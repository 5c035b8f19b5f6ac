"""What is known of a place: its areas, who plays each role there, and how each pack begins."""

from datetime import date
from typing import Literal

from pydantic import Field

from routekit.model import Area, Ask, Decision, Grid, LatLon, PackRef, Place, Postcode, Routed
from routekit.router import Router
from routekit.rules import Pack
from routekit.rules.showing import DecisionTable, Picture, picture_of, svg, table_of
from routekit.service.told import Told, Whereabouts
from routekit.service.whereabouts import whereabouts


class PackHere(Told):
    """A pack at a place: whether it holds and what it begins with, before anything is answered.

    `first` is the id of the question that comes first, of the authority, or of the reason why there is none.
    """

    pack: PackRef
    title: str
    in_force: bool
    overlaid: bool = Field(description="Whether a council of the place has rules of its own in it.")
    proof: str
    begins: Literal["ask", "routed", "unrouted"]
    first: str


class Inspected(Told):
    """All that is known of a place on a day. `boundary_m` is how far it is to the nearest boundary."""

    where: Whereabouts
    boundary_m: float | None = Field(
        description="None for a postcode, which is no point, and outside coverage."
    )
    packs: tuple[PackHere, ...]


class Shown(Told):
    """A pack as it holds for an area on a day: its table, its picture, and the line of its proof."""

    proof: str
    table: DecisionTable
    picture: Picture
    svg: str


def inspected(router: Router, place: Place, on: date | None) -> Inspected:
    """Say all that is known of a place on a day (None: today).

    Raises InvalidPlaceError and EditionError as `Router.locate` does.
    """
    where = whereabouts(router, place, on)
    packs = (_here(router, each.id, place, where) for each in router.transactions())
    return Inspected(where=where, boundary_m=_boundary_m(router, place, where), packs=tuple(packs))


def shown(pack: Pack, language: str) -> Shown:
    """Show a pack."""
    picture = picture_of(pack, language=language)
    table = table_of(pack, language=language)
    return Shown(proof=pack.prove().line, table=table, picture=picture, svg=svg(picture))


def pack_for(router: Router, transaction: str, area: str | None, on: date | None) -> Pack:
    """Give a pack as the councils of an area have it on a day, or without an area as it is.

    Raises UnknownTransactionError, and InputError for an area that the edition of the day has not.
    """
    day = router.today if on is None else on
    if not area:
        return router.pack(transaction, on=day)
    return router.pack_in(transaction, router.edition_on(day).area(area), day)


def _here(router: Router, transaction: str, place: Place, where: Whereabouts) -> PackHere:
    day, area = where.on, where.area
    plain = router.pack(transaction, on=day)
    pack = router.pack_in(transaction, area, day) if isinstance(area, Area) else plain
    decision = router.route(transaction, place, on=day)
    return PackHere(
        pack=pack.ref,
        title=pack.transaction.title,
        in_force=pack.in_force(day),
        overlaid=pack.ref != plain.ref,
        proof=pack.prove().line,
        begins=decision.kind,
        first=_first(decision),
    )


def _first(decision: Decision) -> str:
    if isinstance(decision, Ask):
        return decision.question.id
    return decision.authority.id if isinstance(decision, Routed) else decision.reason


def _boundary_m(router: Router, place: Place, where: Whereabouts) -> float | None:
    if isinstance(place, Postcode) or where.area is None or not isinstance(place, (LatLon, Grid)):
        return None
    return round(router.edition_on(where.on).boundary_distance(place), 1)
