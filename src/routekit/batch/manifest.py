"""The manifest of a run: what went in, what it was decided with and what came out, each with its checksum."""

from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError

from routekit.batch.counts import Counts
from routekit.batch.job import Basis, Job
from routekit.batch.reading import digest
from routekit.errors import InputError
from routekit.model.value import Value

SUFFIX = ".manifest.json"


class FileRef(Value):
    """A file by its name, how many bytes it has, and its checksum."""

    name: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Self:
        """Take it from a file."""
        return cls(name=path.name, bytes=path.stat().st_size, sha256=digest(path))


class Manifest(Value):
    """Evidence of a run: the same input, job and basis give the output and the rejects byte for byte.

    `started` is in UTC; it, `seconds` and `workers` are of this run alone.
    """

    format: Literal[1] = 1
    input: FileRef
    job: Job
    basis: Basis
    output: FileRef
    rejects: FileRef
    counts: Counts
    started: datetime
    seconds: float
    workers: int

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a manifest; InputError if it is none."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError.of("again", path.name, "the manifest of a run is needed") from error

    def write(self, path: Path) -> None:
        """Write it, whole or not at all."""
        aside = path.with_name(path.name + ".unfinished")
        aside.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        aside.replace(path)

    def differences(self, other: Self) -> tuple[str, ...]:
        """Name what another run has otherwise, of all that should be the same."""
        parts = ("input.sha256", "job", "basis", "counts", "output.sha256", "rejects.sha256")
        return tuple(part for part in parts if _part(self, part) != _part(other, part))


def beside(out: Path) -> Path:
    """Give the file of the manifest of a result."""
    return out.with_name(out.name + SUFFIX)


def _part(manifest: Manifest, name: str) -> object:
    found: object = manifest
    for each in name.split("."):
        found = getattr(found, each)
    return found
