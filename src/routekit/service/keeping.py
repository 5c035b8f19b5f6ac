"""Decisions that are kept for the next caller from the same area with the same answers on the same day."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from routekit.boundaries import Unlocated
from routekit.model import Decision, Located, Place
from routekit.router import Router
from routekit.service.evidence import Tally, tally_of

MOST_KEPT: Final = 4_096  # about 40 MB
_REFERENCE: Final = b'"reference":""'


class Written(NamedTuple):
    """An answer as it is sent, but for the reference that stands between its two parts."""

    head: bytes
    tail: bytes

    @classmethod
    def of(cls, answer: bytes) -> "Written":
        """Make one of an answer with an empty reference, before which nothing stands that a caller sent."""
        head, _, tail = answer.partition(_REFERENCE)
        return cls(head + _REFERENCE[:-2], tail)

    def to(self, reference: bytes) -> bytes:
        """Give the answer with a reference, which is JSON."""
        return self.head + reference + self.tail


class Made(NamedTuple):
    """A decision, what it is in the shapes that were asked for so far, and how it counts."""

    decision: Decision
    shapes: dict[str, Written]
    tally: Tally

    def written(self, shape: str, write: Callable[[Decision], bytes]) -> Written:
        """Give it in a shape, which is written once."""
        found = self.shapes.get(shape)
        return self.shapes.setdefault(shape, Written.of(write(self.decision))) if found is None else found


class Asking(NamedTuple):
    """What is asked of a router: the same always gives the same decision."""

    transaction: str
    place: Place
    given: Mapping[str, str]
    day: date
    language: str


_Key = tuple[str, str, tuple[tuple[str, str], ...], date, str]


class Decisions:
    """Decisions of one router. One depends on a place by its areas, and by what is near it, alone.

    So where no layer is loaded and a place is in one area for certain, the decision is that of any other
    point there. What is kept holds no place, only the code of the area. The oldest goes when there are many.
    """

    def __init__(self, router: Router, *, most: int = MOST_KEPT) -> None:
        self._router, self._most = router, most
        self._kept: dict[_Key, Made] = {}

    def of(self, asking: Asking) -> Made:
        """Give the decision: the one that is kept, or a new one. Raises what `Router.route` raises."""
        key = self._key(asking)
        kept = None if key is None else self._kept.get(key)
        if kept is None:
            kept = self._made(asking)
            if key is not None:
                self._keep(key, kept)
        return kept

    def _made(self, asking: Asking) -> Made:
        transaction, place, given, day, language = asking
        decision = self._router.route(transaction, place, given, on=day, language=language)
        return Made(decision, {}, tally_of(decision))

    def _keep(self, key: _Key, made: Made) -> None:
        if len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[key] = made

    def _key(self, asking: Asking) -> _Key | None:
        """Give what the decision depends on; None where that is more than the area."""
        transaction, place, given, day, language = asking
        if self._router.layers:
            return None
        found = self._router.locate(place, on=day)
        if isinstance(found, Unlocated) or not _in_one_area(found):
            return None
        return (transaction, found.candidates[0].area.code, tuple(given.items()), day, language)


def _in_one_area(found: Located) -> bool:
    return len(found.candidates) == 1 and not found.warnings and not found.outside
