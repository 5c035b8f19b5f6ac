"""The two Modern.Gov clients: the same source, blocking or for asyncio. They keep no connection open."""

import asyncio
from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Self, Unpack

from routekit.contacts.choices import Choices, SourceChoices
from routekit.contacts.core import CouncilList, ModernGovCore
from routekit.contacts.councils import ParishCouncil
from routekit.contacts.guard import Deadline, async_retrying, pause, retrying
from routekit.contacts.moderngov import get_is_off
from routekit.contacts.singleflight import AsyncSingleFlight, SingleFlight
from routekit.contacts.transport import Reply, Request, asend, send
from routekit.model import Area, Authority, Contact


class ModernGov:
    """The parish councils that one Modern.Gov install lists, and their contacts.

    `base_url` is the folder that holds mgWebService.asmx; http is taken as https unless `allow_insecure`.
    `district` is the GSS code of the district served. `areas` are its parishes and communities; where the
    install serves several districts, give those of all of them, so that a name found in two is not taken for
    certain. Without `areas` councils are found by name only. All that follows is chosen by keyword:

    - `include_name`, `include_postal` (False): clerks' names and postal addresses, which are personal data;
    - `allow_insecure` (False): plain http, and addresses that are not public;
    - `limits` (`Limits()`): what one exchange may cost, and for how long a list is kept;
    - `clock`, `resolve`: what tells the time in UTC, and what gives a host's addresses.

    A list is fetched when first needed and kept for `limits.keep_s` seconds. Proxies that the environment
    names are not used: a host's addresses are checked before one of them is connected to. Safe to share
    between threads and usable after a fork. Raises InputError for arguments that cannot be.
    """

    def __init__(
        self,
        base_url: str,
        *,
        district: str,
        areas: Iterable[Area] = (),
        **choices: Unpack[SourceChoices],
    ) -> None:
        self._core = ModernGovCore.of(base_url, district, areas, Choices(**choices))
        self._flight = SingleFlight()
        self._kept: CouncilList | None = None

    def councils(self) -> tuple[ParishCouncil, ...]:
        """Give every parish council the service lists, matched to areas where that is certain.

        Raises SourceUnavailableError, SourceBlockedError or SourceResponseError.
        """
        return self._listed().councils

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give how to reach a parish council or meeting; None when the service publishes nothing for it.

        Raises what `councils` raises.
        """
        return self._core.contact(self._listed(), authority) if self._core.concerns(authority) else None

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
        return f"<{type(self).__name__} {self._core.service.address} for {self._core.district}>"

    def _listed(self) -> CouncilList:
        deadline = Deadline(self._core.limits.deadline_s)
        kept = self._core.fresh(self._kept)
        if kept is not None:
            return kept
        try:
            with self._flight.taken(deadline):
                self._kept = self._core.fresh(self._kept) or self._fetched(deadline)
                return self._kept
        except TimeoutError:
            raise self._core.too_slow() from None

    def _fetched(self, deadline: Deadline) -> CouncilList:
        reply = self._sent(self._core.service.get(), deadline)
        if get_is_off(reply):
            reply = self._sent(self._core.service.soap(), deadline)
        return self._core.read(reply)

    def _sent(self, request: Request, deadline: Deadline) -> Reply:
        again = retrying(self._core.limits)
        return again(partial(pause, deadline=deadline), partial(self._attempt, request, deadline))

    def _attempt(self, request: Request, deadline: Deadline) -> Reply:
        return self._core.checked(send(request, self._core.allowance(deadline)))


class AsyncModernGov:
    """What ModernGov is, for asyncio. Tasks may share it, and one event loop after another may use it."""

    def __init__(
        self,
        base_url: str,
        *,
        district: str,
        areas: Iterable[Area] = (),
        **choices: Unpack[SourceChoices],
    ) -> None:
        self._core = ModernGovCore.of(base_url, district, areas, Choices(**choices))
        self._flight = AsyncSingleFlight()
        self._kept: CouncilList | None = None

    async def councils(self) -> tuple[ParishCouncil, ...]:
        """Give what `ModernGov.councils` gives."""
        return (await self._listed()).councils

    async def contact_for(self, authority: Authority) -> Contact | None:
        """Give what `ModernGov.contact_for` gives."""
        return self._core.contact(await self._listed(), authority) if self._core.concerns(authority) else None

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
        return f"<{type(self).__name__} {self._core.service.address} for {self._core.district}>"

    async def _listed(self) -> CouncilList:
        deadline = Deadline(self._core.limits.deadline_s)
        kept = self._core.fresh(self._kept)
        if kept is not None:
            return kept
        try:
            async with asyncio.timeout(deadline.remaining()), self._flight.here():
                self._kept = self._core.fresh(self._kept) or await self._fetched(deadline)
                return self._kept
        except TimeoutError:
            raise self._core.too_slow() from None

    async def _fetched(self, deadline: Deadline) -> CouncilList:
        reply = await self._sent(self._core.service.get(), deadline)
        if get_is_off(reply):
            reply = await self._sent(self._core.service.soap(), deadline)
        return self._core.read(reply)

    async def _sent(self, request: Request, deadline: Deadline) -> Reply:
        again = async_retrying(self._core.limits)
        return await again(partial(pause, deadline=deadline), partial(self._attempt, request, deadline))

    async def _attempt(self, request: Request, deadline: Deadline) -> Reply:
        return self._core.checked(await asend(request, self._core.allowance(deadline)))
