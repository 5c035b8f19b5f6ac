"""`routekit rules diff`: what changes between two versions of a pack, in words, as Markdown and as JSON."""

import json
from pathlib import Path

import pytest

from routekit.rules import Pack
from routekit.rules.diffing import PackDiff, diff
from routekit.transfers import Transfers

POTHOLE, SPEEDING = "report-pothole", "report-speeding-traffic"
DAY = "2026-04-01"
STOP = '{id: D, when: {danger: yes}, call: "999", say: Call., why: So., source: x}'
SIGNS = "the constable & <b>_all_</b>"


@pytest.fixture
def changed(tmp_path):
    """Give a function that writes a new version of an installed pack with some of its text replaced."""

    def write(name, *pairs, file=None):
        text = Path(Pack.load(name).file).read_text().replace("version: 1.0.0", "version: 1.1.0")
        text = text[: text.index("\ncases:")] + "\ncases: []\n"
        for was, now in pairs:
            assert was in text
            text = text.replace(was, now)
        path = tmp_path / (file or f"{name}.yaml")
        path.write_text(text)
        return path

    return write


@pytest.fixture
def private(changed):
    """Give report-pothole with private roads gone to another authority, and some words changed."""
    return changed(
        POTHOLE,
        ("when: {surface: private}\n    then: owner", "when: {surface: private}\n    then: motorways"),
        ("What is damaged?", "What is broken?"),
        ("  owner:\n    role: highway_authority", "  owner:\n    role: litter_authority"),
        ("{surface: path, danger: [no, dont_know]}\n    then: roads",
         "{surface: path, danger: [no, dont_know]}\n    then: owner"),
    )  # fmt: skip


def test_text_counts_names_and_gives_the_reasons_on_both_sides(run, private):
    done = run("rules", "diff", POTHOLE, private)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "report-pothole 1.0.0 → 1.1.0: destinations change",
        (
            "45 situations known to both: 15 go elsewhere (33.3 %), 0 only have another duty or tell others, "
            "0 only read otherwise, 30 are the same"
        ),
        "questions asked: as before, at most 3, mean 2.07",
        "",
        "Another destination: 15 situations",
        "  highway authority → strategic roads: 9 situations",
        "    when surface = private",
        "    was P1: Car parks, private roads and drives are mended by whoever owns them.",
        "    now P1: Car parks, private roads and drives are mended by whoever owns them.",
        "  highway authority → litter authority: 6 situations",
        "    when surface = path, danger = no or dont_know",
        "    was P6: The council for the roads also repairs the surface of public paths.",
        "    now P6: The council for the roads also repairs the surface of public paths.",
        "",
        "Words: 1",
        '  question surface, text: "What is damaged?" → "What is broken?"',
        "",
        "Said otherwise: 3",
        "  outcome owner, role: highway_authority → litter_authority",
        "  row P1, then: owner → motorways",
        "  row P6, then: roads → owner",
    ]


def test_a_copy_changes_nothing(run, tmp_path):
    copy = tmp_path / "report-pothole.yaml"
    copy.write_bytes(Path(Pack.load(POTHOLE).file).read_bytes())
    out = run("rules", "diff", POTHOLE, copy, "--fail-on", "any")
    assert out.code == 0
    assert out.out.splitlines()[0] == "report-pothole 1.0.0 → 1.0.0: nothing changes"
    assert len(out.out.splitlines()) == 3


def test_emergencies_come_first_loudly_and_none_is_left_out(run, changed):
    name = "report-speeding-traffic-police-first"
    new = changed(name, ('call: "999"', 'call: "112"'), ("title: Report", "title: Tell of"))
    done = run("rules", "diff", name, new, "--most", "0", "--fail-on", "emergency")
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].endswith("1.1.0: EMERGENCIES CHANGE")
    assert lines[1] == "EMERGENCIES CHANGE in 15 situations"
    assert (
        lines[lines.index("EMERGENCIES: 15 situations") + 1]
        == "  emergency 999 → emergency 112: 15 situations"
    )
    assert "  stop S1, call: 999 → 112" in lines
    assert lines[-2:] == ["Words: 1", "  and 1 more"]


def test_a_stop_that_only_says_otherwise_is_shown_among_the_emergencies(run, changed):
    name = "report-speeding-traffic-police-first"
    said = Pack.load(name).stops["S1"].say
    out = run("rules", "diff", name, changed(name, (said, "Call."))).out
    assert f'EMERGENCIES: 0 situations\n  stop S1, say: "{said}" → "Call."' in out


