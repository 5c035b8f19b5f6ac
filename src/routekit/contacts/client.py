"""The two Modern.Gov clients: the same source, blocking or for asyncio. They keep no connection open."""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Self

from routekit.contacts.councils import ParishCouncil, Reading
from routekit.contacts.guard import (
    DEFAULT_LIMITS,
    Clock,
    Deadline,
    Limits,
    async_retrying,
    pause,
    retrying,
    utc_now,
)
from routekit.contacts.keeping import AsyncTurns, Kept, Turns
from routekit.contacts.matching import Areas
from routekit.contacts.moderngov import Service, get_is_off
from routekit.contacts.network import Line, Resolve, system_resolve
from routekit.contacts.transport import Reply, Request, asend, send
from routekit.model import Area, Authority, Contact

