"""Whoever a pack leads to, in whichever district, can be reached, even if every service is down."""

from datetime import date

import pytest
import spellings

from routekit.bodies import Bodies
from routekit.errors import SourceUnavailableError
from routekit.matrix import matrix
from routekit.model import Area, Because, PackRef, Reason, Routed
from routekit.referral import refer
from routekit.router import Router
from routekit.rules import Pack, installed_packs

DAY = date(2026, 11, 21)
NOBODY = "nobody is recorded"


class Down:
    """A contact source that cannot be reached."""

    def contact_for(self, authority):
        raise SourceUnavailableError("it is down")


@pytest.fixture(scope="module")
def areas():
    """Give two parishes or communities of each district of 2019, and an unparished area."""
    sampled = []
    for district, here in spellings.national_areas().items():
        sampled += here[:: max(1, len(here) // 2)]
        number = int(district[-3:]) + 1000 * int(district[1:3])
        sampled.append(Area(code=f"E439{number:05}", name="x", kind="unparished", district=district))
    return sampled


@pytest.fixture(scope="module")
def rows(areas):
    """Give who handles each outcome of every pack, in every district."""
    return matrix([Pack.load(name) for name in installed_packs()], Bodies.open(), on=DAY, areas=areas)


def routed(authority, fallback, role):
    return Routed(
        transaction="x",
        on=DAY,
        pack=PackRef(transaction="x", version="1", sha256="0" * 64),
        role=role,
        authority=authority,
        fallback=fallback,
        outcome="x",
        say="x",
        because=Because(reasons=(Reason(row="R1", why="x"),)),
    )


def ways(referral):
    """Give the contacts that say how: an e-mail address, a number, or a page."""
    given = (referral.contact, referral.fallback_contact)
    return [each for each in given if each and (each.email or each.telephone or each.page)]


def test_every_outcome_of_every_pack_in_every_district_leads_to_somebody_who_can_be_reached(
    areas, rows, tiny_edition
):
    bodies = Bodies.open()
    router = Router(packs=[], edition=tiny_edition, bodies=bodies, clock=lambda: DAY)
    assert len({row.transaction for row in rows}) == len(installed_packs())
    assert len({row.district for row in rows}) == len(bodies.districts_on(DAY)) > 300
    parish = {}
    for area in areas:
        held = bodies.holder("parish_council", area, DAY).authority
        if held is not None:
            parish.setdefault(held.district, held)
    asked = set()
    for row in rows:
        own = row.authority is None and row.handled_by != NOBODY
        if row.handled_by == NOBODY or (own and row.district not in parish):
            continue
        asked.add((row.district if own else "", row.authority, row.fallback, row.role))
    assert len(asked) > 900
    for district, ident, fallback_id, role in asked:
        authority = parish[district] if district else named(bodies, ident, parish)
        fallback = bodies.authority(fallback_id, DAY).authority if fallback_id else None
        referral = refer(routed(authority, fallback, role), Down(), council_of=router.council_of)
        assert ways(referral), (authority.id, fallback_id)


def named(bodies, ident, parish):
    held = bodies.authority(ident, DAY).authority
    return held or next(each for each in parish.values() if each.id == ident)


def test_nobody_is_recorded_only_for_the_trunk_roads(rows):
    assert {row.role for row in rows if row.handled_by == NOBODY} == {"strategic_roads"}


def test_the_last_resort_is_the_council_of_the_district_and_says_so(areas, tiny_edition):
    bodies = Bodies.open()
    router = Router(packs=[], edition=tiny_edition, bodies=bodies, clock=lambda: DAY)
    hungerford = Area(code="E04001177", name="Hungerford", kind="parish", district="E06000037")
    decision = routed(bodies.holder("parish_council", hungerford, DAY).authority, None, "parish_council")
    without = refer(decision, Down())
    assert (without.contact, without.fallback_contact) == (None, None)
    referral = refer(decision, Down(), council_of=router.council_of)
    assert (referral.contact, referral.contact_status) == (None, "unavailable")
    assert referral.fallback_contact.organisation == "West Berkshire Council"
    assert referral.fallback_contact.page == "https://www.westberks.gov.uk"
    assert referral.decision == decision


def test_where_the_record_of_the_duty_is_silent_too_the_last_resort_is_given(tiny_edition):
    bodies = Bodies.open()
    router = Router(packs=[], edition=tiny_edition, bodies=bodies, clock=lambda: DAY)
    hungerford = Area(code="E04001177", name="Hungerford", kind="parish", district="E06000037")
    clerk = bodies.holder("parish_council", hungerford, DAY).authority
    council = bodies.authority("E06000037", DAY).authority
    silent = council.model_copy(update={"website": None, "telephone": None})
    referral = refer(routed(clerk, silent, "parish_council"), Down(), council_of=router.council_of)
    assert referral.fallback_contact.page == "https://www.westberks.gov.uk"


def test_a_principal_council_or_a_force_is_in_no_district(tiny_edition):
    bodies = Bodies.open()
    router = Router(packs=[], edition=tiny_edition, bodies=bodies, clock=lambda: DAY)
    assert router.council_of(bodies.authority("police:E23000029", DAY).authority) is None
