"""The two Modern.Gov clients: the same source, blocking or for asyncio. They keep no connection open."""

import asyncio
from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Self

from routekit.contacts.councils import ParishCouncil
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
from routekit.contacts.moderngov import get_is_off
from routekit.contacts.network import Resolve, system_resolve
from routekit.contacts.plan import Choices, Kept, Plan
from routekit.contacts.transport import Reply, Request, asend, send
from routekit.contacts.turns import AsyncTurns, Turns
from routekit.model import Area, Authority, Contact


class ModernGov:
    """The parish councils that one Modern.Gov install lists, and their contacts.

    `base_url` is the folder that holds mgWebService.asmx; http is taken as https unless `allow_insecure`,
    which also permits addresses that are not public. `district` is the GSS code of the district served.
    `areas` are its parishes and communities; where the install serves several districts, give those of all
    of them, so that a name found in two is not taken for certain. Without `areas` councils are found by name
    only. Clerks' names and postal addresses are personal data, given only if asked for. `clock` tells the
    time in UTC; `resolve` gives a host's addresses.

    A list is fetched when first needed and kept for `limits.keep_s` seconds. Safe to share between threads
    and usable after a fork. Raises InputError for arguments that cannot be.
    """

    def __init__(  # noqa: PLR0913 - each is a choice of its own, keyword-only
        self,
        base_url: str,
        *,
        district: str,
        areas: Iterable[Area] = (),
        include_name: bool = False,
        include_postal: bool = False,
        allow_insecure: bool = False,
        limits: Limits = DEFAULT_LIMITS,
        clock: Clock = utc_now,
        resolve: Resolve = system_resolve,
    ) -> None:
        choices = Choices(
            include_name=include_name,
            include_postal=include_postal,
            allow_insecure=allow_insecure,
            limits=limits,
            clock=clock,
            resolve=resolve,
        )
        self._plan = Plan.of(base_url, district, areas, choices)
        self._turns = Turns()
        self._kept: Kept | None = None

    def councils(self) -> tuple[ParishCouncil, ...]:
        """Give every parish council the service lists, matched to areas where that is certain.

        Raises SourceUnavailableError, SourceBlockedError or SourceResponseError.
        """
        return self._listed().councils

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give how to reach a parish council or meeting; None when the service publishes nothing for it.

        Raises what `councils` raises.
        """
        return self._plan.contact(self._listed(), authority) if self._plan.concerns(authority) else None

    def close(self) -> None:
        """Forget the list that was kept. The source can be used again and then fetches it anew."""
        self._kept = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._plan.service.address} for {self._plan.district}>"

    def _listed(self) -> Kept:
        deadline = Deadline(self._plan.limits.deadline_s)
        kept = self._plan.fresh(self._kept)
        if kept is not None:
            return kept
        try:
            with self._turns.taken(deadline):
                self._kept = self._plan.fresh(self._kept) or self._fetched(deadline)
                return self._kept
        except TimeoutError:
            raise self._plan.too_slow() from None

    def _fetched(self, deadline: Deadline) -> Kept:
        reply = self._sent(self._plan.service.get(), deadline)
        if get_is_off(reply):
            reply = self._sent(self._plan.service.soap(), deadline)
        return self._plan.read(reply)

    def _sent(self, request: Request, deadline: Deadline) -> Reply:
        again = retrying(self._plan.limits)
        return again(partial(pause, deadline=deadline), partial(self._attempt, request, deadline))

    def _attempt(self, request: Request, deadline: Deadline) -> Reply:
        return self._plan.checked(send(request, self._plan.line(deadline)))


class AsyncModernGov:
    """What ModernGov is, for asyncio. Tasks may share it, and one event loop after another may use it."""

    def __init__(  # noqa: PLR0913 - as for ModernGov
        self,
        base_url: str,
        *,
        district: str,
        areas: Iterable[Area] = (),
        include_name: bool = False,
        include_postal: bool = False,
        allow_insecure: bool = False,
        limits: Limits = DEFAULT_LIMITS,
        clock: Clock = utc_now,
        resolve: Resolve = system_resolve,
    ) -> None:
        choices = Choices(
            include_name=include_name,
            include_postal=include_postal,
            allow_insecure=allow_insecure,
            limits=limits,
            clock=clock,
            resolve=resolve,
        )
        self._plan = Plan.of(base_url, district, areas, choices)
        self._turns = AsyncTurns()
        self._kept: Kept | None = None

    async def councils(self) -> tuple[ParishCouncil, ...]:
        """Give what `ModernGov.councils` gives."""
        return (await self._listed()).councils

    async def contact_for(self, authority: Authority) -> Contact | None:
        """Give what `ModernGov.contact_for` gives."""
        return self._plan.contact(await self._listed(), authority) if self._plan.concerns(authority) else None

    async def aclose(self) -> None:
        """Forget the list that was kept. The source can be used again and then fetches it anew."""
        self._kept = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._plan.service.address} for {self._plan.district}>"

    async def _listed(self) -> Kept:
        deadline = Deadline(self._plan.limits.deadline_s)
        kept = self._plan.fresh(self._kept)
        if kept is not None:
            return kept
        try:
            async with asyncio.timeout(deadline.remaining()), self._turns.here():
                self._kept = self._plan.fresh(self._kept) or await self._fetched(deadline)
                return self._kept
        except TimeoutError:
            raise self._plan.too_slow() from None

    async def _fetched(self, deadline: Deadline) -> Kept:
        reply = await self._sent(self._plan.service.get(), deadline)
        if get_is_off(reply):
            reply = await self._sent(self._plan.service.soap(), deadline)
        return self._plan.read(reply)

    async def _sent(self, request: Request, deadline: Deadline) -> Reply:
        again = async_retrying(self._plan.limits)
        return await again(partial(pause, deadline=deadline), partial(self._attempt, request, deadline))

    async def _attempt(self, request: Request, deadline: Deadline) -> Reply:
        return self._plan.checked(await asend(request, self._plan.line(deadline)))
