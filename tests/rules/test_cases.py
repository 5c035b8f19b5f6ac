"""The cases in a pack: run, reported, and rows that no case comes to are named."""

from pathlib import Path

from routekit.rules import Pack, run_cases

TEXT = (Path(__file__).parent / "packs" / "W404-no-cases.yaml").read_text()


def report(*cases):
    text = TEXT + "cases:\n" + "".join(f"  - {case}\n" for case in cases)
    return run_cases(Pack.parse(text.encode(), "mend-a-bench.yaml"))


RIGHT = (
    "{given: {parish: council, on_verge: yes}, expect: roads, row: R1}",
    "{given: {parish: council, on_verge: no}, expect: clerk}",
    "{given: {parish: unknown}, expect: roads, row: R3}",
    "{given: {parish: council}, ask: on_verge}",
)


def test_cases_that_come_to_what_they_say_pass():
    found = report(*RIGHT)
    assert found.passed
    assert [result.number for result in found.results] == [1, 2, 3, 4]
    assert found.rows_not_hit == ()


def test_a_case_that_comes_to_something_else_fails_and_says_to_what():
    found = report(
        "{given: {parish: council, on_verge: no}, expect: roads}",
        "{given: {parish: council, on_verge: no}, expect: clerk, row: R3}",
        "{given: {parish: council}, expect: clerk}",
        "{given: {parish: council, on_verge: no}, ask: on_verge}",
        *RIGHT,
    )
    assert not found.passed
    assert [(result.expected, result.came) for result in found.failed] == [
        ("roads", "clerk by R2"),
        ("clerk by R3", "clerk by R2"),
        ("clerk", "ask on_verge"),
        ("ask on_verge", "clerk by R2"),
    ]
    assert [result.line for result in found.failed] == [len(TEXT.splitlines()) + 2 + at for at in range(4)]


def test_a_row_that_no_case_comes_to_is_named():
    found = report(RIGHT[1], RIGHT[3])
    assert not found.failed
    assert found.rows_not_hit == ("R1", "R3")
    assert not found.passed


def test_a_case_that_ends_with_two_rows_of_one_outcome_hits_both():
    found = report("{given: {parish: unknown}, expect: roads, row: R3}")
    assert found.results[0].came == "roads by R1 or R3"
    assert found.rows_not_hit == ("R2",)


def test_a_case_that_asks_hits_no_row():
    assert report("{given: {parish: council}, ask: on_verge}").rows_not_hit == ("R1", "R2", "R3")
