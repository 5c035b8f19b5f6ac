"""Options that several commands share, read into values."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from routekit.model import Grid, LatLon, Postcode

Command = TypeVar("Command", bound=Callable[..., Any])

ROUTED, NEEDS_ANSWERS, UNROUTED = 0, 3, 4

# Python reads more than people mean: 5_1, 1e2 and nan as numbers, 2026-W01-1 as a date.
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _Metres(click.FloatRange):
    """A number from 0 up; what click takes for a number beyond that, nan and inf, is none here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:  # noqa: ANN401 - click's own
        if isinstance(value, str) and not _DECIMAL.fullmatch(value.strip()):
            self.fail(f"{value!r} is not a number such as 3 or 0.5", param, ctx)
        return float(super().convert(value, param, ctx))


METRES = _Metres(min=0)


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


def as_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")(command)


def read_place(options: Mapping[str, Any]) -> "LatLon | Grid | Postcode":
    """Turn the place options into a place; exactly one of `--at`, `--grid` and `--postcode` is needed."""
    at, grid, postcode, accuracy = (options[name] for name in ("at", "grid", "postcode", "accuracy"))
    if [at, grid, postcode].count(None) != 2:  # noqa: PLR2004 - all but one
        raise click.UsageError("give the place with one of --at LAT,LON or --grid E,N or --postcode POSTCODE")
    if postcode is not None and accuracy is not None:
        raise click.UsageError("--accuracy is of a point; a postcode has a radius of its own")
    from routekit.model import Grid, LatLon, Postcode

    if postcode is not None:
        return Postcode(postcode)
    metres = 0.0 if accuracy is None else _decimal("--accuracy", accuracy, "metres such as 8 or 12.5")
    if at is not None:
        latitude, longitude = _pair("--at", at, "LAT,LON such as 51.4147,-1.5154")
        return LatLon(latitude=latitude, longitude=longitude, accuracy_m=metres)
    easting, northing = _pair("--grid", grid, "E,N such as 433700,168700")
    return Grid(easting=easting, northing=northing, accuracy_m=metres)


def _pair(option: str, text: str, expected: str) -> tuple[float, float]:
    first, comma, second = text.partition(",")
    if not (comma and _DECIMAL.fullmatch(first.strip()) and _DECIMAL.fullmatch(second.strip())):
        raise click.UsageError(f"{option} is {text!r}; {expected} is needed")
    return float(first), float(second)


def _decimal(option: str, text: str, expected: str) -> float:
    if not _DECIMAL.fullmatch(text.strip()):
        raise click.UsageError(f"{option} is {text!r}; {expected} is needed")
    return float(text)


def read_answers(pairs: tuple[str, ...]) -> dict[str, str]:
    """Turn `--answer question=option` into a mapping; a question answered twice is refused."""
    answers: dict[str, str] = {}
    for pair in pairs:
        question, equals, option = pair.partition("=")
        if not equals or not question or not option:
            raise click.UsageError(f"--answer is {pair!r}; question=option is needed")
        if question in answers:
            raise click.UsageError(f"--answer {question} is given twice; give it once")
        answers[question] = option
    return answers


def read_day(text: str | None, option: str = "--on") -> date | None:
    """Turn a day, written as 2026-04-01 and in no other way, into a date; `option` is who gave it."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise click.UsageError(f"{option} is {text!r}; a date such as 2026-04-01 is needed") from None
