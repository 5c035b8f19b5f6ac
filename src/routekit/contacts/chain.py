"""Several contact sources in order: the first contact that any has, and what came of those before."""

import inspect
import logging
from collections.abc import Awaitable
from typing import Literal, TypeVar

from routekit.contacts.source import AsyncContactSource, ContactSource, may_wait
from routekit.errors import InputError, SourceBlockedError, SourceError
from routekit.model import Authority, Contact, Tried

Outcome = Literal["unavailable", "blocked"]
Source = TypeVar("Source")
_LOGGER = logging.getLogger("routekit.contacts")


class Chain:
    """Contact sources in order. One that fails, or has nothing, is followed by the next.

    A contact keeps its own provenance, and `provenance.tried` says which sources were asked before, and what
    came of each. If none has a contact and one failed, the error of the first that failed is raised, so that
    nobody takes a failure for "nothing published". Raises InputError for what is no source.
    """

    def __init__(self, *sources: ContactSource) -> None:
        self._sources = _checked(sources)

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give the first contact that a source has; None if none has one. Raises SourceError."""
        asking = _Asking()
        for source in self._sources:
            try:
                contact = source.contact_for(authority)
            except SourceError as error:
                asking.failed(source, error)
                continue
            if contact is not None:
                return asking.told(contact)
            asking.nothing(source)
        asking.end()
        return None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(map(_name, self._sources))}>"


class AsyncChain:
    """What Chain is, for asyncio. Its sources may be of either kind."""

    def __init__(self, *sources: AsyncContactSource | ContactSource) -> None:
        self._sources = _checked(sources)

    async def contact_for(self, authority: Authority) -> Contact | None:
        """Give what `Chain.contact_for` gives."""
        asking = _Asking()
        for source in self._sources:
            try:
                contact = await _awaited(source.contact_for(authority))
            except SourceError as error:
                asking.failed(source, error)
                continue
            if contact is not None:
                return asking.told(contact)
            asking.nothing(source)
        asking.end()
        return None

    def waits_for(self, authority: Authority) -> bool:
        """Tell whether any of its sources may have to wait."""
        return any(may_wait(source, authority) for source in self._sources)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(map(_name, self._sources))}>"


class _Asking:
    """One question to several sources: what came of those asked so far."""

    def __init__(self) -> None:
        self._tried: list[Tried] = []
        self._first: SourceError | None = None

    def failed(self, source: object, error: SourceError) -> None:
        """Note a source that failed; the message of its error names the host and nothing it sent."""
        outcome: Outcome = "blocked" if isinstance(error, SourceBlockedError) else "unavailable"
        self._first = self._first or error
        self._tried.append(Tried(source=_name(source), outcome=outcome, detail=error.message))
        _LOGGER.debug("%s %s (%s), asking the next source", _name(source), outcome, error.code)

    def nothing(self, source: object) -> None:
        """Note a source that knows nothing of the authority."""
        self._tried.append(Tried(source=_name(source), outcome="none-published"))

    def told(self, contact: Contact) -> Contact:
        """Give a contact with the sources that were asked before."""
        said = contact.provenance
        tried = (*self._tried, *said.tried)
        return contact.model_copy(update={"provenance": said.model_copy(update={"tried": tried})})

    def end(self) -> None:
        """Raise the first failure, if there was one."""
        if self._first is not None:
            raise self._first


def _checked(sources: tuple[Source, ...]) -> tuple[Source, ...]:
    for source in sources:
        if not callable(getattr(source, "contact_for", None)):
            raise InputError.of("sources", source, "each must have a contact_for")
    if not sources:
        raise InputError.of("sources", sources, "at least one contact source is needed")
    return sources


def _name(source: object) -> str:
    return type(source).__name__


async def _awaited(contact: Contact | Awaitable[Contact | None] | None) -> Contact | None:
    return await contact if inspect.isawaitable(contact) else contact
