"""Run the cases that a pack holds: each must come to what it says; and say what they do not show."""

from routekit.errors import InputError
from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.boundary import Boundary
from routekit.rules.examples import Examples
from routekit.rules.pack import Pack
from routekit.rules.parts import Case, Walk


class CaseResult(Value):
    """One case: its number in the pack and its line, what was expected, and what came."""

    number: int
    line: int
    given: tuple[tuple[str, str], ...]
    expected: str
    came: str
    passed: bool


class CaseReport(Value):
    """All cases of a pack, and what none of those that pass shows.

    Of `rows` (emergency stops and `otherwise` among them) `rows_not_hit` are never come to; of `boundaries`
    some are `boundaries_not_shown`; of the `questions` that can come to be asked some are
    `questions_not_asked`, since no case expects them.
    """

    pack: PackRef
    results: tuple[CaseResult, ...]
    rows: int
    rows_not_hit: tuple[str, ...]
    boundaries: int
    boundaries_not_shown: tuple[Boundary, ...]
    questions: int
    questions_not_asked: tuple[str, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that did not come to what they say."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def passed(self) -> bool:
        """Whether every case passed and every row was hit by one."""
        return not self.failed and not self.rows_not_hit

    @property
    def coverage(self) -> float:
        """Of boundaries and questions together, how many in a hundred are shown, rounded down to a tenth."""
        total, missing = self._countable
        return 1000 * (total - missing) // total / 10 if total else 100.0

    def reaches(self, percent: float) -> bool:
        """Tell whether so many in a hundred of boundaries and questions are shown."""
        total, missing = self._countable
        return 100 * (total - missing) >= percent * total

    @property
    def _countable(self) -> tuple[int, int]:
        missing = len(self.boundaries_not_shown) + len(self.questions_not_asked)
        return self.boundaries + self.questions, missing


def run_cases(pack: Pack) -> CaseReport:
    """Run every case of a pack. A row is hit when a case that passes ends with that row left."""
    return report_of(pack, Examples(pack))


def report_of(pack: Pack, examples: Examples) -> CaseReport:
    """Run every case of a pack whose examples are known."""
    ends = [_end(pack, case) for case in pack.cases]
    results = tuple(
        _result(at, case, end) for at, (case, end) in enumerate(zip(pack.cases, ends, strict=True))
    )
    walks = [end for end, each in zip(ends, results, strict=True) if isinstance(end, Walk) and each.passed]
    sides, hit = examples.boundaries, set[str]()
    shown = there = 0
    for walk in walks:
        if walk.question is None:
            left = {row.id for row in walk.rows}
            hit |= left
            shown |= sides.shown_by(walk.used, left)
    for example in examples.found:
        there |= example.sides
    asked = {walk.question.id for walk in walks if walk.question is not None}
    return CaseReport(
        pack=pack.ref,
        results=results,
        rows=len(sides.rows),
        rows_not_hit=tuple(row.id for row in sides.rows if row.id not in hit),
        boundaries=(there | shown).bit_count(),
        boundaries_not_shown=sides.named(there & ~shown),
        questions=len(examples.questions),
        questions_not_asked=tuple(name for name in examples.questions if name not in asked),
    )


def _end(pack: Pack, case: Case) -> Walk | InputError:
    """Follow a case; one that cannot be, or for which a fact is missing, comes to the error."""
    try:
        return pack.walk(dict(case.given))
    except InputError as error:
        return error


def _result(at: int, case: Case, end: Walk | InputError) -> CaseResult:
    if isinstance(end, InputError):
        came, passed = f"an error: {end}", False
    elif end.question is not None:
        came, passed = f"ask {end.question.id}", case.ask == end.question.id
    else:
        rows = [row.id for row in end.rows]
        came = f"{end.rows[0].outcome} by {' or '.join(rows)}"
        passed = case.expect == end.rows[0].outcome and (case.row is None or case.row in rows)
    return CaseResult(
        number=at + 1, line=case.line, given=case.given, expected=_expected(case), came=came, passed=passed
    )


def _expected(case: Case) -> str:
    if case.ask is not None:
        return f"ask {case.ask}"
    return f"{case.expect} by {case.row}" if case.row else f"{case.expect}"
