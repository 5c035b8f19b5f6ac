"""What an open object makes at first use and keeps: once, whichever threads ask, and whoever forks."""

from collections.abc import Callable
from typing import Any, Final, Generic, Self, TypeVar, overload

from routekit.boundaries.guard import guarded

_Made = TypeVar("_Made")

# One for all, so that a fork waits until nothing is half made; what is made may import libraries.
# Whoever holds the lock of GEOS may want this one, and never the other way round.
_MAKING: Final = guarded()


class Once(Generic[_Made]):
    """Makes a method into an attribute that is made at its first use.

    `functools.cached_property` does so too, but in Python 3.11 a child that is forked while another thread
    makes the attribute waits for ever. Once it is made, the attribute costs what any other does.
    """

    def __init__(self, make: Callable[[Any], _Made]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> _Made: ...
    def __get__(self, instance: object | None, owner: type) -> Self | _Made:
        """Give what was made, and make it if nothing was."""
        if instance is None:
            return self
        with _MAKING:
            kept: dict[str, _Made] = vars(instance)
            if self._name not in kept:
                kept[self._name] = self._make(instance)
            return kept[self._name]
