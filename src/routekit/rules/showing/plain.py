"""Write a decision table for a terminal, outcome by outcome, and as CSV for whoever only reads it."""

import textwrap
from collections import defaultdict
from collections.abc import Iterator

from routekit.rules.sheets.cells import written
from routekit.rules.showing.table import ANY, DecisionTable, TableRow


def as_csv(table: DecisionTable) -> str:
    """Write a table as CSV in which no cell can be taken for a formula. `sheets` has one to be edited."""
    return written([table.head, *table.body])


def text(table: DecisionTable, width: int = 100) -> str:
    """Write a table as text: under each outcome the rows that lead to it, with why."""
    return "\n".join(_text(table, width))


def _text(table: DecisionTable, width: int) -> Iterator[str]:
    yield f"{table.title} ({table.pack.transaction} {table.pack.version})"
    by_outcome: defaultdict[tuple[str, str], list[TableRow]] = defaultdict(list)
    for row in table.rows:
        by_outcome[row.outcome, row.handled_by].append(row)
    for (outcome, handled_by), rows in by_outcome.items():
        yield ""
        yield from _wrapped(f"{outcome}: {handled_by}", "", width)
        for row in rows:
            yield from _wrapped(f"{row.id}  {_when(table, row)}", "  ", width)
            yield from _wrapped(row.why, "    ", width)
    if table.impossible:
        yield f"\n{table.sections[3]}"
        for each in table.impossible:
            yield from _wrapped(each, "  ", width)


def _when(table: DecisionTable, row: TableRow) -> str:
    if row.kind == "otherwise":
        return row.cells[0]
    cells = zip(table.columns, row.cells, strict=True)
    return "; ".join(f"{column.words} {cell}" for column, cell in cells if cell != ANY)


def _wrapped(words: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(words, width, initial_indent=indent, subsequent_indent=f"{indent}      ")
