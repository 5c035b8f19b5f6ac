"""Options that several commands share, read into values."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

if TYPE_CHECKING:
    from routekit.model import Grid, LatLon, Place, Postcode

Command = TypeVar("Command", bound=Callable[..., Any])

ROUTED, NEEDS_ANSWERS, UNROUTED = 0, 3, 4

# Python reads more than people mean: 5_1, 1e2 and nan as numbers, 2026-W01-1 as a date.
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _Decimal(click.FloatRange):
    """A number as it is meant; what click takes for one beyond that, nan and inf, is none here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's own
        if isinstance(value, str) and not _DECIMAL.fullmatch(value.strip()):
            self.fail(f"{value!r} is not a number such as 3 or 0.5", param, ctx)
        return float(super().convert(value, param, ctx))


METRES = _Decimal(min=0)
PERCENT = _Decimal(min=0, max=100)


def place_options(command: Command) -> Command:
    """Add `--at`, `--grid`, `--postcode`, `--accuracy` and `--postcodes`."""
    for option in (
        click.option("--postcodes", type=click.Path(path_type=Path), metavar="FILE",
                     help="Postcodes to use; default: the newest edition."),
        click.option("--accuracy", metavar="METRES", help="How far off the point may be."),
        click.option("--postcode", metavar="POSTCODE", help="A postcode, which is taken as a circle."),
        click.option("--grid", metavar="E,N", help="National Grid easting and northing in metres."),
        click.option("--at", metavar="LAT,LON", help="Latitude and longitude in degrees (WGS84)."),
    ):  # fmt: skip
        command = option(command)
    return command


def line_options(command: Command) -> Command:
    """Add `--along` and `--line` to those of `place_options`: a stretch of road as the place."""
    for option in (
        click.option("--line", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                     help="A line as the place: a GeoJSON LineString."),
        click.option("--along", multiple=True, metavar="LAT,LON",
                     help="A point of a line as the place; give it for each of its points, in order."),
    ):  # fmt: skip
        command = option(command)
    return command


def as_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")(command)


def read_point(options: Mapping[str, Any]) -> "LatLon | Grid | Postcode":
    """Turn the options of `place_options` into a place; exactly one of them is needed."""
    place: LatLon | Grid | Postcode = _read(options, ("at", "grid", "postcode"))
    return place


def read_place(options: Mapping[str, Any]) -> "Place":
    """Turn the options of `place_options` and `line_options` into a place; exactly one of them is needed."""
    place: Place = _read(options, tuple(_WAYS))
    return place


def _read(options: Mapping[str, Any], ways: tuple[str, ...]) -> Any:  # noqa: ANN401 - whoever asks knows
    given = [way for way in ways if options[way] not in {None, ()}]
    if len(given) != 1:
        one_of = " or ".join(f"--{way} {_WAYS[way].value}" for way in ways)
        raise click.UsageError(f"give the place with one of {one_of}")
    (way,) = given
    accuracy = options["accuracy"]
    if accuracy is not None and _WAYS[way].own_accuracy:
        raise click.UsageError(f"--accuracy is of a point; {_WAYS[way].own_accuracy}")
    metres = 0.0 if accuracy is None else _decimal("--accuracy", accuracy, "metres such as 8 or 12.5")
    return _WAYS[way].read(options[way], metres)


def _at(text: str, metres: float) -> "Place":
    from routekit.model import LatLon

    latitude, longitude = _pair("--at", text, "LAT,LON such as 51.4147,-1.5154")
    return LatLon(latitude=latitude, longitude=longitude, accuracy_m=metres)


def _grid(text: str, metres: float) -> "Place":
    from routekit.model import Grid

    easting, northing = _pair("--grid", text, "E,N such as 433700,168700")
    return Grid(easting=easting, northing=northing, accuracy_m=metres)


def _postcode(text: str, _metres: float) -> "Place":
    from routekit.model import Postcode

    return Postcode(text)


def _along(texts: tuple[str, ...], _metres: float) -> "Place":
    from routekit.model import LatLon, Stretch

    if len(texts) == 1:
        raise click.UsageError(f"--along is given once, {texts[0]!r}; give it for each point of the line")
    points = (_pair("--along", text, "LAT,LON such as 51.4147,-1.5154") for text in texts)
    return Stretch(points=tuple(LatLon(latitude=up, longitude=along) for up, along in points))


def _line(path: Path, _metres: float) -> "Place":
    from routekit.cli.lines import read_line

    return read_line(path)


class _Way(NamedTuple):
    """A way to give a place: what its option takes, who reads that, and why it goes without `--accuracy`."""

    value: str
    read: Callable[[Any, float], "Place"]
    own_accuracy: str = ""


_WAYS = {
    "at": _Way("LAT,LON", _at),
    "grid": _Way("E,N", _grid),
    "postcode": _Way("POSTCODE", _postcode, "a postcode has a radius of its own"),
    "along": _Way("LAT,LON (twice or more)", _along, "a line is taken as drawn"),
    "line": _Way("FILE", _line, "a line is taken as drawn"),
}


def _pair(option: str, text: str, expected: str) -> tuple[float, float]:
    first, comma, second = text.partition(",")
    if not (comma and _DECIMAL.fullmatch(first.strip()) and _DECIMAL.fullmatch(second.strip())):
        raise click.UsageError(f"{option} is {text!r}; {expected} is needed")
    return float(first), float(second)


def _decimal(option: str, text: str, expected: str) -> float:
    if not _DECIMAL.fullmatch(text.strip()):
        raise click.UsageError(f"{option} is {text!r}; {expected} is needed")
    return float(text)


def read_answers(pairs: tuple[str, ...], option: str = "--answer") -> dict[str, str]:
    """Turn `--answer question=option` into a mapping; a question answered twice is refused."""
    answers: dict[str, str] = {}
    for pair in pairs:
        question, equals, given = pair.partition("=")
        if not equals or not question or not given:
            raise click.UsageError(
                f"{option} is {pair!r}; {option[2:].replace('answer', 'question')}=option is needed"
            )
        if question in answers:
            raise click.UsageError(f"{option} {question} is given twice; give it once")
        answers[question] = given
    return answers


def read_day(text: str | None, option: str = "--on") -> date | None:
    """Turn a day, written as 2026-04-01 and in no other way, into a date; `option` is who gave it."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise click.UsageError(f"{option} is {text!r}; a date such as 2026-04-01 is needed") from None
