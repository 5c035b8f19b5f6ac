"""Answers that are kept for the next caller from the same area with the same answers on the same day."""

import zlib
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeVar

from routekit.boundaries import Unlocated
from routekit.model import Authority, Decision, Located, Place, Routed
from routekit.router import Router
from routekit.service.evidence import Tally, tally_of

MOST_KEPT: Final = 32_768  # all areas of England and Wales almost three times, packed
MOST_ALIKE: Final = 4_096
_RAW: Final = -15  # deflate without a header, with the largest window
T = TypeVar("T", bound=Hashable)

Write = Callable[[Decision, str], bytes]


class Named(NamedTuple):
    """Whom a decision names: the authority, and the one with the duty where that is another; and for what."""

    transaction: str
    on: date
    authority: Authority
    fallback: Authority | None


class Made(NamedTuple):
    """What is told of a decision: the answer with an empty reference, how it counts, and whom it names."""

    text: bytes
    tally: Tally
    named: Named | None


class Asking(NamedTuple):
    """What is asked of a router: the same always gives the same decision, in a shape the same answer."""

    transaction: str
    place: Place
    given: Mapping[str, str]
    day: date
    language: str
    shape: str


class _Like(NamedTuple):
    """All of what is asked but the place."""

    transaction: str
    given: tuple[tuple[str, str], ...]
    day: date
    language: str
    shape: str


_Key = tuple[str, _Like]


class Decisions:
    """What is told of decisions of one router, written by `write`.

    A decision depends on a place by its areas, and by what is near it, alone. So where no layer is loaded and
    a place is in one area for certain, it is that of any other point there. What is kept holds no place, only
    the code of the area. When there are many, those go that nobody asked for lately.
    """

    def __init__(self, router: Router, *, most: int = MOST_KEPT) -> None:
        self._router, self._half = router, max(most // 2, 1)
        self._young: dict[_Key, Made] = {}
        self._old: dict[_Key, Made] = {}
        self._alike: dict[Hashable, Hashable] = {}
        self._samples: dict[tuple[str, str, str], bytes] = {}

    def of(self, asking: Asking, write: Write) -> Made:
        """Give what is told: what is kept, or made anew. Raises what `Router.route` raises."""
        key = self._key(asking)
        if key is None:
            return self._made(asking, write)
        sample = self._samples.get((asking.transaction, asking.language, asking.shape), b"")
        kept = self._young.get(key) or self._kept_longer(key)
        if kept is not None:
            return Made(_unpacked(kept.text, sample), kept.tally, kept.named)
        made = self._made(asking, write)
        self._keep(key, made)
        return made

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def _made(self, asking: Asking, write: Write) -> Made:
        transaction, place, given, day, language, shape = asking
        decision = self._router.route(transaction, place, given, on=day, language=language)
        return Made(write(decision, shape), tally_of(decision), _named(decision))

    def _keep(self, key: _Key, made: Made) -> None:
        """Keep an answer packed: it differs in little from the first of its kind."""
        like = key[1]
        kind = (like.transaction, like.language, like.shape)
        sample = self._samples.setdefault(kind, made.text)
        self._put(key, Made(_packed(made.text, sample), self._shared(made.tally), made.named))

    def _put(self, key: _Key, packed: Made) -> None:
        if len(self._young) >= self._half:
            self._young, self._old = {}, self._young
        code, like = key
        self._young[code, self._shared(like)] = packed

    def _kept_longer(self, key: _Key) -> Made | None:
        """Give what has been kept for longer, as young again."""
        found = self._old.pop(key, None)
        if found is not None:
            self._put(key, found)
        return found

    def _shared(self, value: T) -> T:
        """Give one value for all that are equal, so that they are in memory once."""
        if len(self._alike) >= MOST_ALIKE:
            self._alike.clear()
        return self._alike.setdefault(value, value)  # type: ignore[return-value]  # the equal is of its type

    def _key(self, asking: Asking) -> _Key | None:
        """Give what the decision depends on; None where that is more than the area."""
        if self._router.layers:
            return None
        found = self._router.locate(asking.place, on=asking.day)
        if isinstance(found, Unlocated) or not _in_one_area(found):
            return None
        given = tuple(asking.given.items())
        like = _Like(asking.transaction, given, asking.day, asking.language, asking.shape)
        return (found.candidates[0].area.code, like)


def _packed(text: bytes, sample: bytes) -> bytes:
    packing = zlib.compressobj(level=6, wbits=_RAW, zdict=sample)
    return packing.compress(text) + packing.flush()


def _unpacked(packed: bytes, sample: bytes) -> bytes:
    return zlib.decompressobj(wbits=_RAW, zdict=sample).decompress(packed)


def _named(decision: Decision) -> Named | None:
    if not isinstance(decision, Routed):
        return None
    return Named(decision.transaction, decision.on, decision.authority, decision.fallback)


def _in_one_area(found: Located) -> bool:
    return len(found.candidates) == 1 and not found.warnings and not found.outside
