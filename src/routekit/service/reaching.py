"""How to reach the authority of a decision, within the time that a caller waits."""

import asyncio
from dataclasses import dataclass

from routekit.contacts import AsyncChain, AsyncContactSource, ContactSource
from routekit.errors import SourceUnavailableError
from routekit.model import Authority, Contact, Referral, Routed
from routekit.referral import arefer
from routekit.service.serving import Serving


async def reach(routed: Routed, serving: Serving) -> Referral:
    """Find the contact of a decision's authority within the seconds that the service allows.

    A source that fails or is too slow changes no decision and raises nothing: `contact_status` says
    `unavailable`, and `fallback_contact` is given as `refer` gives it.
    """
    source = _InTime(_source(routed, serving), serving)
    return await arefer(routed, source, council_of=serving.router.council_of)


def _source(routed: Routed, serving: Serving) -> AsyncContactSource | None:
    """Give the source of contacts, and of councils' pages for the transaction where there are links."""
    sources: list[AsyncContactSource | ContactSource] = [serving.contacts] if serving.contacts else []
    if serving.links is not None:
        pack = serving.router.pack(routed.transaction, on=routed.on)
        sources.append(serving.links.serving(pack.transaction.lgsl))
    return AsyncChain(*sources) if sources else None


@dataclass(frozen=True, slots=True)
class _InTime:
    """A contact source that is unavailable when it is too slow, and silent when there is none."""

    source: AsyncContactSource | None
    serving: Serving

    async def contact_for(self, authority: Authority) -> Contact | None:
        if self.source is None:
            return None
        within_s = self.serving.budget_s
        try:
            with self.serving.waiting.turn():
                async with asyncio.timeout(within_s):
                    return await self.source.contact_for(authority)
        except TimeoutError as error:
            raise SourceUnavailableError(f"no answer within {within_s:g} s") from error
