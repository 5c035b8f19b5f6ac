"""Join indexed bands into the tables of one index."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from routekit.boundaries.container import Section
from routekit.boundaries.gridindex.band import Band
from routekit.boundaries.gridindex.frame import BLOCK, LEAVES, Frame
from routekit.boundaries.gridindex.labels import Sets
from routekit.boundaries.gridindex.lists import kept_once
from routekit.boundaries.gridindex.pages import PAGE, RECORD, checksum
from routekit.boundaries.gridindex.segments import Integers

Words = npt.NDArray[np.uint16]

_NARROW = (
    0x8000  # labels, with what is no label flagged by the top bit, in 16 bits: there are fewer than these
)
_LEAST_WIDE = 0x10000


class _Part(NamedTuple):
    """What a band adds to the tables; in `blocks` and `squares`, what is no label is ~ of what it is."""

    blocks: npt.NDArray[np.int32]
    in_rows: Integers
    squares: npt.NDArray[np.int32]
    leaves_in_blocks: Integers
    leaves: "_Leaves"
    strips: "_Leaves"
    parents: Integers
    values: Integers


class _Leaves(NamedTuple):
    counts: Integers
    lists: Integers
    bases: Words
    rows: Words


def joined(bands: Iterable[Band], frame: Frame, areas: int) -> dict[str, Section]:
    """Lay out the tables of an index as sections of a container; `areas` says how many there are."""
    sets = Sets(areas)
    parts = [_part(each, sets, areas) for each in bands]
    leaves = _leaves(parts)
    labels = areas + 1 + len(sets.members)
    members = [np.zeros(0, dtype=np.int64), *sets.members]
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "grid_frame": np.array(frame, dtype="<f8"),
        "grid_blocks": _flagged(np.concatenate([each.blocks for each in parts]), labels),
        "grid_rows": _starts(np.concatenate([each.in_rows for each in parts])),
        "grid_squares": _flagged(np.concatenate([each.squares for each in parts]), labels),
        "grid_leaves": _starts(np.concatenate([each.leaves_in_blocks for each in parts])),
        "lists": _narrowed(np.concatenate([each.values for each in parts]), areas, _LEAST_WIDE),
        "sets": np.concatenate(members).astype("<u4"),
        "set_starts": _starts(np.array([len(each) for each in sets.members], dtype=np.int64)),
        "leaf_checks": np.fromiter(_checksums(leaves), dtype="<u4"),
    }
    whole = {name: Section(array) for name, array in arrays.items()}
    return whole | {name: Section(array, in_pieces=True) for name, array in leaves.items()}


def _part(band: Band, sets: Sets, areas: int) -> _Part:
    is_leaf = np.zeros(band.squares.size, dtype=np.bool_)
    is_leaf[band.candidates.leaves] = True
    labels = _renumbered(band, sets, areas).reshape(-1, LEAVES)
    mixed = is_leaf.reshape(-1, LEAVES).any(axis=1) | (labels != labels[:, :1]).any(axis=1)
    by_row = mixed.reshape(len(band.squares.rows) // BLOCK, -1)
    blocks = np.where(by_row, ~(np.cumsum(by_row, axis=1) - 1), labels[:, 0].reshape(by_row.shape))
    leaves = is_leaf.reshape(-1, LEAVES)[mixed]
    squares = np.where(leaves, ~(np.cumsum(leaves, axis=1) - 1), labels[mixed])
    lists = kept_once(band.candidates.starts, band.candidates.areas)
    bases, starts, rows = band.leaves
    of_strips = band.strips.entries
    return _Part(
        blocks.ravel().astype(np.int32),
        by_row.sum(axis=1),
        squares.ravel().astype(np.int32),
        leaves.sum(axis=1),
        _Leaves(np.diff(starts), lists.places, bases, rows),
        _Leaves(
            np.diff(of_strips.starts), lists.places[band.strips.parents], of_strips.bases, of_strips.rows
        ),
        band.strips.parents,
        lists.values,
    )


def _renumbered(band: Band, sets: Sets, areas: int) -> Integers:
    """Give a band's labels with its sets numbered as in the whole index."""
    new = np.array([sets.label(each) for each in band.sets.members], dtype=np.int64)
    labels = band.labels.copy()
    of_sets = labels > areas
    labels[of_sets] = new[labels[of_sets] - areas - 1]
    return labels


def _leaves(parts: list[_Part]) -> dict[str, npt.NDArray[np.generic]]:
    """Lay out all leaves, and after them all strips; a divided leaf has its first strip for its list."""
    every = [each.leaves for each in parts] + [each.strips for each in parts]
    lists_before = np.cumsum([0] + [len(each.values) for each in parts])[:-1].tolist()
    lists = [each.lists + before for each, before in zip(every, lists_before * 2, strict=True)]
    strip = sum(len(each.leaves.bases) for each in parts)
    for part, own in zip(parts, lists, strict=False):
        divided, first = np.unique(part.parents, return_index=True)
        own[divided] = first + strip
        strip += len(part.parents)
    records = np.zeros((strip + 1, RECORD), dtype="<u4")
    records[:, 0] = _starts(np.concatenate([each.counts for each in every]))
    records[:-1, 1] = np.concatenate(lists)
    records[:-1, 2] = np.concatenate([each.bases for each in every])
    entries = np.concatenate([each.rows for each in every]).astype("<u2")
    return {"leaf_records": records.ravel(), "leaf_entries": entries.ravel()}


def _checksums(leaves: dict[str, npt.NDArray[np.generic]]) -> Iterator[int]:
    records, entries = leaves["leaf_records"].data, leaves["leaf_entries"].data
    for page in range(-(-(len(records) // RECORD - 1) // PAGE)):
        yield checksum(page, records, entries)


def _starts(counts: Integers) -> npt.NDArray[np.generic]:
    return np.append(0, np.cumsum(counts)).astype("<u4")


def _flagged(labels: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.generic]:
    """Store labels, with the top bit set in what is none, in as few bits as hold them."""
    dtype, flag = ("<u2", 1 << 15) if count < _NARROW else ("<u4", 1 << 31)
    return np.where(labels < 0, ~labels.astype(np.int64) | flag, labels).astype(dtype)


def _narrowed(values: Integers, areas: int, least_wide: int) -> npt.NDArray[np.generic]:
    return values.astype("<u2" if areas < least_wide else "<u4")
