"""Lay rows onto the text of a pack: what is unchanged stays as it is written, comments included."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from routekit.errors import RulesError
from routekit.rules.columns import Interval, Spec
from routekit.rules.outline import Outline, listed, outcome_of, value
from routekit.rules.reader import Node
from routekit.rules.sheets.reading import SheetRow

_PLAIN: Final = re.compile(r"[^\W_][^\x00-\x1f:#\\\"]*|https?://[^\s#,\[\]{}\"]+")
WIDEST: Final = 110


class Said(NamedTuple):
    """All that a row says, in one form however it is written; cells are None for `otherwise`."""

    id: str
    then: str
    why: str
    source: str
    cells: Mapping[str, object] | None


class Laid(NamedTuple):
    """The text of a pack with other rows, and for each line of a row the row of the sheet it is from."""

    text: str
    owners: Mapping[int, int]


class _Block(NamedTuple):
    """The text of a row as it stands in a pack: the comments before it, and itself."""

    before: tuple[str, ...]
    lines: tuple[str, ...]


def said_by(row: SheetRow, specs: Mapping[str, Spec]) -> Said:
    """Give what a row of a sheet says."""
    cells = None if row.when is None else {name: _meant(specs[name], cell) for name, cell in row.when.items()}
    return Said(row.id, row.then, row.why, row.source, cells)


def said_in(names: Outline) -> Iterator[Said]:
    """Give what the rows of a pack say, `otherwise` last."""
    for row in names.rows:
        cells = {
            name: _meant(names.specs[name], cell) for name, cell in row.when.items() if name in names.specs
        }
        yield Said(row.id, row.outcome, _text(row.node, "why"), _text(row.node, "source"), cells)
    if (node := names.otherwise) is not None:
        yield Said(_text(node, "id"), outcome_of(node), _text(node, "why"), _text(node, "source"), None)


class Layer:
    """A pack's text in lines, and where its sections and rows begin."""

    def __init__(self, text: str, root: Node, names: Outline) -> None:
        """Cut a pack up. Raises RulesError (S110) where that cannot be done."""
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.split("\n")
        self._names, self._file = names, root.file
        self._sections = {entry.key.line: name for name, entry in root.entries.items()}
        self._items = listed(root, "rows")
        self._check(root)
        self._old = {said.id: said for said in said_in(names)}
        self._made: list[str] = []
        self._owners: dict[int, int] = {}

    def laid(self, rows: Sequence[SheetRow]) -> Laid:
        """Lay the rows of a sheet onto the text, once."""
        starts = sorted(self._sections)
        self._made += self._lines[: starts[0] - 1]
        others = [row for row in rows if row.when is None]
        for at, start in enumerate(starts):
            stop = starts[at + 1] - 1 if at + 1 < len(starts) else len(self._lines)
            name = self._sections[start]
            if name == "rows":
                self._rows(start, stop, [row for row in rows if row.when is not None])
                if others and "otherwise" not in self._sections.values():
                    self._otherwise(others[0])
                self._made += self._tail(start, stop, self._dash)
            elif name == "otherwise":
                self._other(start, stop, others)
            else:
                self._made += self._lines[start - 1 : stop]
        return Laid("\n".join(self._made), self._owners)

    def _check(self, root: Node) -> None:
        """Refuse a pack that is not written with a line for each key, and one for each row to begin on."""
        for entry in root.entries.values():
            if entry.key.column != 1:
                raise _refused(entry.key, "write each key of the pack at the beginning of a line")
        key = root.entries["rows"].key
        for item in self._items:
            if item.file != self._file or self._lines[item.line - 1][: item.column - 1].strip() != "-":
                raise _refused(
                    item if item.file == self._file else key, "begin each row on a line of its own, with -"
                )
        if not self._items or self._items[0].line == key.line:
            raise _refused(key, "write the rows as a list, each on a line of its own with -")

    @property
    def _dash(self) -> int:
        return self._lines[self._items[0].line - 1].index("-")

    def _rows(self, start: int, stop: int, rows: Sequence[SheetRow]) -> None:
        blocks = self._blocks(stop)
        begins = self._items[0].line - 1 - len(blocks[0].before)
        self._made += self._lines[start - 1 : begins]
        known = {_text(item, "id"): block for item, block in zip(self._items, blocks, strict=True)}
        for row in rows:
            said = said_by(row, self._names.specs)
            block = known.get(row.id)
            if block is not None and self._old.get(row.id) == said:
                self._add(row, (*block.before, *block.lines))
            else:
                self._add(row, (*(block.before if block else ()), *self._written(row)))

    def _blocks(self, stop: int) -> list[_Block]:
        """Cut the rows up; what stands between two and belongs to neither goes with the later one."""
        firsts = [item.line - 1 for item in self._items]
        first_key = next(line for line, name in self._sections.items() if name == "rows")
        lasts = [
            self._last(begin, end, self._dash) for begin, end in zip(firsts, [*firsts[1:], stop], strict=True)
        ]
        befores = [first_key, *lasts[:-1]]
        return [
            _Block(tuple(self._lines[before:first]), tuple(self._lines[first:last]))
            for before, first, last in zip(befores, firsts, lasts, strict=True)
        ]

    def _last(self, start: int, stop: int, indent: int) -> int:
        """Give the end of a part, without blank lines and comments that stand no further in than it does."""
        while stop > start + 1 and self._is_beside(self._lines[stop - 1], indent):
            stop -= 1
        return stop

    def _is_beside(self, line: str, indent: int) -> bool:
        inner = line.strip()
        return not inner or (inner.startswith("#") and len(line) - len(line.lstrip()) <= indent)

    def _tail(self, start: int, stop: int, indent: int) -> list[str]:
        return self._lines[self._last(start - 1, stop, indent) : stop]

    def _other(self, start: int, stop: int, rows: Sequence[SheetRow]) -> None:
        last = self._last(start - 1, stop, 0)
        if rows and self._old.get(rows[0].id) == said_by(rows[0], self._names.specs):
            self._add(rows[0], self._lines[start - 1 : last])
        elif rows:
            self._otherwise(rows[0])
        self._made += self._lines[last:stop]

    def _otherwise(self, row: SheetRow) -> None:
        keys = [f"  {key}: {_scalar(text)}" for key, text in _fields(row)]
        self._add(row, self._ended(["otherwise:", *keys]))

    def _written(self, row: SheetRow) -> list[str]:
        space = " " * (self._dash + 2)
        (_, id_), *rest = _fields(row)
        return self._ended(
            [
                f"{' ' * self._dash}- id: {_scalar(id_)}",
                *_when(row.when or {}, space),
                *(f"{space}{key}: {_scalar(text)}" for key, text in rest),
            ]
        )

    def _ended(self, lines: Sequence[str]) -> list[str]:
        """Give lines as they stand between new lines in this text."""
        return [line + self._end[:-1] for line in lines]

    def _add(self, row: SheetRow, lines: Sequence[str]) -> None:
        for line in lines:
            self._made.append(line)
            self._owners[len(self._made)] = row.number


