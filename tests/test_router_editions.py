"""Which boundaries answer: the newest dated on or before the day, else the earliest, with a warning."""

import hashlib
from datetime import date

import pytest
import shapely

from routekit.boundaries import Edition, build
from routekit.errors import InputError
from routekit.model import Grid
from routekit.router import Router
from routekit.rules import Pack

SPEEDING = "report-speeding-traffic"
HERE = Grid(easting=400_500, northing=50_500)

_SOURCE = """
format = 1
name = "{name}"
title = "Invented areas"
date = {day}
licence = "CC0-1.0"
attribution = "Invented for a test"
origin = "a test"
[[sources]]
file = "areas.geojson"
sha256 = "{sha256}"
crs = "EPSG:27700"
fields = {{code = "code", name = "name"}}
district = "E06999001"
"""


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """Three editions, in each of which the same place has another name."""

    def compiled(name, day, area):
        folder = tmp_path_factory.mktemp(name)
        square = shapely.to_geojson(shapely.box(400_000, 50_000, 401_000, 51_000))
        properties = f'{{"code": "E04999001", "name": "{area}"}}'
        feature = f'{{"type": "Feature", "properties": {properties}, "geometry": {square}}}'
        content = f'{{"type": "FeatureCollection", "features": [{feature}]}}'.encode()
        (folder / "areas.geojson").write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        (folder / "edition.toml").write_text(_SOURCE.format(name=name, day=day, sha256=sha256))
        return Edition.open(build(folder, folder / "made.edition")[0])

    return [
        compiled("of-2024", "2024-12-31", "Newsample"),
        compiled("of-2019", "2019-12-31", "Oldsample"),
        compiled("of-2022", "2022-12-31", "Midsample"),
    ]


@pytest.fixture(scope="module")
def router(editions, tiny_bodies):
    packs = [Pack.load(SPEEDING)]
    return Router(packs=packs, edition=editions, bodies=tiny_bodies, clock=lambda: date(2023, 6, 1))


@pytest.mark.parametrize(
    ("on", "edition", "warned"),
    [
        (date(2015, 1, 1), "of-2019", True),
        (date(2019, 12, 30), "of-2019", True),
        (date(2019, 12, 31), "of-2019", False),
        (date(2022, 12, 30), "of-2019", False),
        (date(2022, 12, 31), "of-2022", False),
        (None, "of-2022", False),
        (date(2024, 12, 31), "of-2024", False),
        (date(2030, 1, 1), "of-2024", False),
    ],
)
def test_a_day_has_the_newest_edition_dated_on_or_before_it_else_the_earliest(router, on, edition, warned):
    routed = router.route(SPEEDING, HERE, {"limit_up_to_40": "no"}, on=on)
    assert routed.edition.name == edition
    assert ("edition-later-than-date" in {each.code for each in routed.warnings}) is warned


def test_the_area_and_the_areas_of_a_district_are_those_of_the_day(router):
    on = date(2020, 1, 1)
    routed = router.route(SPEEDING, HERE, {"limit_up_to_40": "no"}, on=on)
    assert routed.because.area.name == "Oldsample"
    assert [area.name for area in router.areas_in("E06999001", on)] == ["Oldsample"]
    assert [area.name for area in router.areas_in("E06999001")] == ["Midsample"]
    assert router.edition.name == "of-2022"


def test_a_router_needs_an_edition(tiny_bodies):
    with pytest.raises(InputError, match="at least one edition"):
        Router(packs=[Pack.load(SPEEDING)], edition=[], bodies=tiny_bodies)
