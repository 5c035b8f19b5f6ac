"""The names a pack file holds, as far as they can be made out: columns with their options, outcomes, rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from routekit.rules.reader import Entry, Node
from routekit.suggest import quoted

UNKNOWN = "unknown"
MOST_COLUMNS = 64
MOST_ROWS = 2_000
MOST_WORK = 1_000_000


class RowOutline(NamedTuple):
    """A row as far as its cells go: its name for messages, where it is, and column -> options."""

    name: str
    node: Node
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Outline:
    """What can be made out of a pack that may be broken; a fact's options include `unknown`."""

    facts: Mapping[str, tuple[str, ...]]
    questions: Mapping[str, tuple[str, ...]]
    outcomes: tuple[str, ...]
    rows: tuple[RowOutline, ...]
    otherwise: Node | None

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """Facts, then questions: the order in which the flow takes them."""
        return {**self.facts, **self.questions}

    @property
    def excesses(self) -> Iterator[str]:
        """Say in what way the pack is too large to be proved, if it is."""
        columns, rows = self.columns, len(self.rows)
        work = rows * sum(map(len, columns.values()))
        if len(columns) > MOST_COLUMNS:
            yield f"{len(columns)} questions and facts are more than {MOST_COLUMNS}; split the pack"
        if rows > MOST_ROWS:
            yield f"{rows:,} rows are more than {MOST_ROWS:,}; split the pack"
        if work > MOST_WORK:
            yield f"rows times options are {work:,}, more than {MOST_WORK:,}; split the pack"

    @property
    def provable(self) -> bool:
        """Whether every cell names options that exist, and all is of a size to be proved."""
        columns = self.columns
        sound = all(_sound(row.when, columns) for row in self.rows)
        return bool(self.rows) and sound and not any(self.excesses)


def _sound(when: Mapping[str, tuple[str, ...]], columns: Mapping[str, tuple[str, ...]]) -> bool:
    return bool(when) and all(cell and set(cell) <= set(columns.get(name, ())) for name, cell in when.items())


def outline(root: Node) -> Outline:
    """Give the names of a pack, leaving out whatever is not of the right shape."""
    facts = {name: _fact_options(entry.value) for name, entry in inner(root, "facts").items()}
    questions = {
        name: tuple(inner(entry.value, "options")) for name, entry in inner(root, "questions").items()
    }
    rows = tuple(
        RowOutline(row_name(row, at), row, _when(row)) for at, row in enumerate(listed(root, "rows"))
    )
    return Outline(facts, questions, tuple(inner(root, "outcomes")), rows, value(root, "otherwise"))


def row_name(row: Node, at: int) -> str:
    """Name a row by its id, or by its number if it has none."""
    id_ = value(row, "id")
    return f"row {quoted(id_.text)}" if id_ and id_.text else f"row number {at + 1}"


def _fact_options(fact: Node) -> tuple[str, ...]:
    options = _texts(listed(fact, "options"))
    return tuple(dict.fromkeys((*options, UNKNOWN))) if options else ()


def _when(row: Node) -> dict[str, tuple[str, ...]]:
    return {name: _cell(entry.value) for name, entry in inner(row, "when").items()}


def _cell(node: Node) -> tuple[str, ...]:
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
