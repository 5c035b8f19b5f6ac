"""What a source does with the list that is kept for it: give it, have it fetched anew, or not."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple

from routekit.contacts.cache import Cache
from routekit.contacts.councillist import CouncilList, as_stale, council_list
from routekit.contacts.guard import Clock
from routekit.contacts.keeping import Age
from routekit.contacts.matching import Areas
from routekit.contacts.origin import Origin
from routekit.contacts.record import SCHEMA, Record, record_of, written
from routekit.contacts.shelf import Entry
from routekit.contacts.telling import CacheEvent, EventKind
from routekit.errors import SourceError
from routekit.model import Area, Authority

Step = Literal["give", "refresh", "try"]


class Found(NamedTuple):
    """A list that is kept, and what to do: give it, give it and fetch it anew, or try to do that first."""

    listed: CouncilList
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is kept, and apart from what else.

    A source, what its councils are matched to, and which personal data were asked for.
    """

    origin: Origin
    district: str
    areas: tuple[Area, ...]
    authorities: tuple[Authority, ...]
    decided: Mapping[str, tuple[str, ...]]
    names: bool
    postal: bool

    @property
    def key(self) -> str:
        """Give the key of the list: everything that what is read of an answer depends on."""
        areas = sorted((area.code, area.name, area.name_cy, area.kind, area.district) for area in self.areas)
        named = sorted((each.id, each.name, each.areas) for each in self.authorities)
        decided = sorted(self.decided.items())
        facts = [SCHEMA, self.origin.url, self.district, areas, named, decided, self.names, self.postal]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


class Kept:
    """The list of one source in a cache. Everything but `look` and `save` is done in memory, in no time."""

    def __init__(self, cache: Cache, kind: Kind, *, clock: Clock, fresh_s: float, areas: Areas) -> None:
        self._cache, self._kind, self._key = cache, kind, kind.key
        self._clock, self._fresh_s, self._areas = clock, fresh_s, areas

    @property
    def must_look(self) -> bool:
        """Whether `look` is needed before `found` is believed."""
        return self._cache.shelf.must_look(self._key)

    def look(self) -> None:
        """Look in the file for what another process did. This waits for a disk."""
        self._cache.shelf.look(self._key, self._entry_if_not_gone)

    def found(self) -> Found | None:
        """Give the list that is kept and what to do with it; None if there is none any more."""
        entry = self._cache.shelf.get(self._key)
        if entry is None or self._fresh_s == 0:
            return None
        age = self._age(entry.record)
        if age == "fresh":
            return Found(entry.fresh, "give")
        if age == "gone":
            self._cache.shelf.drop(self._key)
            return None
        turns = self._cache.turns
        if not turns.is_free(self._key, pause_s=self._cache.keeping.pause_s):
            return Found(entry.stale, "give")
        # Only the first caller of an outage waits to learn of it.
        return Found(entry.stale, "try" if age == "old" and not turns.is_failing(self._key) else "refresh")

    def keep(self, listed: CouncilList) -> CouncilList:
        """Keep a list that was just fetched, in memory; one that may be kept for no time is not."""
        self._cache.turns.succeeded(self._key)
        if self._fresh_s > 0:
            moment = self._cache.moment(listed.fetched_at)
            kind = self._kind
            record = record_of(listed.councils, moment, district=kind.district, service=kind.origin.url)
            self._cache.shelf.put(self._key, self._entry(record))
        return listed

    @property
    def must_save(self) -> bool:
        """Whether memory holds a list that the file does not."""
        entry = self._cache.shelf.get(self._key)
        return self._cache.path is not None and entry is not None and entry.in_file is None

    def save(self) -> None:
        """Put what memory holds into the file, if it is not there. This waits for a disk."""
        entry = self._cache.shelf.get(self._key)
        if entry is not None and self.must_save:
            body = written(entry.record, name=self._kind.names, postal=self._kind.postal)
            self._cache.shelf.save(self._key, body, keep_s=self._cache.keeping.stale_s)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Take the turn to try the source, and give it back; tell whether it was there to be taken."""
        mine = self._cache.turns.take(self._key)
        try:
            yield mine
        finally:
            if mine:
                self._cache.turns.give_back(self._key)

    def failed(self, error: SourceError, *, kind: EventKind = "gave-stale") -> None:
        """Note and tell that the source failed while a list is kept."""
        self._cache.turns.failed(self._key)
        self._tell(kind, error.message, error.code)

    def refresh(self, fetch: Callable[[], CouncilList]) -> None:
        """Have the list fetched anew in the background, unless that is under way; failures are told."""
        if not self._cache.turns.take(self._key):
            return
        try:
            self._cache.start(lambda: self._refreshed(fetch))
        except RuntimeError:  # no thread can be started: there are too many, or the interpreter is ending
            self._cache.turns.give_back(self._key)
            self._cache.turns.failed(self._key)

    def drop(self) -> None:
        """Let go of the list in memory."""
        self._cache.shelf.drop(self._key)

    def _refreshed(self, fetch: Callable[[], CouncilList]) -> None:
        try:
            self.keep(fetch())
            self.save()
        except SourceError as error:
            self.failed(error, kind="refresh-failed")
        except Exception as error:  # noqa: BLE001 - nobody is there to catch it; its text may be personal
            self._cache.turns.failed(self._key)
            self._tell(
                "refresh-failed", f"{self._kind.origin.host} was not asked: {type(error).__name__}", None
            )
        finally:
            self._cache.turns.give_back(self._key)

    def _tell(self, kind: EventKind, detail: str, code: str | None) -> None:
        entry = self._cache.shelf.get(self._key)
        self._cache.tell(
            CacheEvent(
                kind=kind,
                detail=detail,
                district=self._kind.district,
                host=self._kind.origin.host,
                code=code,
                fetched_at=None if entry is None else entry.record.fetched_at,
            )
        )

    def _age(self, record: Record) -> Age:
        now = self._cache.moment(self._clock())
        return self._cache.keeping.age_of(record.moment, now, fresh_s=self._fresh_s)

    def _entry_if_not_gone(self, record: Record) -> Entry | None:
        return None if self._age(record) == "gone" else self._entry(record)

    def _entry(self, record: Record) -> Entry:
        fresh = council_list(record.councils, record.fetched_at, self._areas)
        return Entry(record, fresh, as_stale(fresh))
