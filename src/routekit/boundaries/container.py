"""The file of a compiled edition: written as a whole or not at all; a wrong byte is refused when reached.

All numbers are little-endian. In order:

    preamble   64 bytes: magic (8), format version (u32), length of the header (u32), size of the file (u64),
               SHA-256 of the header (32), 8 bytes of zero
    header     JSON: what the edition says of itself, and the type, offset and CRC-32 of each section
    sections   arrays, each on a 64-byte boundary; offsets count from the first boundary after the header

A section is checked against its CRC-32 when the file is opened, unless it is checked later: by whoever needs
it first, as a whole or in pieces that carry checksums of their own.
"""

import hashlib
import json
import mmap
import os
import struct
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Self

from pydantic import NonNegativeInt, ValidationError

from routekit.boundaries.outputs import beside
from routekit.errors import EditionError
from routekit.model.value import Value

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.generic]

MAGIC: Final = b"\x89RKED\r\n\x1a"
FORMAT: Final = 3

_PREAMBLE: Final = struct.Struct("<8sIIQ32s8x")
_ALIGNMENT: Final = 64

# How a memoryview reads each type, and its size; text is read as bytes.
_READ: Final = {
    "<f8": ("d", 8),
    "<u8": ("Q", 8),
    "<u4": ("I", 4),
    "<u2": ("H", 2),
    "|u1": ("B", 1),
    "|S9": ("B", 9),
}


class Section(NamedTuple):
    """An array to be written.

    `in_pieces` is for one whose pieces carry checksums of their own, `when_needed` for one that is checked
    not when the file is opened, but when the section is first asked for.
    """

    array: "Array"
    in_pieces: bool = False
    when_needed: bool = False


class _Placed(Value):
    dtype: Literal["<f8", "<u8", "<u4", "<u2", "|u1", "|S9"]
    length: NonNegativeInt
    offset: NonNegativeInt
    crc32: int | None
    when_needed: bool = False


class _Header(Value):
    edition: dict[str, object]
    sections: dict[str, _Placed]


