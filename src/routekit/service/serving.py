"""What a service answers from at one moment, and how what comes next takes its place."""

from dataclasses import dataclass

from routekit.contacts import AsyncContactSource
from routekit.router import Router


@dataclass(frozen=True, slots=True)
class Serving:
    """The rules, boundaries and contacts that one request is answered from, from its start to its end.

    `contacts` is None where the service gives no contacts.
    """

    router: Router
    contacts: AsyncContactSource | None = None


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
