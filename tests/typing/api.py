"""Type-checked, never run: what a caller may rely on about the types of the public names."""

from datetime import date
from typing import assert_never, assert_type

from routekit import (
    Ask,
    Authority,
    Contact,
    Grid,
    LatLon,
    Postcode,
    Question,
    Referral,
    Routed,
    Router,
    Transaction,
    Unrouted,
    arefer,
    refer,
)
from routekit.boundaries import Edition, Postcodes, Unlocated
from routekit.contacts import (
    AsyncContactSource,
    AsyncModernGov,
    ContactSource,
    Directory,
    ModernGov,
    Register,
)
from routekit.rules import Pack, Row


def decide(router: Router) -> str:
    decision = router.route(
        "report-speeding-traffic", LatLon(latitude=51.4, longitude=-1.5), on=date(2026, 11, 21)
    )
    match decision:
        case Ask():
            assert_type(decision.question, Question)
            return decision.question.text
        case Routed():
            assert_type(decision.authority, Authority)
            assert_type(decision.fallback, Authority | None)
            return decision.because.reasons[0].why
        case Unrouted():
            return decision.reason
        case _:
            assert_never(decision)


def look_up(edition: Edition) -> None:
    assert_type(edition.code_at(433_700.0, 168_700.0), str | None)
    assert_type(edition.area_at(Grid(easting=433_700, northing=168_700)).candidates[0].share, float)


def look_up_postcode(postcodes: Postcodes, edition: Edition, router: Router) -> str:
    assert_type(router.postcodes, Postcodes)
    assert_type(router.route("report-speeding-traffic", Postcode("RG14 5LD")).warnings[0].detail, str)
    found = postcodes.at(Postcode(postcode="RG14 5LD"))
    return found.reason if isinstance(found, Unlocated) else f"within {found.accuracy_m} m"


def follow(pack: Pack) -> None:
    assert_type(pack.decide({"by_day": "yes"}), Row)
    assert_type(pack.step({}), Question | Row)


def contact(routed: Routed, source: ContactSource) -> Contact | None:
    referral = refer(routed, source)
    assert_type(referral, Referral)
    return referral.contact


async def acontact(routed: Routed, source: AsyncContactSource) -> Contact | None:
    return (await arefer(routed, source)).contact


def sources(modern: ModernGov, directory: Directory, register: Register) -> tuple[ContactSource, ...]:
    return modern, directory, register


def async_sources(modern: AsyncModernGov) -> AsyncContactSource:
    return modern


def transactions(router: Router) -> tuple[Transaction, ...]:
    return router.transactions()
