"""Columns: a question or a fact with every answer it can have, and how the cells of rows read.

An answer is one of the named options, or a whole number or a day of a range. Rows cut a range into the
intervals that they tell apart; each interval and each option is one bit of a mask.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

SpanKind = Literal["number", "date"]

FORMS: Mapping[str, str] = MappingProxyType(
    {
        "number": 'write 30, 20..30, ..30, 31.., <= 30 or "> 30"',
        "date": "write 2026-04-01, 2026-01-01..2026-03-31, ..2026-03-31 or 2026-04-01..",
    }
)
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COMPARED = re.compile(r"(<=|<|>=|>) *(.+)")


class Interval(NamedTuple):
    """Whole numbers, or days as ordinals, from `low` to `high`, both included."""

    low: int
    high: int


class Span(NamedTuple):
    """The numbers or days that an answer can be, from `low` to `high`, both included."""

    kind: SpanKind
    low: int
    high: int
    unit: str | None = None

    def value(self, text: str) -> int | None:
        """Give the number or the day's ordinal that a text is; None if it is none, or out of range."""
        found = read_value(self.kind, text)
        return found if found is not None and self.low <= found <= self.high else None

    def shown(self, value: int) -> str:
        """Give a value as it is written."""
        return str(value) if self.kind == "number" else date.fromordinal(value).isoformat()

    def interval(self, text: str) -> Interval:
        """Read a cell of a row. Raises ValueError saying what is wrong with it."""
        low, high = self._ends(text)
        for end in (low, high):
            if not self.low <= end <= self.high:
                written = f"{self.shown(self.low)} to {self.shown(self.high)}"
                raise ValueError(f"{text} reaches outside {written}")
        if low > high:
            raise ValueError(f"{text} holds nothing")
        return Interval(low, high)

    def in_words(self, interval: Interval) -> str:
        """Describe an interval as a cell of a row."""
        first, last = self.shown(interval.low), self.shown(interval.high)
        return first if first == last else f"{first}..{last}"

    def _ends(self, text: str) -> tuple[int, int]:
        if compared := _COMPARED.fullmatch(text):
            sign, end = compared[1], self._read(compared[2], text)
            return {
                "<=": (self.low, end),
                "<": (self.low, end - 1),
                ">=": (end, self.high),
                ">": (end + 1, self.high),
            }[sign]
        first, dots, last = text.partition("..")
        if not dots:
            return (value := self._read(text, text)), value
        if not first and not last:
            raise ValueError(f"{text} has no ends; {FORMS[self.kind]}")
        return (
            self._read(first, text) if first else self.low,
            self._read(last, text) if last else self.high,
        )

    def _read(self, text: str, cell: str) -> int:
        value = read_value(self.kind, text)
        if value is None:
            raise ValueError(f"{cell} is no {self.kind} or range; {FORMS[self.kind]}")
        return value


def read_value(kind: SpanKind, text: str) -> int | None:
    """Give the whole number, or the ordinal of the day, that a text is; None if it is none."""
    if kind == "number":
        return int(text) if _NUMBER.fullmatch(text) else None
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Spec:
    """What an author says of a column: options, perhaps a range, and named groups of both."""

    options: tuple[str, ...]
    span: Span | None = None
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def names(self) -> tuple[str, ...]:
        """The options and the groups, for whoever misspelt one."""
        return (*self.options, *self.groups)

    def fault(self, text: str) -> str | None:
        """Say what is wrong with a member of a cell as a number or a day; None if nothing is."""
        if self.span is None or text in self.options or text in self.groups:
            return None
        try:
            self.span.interval(text)
        except ValueError as error:
            return str(error)
        return None

    def knows(self, text: str) -> bool:
        """Tell whether a member of a cell is an option, a group or a range."""
        return text in self.options or text in self.groups or (self.span is not None and not self.fault(text))

    def members(self, cell: Iterable[str]) -> Iterator[str]:
        """Give the members of a cell with its groups written out."""
        for text in cell:
            yield from self.groups.get(text, (text,)) if text not in self.options else (text,)

    def intervals(self, cell: Iterable[str]) -> Iterator[Interval]:
        """Give the ranges in a cell, leaving out what is wrong."""
        for text in self.members(cell):
            if self.span is not None and text not in self.options and not self.fault(text):
                yield self.span.interval(text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as rows cut it. Bits of a mask are first the intervals, in order, then the options."""

    id: str
    spec: Spec
    starts: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many answers the rows can tell apart."""
        return len(self.starts) + len(self.spec.options)

    @property
    def full(self) -> int:
        """The mask of every answer."""
        return (1 << self.size) - 1

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """The intervals that the range is cut into."""
        if self.spec.span is None:
            return ()
        lasts = [start - 1 for start in self.starts[1:]] + [self.spec.span.high]
        return tuple(map(Interval, self.starts, lasts))

    def mask(self, cell: Iterable[str]) -> int:
        """Give the answers with which a cell matches. Every member must be known."""
        found = 0
        for text in self.spec.members(cell):
            if text in self.spec.options:
                found |= 1 << len(self.starts) + self.spec.options.index(text)
            elif self.spec.span is not None:
                low, high = self.spec.span.interval(text)
                first, last = bisect_right(self.starts, low) - 1, bisect_right(self.starts, high) - 1
                found |= (2 << last) - (1 << first)
        return found

    def bit(self, answer: str) -> int | None:
        """Give the number of the bit that an answer falls into, or None if it is no answer here."""
        if answer in self.spec.options:
            return len(self.starts) + self.spec.options.index(answer)
        value = self.spec.span.value(answer) if self.spec.span else None
        return None if value is None else bisect_right(self.starts, value) - 1

    def members(self, mask: int) -> tuple[str, ...]:
        """Give the answers of a mask as members of a cell; neighbouring intervals are joined."""
        found: list[Interval] = []
        for at, interval in enumerate(self.intervals):
            if not mask >> at & 1:
                continue
            joined = bool(found) and found[-1].high == interval.low - 1
            found.append(Interval(found.pop().low if joined else interval.low, interval.high))
        span, first = self.spec.span, len(self.starts)
        options = (option for at, option in enumerate(self.spec.options, first) if mask >> at & 1)
        return (*(span.in_words(each) for each in found if span), *options)

    def weigher(self) -> Callable[[int], int]:
        """Give a function from a mask to how many answers it holds, each number and each day as one."""
        if not self.starts:
            return int.bit_count
        counts = [high - low + 1 for low, high in self.intervals] + [1] * len(self.spec.options)
        return cache(lambda mask: sum(counts[at] for at in bits(mask)))


def bits(mask: int) -> Iterator[int]:
    """Give the positions of the bits that are set, the lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def column_of(id_: str, spec: Spec, cells: Iterable[Iterable[str]]) -> Column:
    """Make the column of a question or fact from every cell that looks at it."""
    if spec.span is None:
        return Column(id_, spec)
    starts = {spec.span.low}
    for interval in spec.intervals({text for cell in cells for text in cell}):
        starts.update((interval.low, interval.high + 1))
    starts.discard(spec.span.high + 1)
    return Column(id_, spec, tuple(sorted(starts)))
