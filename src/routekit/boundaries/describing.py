"""Make an edition of published files as they are: recognise their columns, and say what is lacking."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date as Date  # noqa: N812 - a field is called `date`
from pathlib import Path
from typing import Final

from routekit.boundaries.draft import Draft
from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.layout import KNOWN, Layout, district_column, layout_of, lookup_columns
from routekit.boundaries.manifest import DISTRICT, Districts, Fields, Manifest
from routekit.boundaries.packed import digest, unpacked_name
from routekit.boundaries.row import epsg
from routekit.boundaries.source import heading
from routekit.boundaries.table import header
from routekit.model.value import Value

_Keys = dict[str, object]

_LONGEST_NAME: Final = 64
_NEEDED: Final = {
    "date": "the day on which the areas stood as described, such as 2024-12-31",
    "licence": "the licence that the files are published under, such as OGL-UK-3.0",
    "attribution": (
        "the line that must go with them, such as 'Source: Office for National Statistics licensed under the "
        "Open Government Licence v.3.0. Contains OS data © Crown copyright and database right 2024'"
    ),
    "name": "a name in small letters, digits and hyphens, such as ew-2024-12",
}
_DISTRICTS: Final = (
    "name the column with --district-column, give the district of all areas with --district, or a table of "
    "the ONS (PARyyCD and LADyyCD) or the boundaries of districts (LADyyCD) with --districts"
)


class About(Value):
    """What published files do not say of themselves.

    `date` is the day on which the areas stood as described, `licence` the one they are published under (an
    SPDX identifier where there is one), `attribution` the line that must go with them. `name` is by default
    made of the file's, if there is only one; `title` is by default the name, and `origin` the files' names.
    """

    date: Date | None = None
    licence: str | None = None
    attribution: str | None = None
    name: str | None = None
    title: str | None = None
    origin: str | None = None


class Reading(Value):
    """How to read files where that cannot be told from them.

    Columns by their names; the layer of a file that has several, and that of the file of districts; the CRS,
    such as `EPSG:27700`, of a file that names none.
    """

    code_column: str | None = None
    name_column: str | None = None
    welsh_column: str | None = None
    district_column: str | None = None
    layer: str | None = None
    districts_layer: str | None = None
    crs: str | None = None


def describe(
    files: Sequence[Path | str],
    about: About,
    reading: Reading | None = None,
    *,
    district: Path | str | None = None,
) -> Draft:
    """Describe files of areas as they are published, so that `build` can compile them into one edition.

    A file is GeoJSON, a GeoPackage or a zipped Shapefile. The columns of the ONS and of the Ordnance Survey
    are recognised. Every area must have a district: a column of its file holds it, or `district` says it: the
    GSS code of the one that all areas lie in, a table (CSV) by their codes, or a file of boundaries, of which
    the one that holds nearly all of an area is taken. Raises EditionError naming all that is lacking or
    cannot be recognised, with what was found and what would be right.
    """
    paths = [Path(file) for file in files]
    description = _Description(about, reading or Reading(), district)
    found = description.of(paths)
    if description.flaws:
        names = ", ".join(path.name for path in paths) or "no file"
        raise refused(f"{names} cannot be made an edition", tuple(description.flaws))
    content = json.dumps(found, sort_keys=True, ensure_ascii=False, default=str)
    manifest = Manifest.of(
        str(found["name"]), found | {"sha256": hashlib.sha256(content.encode()).hexdigest()}
    )
    return Draft(manifest, Path(), description.places)


def day_of(files: Sequence[Path], layer: str | None = None) -> Date:
    """Give the last day of the year in the names of the files' columns, or of the year 1 if there is none."""
    for path in files:
        layout = layout_of(heading(path, sha256=digest(path), layer=layer).columns)
        if layout and layout.year:
            return Date(layout.year, 12, 31)
    return Date(1, 12, 31)


