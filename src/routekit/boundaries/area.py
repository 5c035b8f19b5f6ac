"""An area with its boundary."""

from typing import TYPE_CHECKING, Self

from pydantic import PrivateAttr

from routekit.model import Area as NamedArea

if TYPE_CHECKING:
    from routekit.boundaries.geojson import Shape


class Area(NamedArea):
    """An area of an edition with its boundary. JSON and comparison leave the boundary out."""

    _geometry: "Shape" = PrivateAttr()

    @classmethod
    def bounded(cls, area: NamedArea, geometry: "Shape") -> Self:
        """Put an area and its boundary together."""
        bounded = cls(**area.model_dump())
        bounded._geometry = geometry
        return bounded

    def __eq__(self, other: object) -> bool:
        """Compare what the edition says of the area; one without its boundary is the same area."""
        return isinstance(other, NamedArea) and dict(self) == dict(other)

    __hash__ = NamedArea.__hash__

    @property
    def geometry(self) -> "Shape":
        """The boundary: a valid shapely MultiPolygon on the National Grid (EPSG:27700), in metres."""
        return self._geometry
