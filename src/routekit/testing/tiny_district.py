"""A tiny invented district, small enough to draw, with one of each thing that is hard about parishes.

Its areas lie in the sea south of Dorset, and their codes are in ranges that the ONS does not use. In
kilometres from (400000, 50000) on the British National Grid:

    3 +-----------+-----------+-----------+-----------+
      | Gapley   1 m gap  Gapley | Overlap   2 m   Overlap |
      | West      |      East | Parva  overlap  Magna |
    2 +-----------+-----------+-----------+-----------+
      | Sampleton,            | Ringworth | Pondham   |
      | unparished area       | (Innerby) | (nobody)  |
    1 +-----------+-----------+-----------+-----------+  +---+
      | Ashsample | Overmade  | Undermade | Littlehope|  |Ash|
      | council   |  one council for both | meeting   |  +---+
    0 +-----------+-----------+-----------+-----------+
      0           1           2           3           4
"""

from dataclasses import dataclass, replace
from typing import Literal

from routekit.model import Area
from routekit.testing.councils import ParishCouncilRecord, sample_councils

DISTRICT = "E06999001"
ORIGIN = (400_000, 50_000)

BodyKind = Literal["council", "grouped", "meeting", "none"]
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """One area of the district: its polygons (outer ring, then holes) and what acts for it.

    Coordinates are metres on the British National Grid (EPSG:27700). `leader` is the lowest code among the
    areas that share its body.
    """

    area: Area
    polygons: tuple[tuple[Ring, ...], ...]
    body: BodyKind
    body_name: str
    leader: str


def lands() -> tuple[Land, ...]:
    """Give the areas of the tiny district with their shapes and bodies, in the order of their codes."""
    pond = _square(3.4, 1.4, 3.6, 1.6)
    inner = _square(2.3, 1.3, 2.7, 1.7)
    made = "Overmade and Undermade Parish Council"
    return (
        _parish(1, "Ashsample", _square(0, 0, 1, 1), _square(4.3, 0.4, 4.5, 0.6)),
        _parish(2, "Overmade", _square(1, 0, 2, 1), body="grouped", body_name=made),
        _parish(3, "Undermade", _square(2, 0, 3, 1), body="grouped", body_name=made, leader=2),
        _parish(4, "Littlehope", _square(3, 0, 4, 1), body="meeting", body_name="Littlehope Parish Meeting"),
        _parish(5, "Ringworth", _square(2, 1, 3, 2), hole=inner, body_name="Ringworth Town Council"),
        _parish(6, "Innerby", inner),
        _parish(7, "Pondham", _square(3, 1, 4, 2), hole=pond),
        _parish(8, "Gapley West", _square(0, 2, 0.9995, 3)),
        _parish(9, "Gapley East", _square(1.0005, 2, 2, 3)),
        _parish(10, "Overlap Parva", _square(2, 2, 3.002, 3)),
        _parish(11, "Overlap Magna", _square(3, 2, 4, 3)),
        _unparished("Sampleton, unparished area", _square(0, 1, 2, 2)),
    )


def tiny_areas() -> tuple[Area, ...]:
    """Give the areas of the tiny district: eleven parishes and one unparished area."""
    return tuple(land.area for land in lands())


def tiny_councils() -> tuple[ParishCouncilRecord, ...]:
    """Give what a service would publish about the tiny district: a grouped council once, a meeting too."""
    leading = [land for land in lands() if land.body != "none" and land.leader == land.area.code]
    records = sample_councils(land.area for land in leading)
    return tuple(replace(record, title=land.body_name) for land, record in zip(leading, records, strict=True))


def tiny_geojson() -> dict[str, object]:
    """Give the areas as a GeoJSON-style FeatureCollection in EPSG:27700, metres.

    Properties are `code`, `name` and `district`.
    """
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    return {"type": "FeatureCollection", "crs": crs, "features": [_feature(land) for land in lands()]}


def _feature(land: Land) -> dict[str, object]:
    area = land.area
    return {
        "type": "Feature",
        "properties": {"code": area.code, "name": area.name, "district": area.district},
        "geometry": {
            "type": "MultiPolygon",
            "coordinates": [[[list(xy) for xy in ring] for ring in rings] for rings in land.polygons],
        },
    }


def _parish(  # noqa: PLR0913 - one call reads as one line of the table above
    number: int,
    name: str,
    *outer: Ring,
    hole: Ring | None = None,
    body: BodyKind = "council",
    body_name: str | None = None,
    leader: int | None = None,
) -> Land:
    holes = () if hole is None else (hole[::-1],)
    return Land(
        area=Area(code=_code(number), name=name, kind="parish", district=DISTRICT),
        polygons=tuple((ring, *holes) for ring in outer),
        body=body,
        body_name=body_name or f"{name} Parish Council",
        leader=_code(leader or number),
    )


def _unparished(name: str, outer: Ring) -> Land:
    area = Area(code="E43999001", name=name, kind="unparished", district=DISTRICT)
    return Land(area=area, polygons=((outer,),), body="none", body_name="", leader=area.code)


def _code(number: int) -> str:
    return f"E04{999_000 + number}"


def _square(west: float, south: float, east: float, north: float) -> Ring:
    """Make an anticlockwise ring from kilometres, exact to a tenth of a metre."""
    w, e = (round(ORIGIN[0] + km * 1000, 1) for km in (west, east))
    s, n = (round(ORIGIN[1] + km * 1000, 1) for km in (south, north))
    return ((w, s), (e, s), (e, n), (w, n), (w, s))
