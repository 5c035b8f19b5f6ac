"""What a compiled edition says of itself: its name, date and extent, and where it came from."""

from datetime import date as Date  # noqa: N812 - a field is called `date`
from importlib.metadata import version
from typing import Final, Self

from pydantic import TypeAdapter, ValidationError

from routekit.boundaries.container import Container, damaged
from routekit.boundaries.report import Survey
from routekit.errors import EditionError
from routekit.model import Area, EditionRef
from routekit.model.value import Value

Bounds = tuple[float, float, float, float]

AREAS: Final = TypeAdapter(tuple[Area, ...])  # how a compiled file holds its areas, as JSON


class FileRef(Value):
    """A source file that was compiled: its name and SHA-256, and the CRS of one with boundaries."""

    file: str
    sha256: str
    crs: str | None = None


class EditionProvenance(Value):
    """Where an edition's boundaries come from, and under which licence.

    `attribution` is the line that must go wherever the boundaries, or answers made from them, are shown.
    `manifest_sha256` is that of the manifest they were compiled from, `tool` the compiler and its version.
    """

    source: str
    licence: str
    attribution: str
    files: tuple[FileRef, ...]
    manifest_sha256: str
    tool: str


class EditionRecord(Value):
    """The facts of a compiled edition. `bounds` is in metres on the National Grid (EPSG:27700).

    `countries` are the GSS codes of those whose land is all in it: what is outside it there is water.
    `sha256` is that of the areas and their boundaries, in order: editions that answer alike have the same
    one, whatever compiled them and however the file is laid out. `survey` is what compiling them found.
    """

    name: str
    title: str
    date: Date
    sample: bool
    count: int
    countries: tuple[str, ...] = ()
    bounds: Bounds
    sha256: str
    provenance: EditionProvenance
    survey: Survey

    @classmethod
    def of(cls, container: Container) -> Self:
        """Read the record of an open file; EditionError if it has none that can be read."""
        if container.edition.get("kind") == "postcodes":
            raise EditionError(
                f"{container.path} is an edition of postcodes; an edition of boundaries is needed, which "
                "`routekit boundaries build` makes"
            )
        try:
            return cls.model_validate(container.edition)
        except ValidationError as error:
            first = error.errors()[0]
            raise damaged(container.path, f"{first['loc']}: {first['msg']}") from error

    @property
    def ref(self) -> EditionRef:
        """The reference that decisions carry."""
        return EditionRef(name=self.name, date=self.date, sha256=self.sha256, sample=self.sample)


def tool() -> str:
    """Name the compiler and its version."""
    return f"routekit {version('routekit')}"
