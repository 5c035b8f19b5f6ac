"""`routekit rules compare`: how two packs differ, in words, as Markdown and as JSON."""

from pathlib import Path

import pytest

from routekit.rules import Comparison, Pack, compare

PARISH, POLICE, COUNTY = (
    f"report-speeding-traffic-{first}-first" for first in ("parish", "police", "county")
)
FOUNDING = "report-speeding-traffic"


def test_text_counts_and_says_when_another_authority_handles_it(run):
    done = run("rules", "compare", PARISH, POLICE)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"{PARISH} 1.0.0 and {POLICE} 1.0.0",
        "150 situations known to both: 20 go elsewhere (13.3 %), 0 only tell others, 130 are the same",
        f"only {PARISH} looks at parish",
        "",
        "highway authority → police (also told: highway authority): 12 situations",
        (
            "  when parish = meeting or unparished or unknown, danger = no, about = traffic or dont_know, "
            "motorway = no or dont_know"
        ),
        f"  rows S6, S7 of {PARISH} and S5 of {POLICE}",
        "",
        (
            "parish council (the duty is the highway authority's) → police (also told: highway authority): "
            "8 situations"
        ),
        (
            "  when parish = council or grouped, danger = no, about = traffic or dont_know, "
            "motorway = no or dont_know"
        ),
        f"  rows S5 of {PARISH} and S5 of {POLICE}",
    ]


def test_long_lists_are_cut_in_text_and_whole_in_markdown(run):
    text = run("rules", "compare", FOUNDING, COUNTY).out
    assert "and 5 more kinds, which --markdown lists" in text
    page = run("rules", "compare", FOUNDING, COUNTY, "--markdown").out
    assert "more kinds" not in page
    found = compare(Pack.load(FOUNDING), Pack.load(COUNTY))
    assert page.count("\n- parish = ") == sum(len(each.when) for each in found.differences)


def test_markdown_gives_the_reasons_and_what_the_questions_ask(run):
    page = run("rules", "compare", PARISH, POLICE, "--markdown").out
    assert page.startswith(f"# {PARISH} 1.0.0 and {POLICE} 1.0.0\n")
    assert f"> {POLICE} S5: The police here measure speeds before anything else is done." in page
    assert "- `motorway`: Is it on a motorway?" in page
    assert "crash" not in page


def test_json_is_the_comparison(run):
    done = run("rules", "compare", PARISH, POLICE, "--json")
    assert Comparison.model_validate_json(done.out) == compare(Pack.load(PARISH), Pack.load(POLICE))


def test_two_versions_of_a_pack_are_told_apart_by_version(run, tmp_path):
    text = Path(Pack.load(POLICE).file).read_text().replace("version: 1.0.0", "version: 1.1.0")
    new = tmp_path / f"{POLICE}.yaml"
    new.write_text(text.replace("    also_tell: [highway_authority]\n", ""))
    done = run("rules", "compare", POLICE, new)
    assert (
        "30 situations known to both: 0 go elsewhere (0.0 %), 4 only tell others, 26 are the same" in done.out
    )
    assert "police (also told: highway authority) → police: 4 situations" in done.out
    assert "rows S5 of 1.0.0 and S5 of 1.1.0" in done.out


def test_an_option_that_one_pack_has_alone_is_named(run, tmp_path):
    text = Path(Pack.load(POLICE).file).read_text().replace("      camera: A speed camera or a fine\n", "")
    new = tmp_path / f"{POLICE}.yaml"
    lines = [
        line for line in text.replace("[vehicle, camera]", "vehicle").splitlines() if "camera}" not in line
    ]
    new.write_text("\n".join(lines))
    out = run("rules", "compare", POLICE, new).out
    assert "24 situations known to both" in out
    assert "only the first has about = camera: 6 situations known to it alone" in out


def test_a_pack_and_itself_differ_in_nothing(run):
    out = run("rules", "compare", POLICE, POLICE).out
    assert out.splitlines()[1:] == [
        "30 situations known to both: 0 go elsewhere (0.0 %), 0 only tell others, 30 are the same"
    ]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((PARISH, "report-speeding-traffic-polise-first"), 2, "did you mean"),
        ((PARISH, "none.yaml"), 1, "there is no such file"),
        ((PARISH, POLICE, "--json", "--markdown"), 2, "either --markdown or --json"),
        ((PARISH,), 2, "OTHER"),
    ],
)
def test_what_cannot_be_compared_is_said(run, arguments, code, said):
    done = run("rules", "compare", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
