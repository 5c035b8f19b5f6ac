"""Answers that are kept for the next caller from the same area who gave the same answers on the same day."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from routekit.boundaries import Unlocated
from routekit.model import Located, Place
from routekit.router import Router

MOST_KEPT: Final = 8_192  # about 20 MB
_REFERENCE: Final = b'"reference":""'


class Kept(NamedTuple):
    """An answer as it is sent, but for the reference that stands between its two parts."""

    head: bytes
    tail: bytes

    @classmethod
    def of(cls, answer: bytes) -> "Kept":
        """Make one of an answer with an empty reference, before which nothing stands that a caller sent."""
        head, _, tail = answer.partition(_REFERENCE)
        return cls(head + _REFERENCE[:-2], tail)

    def to(self, reference: bytes) -> bytes:
        """Give the answer with a reference, which is JSON."""
        return self.head + reference + self.tail


Key = tuple[str, str, tuple[tuple[str, str], ...], date, str, str]


class KeptAnswers:
    """Written answers of one router. A decision depends on a place by its areas and by what is near it alone.

    So where no layer is loaded and a place is in one area for certain, its answer is that of any other point
    there. What is kept holds no place, only the code of the area. The oldest goes when there are too many.
    """

    def __init__(self, router: Router, *, most: int = MOST_KEPT) -> None:
        self._router, self._most = router, most
        self._answers: dict[Key, Kept] = {}

    def key(
        self, transaction: str, place: Place, given: Mapping[str, str], manner: tuple[date, str, str]
    ) -> Key | None:
        """Give what the answer depends on; None where that is more than the area. `manner` is the day too."""
        if self._router.layers:
            return None
        found = self._router.locate(place, on=manner[0])
        if isinstance(found, Unlocated) or not _in_one_area(found):
            return None
        return (transaction, found.candidates[0].area.code, tuple(given.items()), *manner)

    def get(self, key: Key) -> Kept | None:
        """Give the answer that is kept."""
        return self._answers.get(key)

    def keep(self, key: Key, answer: Kept) -> None:
        """Keep an answer."""
        if len(self._answers) >= self._most:
            self._answers.pop(next(iter(self._answers)), None)
        self._answers[key] = answer


def _in_one_area(found: Located) -> bool:
    return len(found.candidates) == 1 and not found.warnings and not found.outside