def _fields(row: SheetRow) -> tuple[tuple[str, str], ...]:
    return (("id", row.id), ("then", row.then), ("why", row.why), ("source", row.source))


def _when(when: Mapping[str, tuple[str, ...]], space: str) -> list[str]:
    written = {name: cell[0] if len(cell) == 1 else f"[{', '.join(cell)}]" for name, cell in when.items()}
    cells = [f"{name}: {cell}" for name, cell in written.items()]
    one = f"{space}when: {{{', '.join(cells)}}}"
    return [one] if len(one) <= WIDEST else [f"{space}when:", *(f"{space}  {cell}" for cell in cells)]


def _scalar(text: str) -> str:
    """Write a text plainly where YAML takes it as it is, else in quotes."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _meant(spec: Spec, cell: Sequence[str]) -> object:
    """Give the answers of a cell: joined ranges, and options."""
    ranges: list[Interval] = []
    for each in sorted(spec.intervals(cell)):
        if ranges and each.low <= ranges[-1].high + 1:
            ranges[-1] = Interval(ranges[-1].low, max(ranges[-1].high, each.high))
        else:
            ranges.append(each)
    return tuple(ranges), frozenset(member for member in spec.members(cell) if member in spec.options)


def _text(node: Node, key: str) -> str:
    found = value(node, key)
    return (found.text or "").strip() if found else ""


def _refused(node: Node, message: str) -> RulesError:
    return RulesError.of((node.problem("S110", f"a sheet cannot be laid onto this pack; {message}"),))
