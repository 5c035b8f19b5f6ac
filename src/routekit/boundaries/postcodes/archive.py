"""Read the zip of Code-Point Open as Ordnance Survey publishes it; nothing of it is written anywhere.

Limits: 64 MB packed; 1,000 files; 64 MB and 400,000 postcodes a file. Only the lists of postcodes, the
licence and the metadata are read.
"""

import csv
import hashlib
import io
import lzma
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import BadZipFile, ZipFile

import numpy as np

from routekit.boundaries.flaws import FlawError, refused
from routekit.boundaries.postcodes.edition import PostcodesEdition
from routekit.boundaries.postcodes.table import Table, check, keys_of
from routekit.errors import EditionError
from routekit.model.postcode import WHOLE
from routekit.model.text import GSS_CODE

LARGEST_ARCHIVE: Final = 64 * 1024**2
LARGEST_FILE: Final = 64 * 1024**2
MOST_FILES: Final = 1_000
MOST_POSTCODES: Final = 400_000

_LIST: Final = re.compile(r"Data/CSV/([a-z]{1,2})\.csv")
_LICENCE: Final = "Doc/licence.txt"
_METADATA: Final = "Doc/metadata.txt"
_VERSION: Final = re.compile(r"^DATASET VERSION NUMBER: *((\d{4})\.([1-4])\.\d{1,3}) *\r?$", re.MULTILINE)
_DAY: Final = re.compile(r"^COPYRIGHT DATE: *(\d{8}) *\r?$", re.MULTILINE)
_COUNT: Final = re.compile(r"^ *([A-Z]{1,2})\t *(\d{1,7}) *\r?$", re.MULTILINE)
_GSS: Final = re.compile(GSS_CODE)
_CANNOT_BE_READ: Final = (
    OSError, BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error, lzma.LZMAError,
)  # fmt: skip


class Archive(NamedTuple):
    """What a zip holds: the edition, its postcodes, and its licence as it stands there."""

    edition: PostcodesEdition
    table: Table
    licence: bytes


class _Line(NamedTuple):
    compact: str
    quality: int
    easting: int
    northing: int
    district: str


def read(path: Path, done: Callable[[int, int], None]) -> Archive:
    """Read every postcode; `done` is told how many of the zip's lists are read.

    Raises EditionError when it is no such zip, exceeds a limit, or does not hold what its metadata says.
    """
    try:
        with path.open("rb") as raw:
            _within("it", path.stat().st_size, LARGEST_ARCHIVE)
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
            with ZipFile(raw) as archive:
                return _read(_Files(archive), sha256, done)
    except FlawError as flaw:
        raise refused(f"{path} is not the zip of Code-Point Open", (str(flaw),)) from flaw
    except _CANNOT_BE_READ as error:
        raise EditionError(
            f"{path} cannot be read ({error or type(error).__name__}); the zip of Code-Point Open is needed"
        ) from error


class _Files:
    """The files of a zip by name, each read within the limit."""

    def __init__(self, archive: ZipFile) -> None:
        infos = archive.infolist()
        self._archive = archive
        self._infos = {info.filename: info for info in infos}
        if len(infos) > MOST_FILES or len(self._infos) != len(infos):
            raise FlawError(f"it holds more than {MOST_FILES:,} files, or two of one name")

    def lists(self) -> dict[str, str]:
        """Give the name of the list of each postcode area, such as `RG`."""
        found = ((_LIST.fullmatch(name), name) for name in sorted(self._infos))
        return {match[1].upper(): name for match, name in found if match}

    def content(self, name: str) -> bytes:
        info = self._infos.get(name)
        if info is None:
            raise FlawError(f"it holds no {name}")
        _within(name, info.file_size, LARGEST_FILE)
        with self._archive.open(info) as file:  # which gives no more than the size that was checked
            return file.read()


def _within(what: str, size: int, most: int) -> None:
    if size > most:
        raise FlawError(f"{what} holds more than {most // 1024**2} MB")


