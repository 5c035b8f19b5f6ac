"""Profiles and overlays: what is laid over what, on which day, with problems where they stand."""

import json
import pickle
import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from routekit.errors import InputError, RulesError
from routekit.rules import Pack, lint, run_cases

README = Path(__file__).parents[2] / "rules" / "README.md"
GRASS = (Path(__file__).parent / "sound" / "report-grass.yaml").read_text()
COUNTY, DISTRICT = "E10000012", "E07000078"
OVERLAY = """format: 1
overlay: report-grass
version: 1.1.0
effective: {from: 2025-04-01, to: 2027-04-01}
maintainer: Wend District Council
rows:
  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We cut it all., source: minute 3}
texts:
  en: {outcomes: {highways: {say: Our grounds team cuts the grass.}}, rows: {A: {why: As always.}}}
  cy: {outcomes: {highways: {say: Ein tîm sy'n torri'r glaswellt.}}}
cases:
  - {given: {parish: council}, expect: highways, row: B}
"""
PROFILE = """format: 1
extends: report-grass
transaction: report-grass-carefully
version: 2.0.0
title: Report long grass, carefully
questions:
  nests: {text: "Are there nests in it?", options: yes_no_dont_know}
rows:
  - {id: B, when: {parish: [council, grouped], nests: no}, then: parish, why: Made up., source: made up}
  - {id: C, when: {parish: [council, grouped], nests: [yes, dont_know]}, then: highways, why: Eggs, source: x}
cases:
  - {given: {parish: meeting}, expect: highways, row: A}
  - {given: {parish: council}, ask: nests}
  - {given: {parish: council, nests: no}, expect: parish, row: B}
  - {given: {parish: council, nests: yes}, expect: highways, row: C}
"""


