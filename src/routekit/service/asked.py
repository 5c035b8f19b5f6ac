"""What callers may ask: the fields of a request, checked once and described once."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, FailFast, Field, StringConstraints

from routekit.errors import InputError, InvalidPlaceError
from routekit.model import Grid, LatLon, Postcode
from routekit.model.text import day_of

Language = Literal["en", "cy"]
Shape = Literal["nested", "flat"]
Point = LatLon | Grid | Postcode

_DECIMAL: Final = r"^ *([+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+))? *$"
_DAY: Final = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"
_LONGEST_NUMBER: Final = 40

# Form platforms send every field as a text, and an empty one for what was left out.
Decimal = (
    Annotated[float, Field(strict=True, allow_inf_nan=False)]
    | Annotated[str, StringConstraints(pattern=_DECIMAL, max_length=_LONGEST_NUMBER)]
    | None
)
Line = Annotated[str, StringConstraints(max_length=200)]
Id = Annotated[str, StringConstraints(max_length=100)]


class Question(BaseModel):
    """A request; what has no name here is refused, since it may be a slip."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class NoParameters(Question):
    """A URL without parameters."""


class Where(Question):
    """A place in one of three ways, and a day. An empty text is the same as leaving a field out."""

    latitude: Decimal = Field(None, description="Degrees north (WGS84).", examples=[51.4147])
    longitude: Decimal = Field(None, description="Degrees east (WGS84).", examples=[-1.5154])
    easting: Decimal = Field(None, description="Metres east on the National Grid.", examples=[433700])
    northing: Decimal = Field(None, description="Metres north on the National Grid.", examples=[168700])
    postcode: Line | None = Field(None, description="A postcode, taken as a circle.", examples=["RG14 5LD"])
    accuracy_m: Decimal = Field(None, description="How far off a point may be, in metres.", examples=[8])
    on: Annotated[str, StringConstraints(pattern=_DAY)] | None = Field(
        None, description="The day, as 2026-04-01; without it today in London.", examples=["2026-04-01"]
    )
    reference: Line | None = Field(None, description="Given back as it is.", examples=["FS-1042"])

    @property
    def place(self) -> Point:
        """The place; InvalidPlaceError unless it is given in exactly one way."""
        ways = [way for way in _WAYS if any(_given(getattr(self, field)) for field in way)]
        if len(ways) != 1:
            shown = [field for way in ways for field in way] or None
            raise InvalidPlaceError.of("place", shown, _ONE_WAY)
        return _READ[ways[0]](self)

    @property
    def day(self) -> date | None:
        """The day; InputError for one that is in no calendar."""
        return day_in(self.on)


class Route(Where):
    """A place, a day, and the answers so far."""

    answers: dict[Id, Id] = Field(
        {},
        description="Every answer so far, by the id of its question. An empty one is the same as none.",
        examples=[{"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}],
        max_length=200,
    )

    @property
    def given(self) -> Mapping[str, str]:
        """The answers that are given."""
        return {question: option for question, option in self.answers.items() if option}


class Row(Route):
    """One row of a batch: what a call of its own would be asked, and for which transaction."""

    transaction: Id = Field(description="The id of the transaction.", examples=["report-speeding-traffic"])


class Batch(Question):
    """Rows that are answered one by one, each as a call of its own is."""

    rows: Annotated[list[Row], FailFast()] = Field(
        description="The rows, at most as many as the service is set to take."
    )


class Said(Question):
    """In which language words are."""

    language: Language = Field("en", description="English, or Welsh where there is any.")


class Given(Question):
    """How an answer is given."""

    shape: Shape = Field("nested", description="`flat` is one row of texts with keys that are always there.")


class Manner(Said, Given):
    """How an answer is given, and in which language."""


class RouteManner(Manner):
    """How an answer is given, and whether the contact is looked up too."""

    contact: bool = Field(default=False, description="Also say how to reach the authority.")


class TransactionsOn(Said):
    """In which language, and for which day."""

    on: Annotated[str, StringConstraints(pattern=_DAY)] | None = Field(
        None, description="The day, as 2026-04-01; without it today in London."
    )


class WhereUrl(Where, Given):
    """A place and the manner of the answer, both in the URL."""


class RouteUrl(Where, RouteManner):
    """A place, answers and the manner of the answer, all in the URL."""

    answer: list[Annotated[str, StringConstraints(max_length=201, pattern="^[^:]+:.*$")]] = Field(
        [], description="An answer as question:option; may be repeated.", max_length=200
    )

    @property
    def given(self) -> Mapping[str, str]:
        """The answers that are given; InputError for a question that is answered twice."""
        found: dict[str, str] = {}
        for pair in self.answer:
            question, _, option = pair.partition(":")
            if question in found:
                raise InputError.of("answer", question, "each question may be answered once")
            found[question] = option
        return {question: option for question, option in found.items() if option}


def day_in(text: str | None) -> date | None:
    """Read a day; None for none. Raises InputError for one that is in no calendar."""
    try:
        return day_of(text) if text else None
    except ValueError as error:
        raise InputError.of("on", text, "a day such as 2026-04-01 is needed") from error


def _given(value: float | str | None) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _number(asked: Where, field: str) -> float:
    value = getattr(asked, field)
    if not _given(value):
        raise InvalidPlaceError.of(field, None, "a number is needed")
    return float(value)


def _accuracy(asked: Where) -> float:
    return _number(asked, "accuracy_m") if _given(asked.accuracy_m) else 0.0


def _latlon(asked: Where) -> Point:
    latitude, longitude = _number(asked, "latitude"), _number(asked, "longitude")
    return LatLon(latitude=latitude, longitude=longitude, accuracy_m=_accuracy(asked))


def _grid(asked: Where) -> Point:
    easting, northing = _number(asked, "easting"), _number(asked, "northing")
    return Grid(easting=easting, northing=northing, accuracy_m=_accuracy(asked))


def _postcode(asked: Where) -> Point:
    if _given(asked.accuracy_m):
        raise InvalidPlaceError.of("accuracy_m", asked.accuracy_m, "a postcode has a radius of its own")
    return Postcode(asked.postcode or "")


_READ: Final = {
    ("latitude", "longitude"): _latlon,
    ("easting", "northing"): _grid,
    ("postcode",): _postcode,
}
_WAYS: Final = tuple(_READ)
_ONE_WAY: Final = "give latitude and longitude, or easting and northing, or a postcode, and only one of them"
