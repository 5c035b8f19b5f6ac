"""An invented map with areas of every district, and lists read without the code under test."""

import csv
import hashlib
import json
import lzma
from collections import defaultdict
from datetime import date
from importlib import resources

import pytest

from routekit.bodies import Bodies
from routekit.boundaries import Edition, build
from routekit.replay import Side
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import write_reorganised

DATA = resources.files("routekit_boundaries")
OF_EACH = 3  # areas of each district
ACROSS = 40  # squares in a row

_MANIFEST = """
format = 1
name = "squares"
title = "Invented squares with the names of real areas"
date = 2019-12-31
sample = false
count = {count}
countries = []
accept_repairs = []
licence = "CC0-1.0"
attribution = "Invented for a test"
origin = "a test"
[[sources]]
file = "areas.geojson"
sha256 = "{sha256}"
crs = "EPSG:27700"
fields = {{code = "code", name = "name", district = "district"}}
"""


class Lists:
    """The published lists as they are: what became of districts, counties, and names of councils."""

    def __init__(self):
        sources = DATA / "bodies" / "sources"
        self.changes = _rows(sources / "lad_changes_2014_2025.csv")
        self.counties = {
            row["LTLA19CD"]: row["UTLA19CD"] for row in _rows(sources / "ons_ltla_utla_2019.csv")
        }
        self.names = {
            row["gss-code"]: row["official-name"] for row in _rows(sources / "local_authorities.csv")
        }

    def district(self, code, day):
        """Follow a district of 2019 through mergers, each on 1 April of its year."""
        for row in sorted(self.changes, key=lambda row: row["start"]):
            merged = row["type"] == "merger" and row["oldcd"] == code
            if merged and date(int(row["start"]), 4, 1) <= day:
                code = row["newcd"]
        return code

    def highways(self, code, day):
        """Give the council for roads: the county's while there is one above the district."""
        now = self.district(code, day)
        return self.counties[now] if now.startswith("E07") else now


def _rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def lists():
    return Lists()


@pytest.fixture(scope="session")
def some_areas():
    """Give a few areas of each district of 2019: code, name, district, and the corner of a square."""
    found = defaultdict(list)
    for file, prefix in (("ons_unparished_2019.csv.xz", "NCP19"), ("ons_parishes_2019.csv.xz", "PAR19")):
        path = DATA / "editions" / "ew-2019-12" / file
        with path.open("rb") as raw, lzma.open(raw, "rt", encoding="utf-8-sig", newline="") as table:
            for row in csv.DictReader(table):
                here = found[row["LAD19CD"]]
                if len(here) < OF_EACH:
                    here.append((row[f"{prefix}CD"], row[f"{prefix}NM"], row["LAD19CD"]))
    areas = sorted(area for here in found.values() for area in here)
    return [
        (*area, 400_000 + 100 * (at % ACROSS), 200_000 + 100 * (at // ACROSS))
        for at, area in enumerate(areas)
    ]


@pytest.fixture(scope="session")
def squares(tmp_path_factory, some_areas):
    """Compile the areas as squares of 100 m side by side."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name, "district": district},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[e, n], [e + 100, n], [e + 100, n + 100], [e, n + 100], [e, n]],
                ],
            },
        }
        for code, name, district, e, n in some_areas
    ]
    folder = tmp_path_factory.mktemp("squares")
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    (folder / "areas.geojson").write_bytes(content)
    manifest = _MANIFEST.format(count=len(features), sha256=hashlib.sha256(content).hexdigest())
    (folder / "edition.toml").write_text(manifest, encoding="utf-8")
    return Edition.open(build(folder, folder / "squares.edition")[0])


@pytest.fixture(scope="session")
def bodies():
    return Bodies.open()


@pytest.fixture(scope="session")
def nation(squares, bodies):
    """A router of the squares with the packs for litter and roads."""
    packs = [Pack.load("report-litter"), Pack.load("report-pothole")]
    return Router(packs=packs, edition=squares, bodies=bodies)


@pytest.fixture
def eve(nation):
    """Give both sides of a 1 April."""

    def sides(year):
        return (
            Side(router=nation, on=date(year, 3, 31)),
            Side(router=nation, on=date(year, 4, 1)),
        )

    return sides


@pytest.fixture(scope="session")
def reorganised(tmp_path_factory, west_berkshire):
    folder = tmp_path_factory.mktemp("reorganised")
    return Edition.open(build(write_reorganised(folder, west_berkshire), folder)[0])