class _Description:
    """What a manifest will hold. `flaws` says what is wrong with it, `places` where its files lie."""

    def __init__(self, about: About, reading: Reading, district: Path | str | None) -> None:
        self.flaws: list[str] = []
        self.places: dict[str, Path] = {}
        self._about = about
        self._reading = reading
        self._district = district

    def of(self, paths: Sequence[Path]) -> _Keys:
        """Give the keys of the manifest, as far as they are known."""
        named = self._named(paths)
        sources = [source for path in paths for source in self._sources(path)]
        return {"format": 1, **named, "sources": sources, **self._districts()}

    def _named(self, paths: Sequence[Path]) -> _Keys:
        about = self._about
        given: _Keys = {
            "name": about.name or (_slug(paths[0]) if len(paths) == 1 else None),
            "date": about.date,
            "licence": about.licence,
            "attribution": about.attribution,
        }
        for key, value in given.items():
            if not str(value or "").strip():
                self.flaws.append(f"{key} is not given; {_NEEDED[key]} is needed")
        origin = about.origin or f"published files: {', '.join(path.name for path in paths)}"
        return given | {"title": about.title or given["name"], "origin": origin}

    def _sources(self, path: Path) -> Iterator[_Keys]:
        sha256 = self._sha256(path)
        head = heading(path, sha256=sha256, layer=self._reading.layer)
        try:
            layout = self._layout(head.columns)
            crs = head.crs_or(self._reading.crs)
        except FlawError as flaw:
            self.flaws.append(f"{path.name}: {flaw}")
            return
        yield {
            "file": path.name,
            "sha256": sha256,
            "crs": crs,
            "layer": None if head.usual else self._reading.layer,  # GeoJSON has no layers
            "fields": layout.fields.model_dump(exclude_none=True),
            "layout": layout.product,
            "district": self._district if _is_district(self._district) else None,
        }

    def _sha256(self, path: Path) -> str:
        known = self.places.setdefault(path.name, path)
        if known.resolve() != path.resolve():
            self.flaws.append(f"{known} and {path} have the same name; rename one")
        return digest(path)

    def _layout(self, columns: tuple[str, ...]) -> Layout:
        asked = self._reading
        named = {
            "code": asked.code_column,
            "name": asked.name_column,
            "name_cy": asked.welsh_column,
            "district": asked.district_column,
        }
        given = {field: column for field, column in named.items() if column}
        lacking = [column for column in given.values() if column not in columns]
        if lacking:
            raise FlawError(f"it has no column {', '.join(lacking)}; its columns are {', '.join(columns)}")
        if "code" in given and "name" in given:
            layout = Layout(Fields(code=given["code"], name=given["name"], district=district_column(columns)))
        else:
            layout = self._recognised(columns)
        fields = layout.fields.model_copy(update=given)
        return layout._replace(fields=self._with_district(fields, columns))

    def _recognised(self, columns: tuple[str, ...]) -> Layout:
        layout = layout_of(columns)
        if layout is None:
            raise FlawError(
                f"its columns {', '.join(columns)} are not {KNOWN}; name those with the codes and the names "
                "with --code-column and --name-column"
            )
        day = self._about.date
        if layout.year and day and layout.year != day.year:
            raise FlawError(f"its column {layout.fields.code} is of {layout.year}, and the date is {day}")
        return layout

    def _with_district(self, fields: Fields, columns: tuple[str, ...]) -> Fields:
        if self._district is None:
            if fields.district is None:
                raise FlawError(
                    f"none of its columns {', '.join(columns)} is a district's code; {_DISTRICTS}"
                )
            return fields
        if self._reading.district_column:
            raise FlawError(f"the district is given twice, as a column and as {self._district}; give one")
        return fields.model_copy(update={"district": None})

    def _districts(self) -> _Keys:
        if self._district is None or _is_district(self._district):
            return {}
        path = Path(self._district)
        if not path.is_file():
            self.flaws.append(f"{path} is neither a district's GSS code nor a file; {_DISTRICTS}")
            return {}
        try:
            return self._table(path) if unpacked_name(path).endswith(".csv") else self._drawn(path)
        except FlawError as flaw:
            self.flaws.append(f"{path.name}: {flaw}")
            return {}

    def _table(self, path: Path) -> _Keys:
        sha256 = self._sha256(path)
        columns = header(path, sha256)
        found = lookup_columns(columns)
        if found is None:
            raise FlawError(
                f"its columns are {', '.join(columns)}; PARNCPyyCD or PARyyCD, and LADyyCD, are needed"
            )
        return {
            "joins": [{"file": path.name, "sha256": sha256, "columns": found.model_dump(exclude_none=True)}]
        }

    def _drawn(self, path: Path) -> _Keys:
        self._sha256(path)
        districts = districts_in(path, self._reading.districts_layer)
        return {"districts": districts.model_dump()}


def districts_in(path: Path, layer: str | None = None) -> Districts:
    """Describe a file of the boundaries of districts; FlawError if it lacks codes, or a CRS that is known."""
    sha256 = digest(path)
    head = heading(path, sha256=sha256, layer=layer)
    layout = layout_of(head.columns)
    code = district_column(head.columns) or (layout.fields.code if layout and layout.product else None)
    if code is None:
        raise FlawError(f"its columns are {', '.join(head.columns)}; LADyyCD is needed")
    crs = head.crs or head.usual
    if crs is None:
        raise FlawError("it names no CRS that is known; convert it to EPSG:27700 or EPSG:4326")
    return Districts(file=path.name, sha256=sha256, crs=epsg(crs), layer=layer, code=code)


def _is_district(district: Path | str | None) -> bool:
    return isinstance(district, str) and re.fullmatch(DISTRICT, district) is not None


def _slug(path: Path) -> str:
    stem = unpacked_name(path).rpartition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:_LONGEST_NAME].strip("-")
