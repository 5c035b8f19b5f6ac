"""Say everything that is wrong with a boundary source in one error."""

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from routekit.errors import EditionError

if TYPE_CHECKING:
    import shapely

_MOST_SHOWN: Final = 20


FlawKind = Literal[
    "unreadable",
    "invalid-boundary",
    "duplicate-code",
    "no-district",
    "contradiction",
    "list-disagrees",
    "count",
]


class FlawError(Exception):
    """What is wrong with one feature. They are gathered and named together; none leaves the package."""


class Flaw(NamedTuple):
    """What is wrong with a source, of which kind and where; with the area and its boundary if known.

    `where` names the file and the feature or line, `shape` is on the National Grid (EPSG:27700).
    """

    kind: FlawKind
    what: str
    where: str | None = None
    code: str | None = None
    name: str | None = None
    shape: "shapely.MultiPolygon | None" = None

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def refused(what: str, flaws: tuple[str, ...]) -> EditionError:
    """Make the error that names every flaw; the message shows the first few, `.problems` has them all."""
    shown = list(flaws[:_MOST_SHOWN])
    if len(flaws) > _MOST_SHOWN:
        shown.append(f"and {len(flaws) - _MOST_SHOWN:,} more")
    return EditionError("\n  ".join([f"{what}:", *shown]), problems=flaws)
