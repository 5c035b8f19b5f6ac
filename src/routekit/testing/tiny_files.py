"""Write the tiny district as files: the source of an edition, and the tables of its bodies."""

import csv
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from routekit.testing.tiny_district import DISTRICT, Land, lands, tiny_geojson

EDITION = "tiny-2026-01"
_SINCE = "2000-04-01"
_SOURCE = "invented for routekit.testing"

_MANIFEST = """\
# An invented district for tests and examples; no such place exists.
format = 1
name = "{name}"
title = "The tiny district (invented)"
date = 2026-01-01
sample = true
count = {count}

licence = "CC0-1.0"
attribution = "Invented for routekit.testing"
origin = "routekit.testing.write_tiny_district"

[[sources]]
file = "areas.geojson"
sha256 = "{sha256}"
crs = "EPSG:27700"
fields = {{code = "code", name = "name", district = "district"}}
"""


def write_tiny_district(folder: Path) -> Path:
    """Write the source of an edition, `tiny-2026-01`, into the folder and give where it is.

    It holds edition.toml and areas.geojson (EPSG:27700), as `routekit boundaries build` takes them. Files of
    these names that are there already are overwritten.
    """
    source = Path(folder) / EDITION
    source.mkdir(parents=True, exist_ok=True)
    areas = (json.dumps(tiny_geojson(), indent=1) + "\n").encode()
    (source / "areas.geojson").write_bytes(areas)
    manifest = _MANIFEST.format(
        name=EDITION, count=len(lands()), sha256=hashlib.sha256(areas).hexdigest()
    ).encode()
    (source / "edition.toml").write_bytes(manifest)
    return source


def write_tiny_bodies(folder: Path) -> Path:
    """Write the tables of the tiny district's bodies into the folder and give it back.

    They are authorities.csv, roles.csv, parish_bodies.csv and taken_on.csv: a unitary council with every
    duty, a police force, and the bodies of the parishes, all since April 2000. Ashsample, Overmade and
    Undermade have taken report-speeding-traffic on; the others have not.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    dates = (_SINCE, "", _SOURCE)
    _write(folder / "authorities.csv", "id,name,kind,website,telephone", _AUTHORITIES, dates)
    _write(folder / "roles.csv", "role,district,authority", _ROLES, dates)
    _write(folder / "parish_bodies.csv", "area,kind,authority,name", map(_parish_row, _parishes()), dates)
    taken_on = ((land.area.code, "report-speeding-traffic") for land in _parishes()[:3])
    _write(folder / "taken_on.csv", "area,transaction", taken_on, dates)
    return folder


_AUTHORITIES = (
    (DISTRICT, "Tiny District Council", "principal-council", "https://tiny.example.gov.uk", "01632 960000"),
    ("police:E23999001", "Tiny District Police", "police", "https://police.example.gov.uk", "101"),
)
_ROLES = (
    *((role, DISTRICT, DISTRICT) for role in ("highway_authority", "litter_authority", "planning_authority")),
    ("police", DISTRICT, "police:E23999001"),
)


def _parishes() -> tuple[Land, ...]:
    return tuple(land for land in lands() if land.body != "none")


def _parish_row(land: Land) -> Sequence[str]:
    return (land.area.code, land.body, f"parish-council:{land.leader}", land.body_name)


def _write(path: Path, columns: str, rows: Iterable[Sequence[str]], dates: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow((*columns.split(","), "valid_from", "valid_to", "source"))
        table.writerows((*row, *dates) for row in rows)
