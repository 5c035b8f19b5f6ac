"""`routekit route` and `routekit ask`."""

import json
import re
import subprocess
import sys
import time

import pytest

SPEEDING = "report-speeding-traffic"
HUNGERFORD = "--at", "51.4147,-1.5154"
YES = ["--answer", "limit_up_to_40=yes", "--answer", "by_day=yes", "--answer", "suitable_site=yes"]
ON = "--on", "2026-11-21"


def test_three_times_yes_is_routed_and_exits_with_0(run):
    done = run("route", SPEEDING, *HUNGERFORD, *YES, *ON)
    assert done.code == 0
    assert done.out.startswith("→ Hungerford Town Council")
    assert "because (S4)" in done.out
    assert done.err == ""


def test_a_missing_answer_is_asked_and_exits_with_3(run):
    done = run("route", SPEEDING, *HUNGERFORD, *ON)
    assert done.code == 3
    assert "--answer limit_up_to_40=dont_know" in done.out


def test_a_place_outside_is_unrouted_and_exits_with_4(run):
    done = run("route", SPEEDING, "--at", "51.4551,-0.9787", *ON)
    assert done.code == 4
    assert "outside-coverage" in done.out
    assert "west-berkshire-2019-12" in done.out


def test_a_grid_reference_finds_the_same_parish_as_degrees(run):
    degrees = run("route", SPEEDING, *HUNGERFORD, *YES, *ON, "--json")
    grid = run("route", SPEEDING, "--grid", "433800,168950", *YES, *ON, "--json")
    codes = [json.loads(done.out)["because"]["area"]["code"] for done in (degrees, grid)]
    assert codes == ["E04001177"] * 2


def test_json_is_the_decision_as_a_value(run):
    from pydantic import TypeAdapter

    from routekit.model import Decision, Routed

    done = run("route", SPEEDING, *HUNGERFORD, *YES, *ON, "--json")
    assert isinstance(TypeAdapter(Decision).validate_json(done.out), Routed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report-speeding-trafic", *HUNGERFORD], "did you mean report-speeding-traffic?"),
        ([SPEEDING], "--at LAT,LON or --grid E,N"),
        ([SPEEDING, *HUNGERFORD, "--grid", "1,2"], "--at LAT,LON or --grid E,N"),
        ([SPEEDING, "--at", "somewhere"], "--at is 'somewhere'"),
        ([SPEEDING, "--at", "51.4"], "--at is '51.4'"),
        ([SPEEDING, "--at", "nan,-1.5"], "latitude is nan; a finite number is needed"),
        ([SPEEDING, "--at", "inf,-1.5"], "latitude is inf"),
        ([SPEEDING, "--at", "-1.5154,51.4147"], "look swapped"),
        ([SPEEDING, "--grid", "51.4,-1.5"], "use LatLon"),
        ([SPEEDING, *HUNGERFORD, "--accuracy", "-3"], "accuracy_m is -3.0"),
        ([SPEEDING, *HUNGERFORD, "--accuracy", "nan"], "accuracy_m is nan"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_day"], "question=option is needed"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_dya=yes"], "by_day"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_day=perhaps"], "by_day is 'perhaps'"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_day=no", "--answer", "by_day=yes"], "given twice"),
        ([SPEEDING, *HUNGERFORD, "--on", "last week"], "--on is 'last week'"),
        ([SPEEDING, *HUNGERFORD, "--colour", "red"], "No such option"),
    ],
)
def test_bad_input_is_one_line_and_exits_with_2(run, arguments, said):
    done = run("route", *arguments)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert said in done.err


def test_a_damaged_edition_is_one_line_and_exits_with_1(run, tmp_path):
    cut = tmp_path / "cut.edition"
    cut.write_bytes(b"\x00" * 100)
    done = run("route", SPEEDING, *HUNGERFORD, "--edition", cut)
    assert done.code == 1
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "cut.edition" in done.err


def test_a_contact_comes_from_a_register(run, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text(
        "authority,organisation,role,email,telephone,page,name,postal_address,source,checked\n"
        "parish-council:E04001177,Hungerford Town Council,Clerk,clerk@hungerford.example.gov.uk,"
        "01632 960001,,,,made up,2026-11-01\n"
    )
    done = run("route", SPEEDING, *HUNGERFORD, *YES, *ON, "--register", register)
    assert done.code == 0
    assert "clerk@hungerford.example.gov.uk" in done.out


def test_asking_walks_the_questions_and_ends_where_route_ends(run):
    done = run("ask", SPEEDING, *HUNGERFORD, *ON, typed="1\nyes\n1\n")
    assert done.code == 0
    assert done.out == run("route", SPEEDING, *HUNGERFORD, *YES, *ON).out
    assert "Is the speed limit 40mph or less?" in done.err


def test_asking_again_after_an_answer_that_is_none(run):
    done = run("ask", SPEEDING, *HUNGERFORD, *ON, typed="9\nno\n")
    assert done.code == 0
    assert "'9' is not one of the answers" in done.err


def test_asking_without_anybody_there_says_what_is_still_needed(run):
    done = run("ask", SPEEDING, *HUNGERFORD, *ON, typed="1\n")
    assert done.code == 3
    assert "--answer by_day=yes" in done.out


def test_on_a_line_the_place_is_the_last_thing_asked(run):
    line = "--grid", "435065.2139,169177.2447"
    done = run("ask", SPEEDING, *line, *ON, typed="1\n1\n1\n2\n")
    assert done.code == 0
    assert done.out.startswith("→ Kintbury Parish Council")


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("route",),
        ("ask",),
        ("demo",),
        ("rules", "lint"),
        ("rules", "test"),
        ("boundaries", "build"),
        ("boundaries", "info"),
        ("boundaries", "find"),
    ],
)
def test_every_help_text_has_an_example(run, command):
    done = run(*command, "--help")
    assert done.code == 0
    assert re.search(r"Examples?:\n", done.out)
    assert "  routekit" in done.out


def test_help_and_a_refusal_come_within_400_ms(cache):
    for arguments in (["--help"], ["route", SPEEDING]):
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-c", "from routekit.cli import main; main()", *arguments],
                capture_output=True, check=False, env={"XDG_CACHE_HOME": str(cache)},
            )  # fmt: skip
            times.append(time.perf_counter() - begun)
        assert min(times) < 0.4
