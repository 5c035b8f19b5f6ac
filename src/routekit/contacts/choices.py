"""What a caller may choose for any source, written once for all the constructors that take it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import TypedDict, cast

from routekit.contacts.cache import Cache
from routekit.contacts.guard import DEFAULT_LIMITS, Clock, Limits, utc_now
from routekit.contacts.hooks import NO_HOOKS, Hooks
from routekit.contacts.hosts import Hosts
from routekit.contacts.network import Resolve, system_resolve
from routekit.contacts.overrides import Overrides
from routekit.contacts.transport import AsyncSend, Send, asend, send
from routekit.model import Authority

AuthoritiesOf = Callable[[str], Iterable[Authority]]


def nobody(_district: str) -> tuple[Authority, ...]:
    """Know no authority of a district."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was chosen; `clock` tells the time, `resolve` finds a host's addresses, `send` sends a request.

    `authorities_of` gives the parish councils and meetings of a district, `overrides` what a person has
    decided about councils that are listed there, and `pause_s` is kept between two requests, in seconds.
    `cache` keeps lists.
    """

    include_name: bool = False
    include_postal: bool = False
    allow_insecure: bool = False
    limits: Limits = DEFAULT_LIMITS
    clock: Clock = utc_now
    resolve: Resolve = system_resolve
    authorities_of: AuthoritiesOf = nobody
    overrides: Overrides = field(default_factory=dict)
    pause_s: float = 0.0
    cache: Cache | None = None
    hosts: Hosts = field(default_factory=Hosts)
    hooks: Hooks = NO_HOOKS
    environment_proxies: bool = False
    send: Send = send
    asend: AsyncSend = asend

    @property
    def named(self) -> "SourceChoices":
        """All of them as keywords of a constructor."""
        return cast("SourceChoices", {each.name: getattr(self, each.name) for each in fields(self)})


class SourceChoices(TypedDict, total=False):
    """The same as keywords of a constructor, all of which may be left out."""

    include_name: bool
    include_postal: bool
    allow_insecure: bool
    limits: Limits
    clock: Clock
    resolve: Resolve
    authorities_of: AuthoritiesOf
    overrides: Overrides
    pause_s: float
    cache: Cache | None
    hosts: Hosts
    hooks: Hooks
    environment_proxies: bool
    send: Send
    asend: AsyncSend
