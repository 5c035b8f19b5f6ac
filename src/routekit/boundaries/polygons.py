"""The boundaries in a compiled edition, parsed one by one when first needed, and kept for a while."""

import zlib
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from routekit.boundaries.container import Container, Section, damaged
from routekit.boundaries.geojson import Shape
from routekit.boundaries.guard import guarded

Boxes = npt.NDArray[np.float64]

GEOS: Final = guarded()
MOST_KEPT_BYTES: Final = 8 * 1024**2  # as stored; prepared and asked they take four times that


class Polygons:
    """Boundaries in the edition's order, on the National Grid; `boxes` holds their bounds, a row each.

    Each is checked when first parsed: EditionError if its bytes or its bounds are not as written. Whoever
    asks about one that is kept holds `GEOS`: GEOS adds to shapes what it needs, unguarded, even to prepared
    ones, and threads that do it at once corrupt the memory. The first parsed are let go when too much is
    kept: a long-lived process comes to all of a nation's in the end, which would be 300 MB.
    """

    def __init__(self, container: Container, count: int) -> None:
        self._path = container.path
        self._offsets = container.section("wkb_offsets")
        self._checksums = container.section("wkb_crc32")
        self._wkb = container.section("wkb").data
        boxes = container.section("boxes").astype(np.float64)
        if (boxes.size, self._offsets.size, self._checksums.size) != (4 * count, count + 1, count):
            raise damaged(self._path, f"it does not hold {count:,} boundaries")
        self.boxes: Boxes = boxes.reshape(count, 4)
        self._parsed: dict[int, Shape] = {}
        self._kept_bytes = 0

    def __len__(self) -> int:
        return len(self.boxes)

    def __getitem__(self, position: int) -> Shape:
        parsed = self._parsed.get(position)
        if parsed is None:
            parsed = self._parse(position)
            shapely.prepare(parsed)
            self._keep(position, parsed)
        return parsed

    def _keep(self, position: int, parsed: Shape) -> None:
        self._parsed[position] = parsed
        self._kept_bytes += self._length(position)
        while self._kept_bytes > MOST_KEPT_BYTES and len(self._parsed) > 1:
            first = next(iter(self._parsed))
            del self._parsed[first]
            self._kept_bytes -= self._length(first)

    def _length(self, position: int) -> int:
        start, end = self._offsets[position : position + 2].tolist()
        return int(end - start)

    def own(self, position: int) -> Shape:
        """Give a boundary that is shared with nobody."""
        return self._parse(position)

    def _parse(self, position: int) -> Shape:
        start, end = self._offsets[position : position + 2].tolist()
        wkb = bytes(self._wkb[start:end])
        if zlib.crc32(wkb) != self._checksums[position]:
            raise damaged(self._path, f"boundary {position} has another checksum")
        try:
            shape: Shape = shapely.from_wkb(wkb)
        except shapely.errors.ShapelyError as error:
            raise damaged(self._path, f"boundary {position} cannot be read") from error
        if (shapely.bounds(shape) != self.boxes[position]).any():
            raise damaged(self._path, f"boundary {position} does not fit its box")
        return shape


def sections_of(shapes: npt.NDArray[np.object_]) -> dict[str, Section]:
    """Lay boundaries out as sections of a container."""
    wkb = shapely.to_wkb(shapes, byte_order=1, output_dimension=2, flavor="iso")
    ends = np.cumsum([len(each) for each in wkb])
    return {
        "boxes": Section(shapely.bounds(shapes).astype("<f8").ravel()),
        "wkb_offsets": Section(np.concatenate([[0], ends]).astype("<u8")),
        "wkb_crc32": Section(np.array([zlib.crc32(each) for each in wkb], dtype="<u4")),
        "wkb": Section(np.frombuffer(b"".join(wkb), dtype="|u1"), in_pieces=True),
    }
