"""Lineage: which lower-tier authority a district's land belonged to on a day, through reorganisations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from routekit.bodies.timeline import ONE_DAY, Timeline
from routekit.errors import BodiesError

# The lists name no council that ended before the reorganisation of this day, so they say nothing earlier.
RECORDED_FROM = date(2009, 4, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district, unitary or borough under its own code, from `since` up to and not including `until`.

    `county` is the county council above it. From `until` on its land is part of `successor`.
    """

    code: str
    kind: str
    county: str | None
    since: date
    until: date | None
    successor: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """The lower-tier authority of some land for some time; several codes when it was one of them.

    That is so where boundaries are newer than the day: Cumberland's land was in three districts until 2023.
    """

    valid_from: date
    valid_to: date | None
    lower: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaMove:
    """From the day `on`, one area of the district `of` is part of the district `to`."""

    of: str
    to: str
    on: date


class Lineage:
    """Every district by code, and what its land was part of on any day from `RECORDED_FROM` on. Immutable.

    `moved` has the areas that did not go the way of their district, each with its moves in order of time.
    """

    def __init__(
        self,
        districts: Iterable[District],
        aliases: Mapping[str, str],
        moved: Mapping[str, Sequence[AreaMove]] = MappingProxyType({}),
    ) -> None:
        """Follow every district. Raises BodiesError for one that becomes a district which ended before."""
        self.moved = MappingProxyType({area: tuple(moves) for area, moves in moved.items()})
        self.districts = MappingProxyType({district.code: district for district in districts})
        self._aliases = MappingProxyType(dict(aliases))
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for district in self.districts.values():
            heir = self.districts.get(district.successor or "")
            if heir is not None and district.until is not None and district.until <= heir.since:
                parts[heir.code].append(district.code)
        self._parts = MappingProxyType({heir: tuple(sorted(codes)) for heir, codes in parts.items()})
        self._timelines = MappingProxyType({code: Timeline(self._spans(code)) for code in self.districts})

    def code(self, code: str) -> str:
        """Give the code that stands for all of a district's codes; an unknown code stands for itself."""
        return self._aliases.get(code, code)

    def codes(self, district: str) -> tuple[str, ...]:
        """Give every code that a district has had."""
        return (district, *sorted(code for code, main in self._aliases.items() if main == district != code))

    def parts(self, district: str) -> tuple[str, ...]:
        """Give the districts that a district was made from."""
        return self._parts.get(district, ())

    def at(self, code: str, day: date) -> tuple[tuple[str, ...], date | None]:
        """Give the lower-tier authority on a day, and the first later day on which that may differ.

        There are several when it was one of them, and none when that is not recorded.
        """
        timeline = self._timelines.get(self.code(code))
        span, until = timeline.at(day) if timeline else (None, None)
        return (span.lower if span else ()), until

    def there(self, code: str, day: date) -> bool:
        """Tell whether a district was there on a day, for all that is known."""
        district = self.districts.get(code)
        ended = district is not None and district.until is not None and district.until <= day
        return not ended and self.at(code, day)[0] in ((), (code,))

    def lower(self, code: str, day: date) -> tuple[str, date | None]:
        """Give the lower-tier authority on a day, or the code itself where it is none or one of several."""
        lower, until = self.at(code, day)
        return (lower[0] if len(lower) == 1 else self.code(code)), until

    def home(self, area: str, district: str, day: date) -> tuple[str, date | None]:
        """Give the district whose lot an area shares on a day, and the first later day on which it moves.

        It is `district`, the one the boundaries name, but for areas that moved. Before its first move an area
        was where its row says; if `district` was there too, `district` may be the finer answer.
        """
        moves = self.moved.get(area, ())
        home, begun = district, [move for move in moves if move.on <= day]
        if begun:
            home = begun[-1].to
        elif moves:
            eve = moves[0].on - ONE_DAY
            home = district if self.at(district, eve)[0] == self.at(moves[0].of, eve)[0] else moves[0].of
        return home, next((move.on for move in moves if move.on > day), None)

    def _spans(self, code: str) -> list[Span]:
        return [*self._before(self.districts[code]), *self._onward(self.districts[code])]

    def _onward(self, district: District) -> list[Span]:
        """Follow a district from its first day through its successors."""
        spans, begins, here = [], district.since, district
        while here.until is not None:
            spans.append(Span(begins, here.until, (here.code,)))
            heir = self.districts.get(here.successor or "")
            if heir is None:
                return spans
            if heir.until is not None and heir.until <= here.until:
                raise BodiesError(
                    f"{here.code} becomes {heir.code} on {here.until}, but {heir.code} ended on {heir.until}"
                )
            begins, here = max(here.until, heir.since), heir
        return [*spans, Span(begins, None, (here.code,))]

    def _before(self, district: District) -> list[Span]:
        """Give what the land was part of before a district's first day: any of what its parts were."""
        parts = [self._spans(code) for code in self.parts(district.code)]
        days = {span.valid_from for part in parts for span in part if span.valid_from < district.since}
        spans = []
        for begins, ends in pairwise([*sorted(days), district.since]):
            found = [Timeline(part).at(begins)[0] for part in parts]
            lower = {code for span in found if span for code in span.lower}
            if all(found):
                spans.append(Span(begins, ends, tuple(sorted(lower))))
        return spans
