"""What a cache tells the one who runs it, with nothing personal in it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

_LOGGER = logging.getLogger("routekit.contacts")

EventKind = Literal["refresh-failed", "gave-stale", "file-failed", "file-damaged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheEvent:
    """Something that went wrong behind an answer that was given all the same.

    - `refresh-failed`: a list could not be fetched anew in the background; the kept one is still given;
    - `gave-stale`: the source failed a caller, who was given a list older than `Keeping.refresh_s`;
    - `file-failed`: the file cannot be used, and lists are kept in memory only until it can;
    - `file-damaged`: a record, or the whole file, was damaged and has been deleted.

    `detail` is a sentence; `host`, `district` and `fetched_at` say which list, `code` which error.
    """

    kind: EventKind
    detail: str
    district: str | None = None
    host: str | None = None
    code: str | None = None
    fetched_at: datetime | None = None


Told = Callable[[CacheEvent], None]


def log(event: CacheEvent) -> None:
    """Write an event to the log as a warning."""
    _LOGGER.warning("%s: %s", event.kind, event.detail)


def tell(told: Told, event: CacheEvent) -> None:
    """Tell an event. A hook that fails changes no answer: that it failed is logged, and not what it said."""
    try:
        told(event)
    except Exception as error:  # noqa: BLE001 - it is the caller's own function, which may raise anything
        _LOGGER.error("the hook of a cache failed: %s", type(error).__name__)  # noqa: TRY400 - as above
