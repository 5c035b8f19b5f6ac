"""Make the cases that a pack has not got: as few as show every row, boundary and question."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heapify, heappop, heapreplace
from typing import NamedTuple

from routekit.model.value import Value
from routekit.rules.cases import report_of
from routekit.rules.columns import bits
from routekit.rules.examples import Example, Examples
from routekit.rules.pack import Pack

MOST_REASONS = 2


class NewCase(Value):
    """A case that says what the pack says now, and in words what it shows. A person must review it."""

    given: tuple[tuple[str, str], ...]
    expect: str | None = None
    row: str | None = None
    ask: str | None = None
    shows: tuple[str, ...]


class _Choice(NamedTuple):
    """An example, and what of what is missing it shows: rows as the lowest bits, then sides."""

    shows: int
    example: Example


def generate_cases(pack: Pack) -> tuple[NewCase, ...]:
    """Give cases that, beside those of the pack that pass, show every row, boundary and question.

    Questions come first, in the author's order, then rows in theirs. The same pack has the same cases.
    """
    examples = Examples(pack)
    report = report_of(pack, examples)
    names = [row.id for row in examples.boundaries.rows]
    asks = (
        NewCase(given=tuple(examples.given_before(name).items()), ask=name, shows=(f"question {name}",))
        for name in report.questions_not_asked
    )
    missing = set(report.boundaries_not_shown)
    sides = sum(
        1 << at + len(names) for at, side in enumerate(examples.boundaries.sides) if side.boundary in missing
    )
    wanted = sides | sum(1 << at for at, name in enumerate(names) if name in report.rows_not_hit)
    chosen = _fewest(_choices(examples, names, wanted), wanted)
    ordered = sorted(chosen, key=lambda each: names.index(each.example.walk.rows[0].id))
    return (*asks, *_cases(examples, names, ordered, wanted))


def _choices(examples: Examples, names: Sequence[str], wanted: int) -> Iterator[_Choice]:
    places = {name: at for at, name in enumerate(names)}
    for example in examples.found:
        rows = sum(1 << places[row.id] for row in example.walk.rows)
        if shows := (rows | example.sides << len(names)) & wanted:
            yield _Choice(shows, example)


def _fewest(choices: Iterable[_Choice], wanted: int) -> list[_Choice]:
    """Cover greedily: always the one that shows most of what is left, and of equals the first.

    What a choice shows of the rest only shrinks, so that only the best so far is counted again.
    """
    known = tuple(choices)
    heap = [(-each.shows.bit_count(), at) for at, each in enumerate(known)]
    heapify(heap)
    chosen: list[_Choice] = []
    while heap:
        at = heap[0][1]
        count = (known[at].shows & wanted).bit_count()
        if not count:
            heappop(heap)
        elif -count != heap[0][0]:
            heapreplace(heap, (-count, at))
        else:
            heappop(heap)
            chosen.append(known[at])
            wanted &= ~known[at].shows
    return _needed(chosen)


def _needed(chosen: Sequence[_Choice]) -> list[_Choice]:
    """Leave out what those chosen later show as well."""
    kept = list(chosen)
    for each in chosen:
        others = 0
        for other in kept:
            others |= other.shows if other is not each else 0
        if not each.shows & ~others:
            kept = [other for other in kept if other is not each]
    return kept


def _cases(
    examples: Examples, names: Sequence[str], chosen: Iterable[_Choice], wanted: int
) -> Iterator[NewCase]:
    for shows, example in chosen:
        rows = [row.id for row in example.walk.rows]
        new, wanted = shows & wanted, wanted & ~shows
        found = [f"row {names[at]}" for at in bits(new & (1 << len(names)) - 1)]
        found += [each.words for each in examples.boundaries.named(new >> len(names))]
        yield NewCase(
            given=tuple(example.given.items()),
            expect=example.walk.rows[0].outcome,
            row=rows[0] if len(rows) == 1 else None,
            shows=tuple(found),
        )


# --- as YAML -------------------------------------------------------------------------------------------

LONGEST_LINE = 120
MARK = "to review"


def in_yaml(cases: Iterable[NewCase], indent: str = "  ") -> str:
    """Write cases as members of the list `cases:`, each below a comment: it is to be reviewed, and why."""
    return "".join(f"{indent}{line}\n" for case in cases for line in _lines(case, LONGEST_LINE - len(indent)))


def _lines(case: NewCase, longest: int) -> Iterator[str]:
    more = len(case.shows) - MOST_REASONS
    reasons = [*case.shows[:MOST_REASONS], *([f"{more} more"] if more > 0 else [])]
    yield f"# {MARK}: {'; '.join(reasons)}"
    given = f"{{{', '.join(f'{name}: {text}' for name, text in case.given)}}}"
    ends = {"ask": case.ask, "expect": case.expect, "row": case.row}
    said = [f"{key}: {text}" for key, text in ends.items() if text is not None]
    line = f"- {{{', '.join([f'given: {given}', *said])}}}"
    if len(line) <= longest:
        yield line
        return
    yield f"- given: {given}"
    yield from (f"  {each}" for each in said)
