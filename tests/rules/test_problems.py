"""Each bad pack in packs/ beside what must be said of it: a line of `line:column code` for each problem."""

import re
from pathlib import Path

import pytest

from routekit.errors import RulesError
from routekit.rules import Pack, lint, run_cases

PACKS = sorted((Path(__file__).parent / "packs").glob("*.yaml"))
README = Path(__file__).parents[2] / "rules" / "README.md"
# Found where there is no one file that could be kept here: see test_reader, test_installed, test_layers.
ELSEWHERE = {"E101", "E102", "E107", "E120", "E121", "E122", "E123", "W405", "W414"}


def expected(path):
    lines = path.with_suffix(".problems").read_text().splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.fixture
def linted(tmp_path):
    """Lint a bad pack under the name its transaction asks for."""

    def linted(path):
        (tmp_path / "mend-a-bench.yaml").write_bytes(path.read_bytes())
        return lint(tmp_path / "mend-a-bench.yaml")

    return linted


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_bad_pack_has_exactly_the_problems_written_beside_it(path, linted):
    found = [f"{problem.line}:{problem.column} {problem.code}" for problem in linted(path)]
    if path.stem.startswith("E199"):
        assert len(found) == 1_001
        found = found[-1:]
    assert found == expected(path)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_pack_with_an_error_never_loads_and_one_with_warnings_does(path):
    if not any(" E" in line for line in expected(path)):
        assert Pack.load(path).rows
        return
    with pytest.raises(RulesError) as error:
        Pack.load(path)
    assert all(str(problem).startswith(f"{path}:{problem.line}:") for problem in error.value.problems)
    assert str(error.value).splitlines() == [str(problem) for problem in error.value.problems]


def test_every_code_is_described_and_has_a_bad_pack():
    described = set(re.findall(r"^\| ([EW][0-9]{3}) \|", README.read_text(), re.MULTILINE))
    shown = {line.split()[1] for path in PACKS for line in expected(path)}
    assert shown | ELSEWHERE == described


def messages(name, linted):
    return [problem.message for problem in linted(Path(__file__).parent / "packs" / f"{name}.yaml")]


def test_messages_say_what_was_wrong_and_what_would_be_right(linted):
    assert messages("several-at-once", linted) == [
        'the pack: "title" is missing; add it',
        'the pack: "titel" is not a key here; did you mean "title"?',
        'outcome "clerk" is never given by a row',
        'outcome "roads": "role" is "highways_authority"; did you mean "highway_authority"?',
        'row "R1": no question or fact is called "on_verg"; did you mean "on_verge"?',
        'row "R2": no outcome is called "clark"; did you mean "clerk"?',
        'case 1: no row is called "R4"; choose one of R1, R2, R3',
    ]


def test_a_message_is_short_however_long_the_names_in_a_pack_are(tmp_path):
    path = tmp_path / "mend-a-bench.yaml"
    long = [f"{letter}{'x' * 1_000}" for letter in "abcdefghijkl"]
    facts = "\n".join(f"  {name}: {{source: roads, options: [{', '.join(long)}]}}" for name in long[:2])
    path.write_text(f"facts:\n{facts}\ncases:\n  - {{given: {{z: yes, {long[0]}: z}}}}\n")
    problems = lint(path)
    assert {"E214", "E215", "E218", "W408"} <= {problem.code for problem in problems}
    assert max(len(problem.message) for problem in problems) < 1_000


def test_an_overlap_names_both_rows_and_a_situation(linted):
    (message,) = messages("E301-overlap", linted)
    assert message == (
        'row "R1" and row "R2" both match when parish = council or grouped, on_verge = yes; make them differ'
    )


def test_a_gap_has_its_exact_count_and_a_situation(linted):
    (message,) = messages("E302-gap", linted)
    assert message == (
        "no row answers 1 of 10 situations, such as parish = unknown, on_verge = no; add a row for them"
    )


def test_a_problem_reads_as_file_line_column_severity_code_message(tmp_path):
    path = tmp_path / "cut.yaml"
    path.write_text("- a\n")
    assert str(lint(path)[0]) == f"{path}:1:1 error E113 a pack must be a mapping (key: value)"


@pytest.mark.parametrize("name", ["missing.yaml", ".", "a\0b.yaml", "x" * 5_000 + ".yaml"])
def test_a_file_that_cannot_be_read_is_a_problem_too(tmp_path, name):
    path = f"{tmp_path}/{name}"
    (problem,) = lint(path)
    assert problem.code == "E101"
    with pytest.raises(RulesError):
        Pack.load(path)


def test_a_device_that_never_ends_is_not_read():
    assert [problem.code for problem in lint("/dev/zero")] == ["E101"]


def test_a_file_called_after_another_transaction_is_warned_of(tmp_path):
    path = tmp_path / "draft.yaml"
    path.write_bytes((Path(__file__).parent / "packs" / "W404-no-cases.yaml").read_bytes())
    assert [problem.code for problem in lint(path)] == ["W405", "W404", "W413"]
    assert "mend-a-bench.yaml" in lint(path)[0].message


def test_the_example_of_the_format_is_a_sound_pack_covered_by_its_cases(tmp_path):
    example = re.search(r"```yaml\n(.*?)```", README.read_text(), re.DOTALL)[1]
    path = tmp_path / "mend-a-bench.yaml"
    path.write_text(example)
    assert lint(path) == ()
    assert run_cases(Pack.load(path)).passed
