"""`routekit rules explain`."""

import json
from pathlib import Path

import pytest

SPEED = Path(__file__).parents[1] / "rules" / "sound" / "report-speed.yaml"
FOUNDING = (
    "report-speeding-traffic",
    "--fact",
    "parish=council",
    "--fact",
    "taken_on=yes",
    "--on",
    "2026-04-01",
)


def test_an_end_is_explained_with_its_row_and_what_would_change_it(run):
    done = run("rules", "explain", *FOUNDING, "--answer", "limit_up_to_40=no")
    assert done.code == 0
    assert done.out.splitlines()[0] == "→ highways  (highway authority, also told: parish council)"
    assert "  because (S1): Parish volunteers measure speeds only" in done.out
    assert "  enough to be sure: limit_up_to_40 = no\n" in done.out
    assert "  clerk (S4) could be, if limit_up_to_40 were yes (it is no)\n" in done.out


def test_json_is_what_python_says(run):
    done = run("rules", "explain", *FOUNDING, "--answer", "limit_up_to_40=no", "--json")
    found = json.loads(done.out)
    assert set(found) == {"pack", "on", "question", "outcome", "explanation"}
    assert (found["outcome"], found["question"], found["on"]) == ("highways", None, "2026-04-01")
    assert found["explanation"]["needed"] == [["limit_up_to_40", "no"]]
    assert found["explanation"]["others"][0]["outcome"] == "clerk"


def test_a_missing_answer_is_asked_for_and_the_code_is_3(run):
    done = run("rules", "explain", *FOUNDING)
    assert done.code == 3
    assert done.out.startswith("? Is the speed limit 40mph or less?\n  --answer limit_up_to_40=yes  Yes\n")
    found = json.loads(run("rules", "explain", *FOUNDING, "--json").out)
    assert (found["question"]["id"], found["outcome"], found["explanation"]) == ("limit_up_to_40", None, None)


def test_a_fact_that_is_not_given_is_unknown_and_said_to_be(run):
    done = run("rules", "explain", "report-speeding-traffic")
    assert (done.code, "  careful, not known: parish\n" in done.out) == (0, True)


def test_a_stop_gives_the_number_to_call(run):
    done = run("rules", "explain", "report-flooding", "--answer", "danger=yes")
    assert (done.code, done.out.splitlines()[0]) == (0, "→ emergency  (999)")


def test_derived_facts_follow_from_the_day_unless_they_are_given(run):
    given = (
        SPEED,
        "--answer",
        "danger=no",
        "--fact",
        "road=local",
        "--answer",
        "mph=20",
        "--answer",
        "since=2025-01-01",
    )
    for more, row in (
        (("--on", "2025-06-01"), "slow"),
        (("--on", "2026-06-01"), "old"),
        (("--fact", "age=1"), "slow"),
    ):
        assert f"because ({row})" in run("rules", "explain", *given, *more).out
    assert "Gall gwirfoddolwyr" in run("rules", "explain", *given, "--fact", "age=1", "--language", "cy").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("report-noise", "--fact", "parsh=council"), 'did you mean "parish"?'),
        (("report-noise", "--fact", "parish"), "fact=option is needed"),
        (("report-noise", *("--fact", "parish=council") * 2), "--fact parish is given twice"),
        (("report-noise", "--fact", "parish=councl"), 'did you mean "council"?'),
        (("report-noise", "--answer", "parish=council"), "it is looked up, never asked"),
        (("report-noise", "--answer", "danger=perhaps"), "choose one of yes, no, dont_know"),
        (("report-nois",), 'did you mean "report-noise"?'),
        ((SPEED, "--on", "soon"), "--on is 'soon'"),
        (("report-noise", "--overlay", "wend"), "GSS code"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_bad_input(run, arguments, said):
    done = run("rules", "explain", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_an_overlay_is_laid_over_the_pack(run, tmp_path):
    grass = SPEED.with_name("report-grass.yaml")
    (tmp_path / grass.name).write_bytes(grass.read_bytes())
    overlay = tmp_path / "overlays" / "E07000078" / grass.name
    overlay.parent.mkdir(parents=True)
    overlay.write_text(
        "format: 1\noverlay: report-grass\nversion: 1.1.0\neffective: {from: 2026-04-01}\nmaintainer: Wend\n"
        "rows:\n  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We do., source: x}\n"
    )
    arguments = (tmp_path / grass.name, "--fact", "parish=council", "--overlay", "E07000078")
    assert "because (B): We do." in run("rules", "explain", *arguments, "--on", "2026-04-01").out
    assert "because (B): Made up." in run("rules", "explain", *arguments, "--on", "2026-03-31").out
