"""What a service answers from at one moment, and how what comes next takes its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from routekit.contacts import AsyncContactSource, Links
from routekit.errors import SourceError, SourceUnavailableError
from routekit.router import Router
from routekit.service.evidence import Evidence
from routekit.service.keeping import Decisions

BUDGET_S = 2.0
MOST_WAITING = 64
LEAST_WAITING = 2


class Waiting:
    """How many callers wait for a contact. Once there are too many, the next is told at once that it is not
    to be had, so that a site that hangs does not hold them all. It belongs to one event loop.

    After a wait that came to nothing half as many may wait, though `LEAST_WAITING` always may, and after one
    that came to something all again: where sites hang, few callers spend their time on finding that out.
    """  # noqa: D205 - one sentence does not say it

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = self._may = most
        self._now = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait in here. Raises SourceUnavailableError when too many do."""
        if self._now >= self._may:
            raise SourceUnavailableError(f"{self._now} callers are waiting for contacts already")
        self._now += 1
        try:
            yield
        except (SourceError, TimeoutError):
            self._may = max(self._may // 2, min(LEAST_WAITING, self._most))
            raise
        else:
            self._may = self._most
        finally:
            self._now -= 1


@dataclass(frozen=True, slots=True)
class Serving:
    """The rules, boundaries and contacts that one request is answered from, from its start to its end.

    `contacts` is None where the service gives no contacts but those of `links`, pages of principal councils.
    Looking a contact up takes at most `budget_s` seconds. `evidence` counts what callers are told, and goes
    on when what is served is replaced.
    """

    router: Router
    contacts: AsyncContactSource | None = None
    links: Links | None = None
    budget_s: float = BUDGET_S
    waiting: Waiting = field(default_factory=Waiting)
    evidence: Evidence = field(default_factory=Evidence)
    decisions: Decisions = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decisions", Decisions(self.router))


class Held:
    """Holds what is served now; a new one takes its place between two requests, never within one."""

    def __init__(self, serving: Serving) -> None:
        self._serving = serving

    @property
    def now(self) -> Serving:
        """What a request that begins now is answered from."""
        return self._serving

    def replace(self, serving: Serving) -> None:
        """Answer the requests that begin from now on from another."""
        self._serving = serving
