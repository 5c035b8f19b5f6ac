"""Options that several commands share, read into values."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from routekit.model import Place

Command = TypeVar("Command", bound=Callable[..., Any])

ROUTED, NEEDS_ANSWERS, UNROUTED = 0, 3, 4


def place_options(command: Command) -> Command:
    """Add `--at`, `--grid`, `--postcode`, `--accuracy` and `--postcodes`."""
    for option in (
        click.option("--postcodes", type=click.Path(path_type=Path), metavar="FILE",
                     help="Postcodes to use; default: the newest edition."),
        click.option("--accuracy", type=float, metavar="METRES", help="How far off the point may be."),
        click.option("--postcode", metavar="POSTCODE", help="A postcode, which is taken as a circle."),
        click.option("--grid", metavar="E,N", help="National Grid easting and northing in metres."),
        click.option("--at", metavar="LAT,LON", help="Latitude and longitude in degrees (WGS84)."),
    ):  # fmt: skip
        command = option(command)
    return command


def as_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")(command)


def read_place(options: Mapping[str, Any]) -> "Place":
    """Turn the place options into a place; exactly one of `--at`, `--grid` and `--postcode` is needed."""
    from routekit.model import Grid, LatLon, Postcode

    at, grid, postcode, accuracy = (options[name] for name in ("at", "grid", "postcode", "accuracy"))
    if [at, grid, postcode].count(None) != 2:  # noqa: PLR2004 - all but one
        raise click.UsageError("give the place with one of --at LAT,LON or --grid E,N or --postcode POSTCODE")
    if postcode is not None:
        if accuracy is not None:
            raise click.UsageError("--accuracy is of a point; a postcode has a radius of its own")
        return Postcode(postcode)
    if at is not None:
        latitude, longitude = _pair("--at", at, "LAT,LON such as 51.4147,-1.5154")
        return LatLon(latitude=latitude, longitude=longitude, accuracy_m=accuracy or 0.0)
    easting, northing = _pair("--grid", grid, "E,N such as 433700,168700")
    return Grid(easting=easting, northing=northing, accuracy_m=accuracy or 0.0)


def _pair(option: str, text: str, expected: str) -> tuple[float, float]:
    try:
        first, second = (float(part) for part in text.split(","))
    except ValueError:
        raise click.UsageError(f"{option} is {text!r}; {expected} is needed") from None
    return first, second


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


def read_day(text: str | None) -> date | None:
    """Turn `--on` into a date."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--on is {text!r}; a date such as 2026-04-01 is needed") from None
