"""Surveying many districts in one run: one call at a time to a host, with a pause."""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from urllib.parse import urlsplit

from routekit.contacts.choices import AuthoritiesOf, Choices
from routekit.contacts.client import ModernGov
from routekit.contacts.guard import Limits
from routekit.contacts.installs import Install
from routekit.contacts.matching import Areas
from routekit.contacts.origin import base_of, is_public, literal
from routekit.contacts.survey import Survey, Surveyed, failed_survey, listed_survey
from routekit.errors import InputError, SourceError
from routekit.model import Area

AreasOf = Callable[[str], Iterable[Area]]

PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
HOSTS_AT_ONCE, MOST_AT_ONCE = 8, 32
SURVEY_LIMITS = Limits(deadline_s=60.0, connect_s=10.0, attempts=1, keep_s=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyor:
    """How to survey: the areas and authorities of each district, and how politely.

    `pause_s` is kept between two requests to one host, and at most `at_once` hosts are asked at a time. A
    request is sent once; the limits of `choices`, which are those of ModernGov, bound what one district may
    cost. `known` are all installs there are: a name that is also in another district of a shared one is not
    certain.
    """

    areas_of: AreasOf
    authorities_of: AuthoritiesOf
    choices: Choices = field(default_factory=lambda: Choices(limits=SURVEY_LIMITS))
    known: tuple[Install, ...] = ()
    pause_s: float = PAUSE_S
    at_once: int = HOSTS_AT_ONCE

    def __post_init__(self) -> None:
        if not 0 <= self.pause_s <= LONGEST_PAUSE_S:
            raise InputError.of("pause_s", self.pause_s, f"from 0 to {LONGEST_PAUSE_S:g} seconds are needed")
        if not 1 <= self.at_once <= MOST_AT_ONCE:
            raise InputError.of("at_once", self.at_once, f"a number from 1 to {MOST_AT_ONCE} is needed")

    def surveys(self, installs: Iterable[Install]) -> Iterator[Survey]:
        """Give what each install was found to publish about its district, as soon as it is known.

        A service that fails is a survey too. Whoever stops early leaves no request behind but those under
        way. Raises InputError for an install that cannot be called.
        """
        wanted = tuple(installs)
        for install in wanted:
            base_of(install.base_url, allow_insecure=self.choices.allow_insecure)
        done: SimpleQueue[Survey | BaseException] = SimpleQueue()
        over = threading.Event()
        with ThreadPoolExecutor(self.at_once, thread_name_prefix="routekit-survey") as pool:
            for each in _by_host(wanted):
                pool.submit(self._survey_host, each, done, over)
            try:
                for _ in wanted:
                    result = done.get()
                    if isinstance(result, BaseException):
                        raise result
                    yield result
            finally:
                over.set()

    def _survey_host(
        self,
        installs: Sequence[Install],
        done: "SimpleQueue[Survey | BaseException]",
        over: threading.Event,
    ) -> None:
        for number, install in enumerate(installs):
            if over.wait(self.pause_s if number else 0):
                return
            try:
                done.put(self._survey(install))
            except BaseException as error:  # noqa: BLE001 - it is raised where the survey is waited for
                done.put(error)

    def _survey(self, install: Install) -> Survey:
        sharing = [each.district for each in self.known if _address(each) == _address(install)]
        districts = dict.fromkeys((install.district, *sharing))
        areas = tuple(area for district in districts for area in self.areas_of(district))
        authorities = tuple(self.authorities_of(install.district))
        about = Surveyed(
            district=install.district,
            name=install.name,
            base_url=install.base_url,
            on=self.choices.clock().date(),
            in_public=_in_public(install),
        )
        chosen = replace(self.choices, authorities_of=lambda _: authorities, pause_s=self.pause_s)
        source = ModernGov(install.base_url, district=install.district, areas=areas, **chosen.named)
        try:
            councils = source.councils()
        except SourceError as error:
            return failed_survey(about, error)
        taken = {code for each in councils for code in each.areas}
        names = Areas((each for each in areas if each.code not in taken), district=install.district)
        suggestions = [None if each.areas else names.suggest(each.title) for each in councils]
        return listed_survey(about, councils, authorities, suggestions)


def _by_host(installs: Iterable[Install]) -> list[list[Install]]:
    found: dict[str, list[Install]] = {}
    for install in installs:
        found.setdefault(urlsplit(install.base_url).netloc.lower(), []).append(install)
    return list(found.values())


def _address(install: Install) -> str:
    return install.base_url.partition("://")[2].rstrip("/").lower()


def _in_public(install: Install) -> bool:
    """Tell a service at a name, or at a public address, from one that only this machine or network has."""
    host = urlsplit(install.base_url).hostname or ""
    address = literal(host)
    return host != "localhost" if address is None else is_public(address)
