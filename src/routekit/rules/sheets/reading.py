"""Read the rows of a sheet: every cell is checked against the pack, and every problem names its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from routekit.errors import Problem
from routekit.rules.columns import Spec
from routekit.rules.lint import MOST_PROBLEMS
from routekit.rules.outline import Outline
from routekit.rules.scalars import ROW_PATTERN
from routekit.rules.sheets.cells import ANY, cell_name
from routekit.rules.sheets.exporting import COMMENT, OTHERWISE, ROW, SOURCE, THEN, WHY
from routekit.rules.sheets.grid import Line
from routekit.suggest import quoted, suggestion

FIXED: Final = (ROW, THEN, WHY, SOURCE)
_ANY: Final = frozenset({ANY, "\u2013", "\u2014"})  # what spreadsheets make of a hyphen
_BETWEEN: Final = re.compile(r"[,;|\n]")
_COMPARED: Final = re.compile(r"(<=|>=|<|>)\s+")
_QUOTES: Final = "\"'\u2018\u2019\u201c\u201d"
_DAY_REWRITTEN: Final = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}-[a-z]{3}(-\d{2,4})?|[a-z]{3}-\d{1,4}"
)
_NUMBER_REWRITTEN: Final = re.compile(r"-?\d+[.,]\d+|-?\d+(\.\d+)?e[+-]?\d+|0\d+")


class SheetRow(NamedTuple):
    """A row of a sheet: where it is, and all it says. `when` is None for `otherwise`."""

    number: int
    id: str
    when: Mapping[str, tuple[str, ...]] | None
    then: str
    why: str
    source: str


class Sheet(NamedTuple):
    """The rows of a sheet, all that is wrong with them, and the column of each heading, counted from 1."""

    rows: tuple[SheetRow, ...]
    problems: tuple[Problem, ...]
    places: Mapping[str, int]


def sheet(lines: Sequence[Line], file: str, names: Outline) -> Sheet:
    """Read the lines of a sheet by the names of the pack it is for."""
    if not lines:
        return Sheet((), (Problem(file, 1, 1, "S102", f"A1: the sheet is empty; begin with {ROW}"),), {})
    reader = _Reader(file, names)
    places = reader.headings(lines[0])
    if reader.problems:
        return Sheet((), tuple(reader.problems), places)
    rows = list(reader.rows(lines, places))
    reader.once(rows)
    if not any(row.when is not None for row in rows):
        reader.report(lines[0].number, 1, "S103", "there are no rows below; a pack needs one")
    return Sheet(tuple(rows), _ordered(reader.problems), places)


def _ordered(problems: list[Problem]) -> tuple[Problem, ...]:
    """Give problems in the order of the sheet; of very many the first."""
    found = sorted(problems)
    if len(found) <= MOST_PROBLEMS:
        return tuple(found)
    message = f"there are more than {MOST_PROBLEMS:,} problems; the rest are not listed"
    return (*found[:MOST_PROBLEMS], found[MOST_PROBLEMS]._replace(code="E199", message=message))


class _Reader:
    def __init__(self, file: str, names: Outline) -> None:
        self._file, self._names, self._specs = file, names, names.specs
        self.problems: list[Problem] = []

    def report(self, row: int, column: int, code: str, message: str) -> None:
        self.problems.append(Problem(self._file, row, column, code, f"{cell_name(row, column)}: {message}"))

    def headings(self, line: Line) -> dict[str, int]:
        """Give the column of each heading; capitals do not matter where nothing else is meant."""
        known = (*FIXED, *self._specs)
        folded = {name.casefold(): name for name in reversed(known)}
        found: dict[str, int] = {}
        for at, cell in enumerate(line.cells, 1):
            name = cell if cell in known else folded.get(cell.casefold())
            if cell.startswith(COMMENT):
                continue
            if not cell:
                self.report(
                    line.number, at, "S102", f"a heading is missing; write one, or {COMMENT} for notes"
                )
            elif name is None:
                self.report(
                    line.number,
                    at,
                    "S102",
                    f"no question or fact is called {quoted(cell)}; {suggestion(cell, known)}",
                )
            elif name in found:
                self.report(line.number, at, "S102", f"there are two columns {quoted(name)}; keep one")
            else:
                found[name] = at
        for name in known:
            if name not in found:
                self.report(
                    line.number, len(line.cells) + 1, "S102", f"there is no column {quoted(name)}; add it"
                )
        return found

    def rows(self, lines: Sequence[Line], places: Mapping[str, int]) -> Iterator[SheetRow]:
        """Give the rows below the headings, until there are more problems than anyone would read."""
        wide = len(lines[0].cells)
        for line in lines[1:]:
            if not line.cells[0].startswith(COMMENT) and len(self.problems) <= MOST_PROBLEMS:
                for at, cell in enumerate(line.cells[wide:], wide + 1):
                    if cell:
                        message = f"{quoted(cell)} has no heading above it; remove it"
                        self.report(line.number, at, "S103", message)
                yield self._row(line, places)

    def _row(self, line: Line, places: Mapping[str, int]) -> SheetRow:
        cells = {name: line.cells[at - 1] if at <= len(line.cells) else "" for name, at in places.items()}
        for name, cell in cells.items():
            if not cell:
                advice = f"write {ANY} for any answer" if name in self._specs else "write something"
                self.report(line.number, places[name], "S103", f"{name} is empty; {advice}")
        return SheetRow(
            number=line.number,
            id=self._id(cells[ROW], line.number, places[ROW]),
            when=self._when(cells, line.number, places),
            then=self._then(cells[THEN], line.number, places[THEN]),
            why=cells[WHY],
            source=cells[SOURCE],
        )

    def once(self, rows: Sequence[SheetRow]) -> None:
        """Refuse two rows of one id, and two that are `otherwise`."""
        seen: dict[str, int] = {}
        others: list[int] = []
        for row in rows:
            if row.id and row.id in seen:
                self.report(
                    row.number, 1, "S105", f"row {quoted(row.id)} is also in row {seen[row.id]}; rename one"
                )
            seen.setdefault(row.id, row.number)
            if row.when is None:
                others.append(row.number)
        for number in others[1:]:
            self.report(number, 1, "S105", f"{OTHERWISE} is also in row {others[0]}; keep one")

    def _id(self, cell: str, row: int, column: int) -> str:
        if cell and not re.fullmatch(ROW_PATTERN, cell):
            message = (
                f"{quoted(cell)} is no id of a row; write letters, digits, _ and -, beginning with a letter"
            )
            self.report(row, column, "S104" if _rewritten(cell) else "S105", message)
        return cell

    def _then(self, cell: str, row: int, column: int) -> str:
        known = self._names.outcomes
        name = cell if cell in known else cell.lower().replace(" ", "_")
        if cell and name not in known:
            self.report(
                row, column, "S108", f"no outcome is called {quoted(cell)}; {suggestion(cell, known)}"
            )
        return name

    def _when(
        self, cells: Mapping[str, str], row: int, places: Mapping[str, int]
    ) -> dict[str, tuple[str, ...]] | None:
        said = {name: cells[name] for name in self._specs}
        others = [name for name, cell in said.items() if cell.casefold() == OTHERWISE]
        if said and len(others) == len(said):
            return None
        if others:
            message = f"{OTHERWISE} must be in every column of a row, or in none of them"
            self.report(row, places[others[0]], "S106", message)
            return {}
        found = {
            name: tuple(dict.fromkeys(self._members(name, cell, row, places[name])))
            for name, cell in said.items()
            if cell and cell not in _ANY
        }
        if not found and all(said.values()):
            self.report(
                row,
                places[ROW],
                "S106",
                f"every cell of the row is {ANY}; write an answer, or {OTHERWISE} in all",
            )
        return found

    def _members(self, name: str, cell: str, row: int, column: int) -> Iterator[str]:
        spec = self._specs[name]
        for member in _split(cell):
            plain = member.strip(_QUOTES).lower()
            if spec.knows(plain):
                yield plain
            else:
                self.report(row, column, *self._unknown(name, spec, member, plain))

    def _unknown(self, name: str, spec: Spec, member: str, plain: str) -> tuple[str, str]:
        lost = [option for option in spec.options if option.lstrip("0") == plain and option != plain]
        if lost:
            what = f"{quoted(member)} is no answer to {quoted(name)}"
            return "S104", f"{what}; a spreadsheet took the zeros off {lost[0]}"
        if _rewritten(plain):
            what = f"{quoted(member)} looks like a day or a number that a spreadsheet has rewritten"
            return "S104", f"{what}; {self._right(spec, plain)}, and make the column text"
        if fault := spec.fault(plain):
            return "S107", f"{quoted(name)}: {fault}"
        return "S106", f"{quoted(member)} is not an answer to {quoted(name)}; {self._right(spec, plain)}"

    def _right(self, spec: Spec, plain: str) -> str:
        if spec.span is None:
            return suggestion(plain, spec.names)
        return (
            "write 30 or 20..30"
            if spec.span.kind == "number"
            else "write 2026-04-01, or two days with .. between"
        )


def _split(cell: str) -> Iterator[str]:
    """Give the members of a cell, joined by `or`, a comma, a semicolon, a bar or a new line."""
    for part in _BETWEEN.split(_COMPARED.sub(r"\1", cell)):
        words = part.split()
        if len(words) % 2 and all(word.lower() == "or" for word in words[1::2]):
            yield from words[::2]
        elif words:
            yield " ".join(words)


def _rewritten(text: str) -> bool:
    return bool(_DAY_REWRITTEN.fullmatch(text.lower()) or _NUMBER_REWRITTEN.fullmatch(text.lower()))
