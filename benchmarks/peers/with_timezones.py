"""tzfpy and timezonefinder on the same points: other data, another question, the same price of a call."""

from collections.abc import Iterator

from peers.contender import Contender, One
from peers.names import TIMEZONEFINDER, TZFPY
from peers.setting import Setting


def tzfpy(setting: Setting) -> Iterator[Contender]:
    """Give tzfpy, whose shapes are simplified to about 100 m."""
    from tzfpy import get_tz  # noqa: PLC0415 - each of the two may be missing by itself

    del setting
    yield One(TZFPY, "lonlat", get_tz)


def timezonefinder(setting: Setting) -> Iterator[Contender]:
    """Give timezonefinder with its data in memory."""
    from timezonefinder import TimezoneFinder  # noqa: PLC0415 - each of the two may be missing by itself

    del setting
    find = TimezoneFinder(in_memory=True).timezone_at
    yield One(TIMEZONEFINDER, "lonlat", lambda x, y: find(lng=x, lat=y))
