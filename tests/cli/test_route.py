"""`routekit route` and `routekit ask`."""

import json
import re
import subprocess
import sys

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
        (["report-speeding-trafic", *HUNGERFORD], "did you mean"),
        ([SPEEDING], "--at LAT,LON or --grid E,N"),
        ([SPEEDING, *HUNGERFORD, "--grid", "1,2"], "--at LAT,LON or --grid E,N"),
        ([SPEEDING, "--at", "somewhere"], "--at is 'somewhere'"),
        ([SPEEDING, "--at", "51.4"], "--at is '51.4'"),
        ([SPEEDING, "--at", "nan,-1.5"], "--at is 'nan,-1.5'; LAT,LON such as"),
        ([SPEEDING, "--at", "51_4,-1_5"], "--at is '51_4,-1_5'; LAT,LON such as"),
        ([SPEEDING, "--at", "51.4147,-1.5154,8"], "--at is '51.4147,-1.5154,8'"),
        ([SPEEDING, "--grid", "4e5,1.7e5"], "--grid is '4e5,1.7e5'; E,N such as"),
        ([SPEEDING, "--at", f"{'9' * 400},-1.5"], "latitude is inf"),
        ([SPEEDING, "--at", "-1.5154,51.4147"], "look swapped"),
        ([SPEEDING, "--grid", "51.4,-1.5"], "use LatLon"),
        ([SPEEDING, *HUNGERFORD, "--accuracy", "-3"], "accuracy_m is -3.0"),
        ([SPEEDING, *HUNGERFORD, "--accuracy", "nan"], "--accuracy is 'nan'; metres such as"),
        ([SPEEDING, *HUNGERFORD, "--accuracy", "1_0"], "--accuracy is '1_0'; metres such as"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_day"], "question=option is needed"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_dya=yes"], "by_day"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_day=perhaps"], "by_day is 'perhaps'"),
        ([SPEEDING, *HUNGERFORD, "--answer", "by_day=no", "--answer", "by_day=yes"], "given twice"),
        ([SPEEDING, *HUNGERFORD, "--on", "last week"], "--on is 'last week'"),
        ([SPEEDING, *HUNGERFORD, "--on", "2026-W01-1"], "--on is '2026-W01-1'; a date such as 2026-04-01"),
        ([SPEEDING, *HUNGERFORD, "--on", "20260401"], "--on is '20260401'"),
        ([SPEEDING, *HUNGERFORD, "--on", "2026-02-30"], "--on is '2026-02-30'"),
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


def test_json_with_a_contact_is_the_referral(run, tmp_path):
    register = tmp_path / "register.csv"
    register.write_text(
        "authority,organisation,role,email,telephone,page,name,postal_address,source,checked\n"
        "parish-council:E04001177,Hungerford Town Council,Clerk,,01632 960001,,,,made up,2026-11-01\n"
    )
    done = run("route", SPEEDING, *HUNGERFORD, *YES, *ON, "--register", register, "--json")
    referral = json.loads(done.out)
    assert referral["contact"]["telephone"] == "01632 960001"
    assert referral["decision"]["kind"] == "routed"
    nobody = run("route", SPEEDING, *HUNGERFORD, *ON, "--register", register, "--json")
    assert json.loads(nobody.out)["kind"] == "ask"


PACK = """
format: 1
transaction: report-broken-bench
version: 1.0.0
title: Report a broken bench
effective: {from: 2026-01-01}
maintainer: Nobody
licence: MIT
status: alpha
questions:
  beside_road: {text: "Is it beside a road?", options: {yes: "Yes", no: "No"}}
outcomes:
  roads: {role: highway_authority, say: The council for the roads mends it.}
  clerk: {role: parish_council, say: Your parish council mends it.}
rows:
  - {id: B1, when: {beside_road: yes}, then: roads, why: It is beside a road., source: minute 12}
  - {id: B2, when: {beside_road: no}, then: clerk, why: It is in a park., source: minute 12}
"""


def test_a_pack_that_is_named_is_used_instead_of_the_installed_ones(run, tmp_path):
    pack = tmp_path / "bench.yaml"
    pack.write_text(PACK)
    bench = run(
        "route", "report-broken-bench", *HUNGERFORD, *ON, "--pack", pack, "--answer", "beside_road=no"
    )
    assert (bench.code, bench.out.splitlines()[0]) == (
        0, "→ Hungerford Town Council  (parish-council:E04001177)",
    )  # fmt: skip
    installed = run("route", SPEEDING, *HUNGERFORD, *ON, "--pack", pack)
    assert (installed.code, installed.out) == (2, "")


def test_spaces_around_a_number_are_no_mistake(run):
    assert run("route", SPEEDING, "--at", "51.4147, -1.5154", *ON).code == 3


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


@pytest.fixture
def imported(cache):
    """Give a function that runs `routekit` in a process of its own and names the modules it imported."""
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from routekit.cli import main; main()"
    )

    def running(*arguments):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True, text=True, check=False, env={"XDG_CACHE_HOME": str(cache)},
        )  # fmt: skip
        return set(done.stderr.split())

    return running


@pytest.mark.parametrize("arguments", [["--help"], ["route", "--help"], ["route", SPEEDING], ["demo", "-x"]])
def test_help_and_a_refusal_import_nothing_heavy(imported, arguments):
    loaded = imported(*arguments)
    assert "routekit.cli.demo" in loaded
    assert loaded & {"pydantic", "numpy", "shapely", "pyproj", "rtree", "yaml", "httpx", "asyncio"} == set()


def test_routing_imports_neither_what_compiles_nor_the_network(imported, run):
    run("boundaries", "info")  # so that the sample is compiled
    loaded = imported("route", SPEEDING, *HUNGERFORD, *ON)
    assert "routekit.router" in loaded
    assert (
        loaded
        & {"routekit.boundaries.compiling", "routekit.contacts", "routekit.testing", "httpx", "asyncio"}
        == set()
    )


def test_a_council_s_own_tables_are_put_before_the_others(run, tmp_path):
    (tmp_path / "taken_on.csv").write_text(
        "area,transaction,taken_on,valid_from,valid_to,source\n"
        "E04001177,report-speeding-traffic,no,2026-01-01,,invented\n"
    )
    routed = run("route", SPEEDING, *HUNGERFORD, *YES, *ON)
    overridden = run("route", SPEEDING, *HUNGERFORD, *YES, *ON, "--overrides", tmp_path)
    assert routed.out.startswith("→ Hungerford Town Council")
    assert overridden.out.startswith("→ West Berkshire Council")
    assert "taken_on = no" in overridden.out
