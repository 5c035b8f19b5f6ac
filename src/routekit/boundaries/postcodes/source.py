"""The source of an edition of postcodes: a folder with `edition.toml`, a packed list, and the licence.

The list is CSV without a heading, sorted, its five columns padded to one width: postcode without its space
(7), positional quality (2), easting (6), northing (7), and district or the first letter of a country (9).
"""

import hashlib
import lzma
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, StrictInt, ValidationError

from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.packed import opened
from routekit.boundaries.postcodes.archive import Archive
from routekit.boundaries.postcodes.edition import PostcodesEdition, Sha256
from routekit.boundaries.postcodes.table import Table, check, compact_of, keys_of
from routekit.errors import EditionError
from routekit.installed import folders
from routekit.model.value import Value

FILE_NAME: Final = "edition.toml"
LARGEST_LIST: Final = 256 * 1024**2

_LICENCE: Final = "LICENCE.txt"
_ROW: Final = np.dtype(
    [("postcode", "S7"), ("a", "S1"), ("quality", "S2"), ("b", "S1"), ("easting", "S6"), ("c", "S1"),
     ("northing", "S7"), ("d", "S1"), ("district", "S9"), ("end", "S1")]
)  # fmt: skip
# The rows have a width of 36 bytes, which four divides: told so, the packer makes the file smaller.
_PACKING: Final = [{"id": lzma.FILTER_LZMA2, "preset": 9, "lc": 0, "lp": 2, "pb": 2}]
_PIECE: Final = 1024**2

_MANIFEST: Final = """\
# A dated publication of postcodes: what it is, whose it is, and the file it is compiled from.
# Made by `routekit boundaries postcodes extract` from the zip of Code-Point Open, of whose ten columns five
# are kept: postcode, positional quality, easting, northing, and district or the first letter of the country.
format = 1

[edition]
name = "{edition.name}"
title = "{edition.title}"
date = {edition.date}
licence = "{edition.licence}"
attribution = "{edition.attribution}"
origin = "{edition.origin}"
archive_sha256 = "{edition.archive_sha256}"

[source]
file = "postcodes.csv.xz"
sha256 = "{source.sha256}"
count = {source.count}
located = {source.located}
"""


class SourceFile(Value):
    """The packed list: its name, its SHA-256, how many postcodes it has, and how many have a location."""

    file: Literal["postcodes.csv.xz"] = "postcodes.csv.xz"
    sha256: Sha256
    count: Annotated[StrictInt, Field(gt=0)]
    located: Annotated[StrictInt, Field(ge=0)]


