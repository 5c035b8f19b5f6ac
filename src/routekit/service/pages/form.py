"""What a browser sends, none of it trusted: the fields of a form, the place and the answers in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from routekit.errors import InputError, InvalidPlaceError
from routekit.given import AREA_ANSWER
from routekit.model import LatLon, Postcode
from routekit.model.decision import PLACE
from routekit.rules import Pack

MOST_BYTES: Final = 16_384
MOST_FIELDS: Final = 100
LONGEST_VALUE: Final = 200
ANSWER: Final = "answer."

_KIND: Final = "application/x-www-form-urlencoded"

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The place and the answers that a resident has given so far, each of them one that there can be."""

    place: LatLon | Postcode | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def at(self, place: LatLon | Postcode) -> "Given":
        """Give the same at a place given anew, where the area that was picked before means nothing."""
        return replace(self, place=place, answers=_without(self.answers, PLACE))

    def answering(self, question: str, answer: str) -> "Given":
        """Give the same with an answer."""
        return replace(self, answers={**self.answers, question: answer})

    def without(self, question: str) -> "Given":
        """Give the same without the answer to a question."""
        return replace(self, answers=_without(self.answers, question))

    def fields(self) -> Iterator[tuple[str, str]]:
        """Give it as the fields of a form, from which `given_in` reads it again."""
        match self.place:
            case Postcode():
                yield "postcode", self.place.postcode
            case LatLon():
                yield "latitude", repr(self.place.latitude)
                yield "longitude", repr(self.place.longitude)
                yield "accuracy", repr(self.place.accuracy_m)
        for question, answer in self.answers.items():
            yield ANSWER + question, answer


async def read_fields(request: Request) -> dict[str, str]:
    """Read the fields of a form, the first of each name.

    Raises InputError for another kind of body, for more than 16 kB or 100 fields, for a value of more than
    200 characters, and for what is no UTF-8. Its message repeats nothing of what was sent.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _KIND:
        raise _unreadable(f"its fields are needed as {_KIND}")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _unreadable(f"at most {MOST_BYTES:,} bytes are read")
    return _parsed(bytes(body))


def place_in(fields: Fields) -> LatLon | Postcode | None:
    """Give the place in fields: the postcode if there is one, else the point; None if there is neither.

    Raises InvalidPlaceError for what can be no place.
    """
    if postcode := fields.get("postcode", "").strip():
        return Postcode(postcode)
    written = [fields.get(name, "").strip() for name in ("latitude", "longitude", "accuracy")]
    if not any(written[:2]):
        return None
    latitude, longitude, accuracy = map(_number, ("latitude", "longitude", "accuracy"), written)
    return LatLon(latitude=latitude, longitude=longitude, accuracy_m=accuracy)


def given_in(fields: Fields, pack: Pack) -> Given:
    """Give the place and the answers in fields; what can be neither is left out, and so asked for again."""
    try:
        place = place_in(fields)
    except InvalidPlaceError:
        place = None
    named = {name.removeprefix(ANSWER): text for name, text in fields.items() if name.startswith(ANSWER)}
    return Given(place, {name: text for name, text in named.items() if _may_answer(pack, name, text)})


def _parsed(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise _unreadable(f"at most {MOST_FIELDS} fields of UTF-8 are read") from None
    if any(len(text) > LONGEST_VALUE for pair in pairs for text in pair):
        raise _unreadable(f"names and values of at most {LONGEST_VALUE} characters are read")
    return dict(reversed(pairs))


def _unreadable(expected: str) -> InputError:
    return InputError(f"the form cannot be read; {expected}", field="form", value=None, expected=expected)


def _number(name: str, text: str) -> float:
    if name == "accuracy" and not text:
        return 0.0
    try:
        return float(text)
    except ValueError:
        raise InvalidPlaceError.of(name, text, "a number is needed") from None


def _may_answer(pack: Pack, name: str, text: str) -> bool:
    if name == PLACE:
        return bool(AREA_ANSWER.fullmatch(text))
    return name in pack.questions and pack.has_answer(name, text)


def _without(answers: Mapping[str, str], question: str) -> dict[str, str]:
    return {name: answer for name, answer in answers.items() if name != question}
