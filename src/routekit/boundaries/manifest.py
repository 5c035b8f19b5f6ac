"""Read an edition's manifest, `edition.toml`: what the edition is, whose it is, and its source files."""

import hashlib
import tomllib
from datetime import date as Date  # noqa: N812 - a field is called `date`
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, ValidationError, model_validator

from routekit.boundaries.flaws import refused
from routekit.errors import EditionError
from routekit.model import AreaKind
from routekit.model.value import Value

FILE_NAME = "edition.toml"
CRS = "EPSG:[1-9][0-9]{3,5}"
DISTRICT = "[EW]0[6-9][0-9]{6}"

_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
_PlainFileName = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f/\\:.][^\x00-\x1f\x7f/\\:]{0,250}$")
]
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Crs = Annotated[str, StringConstraints(pattern=f"^{CRS}$")]
_Country = Annotated[str, StringConstraints(pattern=r"^[EWS]92[0-9]{6}$")]
_District = Annotated[str, StringConstraints(pattern=f"^{DISTRICT}$")]
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class File(Value):
    """A file in the edition's folder, as it was published: its name and its SHA-256."""

    file: _PlainFileName
    sha256: _Sha256


class Drawn(File):
    """A file of features, with its CRS, and its layer if it has several."""

    crs: _Crs
    layer: _Text | None = None


class Fields(Value):
    """Which property of a feature holds what. `name_cy` is for sources that give Welsh names."""

    code: _Text
    name: _Text
    district: _Text | None = None
    name_cy: _Text | None = None


class Source(Drawn):
    """A file of areas. `district` is for one whose areas all lie in the same district.

    `layout` says that it is laid out as a product whose rows are not areas one for one (see `layout.py`).
    """

    fields: Fields
    district: _District | None = None
    layout: Literal["boundary-line"] | None = None


class Districts(Drawn):
    """A file of districts: an area is in the one that holds nearly all of it. `code` names a property."""

    code: _Text


class Given(Value):
    """Which column of a table holds what."""

    code: _Text
    district: _Text | None = None
    name_cy: _Text | None = None


class Columns(Given):
    """Which column of a list holds what."""

    name: _Text | None = None


class Join(File):
    """A table (CSV) that gives, by code, what the sources leave out: Welsh names, or districts."""

    columns: Given


class Check(File):
    """A list (CSV) that the areas of some kinds must agree with: each code once, and all columns alike.

    `repeats` is for a list that gives a code once for each of several things, such as wards.
    """

    columns: Columns
    kinds: Annotated[tuple[AreaKind, ...], Field(min_length=1)]
    repeats: StrictBool = False


class Manifest(Value):
    """An edition before it is compiled.

    `date` is the day on which the areas stood as described, `count` how many there must be (None if that is
    not known), `countries` those that the areas cover wholly, `origin` where the sources came from, and
    `accept_repairs` the codes of invalid areas whose repair may change their size by more than the usual
    limit. `sha256` is that of the manifest itself, which fixes that of each file.
    """

    format: Literal[1]
    name: _Slug
    title: _Text
    date: Date
    sample: StrictBool = False
    count: Annotated[StrictInt, Field(gt=0)] | None = None
    countries: tuple[_Country, ...] = ()
    licence: _Text
    attribution: _Text
    origin: _Text
    accept_repairs: tuple[str, ...] = ()
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    districts: Districts | None = None
    joins: tuple[Join, ...] = ()
    checks: tuple[Check, ...] = ()
    sha256: _Sha256

    @model_validator(mode="after")
    def _every_source_has_districts(self) -> Self:
        given = self.districts or any(join.columns.district for join in self.joins)
        bare = [each.file for each in self.sources if not (given or each.district or each.fields.district)]
        if bare:
            raise ValueError(
                f"nothing says in which district the areas of {', '.join(bare)} lie; fields.district, "
                "district, [[joins]] or [districts] is needed"
            )
        return self

    @property
    def files(self) -> tuple[File, ...]:
        """All files that the edition is compiled from."""
        districts = () if self.districts is None else (self.districts,)
        return (*self.sources, *districts, *self.joins, *self.checks)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of an edition's folder; EditionError names every key that is wrong."""
        path = folder / FILE_NAME
        content = _bytes_of(path)
        try:
            found = tomllib.loads(content.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EditionError(f"{path} is not TOML: {error}") from error
        return cls.of(str(path), found | {"sha256": hashlib.sha256(content).hexdigest()})

    @classmethod
    def of(cls, where: str, found: dict[str, object]) -> Self:
        """Check what a manifest holds; EditionError names every key that is wrong."""
        try:
            return cls.model_validate(found)
        except ValidationError as error:
            wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise refused(f"{where} cannot be used", tuple(wrong)) from error


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EditionError(
            f"{path} cannot be read ({error.strerror}); an edition's source is a folder with an {FILE_NAME}"
        ) from error
