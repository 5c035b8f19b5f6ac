"""Give the rows of a pack as a CSV file that can be edited in a spreadsheet and read back."""

from collections.abc import Iterator

from routekit.rules.pack import Pack
from routekit.rules.sheets.cells import ANY, written

ROW, THEN, WHY, SOURCE = "Row", "Then", "Why", "Source"
COMMENT = "#"
OTHERWISE = "(otherwise)"
OR = " or "
DOTS = ".."


def export_rows(pack: Pack) -> str:
    """Give the rows of a pack, and `otherwise`, as CSV: UTF-8 with commas, a line each.

    Columns are the ids of facts and questions, and cells are answers joined by `or`; `-` is any answer. Two
    lines that begin with # say what the columns ask and which answers there are. Stops, and all else that is
    no row, are not in it. No cell can be taken for a formula.
    """
    return written(_lines(pack))


def _lines(pack: Pack) -> Iterator[tuple[str, ...]]:
    columns = (*pack.facts, *pack.questions)
    asks = (" ".join(pack.questions[name].text.split()) if name in pack.questions else "" for name in columns)
    yield (ROW, *columns, THEN, WHY, SOURCE)
    yield (f"{COMMENT} asks", *asks, "", "", "")
    yield (f"{COMMENT} answers", *(_answers(pack, name) for name in columns), OR.join(pack.outcomes), "", "")
    for row in pack.rows:
        cells = (_cell(row.when.get(name)) if row.cells else OTHERWISE for name in columns)
        yield (row.id, *cells, row.outcome, row.why, row.source)


def _answers(pack: Pack, name: str) -> str:
    if name in pack.facts:
        fact = pack.facts[name]
        return OR.join((*((fact.span,) if fact.span else ()), *fact.options))
    question = pack.questions[name]
    span = (f"{question.range.first}{DOTS}{question.range.last}",) if question.range else ()
    return OR.join((*span, *(option.id for option in question.options)))


def _cell(members: tuple[str, ...] | None) -> str:
    return ANY if members is None else OR.join(map(_kept, members))


def _kept(member: str) -> str:
    """Write a single day as a range, which a spreadsheet leaves as it is."""
    return f"{member}{DOTS}{member}" if _is_day(member) else member


def _is_day(member: str) -> bool:
    return member.count("-") == 2 and DOTS not in member and member[:4].isdigit()  # noqa: PLR2004 - of a day
