"""Features near a place, and what can be asked for them."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from routekit.errors import EditionError
from routekit.model import Grid, LatLon


class Near(NamedTuple):
    """A feature near a place: what it says, metres from the place's point, and where it is written.

    `distance_m` is 0 on a line or point, and inside a polygon or on its boundary. Inside a polygon `depth_m`
    is the way to its boundary, else 0; a source that does not know it leaves it out.
    """

    properties: Mapping[str, object]
    distance_m: float
    where: str
    depth_m: float = 0.0

    def __reduce__(self) -> "tuple[object, ...]":
        """Let a feature be pickled and copied, which a view of its properties cannot be."""
        return _near, (dict(self.properties), *self[1:])


def _near(properties: dict[str, object], distance_m: float, where: str, depth_m: float) -> Near:
    return Near(MappingProxyType(properties), distance_m, where, depth_m)


class FeatureSource(Protocol):
    """Anything that can stand as a layer, such as a `Layer`, or a class of yours that asks a service.

    Safe to share between threads. What cannot answer raises a DataError or a SourceError, never an answer.
    """

    def within(self, place: LatLon | Grid, metres: float) -> Sequence[Near]:
        """Give every feature within some metres of the place's point, the nearest first."""


class FailedLayer:
    """A layer that could not be opened: whatever it is asked raises EditionError. `error` says why."""

    def __init__(self, error: EditionError) -> None:
        self.error = error

    def within(self, place: LatLon | Grid, metres: float) -> Sequence[Near]:  # noqa: ARG002 - never answers
        """Raise EditionError."""
        raise EditionError(self.error.message)
