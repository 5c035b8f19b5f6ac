"""Run the cases that a pack holds: each must come to the outcome or the question it says."""

from routekit.model import PackRef
from routekit.model.value import Value
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
    """All cases of a pack, and the rows (by id) that none of them comes to."""

    pack: PackRef
    results: tuple[CaseResult, ...]
    rows_not_hit: tuple[str, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that did not come to what they say."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def passed(self) -> bool:
        """Whether every case passed and every row was hit by one."""
        return not self.failed and not self.rows_not_hit


def run_cases(pack: Pack) -> CaseReport:
    """Run every case of a pack. A row is hit when a case ends with that row left."""
    walks = [pack.walk(dict(case.given)) for case in pack.cases]
    hit = {row.id for walk in walks if walk.question is None for row in walk.rows}
    return CaseReport(
        pack=pack.ref,
        results=tuple(
            _result(at, case, walk) for at, (case, walk) in enumerate(zip(pack.cases, walks, strict=True))
        ),
        rows_not_hit=tuple(row.id for row in pack.rows if row.id not in hit),
    )


def _result(at: int, case: Case, walk: Walk) -> CaseResult:
    rows = [row.id for row in walk.rows]
    if walk.question is not None:
        came, passed = f"ask {walk.question.id}", case.ask == walk.question.id
    else:
        came = f"{walk.rows[0].outcome} by {' or '.join(rows)}"
        passed = case.expect == walk.rows[0].outcome and (case.row is None or case.row in rows)
    return CaseResult(
        number=at + 1, line=case.line, given=case.given, expected=_expected(case), came=came, passed=passed
    )


def _expected(case: Case) -> str:
    if case.ask is not None:
        return f"ask {case.ask}"
    return f"{case.expect} by {case.row}" if case.row else f"{case.expect}"
