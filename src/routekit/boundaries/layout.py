"""How published files of areas are laid out: which columns hold what, and what their rows stand for."""

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from routekit.boundaries.flaws import FlawError
from routekit.boundaries.manifest import Fields, Given

KNOWN: Final = (
    "those of the Office for National Statistics (PARNCPyyCD and PARNCPyyNM, PARyyCD and PARyyNM, NCPyyCD "
    "and NCPyyNM), or of the Ordnance Survey (NAME and GSS_CODE; NAME, AREA_CODE and CODE or Census_Code)"
)

# Shapefiles cut a column's name to ten characters, so the Welsh name has ended in NW as well as in NMW; GDAL
# calls the second of two that are cut to PARNCPyyNM, which is the Welsh one, PARNCPyy_1.
_ONS: Final = re.compile(
    r"(?P<of>(?:PARNCP|PAR|NCP)(?P<year>\d\d))(?P<holds>CD|NM|NMW|NW|(?<=PARNCP\d\d)_1)", re.IGNORECASE
)
_WELSH: Final = ("NMW", "NW", "_1")
_LAD: Final = re.compile(r"LAD(?P<year>\d\d)CD", re.IGNORECASE)
_OS_CODES: Final = ("gss_code", "census_code", "code")

_PARISH: Final = "CPC"  # civil parish or community, among the area codes of Boundary-Line
_DETACHED: Final = re.compile(r"\s*\(DET(?: NO \d+)?\)", re.IGNORECASE)
_ENDING: Final = re.compile(r" (?:CP|Community)$")


class Layout(NamedTuple):
    """Which columns hold what, of which product they are, and the year in their names."""

    fields: Fields
    product: Literal["boundary-line"] | None = None
    year: int | None = None


def layout_of(columns: tuple[str, ...]) -> Layout | None:
    """Recognise the columns of a published file, None if they are of no known layout.

    FlawError if there are several ways to read them.
    """
    return _ons(columns) or _ordnance_survey(columns)


def district_column(columns: tuple[str, ...], year: int | None = None) -> str | None:
    """Give the column with the codes of districts, as the ONS names it; of several, that of the year."""
    found = {int(match["year"]): name for name in columns if (match := _LAD.fullmatch(name))}
    if len(found) > 1 and year not in found:
        raise FlawError(f"any of its columns {', '.join(found.values())} may hold the district; name one")
    return found.get(year) if len(found) > 1 and year is not None else next(iter(found.values()), None)


def lookup_columns(columns: tuple[str, ...]) -> Given | None:
    """Recognise a table of the ONS that gives districts by the codes of areas, None if it is none.

    FlawError if there are several ways to read it.
    """
    codes = [match for match in map(_ONS.fullmatch, columns) if match and match["holds"].upper() == "CD"]
    if len(codes) > 1:
        raise FlawError(f"any of its columns {', '.join(each[0] for each in codes)} may hold the code")
    district = district_column(columns, int(codes[0]["year"]) if codes else None)
    return Given(code=codes[0][0], district=district) if codes and district else None


def is_area(properties: Mapping[str, object]) -> bool:
    """Whether a row of Boundary-Line stands for a parish or community: others fill the land between them."""
    kinds = [value for name, value in properties.items() if name.lower() == "area_code"]
    return kinds in ([], [_PARISH])


def name_in_boundary_line(name: str) -> str:
    """Give the name of an area without what Boundary-Line adds: `Ash (DET NO 1) CP` is Ash."""
    return _ENDING.sub("", _DETACHED.sub("", name)).strip()


def _ons(columns: tuple[str, ...]) -> Layout | None:
    found: dict[str, dict[str, str]] = {}
    for match in filter(None, map(_ONS.fullmatch, columns)):
        found.setdefault(match["of"], {})[match["holds"].upper()] = match[0]
    whole = {of: holds for of, holds in found.items() if {"CD", "NM"} <= set(holds)}
    if len(whole) > 1:
        raise FlawError(f"its columns can be read as {' or '.join(whole)}; name the columns that hold what")
    for of, holds in whole.items():
        year = 2000 + int(of[-2:])
        fields = Fields(
            code=holds["CD"],
            name=holds["NM"],
            name_cy=next((holds[each] for each in _WELSH if each in holds), None),
            district=district_column(columns, int(of[-2:])),
        )
        return Layout(fields, year=year)
    return None


def _ordnance_survey(columns: tuple[str, ...]) -> Layout | None:
    """Recognise Boundary-Line by its area codes; a file without them may hold what it likes as `code`."""
    found = {name.lower(): name for name in columns}
    whole = "area_code" in found
    codes = [found[each] for each in (_OS_CODES if whole else _OS_CODES[:1]) if each in found]
    if "name" not in found or len(codes) != 1:
        return None
    fields = Fields(code=codes[0], name=found["name"], district=district_column(columns))
    return Layout(fields, product="boundary-line" if whole else None)
