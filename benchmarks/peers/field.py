"""Who takes part, each by the module that knows it; who cannot is named with the reason."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Final

from peers import names
from peers.contender import Contender, NotRunError
from peers.results import NotRun
from peers.setting import Setting

ALWAYS: Final = (
    ("peers.ours", "empty", names.EMPTY),
    ("peers.ours", "contenders", names.ROUTEKIT),
    ("peers.with_shapely", "contenders", "shapely"),
    ("peers.with_rtree", "contenders", "rtree"),
)
PEERS: Final = (
    ("peers.with_pyproj", "contenders", "pyproj with OSTN15"),
    ("peers.with_timezones", "tzfpy", names.TZFPY),
    ("peers.with_timezones", "timezonefinder", names.TIMEZONEFINDER),
    ("peers.with_geopandas", "contenders", names.SJOIN),
    ("peers.with_sedona", "contenders", names.SEDONADB),
    ("peers.with_postgis", "contenders", "PostGIS"),
)
Entry = tuple[str, str, str]
Offer = Callable[[Setting], Iterator[Contender]]


def always(setting: Setting) -> list[Contender]:
    """Set up routekit and what comes with it."""
    return [contender for entry in ALWAYS for contender in _offered(entry, setting)]


def peers(setting: Setting, tell: Callable[[str], None]) -> tuple[list[Contender], list[NotRun]]:
    """Set up each peer, and say which could not be and why: a peer that breaks costs its own rows alone."""
    found: list[Contender] = []
    absent: list[NotRun] = []
    for entry in PEERS:
        tell(f"setting up {entry[2]}")
        try:
            found += _offered(entry, setting)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is named on the page
            absent.append(NotRun(contender=entry[2], why=_why(error)))
            tell(f"NOT RUN {absent[-1].contender}: {absent[-1].why}")
    return found, absent


def _offered(entry: Entry, setting: Setting) -> list[Contender]:
    module, function, _ = entry
    offer: Offer = getattr(import_module(module), function)
    return list(offer(setting))


def _why(error: Exception) -> str:
    match error:
        case NotRunError():
            return str(error)
        case ModuleNotFoundError():
            return f"the package {error.name} is not installed"
    return f"{type(error).__name__} while it was set up: {str(error).partition(chr(10))[0]}"
