"""What is asked of a Modern.Gov site, one request after another: its web service, then its pages.

A conversation is a generator of requests that is sent the replies: it does no I/O, so that both clients hold
the same one and only wait differently.
"""

from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import NamedTuple

from routekit.contacts.listing import Entry
from routekit.contacts.moderngov import (
    INDEX_PAGE,
    LIST_PAGE,
    OPERATION,
    Service,
    get_is_off,
    is_gone,
    listed,
    may_have_pages,
)
from routekit.contacts.pages import Link, council_on, councils_on, links_on
from routekit.contacts.transport import Reply, Request
from routekit.errors import SourceBlockedError, SourceError, SourceResponseError

MOST_PAGES = 150


class Listing(NamedTuple):
    """The councils a site lists, what of it listed them, and where that is."""

    entries: tuple[Entry, ...]
    by: str
    url: str


Conversation = Generator[Request, Reply, Listing]


def conversation(service: Service) -> Conversation:
    """Ask for the councils by GET, by SOAP where GET is off, and then by the pages.

    The pages are asked only where the service answered with something else than a list, and did not ask us
    to wait. If they do not help either, the error is that of the web service.
    """
    try:
        return (yield from _by_service(service))
    except SourceError as error:
        if not may_have_pages(error):
            raise
        failure = error
    try:
        return (yield from _by_pages(service))
    except SourceError:
        raise failure from None


def _by_service(service: Service) -> Conversation:
    reply = yield service.get()
    if get_is_off(reply):
        reply = yield service.soap()
    return Listing(listed(service, reply), OPERATION, service.address)


def _by_pages(service: Service) -> Conversation:
    url = service.page_url(LIST_PAGE)
    try:
        found = councils_on(service.origin, (yield service.show(url)))
    except (SourceResponseError, SourceBlockedError) as error:
        if error.retry_after is not None:
            raise
        found = ()
    if found:
        return Listing(found, LIST_PAGE, url)
    url = service.page_url(INDEX_PAGE)
    links = links_on(service.origin, (yield service.show(url)))
    if not links:
        raise service.origin.unreadable("shows no parish councils")
    if len(links) > MOST_PAGES:
        raise service.origin.unreadable(f"has a page for each of more than {MOST_PAGES} councils")
    entries = []
    for link in links:
        entries.append((yield from _one(service, link)))  # noqa: PERF401 - no comprehension can yield
    return Listing(tuple(entries), INDEX_PAGE, url)


def _one(service: Service, link: Link) -> Generator[Request, Reply, Entry]:
    """Ask for the page of one council; where it is gone, nothing is published but what the index says."""
    try:
        reply = yield service.show(service.page_url(INDEX_PAGE, link.id))
    except SourceResponseError as error:
        if not is_gone(error):
            raise
        return Entry(link.id, link.title)
    return council_on(service.origin, reply, link)


def converse(talk: Conversation, send: Callable[[Request], Reply], wait: Callable[[], None]) -> Listing:
    """Hold a conversation; `wait` is called before each request but the first. Raises SourceError."""
    step: Callable[[], Request] = partial(next, talk)
    first = True
    while True:
        try:
            request = step()
        except StopIteration as done:
            return _told(done)
        if not first:
            wait()
        first = False
        try:
            step = partial(talk.send, send(request))
        except SourceError as error:
            step = partial(talk.throw, error)


async def aconverse(
    talk: Conversation,
    send: Callable[[Request], Awaitable[Reply]],
    wait: Callable[[], Awaitable[None]],
) -> Listing:
    """Do what `converse` does, for asyncio."""
    step: Callable[[], Request] = partial(next, talk)
    first = True
    while True:
        try:
            request = step()
        except StopIteration as done:
            return _told(done)
        if not first:
            await wait()
        first = False
        try:
            step = partial(talk.send, await send(request))
        except SourceError as error:
            step = partial(talk.throw, error)


def _told(done: StopIteration) -> Listing:
    listing: Listing = done.value
    return listing
