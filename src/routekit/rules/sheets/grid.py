"""Read a CSV file as a spreadsheet or a person may have saved it, into rows with the numbers they show."""

import csv
import io
from typing import Final, NamedTuple

from routekit.errors import Problem, RulesError
from routekit.formulas import unescaped

LARGEST_SHEET: Final = 1_000_000  # bytes
MOST_LINES: Final = 3_000
MARK: Final = "\ufeff"
DELIMITERS: Final = (",", ";", "\t")
SAVE_AS: Final = "save the sheet as CSV UTF-8 (in Excel: File, Save As, CSV UTF-8)"


class Line(NamedTuple):
    """A row of a sheet that is not empty, and its number there; each cell without blanks around it."""

    number: int
    cells: tuple[str, ...]


def grid(data: bytes, file: str, heading: str) -> tuple[Line, ...]:
    """Read the lines of a sheet, the first of which begins with `heading`.

    A byte order mark, semicolons or tabs, any ends of lines, and empty rows and columns are taken as they
    come. Raises RulesError (S101) for what is no CSV in UTF-8, and for a sheet that is too large.
    """
    text = _decoded(data, file).removeprefix(MARK)
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep="):
        text = text.partition("\n")[2]
    lines = _lines(text, file, _delimiter(text, heading))
    if len(lines) > MOST_LINES:
        raise refusal(file, MOST_LINES, f"there are more than {MOST_LINES:,} rows; split the pack")
    return lines


def refusal(file: str, line: int, message: str, code: str = "S101") -> RulesError:
    """Make the error of a sheet that cannot be read."""
    return RulesError.of((Problem(file, line, 1, code, message),))


def _decoded(data: bytes, file: str) -> str:
    if len(data) > LARGEST_SHEET:
        raise refusal(file, 1, f"the file is larger than {LARGEST_SHEET:,} bytes; split the pack")
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise refusal(file, 1, f"this is a spreadsheet's own file and no CSV; {SAVE_AS}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refusal(file, 1, f"the file is UTF-16; {SAVE_AS}")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refusal(file, line, f"byte 0x{data[error.start]:02x} is not UTF-8; {SAVE_AS}") from error


def _delimiter(text: str, heading: str) -> str:
    """Tell what stands between the cells by what follows the first heading."""
    first = text.lstrip("\r\n").replace('"', "")
    after = first[len(heading) : len(heading) + 1]
    return after if after in DELIMITERS else DELIMITERS[0]


def _lines(text: str, file: str, delimiter: str) -> tuple[Line, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found = []
    try:
        for number, cells in enumerate(reader, 1):
            clean = [unescaped(cell).strip().replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
            while clean and not clean[-1]:
                clean.pop()
            if clean:
                found.append(Line(number, tuple(clean)))
            if len(found) > MOST_LINES:
                break
    except csv.Error as error:
        raise refusal(file, reader.line_num, f"this is not CSV: {error}; look for a missing quote") from error
    return tuple(found)
