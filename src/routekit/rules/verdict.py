"""Word what the proof finds: which rows overlap, which situations no row answers, what `otherwise` takes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from routekit.errors import Problem
from routekit.rules.outline import UNKNOWN, Outline
from routekit.rules.proof import apart, gap, overlaps, volume, without
from routekit.rules.reader import Node
from routekit.rules.table import Column, Cube, Cubes, columns_of, cube_of, in_words

DONT_KNOW = "dont_know"
LARGEST_SHARE_OF_OTHERWISE = 0.4


class Verdict(NamedTuple):
    """What is wrong with the rows together, and what `otherwise` takes, as disjoint cubes."""

    problems: tuple[Problem, ...]
    rest: tuple[Cube, ...] = ()


def prove(root: Node, names: Outline, file: str) -> Verdict:
    """Prove the rows of an outline that is provable."""
    wording = _Wording(root, names, file, columns_of(names.columns))
    index = Cubes(wording.sizes, (cube_of(wording.columns, row.when) for row in names.rows))
    overlapping = tuple(wording.overlaps(index))
    rows = apart(index) if overlapping else index.cubes
    if rows is None:
        return Verdict(overlapping)
    if names.otherwise is None:
        return Verdict((*overlapping, *wording.gap(rows, None)))
    reach = cube_of(wording.columns, certain(names.columns))
    rest = without(reach, rows)
    return Verdict((*overlapping, *wording.gap(rows, reach), *wording.otherwise(rest)), rest or ())


def certain(options: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Give the options with which nothing is unknown; `otherwise` takes situations of these alone."""
    return {
        name: tuple(option for option in found if option not in {UNKNOWN, DONT_KNOW})
        for name, found in options.items()
    }


@dataclass(frozen=True, slots=True)
class _Wording:
    root: Node
    names: Outline
    file: str
    columns: tuple[Column, ...]

    @property
    def sizes(self) -> list[int]:
        return [len(column.options) for column in self.columns]

    def overlaps(self, index: Cubes) -> Iterator[Problem]:
        for overlap in overlaps(index):
            first, second = self.names.rows[overlap.first], self.names.rows[overlap.second]
            more = f" ({second.name} overlaps {overlap.more} more)" if overlap.more else ""
            shared = in_words(self.columns, overlap.shared)
            message = f"{first.name} and {second.name} both match when {shared}; make them differ{more}"
            yield Problem(self.file, second.node.line, second.node.column, "E301", message)

    def gap(self, rows: tuple[Cube, ...], otherwise: Cube | None) -> Iterator[Problem]:
        found = gap(self.sizes, rows, otherwise)
        if found is not None:
            count = f"{found.missing:,} of {found.situations:,} situations"
            example = in_words(self.columns, found.example)
            yield self._problem(
                "rows", "E302", f"no row answers {count}, such as {example}; add a row for them"
            )

    def otherwise(self, rest: tuple[Cube, ...] | None) -> Iterator[Problem]:
        if rest is None:
            message = "`otherwise` takes too scattered a rest to be proved; write more of it as rows"
            yield self._problem("otherwise", "E303", message)
            return
        taken, of = sum(map(volume, rest)), volume(tuple((1 << size) - 1 for size in self.sizes))
        if not taken:
            yield self._problem("otherwise", "W406", "`otherwise` is never reached; remove it", "warning")
        elif taken > of * LARGEST_SHARE_OF_OTHERWISE:
            message = f"`otherwise` takes {taken:,} of {of:,} situations; write the usual ones as rows"
            yield self._problem("otherwise", "W407", message, "warning")

    def _problem(self, at: str, code: str, message: str, severity: str = "error") -> Problem:
        key = self.root.entries[at].key
        return Problem(self.file, key.line, key.column, code, message, severity)
