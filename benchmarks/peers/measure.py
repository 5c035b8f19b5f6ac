"""The measuring itself: contenders in a new random order each round, gc off, the same points for all."""

import gc
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

import numpy as np

from peers.contender import Many, One
from peers.points import Points
from peers.results import ManyRow, OneRow

SEED: Final = 20191231
PERCENTILES: Final = (50, 90, 99)
LEAST_S: Final = 0.25  # seconds that a contender is asked for many points, again and again if it is quick

Tell = Callable[[str], None]
Pairs = Sequence[tuple[float, float]]
Each = TypeVar("Each")


@dataclass(slots=True)
class _OneTimes:
    cold: list[float] = field(default_factory=list)
    percentiles: list[tuple[float, ...]] = field(default_factory=list)
    loop: list[float] = field(default_factory=list)


def one_at_a_time(
    contenders: Sequence[One], groups: Mapping[str, Points], rounds: int, tell: Tell
) -> list[OneRow]:
    """Time each contender on each group of points, a call at a time."""
    cases = [(contender, group) for group in groups for contender in contenders]
    wrong = {(contender, group): _wrong(contender, groups[group]) for contender, group in cases}
    tell("one at a time: checked")
    times: dict[tuple[One, str], _OneTimes] = defaultdict(_OneTimes)
    for number, group in _rounds(rounds, groups):
        for contender in _shuffled(contenders, number, group):
            pairs = groups[group].pairs(contender.system)
            taken = times[contender, group]
            with _quiet():
                taken.cold.append(_each(contender.ask, pairs)[0])
                taken.percentiles.append(_each(contender.ask, pairs))
                taken.loop.append(_loop(contender.ask, pairs))
        tell(f"one at a time: round {number + 1} of {rounds}, {group}")
    return [_one_row(case, times[case], len(groups[case[1]]), wrong[case]) for case in cases]


def all_at_once(contenders: Sequence[Many], points: Points, rounds: int, tell: Tell) -> list[ManyRow]:
    """Time each contender on as many of the points as it can answer in reasonable time."""
    asks, wrong = {}, {}
    for contender in contenders:
        first, second = (column[: contender.most].copy() for column in points.columns[contender.system])
        asks[contender] = contender.load(first, second)
        wrong[contender] = points.wrong(contender.system, contender.read(asks[contender]()))
        tell(f"all at once: checked {contender.name}")
    taken: dict[Many, list[float]] = defaultdict(list)
    for number in range(rounds):
        for contender in _shuffled(contenders, number, "many"):
            with _quiet():
                taken[contender].append(_mean(asks[contender]))
        tell(f"all at once: round {number + 1} of {rounds}")
    return [_many_row(each, taken[each], len(points), wrong[each]) for each in contenders]


def _wrong(contender: One, points: Points) -> int | None:
    """Ask all points once, which also warms what a contender keeps, and count the answers that differ."""
    answers = [contender.ask(*pair) for pair in points.pairs(contender.system)]
    if contender.read is None:
        return None
    found = np.array([contender.read(answer) for answer in answers], dtype=np.intp)
    return points.wrong(contender.system, found)


def _each(ask: Callable[[float, float], object], pairs: Pairs) -> tuple[float, ...]:
    """Give percentiles of a call, in microseconds, with its timer in it."""
    clock = time.perf_counter_ns
    taken: list[int] = []
    note = taken.append
    for first, second in pairs:
        started = clock()
        ask(first, second)
        note(clock() - started)
    return tuple(float(each) / 1000 for each in np.percentile(taken, PERCENTILES))


def _loop(ask: Callable[[float, float], object], pairs: Pairs) -> float:
    """Give the mean of a call in a loop without a timer in it, in microseconds."""
    started = time.perf_counter_ns()
    for first, second in pairs:
        ask(first, second)
    return (time.perf_counter_ns() - started) / 1000 / len(pairs)


def _mean(ask: Callable[[], object]) -> float:
    """Give the mean seconds of as many calls as fill LEAST_S."""
    started, calls, taken = time.perf_counter(), 0, 0.0
    while taken < LEAST_S:
        ask()
        calls, taken = calls + 1, time.perf_counter() - started
    return taken / calls


def _one_row(case: tuple[One, str], taken: _OneTimes, points: int, wrong: int | None) -> OneRow:
    contender, group = case
    p50, p90, p99 = (_rounded(rounds) for rounds in zip(*taken.percentiles, strict=True))
    return OneRow(
        contender=contender.name, system=contender.system, group=group, points=points, wrong=wrong,
        cold_us=_rounded(taken.cold), p50_us=p50, p90_us=p90, p99_us=p99, loop_us=_rounded(taken.loop),
    )  # fmt: skip


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(each, 4) for each in values)


def _many_row(contender: Many, seconds: Sequence[float], points: int, wrong: int) -> ManyRow:
    asked = min(contender.most, points)
    each = tuple(round(second * 1e6 / asked, 6) for second in seconds)
    return ManyRow(contender=contender.name, system=contender.system, points=asked, each_us=each, wrong=wrong)


def _rounds(rounds: int, groups: Mapping[str, Points]) -> Iterator[tuple[int, str]]:
    return ((number, group) for number in range(rounds) for group in groups)


def _shuffled(contenders: Sequence[Each], number: int, group: str) -> list[Each]:
    order = random.Random(f"{SEED} {number} {group}")  # noqa: S311 - an order, no secret
    return order.sample(contenders, len(contenders))


@contextmanager
def _quiet() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
