"""What a source tells those who watch it: that it tries again, leaves a host alone, or asks it as before."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

_LOGGER = logging.getLogger("routekit.contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retried:
    """A request that failed is sent again after `wait_s` seconds, as its attempt number `attempt`.

    `host` has its port where that is one of its own. `code` is that of the error.
    """

    host: str
    attempt: int
    wait_s: float
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A host that failed `failures` times in a row, last with `code`, is left alone for `rest_s` seconds."""

    host: str
    failures: int
    rest_s: float
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A host answered again, `after_s` seconds after it was first left alone, and is asked as before."""

    host: str
    after_s: float


Told = TypeVar("Told", Retried, Opened, Closed)


def _ignore(_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """Functions that are told what happens to a source, for metrics and alarms; nothing personal is told.

    `on_retry` is called before the pause of a second or third attempt, `on_open` each time a host is left
    alone, and `on_close` when it answers again. They are called where the source is used, so they should be
    quick. One that raises is logged and spoils no answer.
    """

    on_retry: Callable[[Retried], object] = _ignore
    on_open: Callable[[Opened], object] = _ignore
    on_close: Callable[[Closed], object] = _ignore


NO_HOOKS = Hooks()


def tell(hook: Callable[[Told], object], told: Told) -> None:
    """Call a hook; its failure is logged by its type alone."""
    try:
        hook(told)
    except Exception as error:  # noqa: BLE001 - whoever watches must not stop what is watched
        _LOGGER.warning("a hook failed on %s: %s", type(told).__name__, type(error).__name__)
