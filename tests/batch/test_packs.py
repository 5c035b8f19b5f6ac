"""Packs with all that a pack may have: emergencies, numbers, overlays, layers, agreements."""

from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pytest
from alone import alone, cells_of

from routekit.batch import route_table
from routekit.bodies import Bodies
from routekit.boundaries import Layer
from routekit.model import Grid
from routekit.router import Router
from routekit.testing import write_tiny_bodies

DAY = date(2026, 11, 21)
ROOT = Path(__file__).parents[1]
OVERLAY = """format: 1
overlay: report-grass
version: 1.1.0
effective: {from: 2026-04-01, to: 2027-04-01}
maintainer: Tiny District Council
rows:
  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We cut it all., source: minute 3}
"""
EASTINGS = [400_500.0, 401_000.0, 402_500.0, 401_000.0, 410_000.0, 403_500.0, 401_500.0]
NORTHINGS = [50_500.0, 50_500.0, 51_500.0, 52_500.0, 50_500.0, 53_500.0, 50_500.0]


def check(router, transaction, on, **answers):
    """Compare a table of points all over the tiny district with its rows alone; say what statuses came."""
    table = pa.table({"easting": EASTINGS, "northing": NORTHINGS, "accuracy": [60.0, 0.0] * 3 + [0.0]})
    result = route_table(table, router=router, transaction=transaction, on=on, answers=answers).to_pylist()
    for row in result:
        place = partial(Grid, easting=row["easting"], northing=row["northing"], accuracy_m=row["accuracy"])
        expected = alone(router, transaction, place, answers, on)
        assert cells_of(row, expected) == expected
    return {row["status"] for row in result}, result


@pytest.mark.parametrize("on", [DAY, date(2000, 1, 1)])
def test_an_emergency_comes_before_the_place(tiny_edition, tiny_bodies, on):
    pack = ROOT / "rules" / "sound" / "report-speed.yaml"
    router = Router.open(packs=[pack], edition=tiny_edition.path, bodies=tiny_bodies)
    statuses, result = check(router, "report-speed", on, danger="yes")
    assert statuses == {"unrouted"}
    assert {row["reason"] for row in result} == {"emergency"}
    check(router, "report-speed", on)
    check(router, "report-speed", on, danger="no", mph="30")
    own = pa.table(
        {"easting": EASTINGS[:3], "northing": NORTHINGS[:3], "danger": ["no"] * 3, "mph": [30, 999, None]}
    )
    for row in route_table(own, router=router, transaction="report-speed", on=DAY).to_pylist():
        answers = {"danger": "no"} | ({"mph": str(row["mph"])} if row["mph"] is not None else {})
        place = partial(Grid, easting=row["easting"], northing=row["northing"])
        expected = alone(router, "report-speed", place, answers, DAY)
        assert cells_of(row, expected) == expected


@pytest.mark.parametrize("on", [date(2026, 3, 31), date(2026, 4, 1), date(2027, 4, 1)])
def test_an_overlay_holds_in_its_council_on_its_days(tmp_path, tiny_edition, tiny_bodies, on):
    district = tiny_edition.areas()[0].district
    (tmp_path / "report-grass.yaml").write_text((ROOT / "rules" / "sound" / "report-grass.yaml").read_text())
    for code in (district, "E06000037"):
        (tmp_path / "overlays" / code).mkdir(parents=True)
        (tmp_path / "overlays" / code / "report-grass.yaml").write_text(OVERLAY)
    packs = [tmp_path / "report-grass.yaml"]
    router = Router.open(packs=packs, edition=tiny_edition.path, bodies=tiny_bodies)
    _, result = check(router, "report-grass", on)
    assert any("+" in (row["pack_version"] or "") for row in result) == (on == date(2026, 4, 1))


def test_layers_are_asked_about_the_point_itself(tiny_edition, tiny_bodies):
    packs = sorted((ROOT / "layers").glob("report-*.yaml"))
    roads, lights = (Layer.open(ROOT / "layers" / f"{name}.geojson") for name in ("roads", "lights"))
    layers = {"roads": roads, "lights": lights}
    router = Router.open(packs=packs, edition=tiny_edition.path, bodies=tiny_bodies, layers=layers)
    for transaction in router.transactions():
        assert router.asks_layers(transaction.id, on=DAY)
        check(router, transaction.id, DAY)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_agreement_that_concerns_one_parish_makes_it_unlike_its_neighbours(tmp_path, tiny_edition, answer):
    folder = write_tiny_bodies(tmp_path)
    areas = tiny_edition.areas()
    district, first, other = areas[0].district, areas[0].code, areas[1].code
    (folder / "agreements.csv").write_text(
        "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source\n"
        f"{other},highway_authority,,invented-roads,{district},2020-04-01,,invented\n"
        f"{district},parish_council,,invented-roads,parish-council:{first},2020-04-01,,invented\n"
    )
    with (folder / "authorities.csv").open("a", encoding="utf-8") as file:
        file.write("invented-roads,Invented Roads,principal-council,,,2000-04-01,,invented\n")
    bodies = Bodies.open(folder)
    router = Router.open(packs=["report-speeding-traffic"], edition=tiny_edition.path, bodies=bodies)
    inner = [tiny_edition.area(area.code).geometry.representative_point() for area in areas]
    table = pa.table({"easting": [each.x for each in inner], "northing": [each.y for each in inner]})
    given = {"limit_up_to_40": answer, "by_day": "yes", "suitable_site": "yes"}
    result = route_table(table, router=router, transaction="report-speeding-traffic", on=DAY, answers=given)
    named = set()
    for row in result.to_pylist():
        place = partial(Grid, easting=row["easting"], northing=row["northing"])
        expected = alone(router, "report-speeding-traffic", place, given, DAY)
        assert cells_of(row, expected) == expected
        named.add(row["authority_id"])
    assert "invented-roads" in named
    assert len(named) > 1


def test_the_edition_is_that_of_the_day(tmp_path, west_berkshire, tiny_edition, tiny_bodies):
    router = Router.open(packs=["report-speeding-traffic"], edition=west_berkshire.path)
    table = pa.table({"lat": [51.4147], "lon": [-1.5154]})
    for on in (date(2019, 6, 1), date(2026, 4, 1)):
        (row,) = route_table(table, router=router, transaction="report-speeding-traffic", on=on).to_pylist()
        assert ("edition-later-than-date" in (row["warnings"] or "")) == (on.year == 2019)
        assert (row["edition"], row["on"]) == (west_berkshire.name, on)
