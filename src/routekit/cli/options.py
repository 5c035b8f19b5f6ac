"""Options that several commands share, read into values."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from routekit.model import Place

Command = TypeVar("Command", bound=Callable[..., Any])

ROUTED, NEEDS_ANSWERS, UNROUTED = 0, 3, 4


def place_options(command: Command) -> Command:
    """Add `--at`, `--grid` and `--accuracy`."""
    for option in (
        click.option("--accuracy", type=float, default=0.0, metavar="METRES", help="How far off it may be."),
        click.option("--grid", metavar="E,N", help="National Grid easting and northing in metres."),
        click.option("--at", metavar="LAT,LON", help="Latitude and longitude in degrees (WGS84)."),
    ):
        command = option(command)
    return command


def as_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")(command)


def read_place(at: str | None, grid: str | None, accuracy: float) -> "Place":
    """Turn the place options into a place; exactly one of `--at` and `--grid` is needed."""
    from routekit.model import Grid, LatLon

    if (at is None) == (grid is None):
        raise click.UsageError("give the place with either --at LAT,LON or --grid E,N")
    if at is not None:
        latitude, longitude = _pair("--at", at, "LAT,LON such as 51.4147,-1.5154")
        return LatLon(latitude=latitude, longitude=longitude, accuracy_m=accuracy)
    easting, northing = _pair("--grid", grid or "", "E,N such as 433700,168700")
    return Grid(easting=easting, northing=northing, accuracy_m=accuracy)


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