@pytest.fixture
def home(tmp_path):
    """Write files by their path below a folder; report-grass is there already."""

    def write(**files):
        for name, text in {"packs/report-grass.yaml": GRASS, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "packs" / "report-grass.yaml"

    return write


def overlaid(council=DISTRICT, text=OVERLAY, name="report-grass"):
    return {f"overlays/{council}/{name}.yaml": text}


# --- overlays ------------------------------------------------------------------------------------------


def test_an_overlay_replaces_rows_and_words_by_id_and_nothing_else(home):
    path = home(**overlaid())
    base, pack = Pack.load(path), Pack.load(path, overlay=DISTRICT)
    assert base.decide({"parish": "council"}).outcome == "parish"
    assert pack.decide({"parish": "council"}).outcome == "highways"
    assert [row.id for row in pack.rows] == [row.id for row in base.rows]
    assert pack.outcomes["highways"].say == "Our grounds team cuts the grass."
    assert pack.outcomes["parish"] == base.outcomes["parish"]
    assert pack.decide({"parish": "meeting"}).why == "As always."
    assert pack.in_language("cy").outcomes["highways"].say == "Ein tîm sy'n torri'r glaswellt."
    assert run_cases(pack).passed
    assert len(pack.cases) == len(base.cases)


def test_the_merged_pack_has_a_version_and_a_hash_of_its_own(home):
    path = home(**overlaid())
    base, pack = Pack.load(path), Pack.load(path, overlay=DISTRICT)
    assert base.ref.sha256 == sha256(GRASS.encode()).hexdigest()
    assert pack.ref.sha256 != base.ref.sha256
    assert pack.ref.version == f"1.0.0+{DISTRICT}.1.1.0"
    assert pack.ref.transaction == "report-grass"
    assert pickle.loads(pickle.dumps(pack)) == pack
    again = home(**overlaid(text=OVERLAY + "# a comment changes nothing that is said\n"))
    assert Pack.load(again, overlay=DISTRICT).ref.sha256 == pack.ref.sha256


def test_a_council_without_an_overlay_has_the_pack_as_it_is(home):
    path = home(**overlaid())
    assert Pack.load(path, overlay="E06000037") == Pack.load(path)


def test_a_county_comes_first_and_then_its_district(home):
    county = OVERLAY.replace("We cut it all.", "The county cuts it.").replace(
        "As always.", "As the county says."
    )
    district = OVERLAY.replace("rows: {A: {why: As always.}}", "title: Grass")
    path = home(**overlaid(COUNTY, county), **overlaid(DISTRICT, district))
    pack = Pack.load(path, overlay=[COUNTY, DISTRICT])
    assert pack.decide({"parish": "council"}).why == "We cut it all."
    assert pack.decide({"parish": "meeting"}).why == "As the county says."
    assert pack.transaction.title == "Grass"


def test_an_overlay_holds_on_its_days_only(home):
    later = OVERLAY.replace("{from: 2025-04-01, to: 2027-04-01}", "{from: 2027-04-01}").replace(
        "1.1.0", "2.0.0"
    )
    path = home(**overlaid(), **overlaid(name="report-grass@2.0.0", text=later))
    versions = [
        Pack.load(path, overlay=DISTRICT, on=date(year, 4, 1)).ref.version for year in (2024, 2025, 2027)
    ]
    assert versions == ["1.0.0", f"1.0.0+{DISTRICT}.1.1.0", f"1.0.0+{DISTRICT}.2.0.0"]
    assert Pack.load(path, overlay=DISTRICT).ref.version == f"1.0.0+{DISTRICT}.2.0.0"


def test_two_overlays_of_a_council_on_one_day_are_refused(home):
    path = home(**overlaid(), **overlaid(name="report-grass@2.0.0"))
    with pytest.raises(RulesError, match="E123"):
        Pack.load(path, overlay=DISTRICT)


def test_a_row_may_be_dropped_and_others_added(home):
    text = OVERLAY.replace(
        "rows:\n",
        "drop: [A]\nrows:\n  - {id: N, when: {parish: [meeting, unparished, unknown]}, "
        "then: highways, why: New., source: x}\n",
    ).replace(", rows: {A: {why: As always.}}", "")
    text += "  - {given: {parish: meeting}, expect: highways, row: N}\n"
    pack = Pack.load(home(**overlaid(text=text)), overlay=DISTRICT)
    assert [row.id for row in pack.rows] == ["B", "N"]


def test_a_merged_pack_that_does_not_prove_is_refused_at_the_overlay_s_own_line(home):
    path = home(**overlaid(text=OVERLAY.replace("[council, grouped]}, then", "council}, then")))
    with pytest.raises(RulesError) as error:
        Pack.load(path, overlay=DISTRICT)
    (problem,) = [each for each in error.value.problems if each.severity == "error"]
    assert (problem.code, Path(problem.file).parent.name, problem.line) == ("E302", DISTRICT, 6)
    assert "parish = grouped" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rows:\n", "questions: {}\nrows:\n", "E202"),
        ("version: 1.1.0\n", "", "E201"),
        ("{id: B,", "{id: B, wen: {},", "E202"),
        ("then: highways", "then: highway", "E216"),
        ("{A: {why: As always.}}", "{Z: {why: As always.}}", "E217"),
        ("overlay: report-grass", "overlay: report-hedge", "E120"),
        ("rows:\n", "drop: [Z]\nrows:\n", "E217"),
        ("rows:\n", "rows: [\n", "E105"),
    ],
)
def test_what_is_wrong_with_an_overlay_is_named_in_the_overlay(home, old, new, code):
    path = home(**overlaid(text=OVERLAY.replace(old, new)))
    with pytest.raises(RulesError) as error:
        Pack.load(path, overlay=DISTRICT)
    found = {each.code for each in error.value.problems if Path(each.file).parent.name == DISTRICT}
    assert code in found


def test_an_overlay_is_linted_by_its_own_path(home):
    home(**overlaid())
    file = home().parent.parent / "overlays" / DISTRICT / "report-grass.yaml"
    assert {each.code for each in lint(file)} == {
        "W401",
        "W412",
    }  # as the words of its Welsh are not all there
    assert Pack.load(file).decide({"parish": "council"}).outcome == "highways"


@pytest.mark.parametrize(
    "code", ["westberks", "e06000037", "../E06000037", "", 7, ["E06000037", None], {"a": 1}]
)
def test_what_is_no_gss_code_is_refused(home, code):
    with pytest.raises(InputError, match="GSS code"):
        Pack.load(home(), overlay=code)


