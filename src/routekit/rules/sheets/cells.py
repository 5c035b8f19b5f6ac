"""The cells of a spreadsheet: their names, and texts that it must not take for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

# OWASP's list: a spreadsheet may run what begins with one of these. Quotes before it are part of the text.
# The last four are the wide forms of the first four; \u2019 is the apostrophe that some make of a plain one.
_SIGNS: Final = "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
_FORMULA: Final = re.compile(f"['\u2019]*{_SIGNS}")
_ESCAPED: Final = re.compile(f"['\u2019](?=['\u2019]*{_SIGNS})")
ANY: Final = "-"
LETTERS: Final = 26


def escaped(text: str) -> str:
    """Put an apostrophe before what a spreadsheet might run; a lone `-` is none."""
    return f"'{text}" if _FORMULA.match(text) and text != ANY else text


def unescaped(text: str) -> str:
    """Take that apostrophe off, also where a spreadsheet has made it a curly one."""
    return text[1:] if _ESCAPED.match(text) and text[1:] != ANY else text


def cell_name(row: int, column: int) -> str:
    """Name a cell as spreadsheets do: the first is A1; both count from 1."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def written(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as CSV with commas, every text made safe."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([escaped(cell) for cell in row] for row in rows)
    return file.getvalue()
