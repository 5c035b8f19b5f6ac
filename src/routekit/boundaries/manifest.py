"""Read an edition's manifest, `edition.toml`: what the edition is, whose it is, and its source files."""

import hashlib
import tomllib
from datetime import date as Date  # noqa: N812 - a field is called `date`
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, StringConstraints, ValidationError

from routekit.boundaries.flaws import refused
from routekit.errors import EditionError
from routekit.installed import folders
from routekit.model.value import Value

FILE_NAME = "edition.toml"

_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
_PlainFileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")]
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
_Crs = Annotated[str, StringConstraints(pattern=r"^EPSG:[1-9][0-9]{3,5}$")]
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Fields(Value):
    """Which property of a feature holds what. `name_cy` is for sources that give Welsh names."""

    code: _Text
    name: _Text
    district: _Text
    name_cy: _Text | None = None


class SourceFile(Value):
    """One file of features: its name in the edition's folder, SHA-256, CRS and property names."""

    file: _PlainFileName
    sha256: _Sha256
    crs: _Crs
    fields: Fields


class Manifest(Value):
    """An edition before it is compiled.

    `date` is the day on which the areas stood as described, `count` how many there must be, `origin` where
    the sources came from, and `accept_repairs` the codes of invalid areas whose repair may change their size
    by more than the usual limit. `sha256` is that of the manifest itself, which fixes that of each source.
    """

    format: Literal[1]
    name: _Slug
    title: _Text
    date: Date
    sample: StrictBool = False
    count: Annotated[StrictInt, Field(gt=0)]
    licence: _Text
    attribution: _Text
    origin: _Text
    accept_repairs: tuple[str, ...] = ()
    sources: Annotated[tuple[SourceFile, ...], Field(min_length=1)]
    sha256: _Sha256

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of an edition's folder; EditionError names every key that is wrong."""
        path = folder / FILE_NAME
        content = _bytes_of(path)
        try:
            found = tomllib.loads(content.decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EditionError(f"{path} is not TOML: {error}") from error
        found["sha256"] = hashlib.sha256(content).hexdigest()
        try:
            return cls.model_validate(found)
        except ValidationError as error:
            wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise refused(f"{path} cannot be used", tuple(wrong)) from error


def installed_sample() -> Path | None:
    """Find the folder of the newest sample edition that installed distributions offer, if there is one."""
    samples = [
        (manifest.date, manifest.count, manifest.name, path.parent)
        for offered in folders("routekit.boundaries")
        for path in sorted(offered.glob(f"editions/*/{FILE_NAME}"))
        if (manifest := Manifest.read(path.parent)).sample
    ]
    return max(samples)[-1] if samples else None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EditionError(
            f"{path} cannot be read ({error.strerror}); an edition's source is a folder with an {FILE_NAME}"
        ) from error
