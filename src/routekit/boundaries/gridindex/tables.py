"""The tables of an index as they lie in a compiled file, mapped and read without NumPy.

A label is 0 for nowhere, an area's position + 1, or, above that, a set of areas. What is no label has the top
bit set, `flag`. In `blocks` it leads to a block: the rest is its number among those of its row, and `rows`
says how many come before. In `squares`, 16 for each block, it leads to a leaf in the same way, by `leaves`. A
leaf has its first entry, a base, and a list of candidates; where the base has the bit DEEP, it was
divided into strips, which are leaves, or has too many candidates for a mask. `records` holds all three.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, Self, TypeVar

from routekit.boundaries.container import Container, damaged
from routekit.boundaries.gridindex.frame import LEAVES, Frame
from routekit.boundaries.gridindex.pages import ENTRY, PAGE, PAGE_BITS, RECORD, checksum

Name = TypeVar("Name")
Nowhere = TypeVar("Nowhere")


class Tables(NamedTuple):
    """The tables of one index; `values` holds lists of areas, each after its length, and `sets` the sets."""

    container: Container
    frame: Frame
    flag: int
    blocks: memoryview
    rows: memoryview
    squares: memoryview
    leaves: memoryview
    records: memoryview
    entries: memoryview
    checks: memoryview
    values: memoryview
    sets: tuple[tuple[int, ...], ...]
    sound: bytearray

    @classmethod
    def of(cls, container: Container) -> Self:
        """Read the tables of an open file; EditionError if they are not there, or do not fit each other."""
        view = container.view
        west, south, columns, rows = view("grid_frame").tolist()
        blocks, pages = view("grid_blocks"), view("leaf_checks")
        starts, members = view("set_starts").tolist(), view("sets").tolist()
        made = cls(
            container=container,
            frame=Frame(west, south, int(columns), int(rows)),
            flag=1 << (8 * blocks.itemsize - 1),
            blocks=blocks,
            rows=view("grid_rows"),
            squares=view("grid_squares"),
            leaves=view("grid_leaves"),
            records=view("leaf_records"),
            entries=view("leaf_entries"),
            checks=pages,
            values=view("lists"),
            sets=tuple(tuple(members[low:high]) for low, high in pairwise(starts)),
            sound=bytearray(len(pages)),
        )
        if not made._fit():
            raise damaged(container.path, "the tables of its index do not fit each other")
        return made

    def check(self, page: int) -> None:
        """Check a page of leaves; EditionError if it is not as it was written."""
        if checksum(page, self.records, self.entries) != self.checks[page]:
            raise damaged(self.container.path, f"page {page} of its index has another checksum")
        self.sound[page] = 1

    def firsts(self, names: Sequence[Name], nowhere: Nowhere) -> list[Name | Nowhere]:
        """Give for each label the name of the area that answers for it, where areas are named in order."""
        return [nowhere, *names, *(names[members[0]] for members in self.sets)]

    def members(self, areas: int) -> list[tuple[int, ...]]:
        """Give for each label the positions of all its areas, of so many, in order."""
        return [(), *((position,) for position in range(areas)), *self.sets]

    def _fit(self) -> bool:
        frame, leaves = self.frame, len(self.records) // RECORD - 1
        return (
            len(self.blocks) == frame.columns * frame.rows
            and len(self.rows) == frame.rows + 1
            and len(self.squares) == LEAVES * self.rows[-1]
            and len(self.leaves) == self.rows[-1] + 1
            and self.squares.itemsize == self.blocks.itemsize
            and len(self.records) == RECORD * (leaves + 1)
            and len(self.sound) >= self.leaves[-1] >> PAGE_BITS
            and len(self.checks) == -(-leaves // PAGE)
            and len(self.entries) % ENTRY == 0
        )