def _read(files: _Files, sha256: str, done: Callable[[int, int], None]) -> Archive:
    metadata = files.content(_METADATA).decode("latin-1")
    edition, licence = _edition(metadata, sha256), files.content(_LICENCE)
    expected, lists = {area: int(count) for area, count in _COUNT.findall(metadata)}, files.lists()
    if lists.keys() != expected.keys():
        differing = ", ".join(sorted(lists.keys() ^ expected.keys()))
        raise FlawError(f"{_METADATA} and the lists do not name the same postcode areas: {differing}")
    found: list[Table] = []
    for number, (area, name) in enumerate(lists.items(), start=1):
        lines = list(_lines(area, name, files.content(name)))
        if len(lines) != expected[area]:
            raise FlawError(f"{name} holds {len(lines):,} postcodes; {_METADATA} says {expected[area]:,}")
        found.append(_table(lines))
        done(number, len(lists))
    return Archive(edition, _joined(found), licence)


def _edition(metadata: str, sha256: str) -> PostcodesEdition:
    version, copied = _VERSION.search(metadata), _DAY.search(metadata)
    if not version or not copied:
        raise FlawError(f"{_METADATA} gives no DATASET VERSION NUMBER such as 2025.2.0, or no COPYRIGHT DATE")
    try:
        day = date.fromisoformat(copied[1])
    except ValueError as error:
        raise FlawError(f"its COPYRIGHT DATE is {copied[1]}; a date such as 20250422 is needed") from error
    database_right = f"copyright and database right {day.year}"
    return PostcodesEdition(
        # Published in February, May, August and November; Ordnance Survey calls 2025.2 the one of 2025-05.
        name=f"codepo-{version[2]}-{3 * int(version[3]) - 1:02}",
        title=f"Postcodes of Great Britain, Code-Point Open {version[1]}",
        date=day,
        licence="OGL-UK-3.0",
        attribution=f"Contains OS data © Crown {database_right}. Contains Royal Mail data © Royal Mail "
        f"{database_right}. Contains National Statistics data © Crown {database_right}.",
        origin=f"Ordnance Survey, Code-Point Open {version[1]}; five of its ten columns",
        archive_sha256=sha256,
    )


def _lines(area: str, name: str, content: bytes) -> Iterator[_Line]:
    try:
        rows = csv.reader(io.StringIO(content.decode("ascii"), newline=""), strict=True)
        for number, cells in enumerate(rows, start=1):
            if number > MOST_POSTCODES:
                raise FlawError(f"{name} holds more than {MOST_POSTCODES:,} postcodes")
            yield _line(area, cells, f"{name}:{number}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise FlawError(f"{name} is not CSV: {error}") from error


def _line(area: str, cells: Sequence[str], where: str) -> _Line:
    try:
        postcode, quality, easting, northing, country, _, _, _, district, _ = cells
    except ValueError as error:
        raise FlawError(f"{where} has {len(cells)} columns; the ten of Code-Point Open are needed") from error
    compact = postcode.replace(" ", "")
    if not WHOLE.fullmatch(compact) or not compact.startswith(area) or not compact[len(area)].isdigit():
        raise FlawError(f"{where} is {postcode[:10]!r}; a postcode of {area} is needed")
    if not (quality.isdigit() and easting.isdigit() and northing.isdigit()) or max(map(len, cells)) > 9:  # noqa: PLR2004 - the longest is a GSS code
        raise FlawError(f"{where}: quality, easting and northing must be short numbers")
    if not _GSS.fullmatch(country) or (district and not _GSS.fullmatch(district)):
        raise FlawError(f"{where}: country and district must be GSS codes")
    return _Line(compact, int(quality), int(easting), int(northing), district or country[0])


def _table(lines: Sequence[_Line]) -> Table:
    columns = zip(*lines, strict=True) if lines else [()] * len(_Line._fields)
    compact, quality, easting, northing, district = columns
    return Table(
        key=keys_of(np.array(compact, dtype="S7")),
        quality=np.array(quality, dtype=np.int64),
        easting=np.array(easting, dtype=np.int64),
        northing=np.array(northing, dtype=np.int64),
        district=np.array(district, dtype="S9"),
    )


def _joined(tables: Sequence[Table]) -> Table:
    if not tables:
        raise FlawError("it holds no postcodes")
    columns = [np.concatenate(column) for column in zip(*tables, strict=True)]
    order = np.argsort(columns[0], kind="stable")
    table = Table(*(column[order] for column in columns))
    check(table)
    return table