def test_long_lists_are_cut_in_text_and_whole_in_markdown(run, tmp_path):
    pair = (SPEEDING, "report-speeding-traffic-county-first")
    text = run("rules", "diff", *pair, "--most", "1").out
    whole = run("rules", "diff", *pair, "--markdown", "-").out
    found = diff(*map(Pack.load, pair))
    assert "and 1 more" in text
    assert whole.count("\n  - when ") == sum(len(each.when) for each in found.shifts)
    assert whole.count("\n  - was ") == sum(len(each.rows_was) for each in found.shifts)
    file = tmp_path / "changes.md"
    beside = run("rules", "diff", *pair, "--most", "1", "--markdown", file).out
    assert beside == text
    assert file.read_text() == whole


def test_markdown_says_what_questions_ask_and_keeps_signs_from_being_read(run, changed):
    new = changed(
        POTHOLE,
        ("What is damaged?", f'"{SIGNS}"'),
        ("pavement], motorway: yes", "pavement], motorway: [yes, dont_know]"),
        ("motorway: [no, dont_know]", "motorway: no"),
    )
    page = run("rules", "diff", POTHOLE, new, "--markdown", "-").out
    assert page.startswith("# report-pothole 1.0.0 → 1.1.0: destinations change\n\n- 45 situations")
    assert "- **highway authority → strategic roads: 6 situations**\n  - when surface" in page
    assert "\n- `surface`: the constable & \\<b\\>\\_all\\_\\</b\\>\n" in page
    assert "- `motorway`: Is it on a motorway" in page


def test_json_is_the_diff_with_its_gravity(run, private):
    done = run("rules", "diff", POTHOLE, private, "--json")
    told = json.loads(done.out)
    assert (told.pop("gravity"), told.pop("places")) == ("destination", None)
    assert PackDiff.model_validate_json(json.dumps(told)) == diff(Pack.load(POTHOLE), Pack.load(private))


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        ([], set()),
        ([("status: alpha", "status: beta")], {"any"}),
        ([("What is damaged?", "What is broken?")], {"any", "changed-words"}),
        ([("role: strategic_roads", "role: strategic_roads\n    also_tell: [police]")],
         {"any", "changed-words", "changed-fallback"}),
        ([("role: strategic_roads", "role: police")],
         {"any", "changed-words", "changed-fallback", "changed-destination"}),
        ([("rows:\n", f"stops: [{STOP}]\nrows:\n")],
         {"any", "changed-words", "changed-fallback", "changed-destination", "emergency"}),
    ],
)  # fmt: skip
def test_a_change_fails_on_what_is_as_grave_and_on_what_is_less(run, changed, change, failing):
    new = changed(POTHOLE, *change)
    values = ("any", "changed-words", "changed-fallback", "changed-destination", "emergency")
    assert {each for each in values if run("rules", "diff", POTHOLE, new, "--fail-on", each).code} == failing
    assert run("rules", "diff", POTHOLE, new).code == 0


def test_a_name_that_is_new_is_said(run, changed):
    new = changed(SPEEDING, ("by_day", "daylight"), ("Does the speeding mostly", "Does it mostly"))
    assert "highway authority" in run("rules", "diff", SPEEDING, new).out
    done = run(
        "rules", "diff", SPEEDING, new, "--renamed", "by_day=daylight", "--fail-on", "changed-destination"
    )
    assert done.code == 0
    assert "  question by_day → daylight" in done.out.splitlines()


def test_a_councils_overlay_is_laid_over_both_or_is_one_of_the_two(run, tmp_path):
    shared = (Path(__file__).parents[1] / "rules" / "sound" / "report-grass.yaml").read_text()
    for folder, row in (("old", "then: parish"), ("new", "then: highways")):
        overlay = tmp_path / folder / "overlays" / "E07000078" / "report-grass.yaml"
        overlay.parent.mkdir(parents=True)
        overlay.write_text(f"""format: 1
overlay: report-grass
version: 1.0.0
effective: {{from: 2025-04-01}}
maintainer: Wend
rows:
  - {{id: B, when: {{parish: [council, grouped]}}, {row}, why: So., source: minute 3}}
""")
        (tmp_path / folder / "packs").mkdir()
        (tmp_path / folder / "packs" / "report-grass.yaml").write_text(shared)
    old, new = (tmp_path / folder / "packs" / "report-grass.yaml" for folder in ("old", "new"))
    assert "nothing changes" in run("rules", "diff", old, new).out
    both = run("rules", "diff", old, new, "--overlay", "E07000078").out
    assert "5 situations known to both: 2 go elsewhere" in both
    assert (
        "0 go elsewhere" in run("rules", "diff", old, new, "--overlay", "E07000078", "--on", "2025-03-31").out
    )
    overlay = tmp_path / "new" / "overlays" / "E07000078" / "report-grass.yaml"
    assert "2 situations" in run("rules", "diff", new, overlay).out
    done = run("rules", "diff", new, overlay, "--places")
    assert (done.code, done.out) == (2, "")
    assert "without an overlay" in done.err


