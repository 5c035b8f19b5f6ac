"""Open a source file: check its checksum, and unpack it piece by piece, within limits.

A file is never whole in memory. Limits: 2 GB packed and 2 GB unpacked.
"""

import gzip
import hashlib
import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Final

from routekit.errors import EditionError

LARGEST_FILE: Final = 2 * 1024**3
MOST_FEATURES: Final = 100_000

_PACKED: Final = (".xz", ".gz")


class Unpacked:
    """The content of a source file, read from the start to the end, and no further than `limit` bytes."""

    def __init__(self, path: Path, raw: BufferedReader, limit: int = LARGEST_FILE) -> None:
        self._path = path
        self._limit = limit
        self._raw = raw
        self._file = _unpacking(path, raw)
        self._read = 0

    @property
    def at(self) -> int:
        """How many bytes of the file, packed as it may be, have been read."""
        return self._raw.tell()

    def read(self, size: int) -> bytes:
        """Give at most so many bytes, and none at the end; EditionError if they cannot be unpacked."""
        return self._counted(self._piece(size, line=False))

    def line(self, size: int) -> bytes:
        """Give the next line, or its first bytes if it is longer; EditionError as for `read`."""
        return self._counted(self._piece(size, line=True))

    def _piece(self, size: int, *, line: bool) -> bytes:
        try:
            return self._file.readline(size) if line else self._file.read(size)
        except (OSError, EOFError, lzma.LZMAError, zlib.error, MemoryError) as error:
            raise EditionError(f"{self._path} cannot be unpacked: {error or type(error).__name__}") from error

    def _counted(self, piece: bytes) -> bytes:
        self._read += len(piece)
        _cap(self._path, self._read, self._limit)
        return piece


@contextmanager
def opened(path: Path, sha256: str) -> Iterator[Unpacked]:
    """Open a file, unpacking `.xz` and `.gz`. EditionError: missing, too large, or with another SHA-256."""
    with _checked(path, sha256) as raw:
        yield Unpacked(path, raw)


def digest(path: Path) -> str:
    """Give the SHA-256 of a file as it lies there; EditionError if it is missing or too large."""
    with _raw(path) as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def check(path: Path, sha256: str) -> None:
    """Raise EditionError if a file is missing or too large, or has another SHA-256."""
    _checked(path, sha256).close()


def refuse_features(path: Path, count: int, most: int) -> None:
    """Raise EditionError if a file has more features than are read."""
    if count > most:
        raise EditionError(f"{path} has more than {most:,} features; that is too many")


def unpacked_name(path: Path) -> str:
    """Give the name of a file, in small letters, without the suffix that says how it is packed."""
    name = path.name.lower()
    return name.rpartition(".")[0] if name.endswith(_PACKED) else name


def _checked(path: Path, sha256: str) -> BufferedReader:
    """Open a file once, so that what is read is what was checked, whatever is renamed meanwhile."""
    raw = _raw(path)
    found = hashlib.file_digest(raw, "sha256").hexdigest()
    if found != sha256:
        raw.close()
        raise EditionError(f"{path} has SHA-256 {found}; {sha256} is expected, so it is another file")
    raw.seek(0)
    return raw


def _raw(path: Path) -> BufferedReader:
    try:
        _cap(path, path.stat().st_size)
        return path.open("rb")
    except (OSError, ValueError) as error:  # a ValueError: its name cannot be one
        raise EditionError(f"{path} cannot be read ({error}); a source file is needed") from error


def _cap(path: Path, size: int, limit: int = LARGEST_FILE) -> None:
    if size > limit:
        raise EditionError(f"{path} holds more than {limit:,} bytes; split it into several files")


def _unpacking(path: Path, raw: BufferedReader) -> BufferedReader | lzma.LZMAFile | gzip.GzipFile:
    name = path.name.lower()
    if name.endswith(".xz"):
        return lzma.LZMAFile(raw)
    return gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw
