"""What an area is called, which kind it is and in which district: from its source, and from joined tables."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from routekit.boundaries.flaws import Flaw, FlawError
from routekit.boundaries.layout import name_in_boundary_line
from routekit.boundaries.manifest import DISTRICT, Source
from routekit.boundaries.report import Mended
from routekit.boundaries.table import Entry
from routekit.boundaries.text import is_blank, plain, tidy
from routekit.model import Area, AreaKind

KINDS: Final[dict[str, AreaKind]] = {"E04": "parish", "W04": "community", "E43": "unparished"}
_CODE: Final = re.compile(r"[EW]\d{8}", re.ASCII)
_DISTRICT: Final = re.compile(DISTRICT)


class Joined(NamedTuple):
    """What tables say of an area; None where they say nothing."""

    name_cy: str | None = None
    district: str | None = None


class Named(NamedTuple):
    """An area before its boundary is known; `district` is None where only the boundary can say it."""

    code: str
    name: str
    name_cy: str | None
    kind: AreaKind
    district: str | None
    mended: tuple[Mended, ...]

    def in_district(self, district: str) -> Area:
        """Give the area as one of a district."""
        return Area(code=self.code, name=self.name, name_cy=self.name_cy, kind=self.kind, district=district)


def joined(entries: Iterable[Entry]) -> tuple[Mapping[str, Joined], tuple[Flaw, ...]]:
    """Put together what tables say, by code: what is said first stands, and contradictions are flaws."""
    found: dict[str, Joined] = {}
    flaws: list[Flaw] = []
    for entry in entries:
        before = found.get(entry.code, Joined())
        for field in Joined._fields:
            was, now = getattr(before, field), getattr(entry, field)
            if None not in {was, now} and was != now:
                what = f"{entry.code} has the {field} {was!r} and {now!r} in the joined tables"
                flaws.append(Flaw("contradiction", what, code=entry.code, name=entry.name))
        found[entry.code] = Joined(before.name_cy or entry.name_cy, before.district or entry.district)
    return found, tuple(flaws)


def named(properties: Mapping[str, object], source: Source, tables: Mapping[str, Joined]) -> Named:
    """Name an area; FlawError says what it lacks.

    A property of the source comes before a table. A blank Welsh name is none.
    """
    fields = source.fields
    code = plain(fields.code, properties.get(fields.code))
    if not _CODE.fullmatch(code) or code[:3] not in KINDS:
        raise FlawError(f"its code is {code!r}; nine characters starting {', '.join(KINDS)} are needed")
    table = tables.get(code, Joined())
    mended: list[Mended] = []
    name = _name(code, fields.name, properties.get(fields.name), mended)
    welsh = properties.get(fields.name_cy) if fields.name_cy else None
    welsh = table.name_cy if is_blank(welsh) else welsh
    return Named(
        code=code,
        name=name_in_boundary_line(name) if source.layout == "boundary-line" else name,
        name_cy=None if is_blank(welsh) else _name(code, fields.name_cy or "Welsh name", welsh, mended),
        kind=KINDS[code[:3]],
        district=_district(code, properties, source, table),
        mended=tuple(mended),
    )


def _name(code: str, field: str, value: object, mended: list[Mended]) -> str:
    name = plain(field, value)
    if isinstance(value, str) and name != tidy(value):
        mended.append(Mended(code=code, was=tidy(value), became=name))
    return name


def _district(code: str, properties: Mapping[str, object], source: Source, table: Joined) -> str | None:
    column = source.fields.district
    given = source.district or (properties.get(column) if column else None)
    given = table.district if is_blank(given) else given
    if is_blank(given):
        return None
    district = plain("district", given)
    if not _DISTRICT.fullmatch(district):
        raise FlawError(f"{code}: its district is {district!r}; the GSS code of a district is needed")
    return district