@pytest.fixture
def side_by_side(tmp_path, monkeypatch):
    """Install a second version of report-pothole, which holds from April 2027."""
    from routekit.rules import files, installed

    packs = tmp_path / "installed" / "packs"
    packs.mkdir(parents=True)
    text = Path(Pack.load(POTHOLE).file).read_text()
    first = text.replace("{from: 2015-04-01}", "{from: 2015-04-01, to: 2027-04-01}")
    second = text.replace("{from: 2015-04-01}", "{from: 2027-04-01}").replace(
        "version: 1.0.0", "version: 2.0.0"
    )
    (packs / "report-pothole.yaml").write_text(first)
    (packs / "report-pothole@2.0.0.yaml").write_text(second.replace("What is damaged?", "What is broken?"))
    for module in (installed, files):
        monkeypatch.setattr(module, "folders", lambda _: (packs.parent,))


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        ("report-pothole", "report-pothole@2.0.0", ()),
        ("report-pothole@1.0.0", "report-pothole@2.0.0", ()),
        ("report-pothole@2027-03-31", "report-pothole@2027-04-01", ()),
        ("report-pothole", "report-pothole@2.0.0", ("--on", "2026-04-01")),
    ],
)
def test_versions_side_by_side_are_named_by_number_or_by_day(run, side_by_side, old, new, more):
    lines = run("rules", "diff", old, new, *more).out.splitlines()
    assert lines[0].startswith("report-pothole 1.0.0 → 2.0.0: ")
    assert '  question surface, text: "What is damaged?" → "What is broken?"' in lines


def test_places_say_in_which_areas_another_authority_acts(run, private, west_berkshire):
    asked = ("rules", "diff", POTHOLE, private, "--places", "--edition", west_berkshire.path, "--on", DAY)
    lines = run(*asked, "--most", "1").out.splitlines()
    at = lines.index(
        "Places: on 2026-04-01, of 63 areas of west-berkshire-2019-12, 63 get another authority in 1 district"
    )
    assert lines[at + 1 : at + 4] == [
        "  63 areas of 1 district",
        "    when surface = private",
        (
            "    West Berkshire Council (E06000037) → nobody is recorded: 63 areas of 1 district: "
            "Aldermaston (E04001146), Aldworth (E04001147), Ashampstead (E04001148), …"
        ),
    ]
    assert lines[at - 1] == ""
    told = json.loads(run(*asked, "--json").out)["places"]
    assert told.pop("edition") == "west-berkshire-2019-12"
    assert Transfers.model_validate_json(json.dumps(told)).affected == 63
    assert "## Places: on 2026-04-01" in run(*asked, "--markdown", "-").out
    none = run(*asked, "--district", "E07000026").out
    assert "of 0 areas of west-berkshire-2019-12, none gets another authority" in none


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((POTHOLE, "report-pothle"), 2, "did you mean"),
        ((POTHOLE, "none.yaml"), 1, "there is no such file"),
        ((POTHOLE, "report-pothole@9.0.0"), 2, "of report-pothole there are 1.0.0 from 2015-04-01"),
        ((POTHOLE, "report-pothole@2001-01-01"), 2, "is no installed version"),
        ((POTHOLE, "report-pothle@1.0.0"), 2, "did you mean"),
        ((POTHOLE, POTHOLE, "--json", "--markdown", "-"), 2, "either --markdown - or --json"),
        ((POTHOLE, POTHOLE, "--district", "E06000037"), 2, "--district goes with --places"),
        ((POTHOLE, POTHOLE, "--edition", "none.edition"), 2, "--edition goes with --places"),
        ((POTHOLE, POTHOLE, "--renamed", "danger"), 2, "OLD=NEW is needed"),
        ((POTHOLE, POTHOLE, "--renamed", "danger=peril"), 2, "renamed is 'danger'"),
        ((POTHOLE, POTHOLE, "--fail-on", "worse"), 2, "changed-destination"),
        ((POTHOLE, POTHOLE, "--on", "tomorrow"), 2, "2026-04-01 is needed"),
        ((POTHOLE, POTHOLE, "--overlay", "Kent"), 2, "GSS code"),
        ((POTHOLE, POTHOLE, "--places", "--district", "E07999999"), 2, "E07999999"),
        ((POTHOLE, "report-litter", "--places"), 2, "goes by transaction"),
        ((POTHOLE, POTHOLE, "--markdown", "none/changes.md"), 1, "none/changes.md cannot be written"),
        ((POTHOLE,), 2, "NEW"),
    ],
)
def test_what_cannot_be_compared_is_said(run, arguments, code, said):
    done = run("rules", "diff", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_pack_that_does_not_prove_is_refused(run, changed):
    new = changed(POTHOLE, ("when: {surface: private}", "when: {surface: [private, path]}"))
    done = run("rules", "diff", POTHOLE, new)
    assert (done.code, done.out) == (1, "")
    assert "E301" in done.err
