"""What councils say by hand: agreements, parish councils that form, what is taken on, names that change."""

from datetime import date

import pytest

from routekit.bodies import Bodies
from routekit.replay import Side, every_area, replay
from routekit.router import Router
from routekit.rules import Pack

DAY, NEXT = date(2026, 3, 31), date(2026, 4, 1)
KINTBURY, WEST_BERKSHIRE, BUCKS = "E04001179", "E06000037", "E06000060"
LITTER = {"about": "damaged", "land": "public", "name": "parish"}


@pytest.fixture
def over(tmp_path, west_berkshire):
    """Give both sides of 1 April 2026, with rows by hand in these tables."""
    headers = {
        "roles": "role,district,authority,valid_from,valid_to,source",
        "agreements": "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source",
        "authorities": "id,name,kind,website,telephone,valid_from,valid_to,source",
        "parish_bodies": "area,kind,authority,name,valid_from,valid_to,source",
        "taken_on": "area,transaction,valid_from,valid_to,source",
    }

    def sides(**tables):
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([headers[name], *rows, ""]))
        packs = [Pack.load("report-litter"), Pack.load("find-parish-clerk")]
        router = Router(packs=packs, edition=west_berkshire, bodies=Bodies.open(overrides=[tmp_path]))
        return [Side(router=router, on=day) for day in (DAY, NEXT)]

    return sides


def changes(sides, areas, transaction="report-litter", **answers):
    found = replay(every_area(areas), *sides, transaction, answers={**LITTER, **answers} if answers else None)
    assert found.places == found.same + found.changed + found.not_compared
    return found.changes


def test_another_that_plays_the_role_is_told_by_whom(over, west_berkshire):
    sides = over(roles=[f"litter_authority,{WEST_BERKSHIRE},{BUCKS},2026-04-01,,a trial"])
    (change,) = changes(sides, west_berkshire, about="litter")

    assert (change.kind, change.hands, change.places) == ("holder", True, west_berkshire.count)
    assert (change.was.authority, change.now.authority) == (WEST_BERKSHIRE, BUCKS)


def test_an_agreement_is_named_with_its_source(over, west_berkshire):
    row = f"{KINTBURY},litter_authority,,{BUCKS},{WEST_BERKSHIRE},2026-04-01,,minute 12"
    (change,) = changes(over(agreements=[row]), west_berkshire, about="litter")

    assert (change.kind, change.places) == ("holder", 1)
    assert any(why.startswith("agreement: ") and "minute 12" in why for why in change.why)


def test_what_a_parish_takes_on_is_told_with_its_source(over, west_berkshire):
    taken = over(taken_on=[f"{KINTBURY},report-litter,2026-04-01,,minute 7"])
    found = changes(taken, west_berkshire, about="new")

    assert [(each.kind, each.places) for each in found] == [("role", 1)]
    assert "taken_on no -> yes (minute 7)" in found[0].why


def test_a_council_with_another_name_is_the_same_council(over, west_berkshire):
    rows = [f"{WEST_BERKSHIRE},Newbury and Ridgeway Council,principal-council,,,2026-04-01,,an order"]
    (change,) = changes(over(authorities=rows), west_berkshire, about="litter")

    assert (change.kind, change.hands, change.places) == ("renamed", False, west_berkshire.count)
    assert change.why == (f"{WEST_BERKSHIRE} was West Berkshire Council and is Newbury and Ridgeway Council",)


def test_a_parish_without_a_council_any_more_is_told(over, west_berkshire):
    rows = [f"{KINTBURY},none,,,2026-04-01,,an order"]
    found = changes(over(parish_bodies=rows), west_berkshire, "find-parish-clerk")

    assert sum(each.places for each in found) == 1
    assert {area.was for each in found for area in each.areas} == {KINTBURY}
