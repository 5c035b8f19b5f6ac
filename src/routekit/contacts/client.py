"""The two Modern.Gov clients: the same source, blocking or for asyncio. They keep no connection open."""

import asyncio
import time
from collections.abc import Iterable
from functools import partial
from types import TracebackType
from typing import Self, Unpack

from routekit.contacts.choices import Choices, SourceChoices
from routekit.contacts.conversation import aconverse, converse
from routekit.contacts.core import ModernGovCore
from routekit.contacts.councillist import CouncilList
from routekit.contacts.councils import ParishCouncil
from routekit.contacts.guard import Deadline, async_retrying, retrying
from routekit.contacts.kept import Found
from routekit.contacts.singleflight import SingleFlight
from routekit.contacts.transport import Reply, Request
from routekit.errors import SourceError
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
    - `hosts` (`Hosts()`): what is remembered of each host; sources that ask the same hosts may share one;
    - `hooks` (`Hooks()`): what is told of retries, and of hosts that are left alone;
    - `cache` (one in memory): where lists are kept, and for how long;
    - `environment_proxies` (False): go through the proxies that the environment names, which then see to it
      themselves where they connect; else a host's addresses are checked and one of them is connected to;
    - `clock`, `resolve`, `send`, `asend`: what tells the time in UTC, what gives a host's addresses, and what
      sends one request, for ModernGov and for AsyncModernGov.

    A list is fetched when first needed and fresh for `limits.keep_s` seconds; then it is given as stale while
    it is fetched anew, and longer while the service fails, as the cache's Keeping says. Safe to share between
    threads and usable after a fork. Raises InputError for arguments that cannot be.
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
        self._flight: SingleFlight[CouncilList] = SingleFlight()
        self._kept = self._core.kept()

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
        """Let go of the list in memory.

        The source can be used again: then it has the list from the file of its cache, or fetches it anew.
        """
        self._kept.drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.service.address} for {self._core.district}>"

    def _listed(self) -> CouncilList:
        if self._kept.must_look:
            self._kept.look()
        found = self._kept.found()
        if found is None:
            return self._first(self._core.deadline())
        if found.step == "try":
            return self._tried(found, self._core.deadline())
        if found.step == "refresh":
            self._kept.refresh(self._anew)
        return found.listed

    def _first(self, deadline: Deadline) -> CouncilList:
        """Fetch the list when none is kept; those who come meanwhile wait for it, unless the host rests."""
        self._core.check_rest()
        try:
            listed = self._flight.run(deadline, partial(self._renewed, deadline))
        except TimeoutError:
            raise self._core.too_slow() from None
        self._kept.save()
        return listed

    def _tried(self, found: Found, deadline: Deadline) -> CouncilList:
        """Fetch the list anew, and give the kept one if the service fails or somebody else is at it."""
        with self._kept.turn() as mine:
            if not mine:
                return found.listed
            try:
                listed = self._kept.keep(self._exchanged(deadline))
            except SourceError as error:
                self._kept.failed(error)
                return found.listed
        self._kept.save()
        return listed

    def _anew(self) -> CouncilList:
        return self._exchanged(self._core.deadline())

    def _renewed(self, deadline: Deadline) -> CouncilList:
        found = self._kept.found()
        return found.listed if found else self._kept.keep(self._exchanged(deadline))

    def _exchanged(self, deadline: Deadline) -> CouncilList:
        with self._core.exchange(deadline):
            return self._fetched(deadline)

    def _fetched(self, deadline: Deadline) -> CouncilList:
        wait = partial(time.sleep, self._core.choices.pause_s)
        return self._core.read(
            converse(self._core.conversation(), lambda request: self._sent(request, deadline), wait)
        )

    def _sent(self, request: Request, deadline: Deadline) -> Reply:
        again = retrying(self._core.limits)
        return again(self._core.retries(deadline), partial(self._attempt, request, deadline))

    def _attempt(self, request: Request, deadline: Deadline) -> Reply:
        reply = self._core.choices.send(request, self._core.allowance(deadline, request))
        secure = self._core.upgraded(request, reply)
        if secure is not None:
            reply = self._core.choices.send(secure, self._core.allowance(deadline, secure))
        return self._core.checked(reply)


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
        self._flight: SingleFlight[CouncilList] = SingleFlight()
        self._kept = self._core.kept()

    async def councils(self) -> tuple[ParishCouncil, ...]:
        """Give what `ModernGov.councils` gives."""
        return (await self._listed()).councils

    async def contact_for(self, authority: Authority) -> Contact | None:
        """Give what `ModernGov.contact_for` gives."""
        return self._core.contact(await self._listed(), authority) if self._core.concerns(authority) else None

    def waits_for(self, authority: Authority) -> bool:
        """Tell whether `contact_for` may have to wait: not for a kept list, nor while the host rests."""
        if not self._core.concerns(authority):
            return False
        if self._kept.must_look:
            return True
        found = self._kept.found()
        return not self._core.rests if found is None else found.step == "try"

    async def aclose(self) -> None:
        """Let go of the list in memory.

        The source can be used again: then it has the list from the file of its cache, or fetches it anew.
        """
        self._kept.drop()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._core.service.address} for {self._core.district}>"

    async def _listed(self) -> CouncilList:
        if self._kept.must_look:
            await asyncio.to_thread(self._kept.look)
        found = self._kept.found()
        if found is None:
            return await self._first(self._core.deadline())
        if found.step == "try":
            return await self._tried(found, self._core.deadline())
        if found.step == "refresh":
            # In a loop of its own, since the caller's may end with this answer.
            self._kept.refresh(lambda: asyncio.run(self._anew()))
        return found.listed

    async def _first(self, deadline: Deadline) -> CouncilList:
        self._core.check_rest()
        try:
            listed = await self._flight.arun(deadline, partial(self._renewed, deadline))
        except TimeoutError:
            raise self._core.too_slow() from None
        await self._saved()
        return listed

    async def _tried(self, found: Found, deadline: Deadline) -> CouncilList:
        with self._kept.turn() as mine:
            if not mine:
                return found.listed
            try:
                listed = self._kept.keep(await self._exchanged(deadline))
            except SourceError as error:
                self._kept.failed(error)
                return found.listed
        await self._saved()
        return listed

    async def _anew(self) -> CouncilList:
        return await self._exchanged(self._core.deadline())

    async def _renewed(self, deadline: Deadline) -> CouncilList:
        found = self._kept.found()
        return found.listed if found else self._kept.keep(await self._exchanged(deadline))

    async def _exchanged(self, deadline: Deadline) -> CouncilList:
        with self._core.exchange(deadline):
            return await self._in_time(deadline)

    async def _in_time(self, deadline: Deadline) -> CouncilList:
        try:
            async with asyncio.timeout(deadline.remaining()):
                return await self._fetched(deadline)
        except TimeoutError:
            raise self._core.too_slow() from None

    async def _saved(self) -> None:
        if self._kept.must_save:
            await asyncio.to_thread(self._kept.save)

    async def _fetched(self, deadline: Deadline) -> CouncilList:
        wait = partial(asyncio.sleep, self._core.choices.pause_s)
        return self._core.read(
            await aconverse(self._core.conversation(), lambda request: self._sent(request, deadline), wait)
        )

    async def _sent(self, request: Request, deadline: Deadline) -> Reply:
        again = async_retrying(self._core.limits)
        return await again(self._core.retries(deadline), partial(self._attempt, request, deadline))

    async def _attempt(self, request: Request, deadline: Deadline) -> Reply:
        reply = await self._core.choices.asend(request, self._core.allowance(deadline, request))
        secure = self._core.upgraded(request, reply)
        if secure is not None:
            reply = await self._core.choices.asend(secure, self._core.allowance(deadline, secure))
        return self._core.checked(reply)
