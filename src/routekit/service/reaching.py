"""How to reach the authority of a decision, within the time that a caller waits."""

import asyncio
from dataclasses import dataclass

from routekit.contacts import AsyncChain, AsyncContactSource, ContactSource
from routekit.contacts.source import may_wait
from routekit.errors import SourceUnavailableError
from routekit.model import Authority, Contact, Referral, Routed
from routekit.referral import Reached, areach
from routekit.service.keeping import Named
from routekit.service.serving import Serving


async def reach(routed: Routed, serving: Serving) -> Referral:
    """Find the contact of a decision's authority within the seconds that the service allows.

    A source that fails or is too slow changes no decision and raises nothing: `contact_status` says
    `unavailable`, and `fallback_contact` is given as `refer` gives it.
    """
    reached = await reach_named(routed, serving)
    return Referral(decision=routed, **reached._asdict())


async def reach_named(named: Routed | Named, serving: Serving) -> Reached:
    """Do what `reach` does where no more of a decision is at hand than whom it names."""
    source = _InTime(_source(named, serving), serving)
    return await areach(named.authority, named.fallback, source, council_of=serving.router.council_of)


def _source(named: Routed | Named, serving: Serving) -> AsyncContactSource | None:
    """Give the source of contacts, and of councils' pages for the transaction where there are links."""
    if serving.links is None:
        return serving.contacts
    sources: list[AsyncContactSource | ContactSource] = [serving.contacts] if serving.contacts else []
    pack = serving.router.pack(named.transaction, on=named.on)
    return AsyncChain(*sources, serving.links.serving(pack.transaction.lgsl))


@dataclass(frozen=True, slots=True)
class _InTime:
    """A contact source that is unavailable when it is too slow, and silent when there is none."""

    source: AsyncContactSource | None
    serving: Serving

    async def contact_for(self, authority: Authority) -> Contact | None:
        if self.source is None:
            return None
        if not may_wait(self.source, authority):  # nobody who need not wait is held up by those who do
            return await self.source.contact_for(authority)
        within_s = self.serving.budget_s
        try:
            with self.serving.waiting.turn():
                async with asyncio.timeout(within_s):
                    return await self.source.contact_for(authority)
        except TimeoutError as error:
            raise SourceUnavailableError(f"no answer within {within_s:g} s") from error