@dataclass(frozen=True, slots=True)
class Container:
    """An open file: `edition` is what the edition says of itself.

    The mapping stays good when the file is replaced or removed. Opening and `view` do not need NumPy.
    """

    path: Path
    edition: dict[str, object]
    _views: Mapping[str, memoryview]
    _placed: Mapping[str, _Placed]
    _unchecked: set[str]

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a file and check it; EditionError says what is wrong with it and what would be right."""
        mapped = _mapped(path)
        header, start = _header(path, mapped)
        data = memoryview(mapped)[start:]
        views = {name: _view(path, name, data, placed) for name, placed in header.sections.items()}
        later = {name for name, placed in header.sections.items() if placed.when_needed}
        opened = cls(path, header.edition, views, header.sections, later)
        for name in views.keys() - later:
            opened._check(name)
        return opened

    @property
    def sections(self) -> "dict[str, Array]":
        """Every section as an array."""
        return {name: self.section(name) for name in self._views}

    def section(self, name: str) -> "Array":
        """Give one section as an array; EditionError if this file has none of that name."""
        import numpy as np  # noqa: PLC0415 - one point is answered without it

        return np.frombuffer(self.view(name), dtype=self._placed[name].dtype)

    def view(self, name: str) -> memoryview:
        """Give one section as numbers, text as bytes; EditionError if this file has none of that name."""
        if name not in self._views:
            raise damaged(self.path, f"it has no section {name}")
        if name in self._unchecked:
            self._check(name)
            self._unchecked.discard(name)
        return self._views[name]

    def _check(self, name: str) -> None:
        expected = self._placed[name].crc32
        if expected is not None and zlib.crc32(self._views[name]) != expected:
            raise damaged(self.path, f"its section {name} has another checksum")


def damaged(path: Path, what: str) -> EditionError:
    """Make the error for a file that is not as it was written."""
    return EditionError(f"{path} is damaged: {what}; build it again with `{_command(path)}`")


def _command(path: Path) -> str:
    """Give the command that makes such a file; editions of postcodes are compiled by one of their own."""
    return f"routekit boundaries {'postcodes ' if path.suffix == '.postcodes' else ''}build"


def write(path: Path, edition: dict[str, object], sections: Mapping[str, Section]) -> int:
    """Write a file beside `path`, flush it to the disk, and put it in place at once; give its size in bytes.

    The same arguments give the same bytes. Raises EditionError when the folder cannot be written.
    """
    pieces = _pieces(edition, sections)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, pieces)
    except OSError as error:
        raise EditionError(
            f"{path} cannot be written ({error.strerror}); choose another file with --out when building and "
            "path= when opening"
        ) from error
    return sum(map(len, pieces))


def _replace(path: Path, pieces: list[bytes | memoryview]) -> None:
    new = beside(path)
    try:
        with new.open("xb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _pieces(edition: dict[str, object], sections: Mapping[str, Section]) -> list[bytes | memoryview]:
    placed: dict[str, _Placed] = {}
    data: list[bytes | memoryview] = []
    end = 0
    for name, (array, in_pieces, when_needed) in sections.items():
        content = array.view("u1").data  # as it lies in memory, which is not copied
        placed[name] = _Placed(
            dtype=array.dtype.str,  # type: ignore[arg-type]  # pydantic checks it
            length=array.size,
            offset=end,
            crc32=None if in_pieces else zlib.crc32(content),
            when_needed=when_needed,
        )
        data += [content, bytes(-len(content) % _ALIGNMENT)]
        end += _aligned(len(content))
    found = _Header(edition=edition, sections=placed).model_dump(mode="json")
    header = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
    start = _aligned(_PREAMBLE.size + len(header))
    preamble = _PREAMBLE.pack(MAGIC, FORMAT, len(header), start + end, hashlib.sha256(header).digest())
    return [preamble, header, bytes(start - _PREAMBLE.size - len(header)), *data]


def _aligned(size: int) -> int:
    return size + -size % _ALIGNMENT


def _mapped(path: Path) -> mmap.mmap:
    if sys.byteorder != "little":
        raise EditionError(f"{path} holds little-endian numbers; a machine that reads them is needed")
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise EditionError(f"{path} does not exist; `{_command(path)}` makes one") from error
    except (OSError, ValueError) as error:  # a ValueError: the file is empty, or its name cannot be one
        raise EditionError(f"{path} cannot be read ({error}); a compiled edition is needed") from error


def _header(path: Path, mapped: mmap.mmap) -> tuple[_Header, int]:
    """Check the preamble and the header; give the header and where the sections start."""
    if mapped[: len(MAGIC)] != MAGIC:
        raise EditionError(f"{path} is not a compiled edition; `{_command(path)}` makes one")
    if len(mapped) < _PREAMBLE.size:
        raise damaged(path, f"it is cut to {len(mapped)} bytes")
    _, version, length, size, checksum = _PREAMBLE.unpack_from(mapped)
    if version != FORMAT:
        raise EditionError(
            f"{path} has format {version}, and this routekit reads format {FORMAT}; build it again with "
            f"`{_command(path)}`, or use the routekit that built it"
        )
    if size != len(mapped):
        raise damaged(path, f"it has {len(mapped):,} bytes, not {size:,}")
    header = mapped[_PREAMBLE.size : _PREAMBLE.size + length]
    if hashlib.sha256(header).digest() != checksum:
        raise damaged(path, "its header has another checksum")
    try:
        return _Header.model_validate_json(header), _aligned(_PREAMBLE.size + length)
    except ValidationError as error:
        raise damaged(path, f"its header cannot be read ({error.errors()[0]['msg']})") from error


def _view(path: Path, name: str, data: memoryview, placed: _Placed) -> memoryview:
    form, size = _READ[placed.dtype]
    content = data[placed.offset : placed.offset + placed.length * size]
    if len(content) != placed.length * size:
        raise damaged(path, f"its section {name} is out of place")
    return content.cast(form)  # type: ignore[call-overload,no-any-return]  # the form is one of those above
