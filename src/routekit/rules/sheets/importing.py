"""Make a pack of the rows of a sheet and of all else that another pack says, and prove it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from routekit.errors import Problem, RulesError
from routekit.model.value import Value
from routekit.rules.cases import run_cases
from routekit.rules.files import read_bytes
from routekit.rules.installed import installed_file, is_a_path
from routekit.rules.layers import Source, layered
from routekit.rules.lint import Examined, examine
from routekit.rules.outline import Outline, outline, value
from routekit.rules.pack import Pack
from routekit.rules.reader import Node
from routekit.rules.sheets.cells import cell_name
from routekit.rules.sheets.exporting import ROW
from routekit.rules.sheets.grid import grid
from routekit.rules.sheets.laying import Laid, Layer, said_by, said_in
from routekit.rules.sheets.reading import Sheet, sheet
from routekit.suggest import quoted


class Imported(Value):
    """A pack made of the rows of a sheet: its text, proved, and what differs from the pack it was laid onto.

    `changed`, `added` and `removed` hold ids of rows. `warnings` are those of `lint`, and `cases_failed` the
    numbers of the cases that no longer come to what they say.
    """

    text: str
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    warnings: tuple[Problem, ...]
    cases_failed: tuple[int, ...]


class _Base(NamedTuple):
    """The pack that a sheet is laid onto."""

    text: str
    root: Node
    names: Outline
    file: str


def import_rows(data: bytes, file: str, onto: str | Path) -> Imported:
    """Lay the rows of a sheet (CSV, which problems call `file`) onto a pack: a path, or an installed id.

    All else is as in that pack, and rows that say the same stay as they are written. Raises RulesError with
    every problem of the sheet, of which line and column are those of the spreadsheet, or else of the pack
    that would come of it; UnknownTransactionError if no such pack is installed.
    """
    base = _base(onto)
    layer = Layer(base.text, base.root, base.names)
    found = sheet(grid(data, file, ROW), file, base.names)
    if found.problems:
        raise RulesError.of(found.problems)
    made = layer.laid(found.rows)
    examined = examine((Source(made.text.encode(), base.file),))
    problems = tuple(_placed(examined.problems, made, file))
    if examined.broken:
        raise RulesError.of(tuple(each for each in problems if each.severity == "error"))
    _check(examined, found, file)
    return _imported(base, made, problems, found)


def _base(onto: str | Path) -> _Base:
    path = Path(onto) if isinstance(onto, Path) or is_a_path(onto) else installed_file(onto)
    data, file = read_bytes(path), str(path)
    files = layered((Source(data, file),))
    if files.root is None or files.problems:
        raise RulesError.of(files.problems)
    for key in ("extends", "overlay"):
        if (named := value(files.root, key)) is not None:
            message = f"a sheet has all rows, and this file only some; lay it onto {quoted(str(named.text))}"
            raise RulesError.of((named.problem("S110", message),))
    if "rows" not in files.root.entries:
        raise RulesError.of((files.root.problem("S110", "the pack has no rows; write one first"),))
    return _Base(data.decode(), files.root, outline(files.root), file)


def _placed(problems: tuple[Problem, ...], made: Laid, file: str) -> Iterator[Problem]:
    """Give the problems of a pack that are in a row the place of that row in the sheet."""
    for each in problems:
        row = made.owners.get(each.line)
        if row is not None:
            yield each._replace(file=file, line=row, column=1, message=f"{cell_name(row, 1)}: {each.message}")
        elif each.code in {"E302", "E303"}:
            yield each._replace(file=file, line=1, column=1)
        else:
            yield each


def _check(examined: Examined, found: Sheet, file: str) -> None:
    """Refuse a pack whose rows do not say what the sheet says: other words in `texts` would replace them."""
    assert examined.names is not None, "a pack without errors has been read whole"
    comes = {said.id: said for said in said_in(examined.names)}
    problems = []
    for row in found.rows:
        if comes.get(row.id) != said_by(row, examined.names.specs):
            at = cell_name(row.number, 1)
            message = f"{at}: the words of row {quoted(row.id)} stand in `texts`; change them there"
            problems.append(Problem(file, row.number, 1, "S111", message))
    if problems:
        raise RulesError.of(tuple(problems))


def _imported(base: _Base, made: Laid, problems: tuple[Problem, ...], found: Sheet) -> Imported:
    old = {said.id: said for said in said_in(base.names)}
    new = {row.id: said_by(row, base.names.specs) for row in found.rows}
    report = run_cases(Pack.parse(made.text.encode(), base.file))
    return Imported(
        text=made.text,
        changed=tuple(id_ for id_, said in new.items() if id_ in old and old[id_] != said),
        added=tuple(id_ for id_ in new if id_ not in old),
        removed=tuple(id_ for id_ in old if id_ not in new),
        warnings=problems,
        cases_failed=tuple(result.number for result in report.failed),
    )
