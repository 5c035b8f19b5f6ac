"""The cells of a spreadsheet: their names, and how they are written."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from routekit.formulas import escaped

ANY: Final = "-"
LETTERS: Final = 26


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
