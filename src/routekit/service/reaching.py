"""How to reach the authority of a decision, within the time that a caller waits."""

import asyncio
from dataclasses import dataclass

from routekit.contacts import AsyncContactSource
from routekit.errors import SourceUnavailableError
from routekit.model import Authority, Contact, Referral, Routed
from routekit.referral import arefer
from routekit.service.serving import Serving

BUDGET_S = 2.0


async def reach(routed: Routed, serving: Serving, *, within_s: float = BUDGET_S) -> Referral:
    """Find the contact of a decision's authority within so many seconds.

    A source that fails or is too slow changes no decision and raises nothing: `contact_status` says
    `unavailable`, and `fallback_contact` is given as `refer` gives it.
    """
    source = _InTime(serving.contacts, within_s)
    return await arefer(routed, source, council_of=serving.router.council_of)


@dataclass(frozen=True, slots=True)
class _InTime:
    """A contact source that is unavailable when it is too slow, and silent when there is none."""

    source: AsyncContactSource | None
    within_s: float

    async def contact_for(self, authority: Authority) -> Contact | None:
        if self.source is None:
            return None
        try:
            async with asyncio.timeout(self.within_s):
                return await self.source.contact_for(authority)
        except TimeoutError as error:
            raise SourceUnavailableError(f"no answer within {self.within_s:g} s") from error
