"""Derived facts: what a registered function makes of answers and of the day, within a declared range."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import TypeAlias

from routekit.errors import RulesError

GROUP = "routekit.derived"
UNKNOWN = "unknown"

Derived: TypeAlias = Callable[[Mapping[str, str], date], str]
"""What `needs` were answered or looked up, by id, and the day -> an option, a number or a day, as a text."""


def days_since(needs: Mapping[str, str], on: date) -> str:
    """Give how many days before the day of the transaction the one date it needs lies; negative if later."""
    (text,) = needs.values()
    try:
        return str((on - date.fromisoformat(text)).days)
    except ValueError:
        return UNKNOWN


BUILT_IN: Mapping[str, Derived] = MappingProxyType({"days_since": days_since})


def registered() -> Mapping[str, Derived]:
    """Give the functions that come with routekit and those of installed distributions, by name.

    A distribution registers one as an entry point of the group `routekit.derived`. Raises RulesError for one
    that cannot be imported, and for a name that is taken.
    """
    found = dict(BUILT_IN)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        if point.name in found:
            raise RulesError(f"two functions are registered as {point.name}; rename one", problems=())
        try:
            found[point.name] = point.load()
        except Exception as error:
            message = f"the function registered as {point.name} ({point.value}) cannot be imported: {error}"
            raise RulesError(message, problems=()) from error
    return MappingProxyType(found)
