"""The work folder beside a result: the parts that are done, each whole or not there."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

import pyarrow as pa

from routekit.batch.counts import Counts
from routekit.errors import InputError

SUFFIX = ".work"
_ABOUT = "job.json"
_LOCK = "lock"
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")  # an eighth of the size, and disks are slow


class Reject(NamedTuple):
    """A line of the file of rejects: the row's number from 1, the column that is wrong, a code and why."""

    row: int
    column: str
    code: str
    reason: str


class Part(NamedTuple):
    """What one piece of a file came to: the rows decided, those rejected, and the counts."""

    rows: pa.RecordBatch
    rejects: tuple[Reject, ...]
    counts: Counts


class WorkFolder:
    """The parts of one job. A part is written aside and renamed, so that a kill leaves no half of one."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def beside(cls, out: Path) -> "WorkFolder":
        """Give the work folder of a result."""
        return cls(out.with_name(out.name + SUFFIX))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Make it if need be, and keep it from other processes; one that is killed gives it back.

        Raises InputError if another process is at work in it.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / _LOCK).open("wb") as file:
            if not _locked(file):
                expected = "another process is at work on this result; wait for it, or choose another file"
                raise InputError.of("out", self._path.name, expected)
            yield

    def begin(self, about: dict[str, object]) -> bool:
        """Take it up for what `about` says; tell whether parts of the same are there already.

        Raises InputError if it holds the parts of something else.
        """
        path = self._path / _ABOUT
        text = json.dumps(about, sort_keys=True, indent=1)
        if path.exists():
            if path.read_text(encoding="utf-8") != text:
                expected = (
                    "it holds parts of another job: another input, other options, rules or boundaries; "
                    "finish that one, or delete the folder"
                )
                raise InputError.of("out", self._path.name, expected)
            return True
        _put(path, text.encode())
        return False

    def begun_on(self) -> date | None:
        """Give the day of the job whose parts are there; None if there are none that can be read."""
        try:
            return date.fromisoformat(json.loads((self._path / _ABOUT).read_text("utf-8"))["job"]["on"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def has(self, number: int) -> bool:
        """Tell whether a part is done."""
        return self._file(number).exists()

    def put(self, number: int, part: Part) -> None:
        """Keep a part."""
        sink = pa.BufferOutputStream()
        told = {
            b"counts": part.counts.model_dump_json().encode(),
            b"rejects": json.dumps(part.rejects).encode(),
        }
        schema = part.rows.schema.with_metadata({**(part.rows.schema.metadata or {}), **told})
        with pa.ipc.new_file(sink, schema, options=_PACKED) as writer:
            writer.write_batch(part.rows.replace_schema_metadata(schema.metadata))
        _put(self._file(number), sink.getvalue())

    def get(self, number: int) -> Part:
        """Give a part that is done."""
        with pa.memory_map(str(self._file(number))) as file:
            reader = pa.ipc.open_file(file)
            told = dict(reader.schema.metadata)
            rows = reader.get_batch(0)
        counts = Counts.model_validate_json(told.pop(b"counts"))
        rejects = tuple(Reject(*each) for each in json.loads(told.pop(b"rejects")))
        return Part(rows.replace_schema_metadata(told), rejects, counts)

    def end(self) -> None:
        """Remove it."""
        shutil.rmtree(self._path)

    def _file(self, number: int) -> Path:
        return self._path / f"{number:06d}.arrow"


def _locked(file: IO[bytes]) -> bool:
    """Lock a file; tell whether it was free. Where a platform has no such locks, it is."""
    try:
        import fcntl  # noqa: PLC0415 - not on every platform
    except ImportError:
        return True
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _put(path: Path, content: bytes | pa.Buffer) -> None:
    aside = path.with_suffix(f".{os.getpid()}.part")
    aside.write_bytes(content)
    aside.replace(path)
