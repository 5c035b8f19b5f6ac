"""Locks in a process that forks: a child gets new ones, since whoever held the old ones is not in it."""

import os
from typing import Protocol
from weakref import WeakSet


class Renewable(Protocol):
    """Something that a forked child has to begin anew."""

    def renew(self) -> None:
        """Drop locks, and what other threads had under way."""
        ...


# The one thing kept for the whole process: a fork is an event of the process, and a hook of it is for ever.
_LIVING: WeakSet[Renewable] = WeakSet()


def renew_in_children(renewable: Renewable) -> None:
    """Have something renewed in every forked child, before anything else runs there."""
    _LIVING.add(renewable)


def _renew_all() -> None:
    for renewable in tuple(_LIVING):
        renewable.renew()


if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
    os.register_at_fork(after_in_child=_renew_all)