class PostcodesManifest(Value):
    """An edition of postcodes before it is compiled."""

    format: Literal[1] = 1
    edition: PostcodesEdition
    source: SourceFile

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read the manifest of a folder; EditionError names every key that is wrong."""
        path = folder / FILE_NAME
        try:
            return cls.model_validate(tomllib.loads(path.read_bytes().decode("utf-8")))
        except OSError as error:
            raise EditionError(
                f"{path} cannot be read ({error.strerror}); postcodes are compiled from a folder with an "
                f"{FILE_NAME}, or from the zip of Code-Point Open"
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise EditionError(f"{path} is not TOML: {error}") from error
        except ValidationError as error:
            wrong = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise refused(f"{path} cannot be used", tuple(wrong)) from error


def installed() -> Path | None:
    """Find the folder of the newest edition of postcodes that is installed, if there is one."""
    found = [
        (PostcodesManifest.read(path.parent).edition.date, path.parent)
        for offered in folders("routekit.boundaries")
        for path in sorted(offered.glob(f"postcodes/*/{FILE_NAME}"))
    ]
    return max(found)[-1] if found else None


def read(folder: Path, done: Callable[[int, int], None]) -> tuple[PostcodesEdition, Table]:
    """Read a source; EditionError when it is altered, cut, or not such a list. `done` is told at the end."""
    manifest = PostcodesManifest.read(folder)
    path = folder / manifest.source.file
    with opened(path, manifest.source.sha256) as file:
        content = file.read(LARGEST_LIST + 1)
    try:
        table = _counted(_table(content), manifest.source)
    except FlawError as flaw:
        raise refused(f"{path} is not the list that {FILE_NAME} describes", (str(flaw),)) from flaw
    done(1, 1)
    return manifest.edition, table


def write(archive: Archive, folder: Path, done: Callable[[int, int], None]) -> Path:
    """Write the source of an archive into a folder of its own name, and give that; the manifest comes last.

    `done` is told how much of the list is packed. Raises EditionError when it cannot be written.
    """
    rows = _rows(archive.table)
    packed = _packed(rows, done)
    listed = SourceFile(
        sha256=hashlib.sha256(packed).hexdigest(),
        count=len(archive.table.key),
        located=int(archive.table.located.sum()),
    )
    target = folder / archive.edition.name
    manifest = _MANIFEST.format(edition=archive.edition, source=listed)
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / _LICENCE).write_bytes(archive.licence)
        (target / listed.file).write_bytes(packed)
        (target / FILE_NAME).write_bytes(manifest.encode())
    except OSError as error:
        raise EditionError(f"{target} cannot be written ({error.strerror}); choose another folder") from error
    return target


def _packed(content: bytes, done: Callable[[int, int], None]) -> bytes:
    packer = lzma.LZMACompressor(format=lzma.FORMAT_XZ, filters=_PACKING)
    pieces = []
    for start in range(0, len(content), _PIECE):
        pieces.append(packer.compress(content[start : start + _PIECE]))
        done(min(start + _PIECE, len(content)), len(content))
    return b"".join([*pieces, packer.flush()])


def _rows(table: Table) -> bytes:
    rows = np.empty(len(table.key), dtype=_ROW)
    rows["postcode"] = [compact_of(int(key)).ljust(7).encode() for key in table.key]
    rows["quality"] = np.char.zfill(table.quality.astype("S2"), 2)
    rows["easting"] = np.char.zfill(table.easting.astype("S6"), 6)
    rows["northing"] = np.char.zfill(table.northing.astype("S7"), 7)
    rows["district"] = np.char.ljust(table.district, 9)
    for comma in "abcd":
        rows[comma] = b","
    rows["end"] = b"\n"
    return rows.tobytes()


def _counted(table: Table, listed: SourceFile) -> Table:
    count, located = len(table.key), int(table.located.sum())
    if (count, located) != (listed.count, listed.located):
        raise FlawError(f"it holds {count:,} postcodes, {located:,} of them with a location")
    return table


def _table(content: bytes) -> Table:
    if len(content) > LARGEST_LIST:
        raise FlawError(f"it holds more than {LARGEST_LIST // 1024**2} MB")
    if not content or len(content) % _ROW.itemsize:
        raise FlawError(f"its rows are not {_ROW.itemsize} bytes each")
    rows = np.frombuffer(content, dtype=_ROW)
    if (rows["end"] != b"\n").any() or any((rows[comma] != b",").any() for comma in "abcd"):
        raise FlawError("its columns are not of the widths that are needed")
    table = Table(
        key=keys_of(rows["postcode"]),
        quality=_numbers(rows["quality"]),
        easting=_numbers(rows["easting"]),
        northing=_numbers(rows["northing"]),
        district=np.char.rstrip(rows["district"]),
    )
    check(table)
    return table


def _numbers(column: npt.NDArray[np.bytes_]) -> npt.NDArray[np.int64]:
    width = column.dtype.itemsize
    digits = np.ascontiguousarray(column).view(np.uint8).reshape(-1, width).astype(np.int64) - ord("0")
    if ((digits < 0) | (digits > 9)).any():  # noqa: PLR2004 - the largest digit
        raise FlawError("a quality, easting or northing is not a number")
    numbers: npt.NDArray[np.int64] = digits @ 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return numbers
