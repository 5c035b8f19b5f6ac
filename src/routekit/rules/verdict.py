"""Word what the proof finds: which rows overlap, which situations no row answers, what is of no use."""

from collections.abc import Iterator
from dataclasses import dataclass

from routekit.errors import Problem
from routekit.rules.outline import Outline, RowOutline
from routekit.rules.partition import Partition, Undivided
from routekit.rules.proof import Overlap
from routekit.rules.reader import Node
from routekit.rules.table import in_words
from routekit.suggest import quoted

LARGEST_SHARE_OF_OTHERWISE = 0.4
OF_THE_PROOF = frozenset({"E301", "E302"})


def verdict(root: Node, names: Outline, found: Partition | Undivided) -> Iterator[Problem]:
    """Give what is wrong with the rows of a pack together."""
    wording = _Wording(root, names)
    yield from wording.overlaps(names.stops, found.stop_overlaps)
    yield from wording.overlaps(names.rows, found.overlaps)
    if isinstance(found, Undivided):
        if found.scattered:
            yield wording.scattered(found.scattered)
        return
    yield from wording.gap(found)
    yield from wording.dead(found)
    if names.otherwise is not None:
        yield from wording.otherwise(found)


def of_no_use(root: Node, unused: tuple[str, ...]) -> Iterator[Problem]:
    """Give a problem for each question that rows look at, but on which no outcome depends."""
    for name in unused:
        message = f"no outcome depends on question {quoted(name)}; remove it, or is a row wrong?"
        yield root.entries["questions"].value.entries[name].key.problem("W411", message, "warning")


@dataclass(frozen=True, slots=True)
class _Wording:
    root: Node
    names: Outline

    def overlaps(self, rows: tuple[RowOutline, ...], found: tuple[Overlap, ...]) -> Iterator[Problem]:
        for overlap in found:
            first, second = rows[overlap.first], rows[overlap.second]
            more = f" ({second.name} overlaps {overlap.more} more)" if overlap.more else ""
            shared = in_words(self.names.columns, overlap.shared)
            message = f"{first.name} and {second.name} both match when {shared}; make them differ{more}"
            yield second.node.problem("E301", message)

    def gap(self, found: Partition) -> Iterator[Problem]:
        if found.gap is not None:
            count = f"{found.gap.missing:,} of {found.gap.situations:,} situations"
            example = in_words(self.names.columns, found.gap.example)
            message = f"no row answers {count}, such as {example}; add a row for them"
            yield self.root.entries["rows"].key.problem("E302", message)

    def dead(self, found: Partition) -> Iterator[Problem]:
        overlapping = {overlap.second for overlap in found.overlaps}
        for at, (row, pieces) in enumerate(zip(self.names.rows, found.rows.of_row, strict=True)):
            if not pieces and at not in overlapping:
                message = (
                    f"{row.name} can never match: stops and what is impossible take all of it; remove it"
                )
                yield row.node.problem("W410", message, "warning")

    def scattered(self, what: str) -> Problem:
        if what == "otherwise":
            message = "`otherwise` takes too scattered a rest to be proved; write more of it as rows"
        else:
            message = "stops and what is impossible cut the rows into too many pieces; write fewer of them"
        return self.root.entries[what].key.problem("E303", message)

    def otherwise(self, found: Partition) -> Iterator[Problem]:
        key = self.root.entries["otherwise"].key
        taken, of = sum(map(found.space.volume, found.rest)), found.space.situations
        if not taken:
            yield key.problem("W406", "`otherwise` is never reached; remove it", "warning")
        elif taken > of * LARGEST_SHARE_OF_OTHERWISE:
            message = f"`otherwise` takes {taken:,} of {of:,} situations; write the usual ones as rows"
            yield key.problem("W407", message, "warning")
