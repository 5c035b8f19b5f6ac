"""The names a pack holds, as far as they can be made out: columns, outcomes, rows, stops, what cannot be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from routekit.rules.columns import Column, Span, SpanKind, Spec, column_of, read_value
from routekit.rules.reader import Entry, Node
from routekit.rules.scalars import MOST_OPTIONS, YES_NO
from routekit.suggest import quoted

UNKNOWN = "unknown"
DERIVED = "derived:"
MOST_COLUMNS = 64
MOST_ROWS = 2_000
MOST_CUTS = 1_000
MOST_WORK = 1_000_000
SPANS: tuple[SpanKind, ...] = ("number", "date")


class RowOutline(NamedTuple):
    """A row as far as its cells go: its name for messages, where it is, and column -> members of the cell."""

    name: str
    node: Node
    when: Mapping[str, tuple[str, ...]]

    @property
    def id(self) -> str:
        """The row's id, or "" if it has none."""
        id_ = value(self.node, "id")
        return id_.text or "" if id_ else ""

    @property
    def outcome(self) -> str:
        """The outcome that it names, or "" if it names none."""
        return outcome_of(self.node)


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be made out of a pack that may be broken.

    A fact's options include `unknown`. `needs` has the questions and facts that a derived fact follows from.
    `columns` are the facts, then the questions: the order in which the flow takes them.
    """

    facts: Mapping[str, Spec]
    questions: Mapping[str, Spec]
    needs: Mapping[str, tuple[str, ...]]
    outcomes: tuple[str, ...]
    rows: tuple[RowOutline, ...]
    stops: tuple[RowOutline, ...]
    impossible: tuple[RowOutline, ...]
    otherwise: Node | None
    columns: tuple[Column, ...]

    @property
    def specs(self) -> dict[str, Spec]:
        """Every question and fact, facts first."""
        return {**self.facts, **self.questions}

    @property
    def cubes(self) -> Iterator[RowOutline]:
        """Everything with cells: stops, what is impossible, and rows."""
        return chain(self.stops, self.impossible, self.rows)

    @property
    def excesses(self) -> Iterator[str]:
        """Say in what way the pack is too large to be proved, if it is."""
        rows = sum(1 for _ in self.cubes)
        work = rows * sum(column.size for column in self.columns)
        if len(self.columns) > MOST_COLUMNS:
            yield f"{len(self.columns)} questions and facts are more than {MOST_COLUMNS}; split the pack"
        for column in self.columns:
            if len(column.starts) > MOST_CUTS:
                yield f"rows cut {quoted(column.id)} into more than {MOST_CUTS:,} ranges; split the pack"
        if rows > MOST_ROWS:
            yield f"{rows:,} rows are more than {MOST_ROWS:,}; split the pack"
        if work > MOST_WORK:
            yield f"rows times options are {work:,}, more than {MOST_WORK:,}; split the pack"

    @property
    def provable(self) -> bool:
        """Whether every cell names what exists, and all is of a size to be proved."""
        specs = self.specs
        groups = all(all(map(spec.knows, cell)) for spec in specs.values() for cell in spec.groups.values())
        sound = groups and all(_sound(cube.when, specs) for cube in self.cubes)
        return bool(self.rows) and sound and not any(self.excesses)


def _sound(when: Mapping[str, tuple[str, ...]], specs: Mapping[str, Spec]) -> bool:
    return bool(when) and all(
        cell and name in specs and all(map(specs[name].knows, cell)) for name, cell in when.items()
    )


def outline(root: Node) -> Outline:
    """Give the names of a pack, leaving out whatever is not of the right shape."""
    facts = {name: _spec(entry.value, (UNKNOWN,)) for name, entry in inner(root, "facts").items()}
    questions = {name: _spec(entry.value, ()) for name, entry in inner(root, "questions").items()}
    rows, stops = _rows(root, "rows", "row"), _rows(root, "stops", "stop")
    impossible = _rows(root, "impossible", "impossible")
    when = [cube.when for cube in (*stops, *impossible, *rows)]
    return Outline(
        facts=facts,
        questions=questions,
        needs={
            name: _texts(listed(entry.value, "needs"))
            for name, entry in inner(root, "facts").items()
            if is_derived(entry.value)
        },
        outcomes=tuple(inner(root, "outcomes")),
        rows=rows,
        stops=stops,
        impossible=impossible,
        otherwise=value(root, "otherwise"),
        columns=tuple(
            column_of(name, spec, (cells[name] for cells in when if name in cells))
            for name, spec in (facts | questions).items()
        ),
    )


def row_name(row: Node, at: int, word: str = "row") -> str:
    """Name a row by its id, or by its number if it has none."""
    id_ = value(row, "id")
    return f"{word} {quoted(id_.text)}" if id_ and id_.text else f"{word} number {at + 1}"


def outcome_of(row: Node) -> str:
    """Give the outcome that a row or `otherwise` names, or "" if it names none."""
    then = value(row, "then")
    return then.text or "" if then else ""


def is_derived(fact: Node) -> bool:
    """Tell whether a fact follows from others by a registered function."""
    source = value(fact, "source")
    return bool(source and source.text and source.text.startswith(DERIVED))


def _spec(node: Node, more: tuple[str, ...]) -> Spec:
    options, span = _options(node), _span(node)
    known = options or span is not None
    groups = {name: _members(entry.value)[:MOST_OPTIONS] for name, entry in inner(node, "groups").items()}
    return Spec(
        tuple(dict.fromkeys((*options, *more))) if known else (),
        span,
        MappingProxyType({name: members for name, members in groups.items() if members}),
    )


def _options(node: Node) -> tuple[str, ...]:
    options = value(node, "options")
    if options is None:
        return ()
    return tuple(YES_NO.get(options.text or "", {})) or tuple(options.entries) or _texts(options.items)


def _span(node: Node) -> Span | None:
    for kind in SPANS:
        ends = [value(node, kind) and value(node.entries[kind].value, end) for end in ("from", "to")]
        low, high = (read_value(kind, end.text) if end and end.text else None for end in ends)
        if low is not None and high is not None and low <= high:
            return Span(kind, low, high)
    return None


def _rows(root: Node, key: str, word: str) -> tuple[RowOutline, ...]:
    return tuple(
        RowOutline(row_name(row, at, word), row, _when(row)) for at, row in enumerate(listed(root, key))
    )


def _when(row: Node) -> dict[str, tuple[str, ...]]:
    return {name: _members(entry.value) for name, entry in inner(row, "when").items()}


def _members(node: Node) -> tuple[str, ...]:
    members = node.items or (node,)
    texts = _texts(members)
    return tuple(dict.fromkeys(texts)) if len(texts) == len(members) else ()


def _texts(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    return tuple(node.text for node in nodes if node.text is not None)


# --- nodes ---------------------------------------------------------------------------------------------


def value(node: Node, key: str) -> Node | None:
    """Give the value of a key, or None if there is none or this is no mapping."""
    return node.entries[key].value if key in node.entries else None


def inner(node: Node, key: str) -> Mapping[str, Entry]:
    """Give the entries of the mapping under a key, or none."""
    found = value(node, key)
    return found.entries if found else {}


def listed(node: Node, key: str) -> tuple[Node, ...]:
    """Give the members of the list under a key, or none."""
    found = value(node, key)
    return found.items if found else ()