# --- profiles ------------------------------------------------------------------------------------------


def test_a_profile_adds_questions_and_replaces_rows_by_id(home):
    home(**{"packs/report-grass-carefully.yaml": PROFILE})
    path = home().parent / "report-grass-carefully.yaml"
    assert lint(path) == ()
    pack = Pack.load(path)
    assert pack.ref.transaction == "report-grass-carefully"
    assert [row.id for row in pack.rows] == ["A", "B", "C"]
    assert pack.maintainer == "The routekit authors"
    assert run_cases(pack).passed
    assert pickle.loads(pickle.dumps(pack)) == pack


def test_a_profile_may_extend_a_profile_and_no_further_than_a_few(home):
    more = PROFILE.replace("extends: report-grass\n", "extends: report-grass-carefully\n")
    more = more.replace("transaction: report-grass-carefully", "transaction: most-carefully")
    home(**{"packs/report-grass-carefully.yaml": PROFILE, "packs/most-carefully.yaml": more})
    assert Pack.load(home().parent / "most-carefully.yaml").ref.transaction == "most-carefully"


@pytest.mark.parametrize(
    "named", ["report-grass-x", "nothing-like-it", "../secret", "report-grass-carefully", "x" * 300]
)
def test_a_pack_that_cannot_be_extended_is_named(home, named):
    home(
        **{"packs/report-grass-carefully.yaml": PROFILE.replace("extends: report-grass", f"extends: {named}")}
    )
    path = home().parent / "report-grass-carefully.yaml"
    assert [(each.line, each.code) for each in lint(path)] == [(2, "E122")]


def test_packs_that_extend_each_other_are_refused(home):
    one = PROFILE.replace("extends: report-grass\n", "extends: b\n")
    home(**{"packs/a.yaml": one, "packs/b.yaml": one.replace("extends: b", "extends: a")})
    assert [each.code for each in lint(home().parent / "a.yaml")] == ["E122"]


def test_the_canonical_form_that_is_hashed_holds_all_that_is_said(home):
    path = home(**overlaid())
    root = json.loads(canonical(Pack.load(path, overlay=DISTRICT)))
    assert root["rows"][1]["why"] == "We cut it all."
    assert list(root["outcomes"]) == ["parish", "highways"]


def canonical(pack):
    from routekit.rules.layers import _canonical, layered

    return _canonical(layered(pack._sources).root)


def test_the_examples_of_the_format_s_page_are_sound(home):
    blocks = re.findall(r"```yaml\n(format: 1\n(extends|overlay).*?)```", README.read_text(), re.DOTALL)
    texts = {kind: text for text, kind in blocks}
    path = home(**{"packs/report-grass-carefully.yaml": texts["extends"], **overlaid(text=texts["overlay"])})
    assert lint(path.parent / "report-grass-carefully.yaml") == ()
    assert Pack.load(path, overlay=DISTRICT).decide({"parish": "council"}).outcome == "highways"


def test_own_words_for_what_comes_before_any_council_is_known_are_never_read(home):
    speed = (Path(__file__).parent / "sound" / "report-speed.yaml").read_text()
    texts = """texts:
  en: {stops: {D1: {say: Ring us.}}, questions: {danger: {text: "Danger?"}, mph: {text: "How fast?"}}}
  cy: {stops: {D1: {say: Ffoniwch ni.}}}
"""
    overlay = OVERLAY.partition("rows:")[0].replace("report-grass", "report-speed") + texts
    path = f"overlays/{DISTRICT}/report-speed.yaml"
    base = home(**{"packs/report-speed.yaml": speed, path: overlay}).with_name("report-speed.yaml")
    found = [each for each in lint(base.parent.parent / path) if each.code == "W414"]
    assert [(each.line, each.message.partition(" comes ")[0]) for each in found] == [
        (7, 'stop "D1"'), (7, 'question "danger"'), (8, 'stop "D1"'),
    ]  # fmt: skip
    assert Pack.load(base, overlay=DISTRICT).questions["mph"].text == "How fast?"
