"""The areas of an edition by name, read one by one when first needed."""

from collections.abc import Iterator

from pydantic import ValidationError

from routekit.boundaries.container import Container, damaged
from routekit.boundaries.record import AREAS
from routekit.model import Area


class NamedAreas:
    """The areas of an edition in its order, without boundaries.

    EditionError when an area is first needed that cannot be read, or is not the one whose code it has.
    """

    def __init__(self, container: Container, codes: list[str]) -> None:
        self._path = container.path
        self._codes = codes
        self._json = container.view("areas")
        self._starts = container.view("area_starts")
        if len(self._starts) != len(codes) + 1:
            raise damaged(self._path, f"it does not hold {len(codes):,} areas")
        self._read: dict[int, Area] = {}
        self._of_district: dict[str, tuple[Area, ...]] = {}

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, position: int) -> Area:
        found = self._read.get(position)
        if found is None:
            # Between two areas there is a comma.
            start, end = self._starts[position], self._starts[position + 1] - 1
            found = self._read[position] = self._area(position, bytes(self._json[start:end]))
        return found

    def __iter__(self) -> Iterator[Area]:
        if len(self._read) < len(self._codes):
            self._read_all()
        return (self._read[position] for position in range(len(self._codes)))

    def of_district(self, district: str) -> tuple[Area, ...]:
        """Give the areas of a district by its GSS code, in order; none of one that is not there."""
        if not self._of_district:
            found: dict[str, list[Area]] = {}
            for area in self:
                found.setdefault(area.district, []).append(area)
            self._of_district = {code: tuple(areas) for code, areas in found.items()}
        return self._of_district.get(district, ())

    def _area(self, position: int, content: bytes) -> Area:
        try:
            area = Area.model_validate_json(content)
        except ValidationError as error:
            raise damaged(self._path, "its table of areas cannot be read") from error
        return self._fitting(position, area)

    def _read_all(self) -> None:
        try:
            areas = AREAS.validate_json(bytes(self._json))
        except ValidationError as error:
            raise damaged(self._path, "its table of areas cannot be read") from error
        if len(areas) != len(self._codes):
            raise damaged(self._path, "its table of areas does not fit its codes")
        self._read = {position: self._fitting(position, area) for position, area in enumerate(areas)}

    def _fitting(self, position: int, area: Area) -> Area:
        if area.code != self._codes[position]:
            raise damaged(self._path, "its table of areas does not fit its codes")
        return area
