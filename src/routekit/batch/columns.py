"""Which columns of a table hold the place: named by the caller, or found by the names that files use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Final, Self

from routekit.errors import InputError

_NAMES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "latitude": frozenset({"latitude", "lat"}),
        "longitude": frozenset({"longitude", "lon", "long", "lng"}),
        "easting": frozenset({"easting", "eastings"}),
        "northing": frozenset({"northing", "northings"}),
        "postcode": frozenset({"postcode", "post_code", "pcd", "pcds"}),
        "accuracy": frozenset({"accuracy", "accuracy_m"}),
    }
)
_KINDS: Final = (("latitude", "longitude"), ("easting", "northing"), ("postcode",))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceColumns:
    """The names of the columns that hold the place: two of degrees, two of metres, or one of postcodes.

    `latitude` and `longitude` are WGS84; `easting` and `northing` are metres on the National Grid
    (EPSG:27700). `accuracy` is how far off each point may be, in metres; postcodes have a radius of their
    own. Raises InputError for anything else.
    """

    latitude: str | None = None
    longitude: str | None = None
    easting: str | None = None
    northing: str | None = None
    postcode: str | None = None
    accuracy: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is no place, or two of them."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        named = tuple(name for name, column in given.items() if column is not None and name != "accuracy")
        if named not in _KINDS:
            expected = "latitude and longitude, easting and northing, or postcode is needed, and no other"
            raise InputError.of("place", ", ".join(named) or None, expected)
        if self.accuracy is not None and self.postcode is not None:
            raise InputError.of("accuracy", self.accuracy, "a postcode has a radius of its own; leave it out")

    @property
    def names(self) -> tuple[str, ...]:
        """All columns that are named."""
        return tuple(column for field in fields(self) if (column := getattr(self, field.name)) is not None)

    @classmethod
    def found_in(cls, columns: Sequence[str]) -> Self:
        """Find the columns of the place by common names, such as `lat` and `lon`; case does not matter.

        Raises InputError where there are none, or those of several kinds of place.
        """
        named = {field: _only(field, names, columns) for field, names in _NAMES.items()}
        kinds = [kind for kind in _KINDS if all(named[field] for field in kind)]
        if len(kinds) != 1:
            found = " and ".join(" and ".join(str(named[field]) for field in kind) for kind in kinds)
            expected = (
                "columns of one kind of place are needed: latitude and longitude, easting and northing, or "
                "postcode; name the ones that are meant"
            )
            raise InputError.of("columns", found or ", ".join(columns), expected)
        chosen = [*kinds[0], *(["accuracy"] if kinds[0] != ("postcode",) else [])]
        return cls(**{field: named[field] for field in chosen})

    def check(self, columns: Iterable[str]) -> None:
        """Raise InputError for a name that is no column, or is that of several."""
        there = list(columns)
        for name in self.names:
            if there.count(name) != 1:
                raise InputError.of(
                    "place", name, f"one column of that name is needed, not {there.count(name)}"
                )


def _only(field: str, names: frozenset[str], columns: Sequence[str]) -> str | None:
    """Give the one column that has a name of a field."""
    found = [column for column in columns if column.strip().lower().replace(" ", "_") in names]
    if len(found) > 1:
        raise InputError.of(
            "columns", ", ".join(found), f"one column of {field} is needed; name the one meant"
        )
    return found[0] if found else None
