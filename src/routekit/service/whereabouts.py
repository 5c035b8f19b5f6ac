"""Where a place is and who plays each role there: what `/v1/where` tells."""

from datetime import date

from routekit.boundaries import Unlocated
from routekit.model import Area, Located, Place
from routekit.router import Router
from routekit.service.told import District, Played, Whereabouts


def whereabouts(router: Router, place: Place, on: date | None, reference: str = "") -> Whereabouts:
    """Say which areas a place is in on a day (None: today), and who plays each role in the one that answers.

    Raises InvalidPlaceError and EditionError as `Router.locate` does.
    """
    day = router.today if on is None else on
    found = router.locate(place, on=day)
    located = Located(area=None, outside=1.0) if isinstance(found, Unlocated) else found
    area = located.area
    return Whereabouts(
        status="found" if area else "outside-coverage",
        reference=reference,
        on=day,
        edition=router.edition_on(day).ref,
        detail=found.detail if isinstance(found, Unlocated) else "",
        area=area,
        candidates=located.candidates,
        outside=located.outside,
        district=_district(router, area, day) if area else None,
        roles=_played(router, area, day) if area else (),
        warnings=located.warnings,
    )


def _district(router: Router, area: Area, day: date) -> District | None:
    council = router.district_of(area, day)
    return None if council is None else District(code=council.id, name=council.name)


def _played(router: Router, area: Area, day: date) -> tuple[Played, ...]:
    held = router.roles_in(area, day)
    return tuple(Played(role=role, authority=authority) for role, authority in held.items())
