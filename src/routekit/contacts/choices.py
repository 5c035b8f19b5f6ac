"""What a caller may choose for any source, written once for all the constructors that take it."""

from dataclasses import dataclass
from typing import TypedDict

from routekit.contacts.guard import DEFAULT_LIMITS, Clock, Limits, utc_now
from routekit.contacts.network import Resolve, system_resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was chosen; `clock` tells the time, `resolve` finds a host's addresses."""

    include_name: bool = False
    include_postal: bool = False
    allow_insecure: bool = False
    limits: Limits = DEFAULT_LIMITS
    clock: Clock = utc_now
    resolve: Resolve = system_resolve


class SourceChoices(TypedDict, total=False):
    """The same as keywords of a constructor, all of which may be left out."""

    include_name: bool
    include_postal: bool
    allow_insecure: bool
    limits: Limits
    clock: Clock
    resolve: Resolve
