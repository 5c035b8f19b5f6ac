"""`routekit demo` across the country, on invented squares around its stops (`nation.py`: the real areas)."""

import json
from datetime import date

import pytest

from routekit.boundaries import About, Draft, build, describe
from routekit.boundaries.cache import cache_folder
from routekit.boundaries.postcodes import build_postcodes
from routekit.cli import main
from routekit.cli.demo import nation

SQUARES = (
    ("E43000041", "Wycombe, unparished area", None, "E07000007", 486_700, 192_900),
    ("E04012984", "Keswick", None, "E07000026", 326_500, 523_500),
    ("E04002617", "Kendal", None, "E07000031", 351_500, 492_500),
    ("E04000204", "Otley", None, "E08000035", 420_350, 445_500),
    ("E43000197", "Camden, unparished area", None, "E09000007", 528_800, 183_900),
    ("E43000031", "Reading, unparished area", None, "E06000038", 471_000, 173_400),
    ("W04000849", "Lisvane", "Llys-faen", "W06000015", 318_650, 183_450),
    ("E43000236", "Westminster, unparished area", None, "E09000033", 529_090, 179_645),
    ("E04001207", "Newbury", None, "E06000037", 446_000, 167_000),
    ("E04001188", "Speen", None, "E06000037", 448_000, 167_000),
    ("E04001161", "Chieveley", None, "E06000037", 447_970, 172_150),
)
HALF = 1_000


def square(code, name, welsh, district, *middle):
    east, north = middle
    west, south = east - HALF, north - HALF
    ring = [[west, south], [west, south + 2 * HALF], [west + 2 * HALF, south + 2 * HALF],
            [west + 2 * HALF, south], [west, south]]  # fmt: skip
    return {
        "type": "Feature",
        "properties": {"PARNCP19CD": code, "PARNCP19NM": name, "PARNCP19NMW": welsh, "LAD19CD": district},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture(scope="module")
def cache(tmp_path_factory, code_point):
    """Give a cache in which a small `ew-2019-12` and a few postcodes are compiled already."""
    folder = tmp_path_factory.mktemp("nation")
    crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
    features = [square(*each) for each in SQUARES]
    source = folder / "PARNCP_DEC_2019_EW_BFC.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    about = About(
        name=nation.EDITION, date=date(2019, 12, 31), licence="CC0-1.0", attribution="Invented squares"
    )
    rows = [
        ("SW1A 1AA", "10", "529090", "179645"), ("SW1A 2AA", "10", "529190", "179645"),
        ("RG14 1QP", "10", "447000", "167000"), ("RG14 1QR", "10", "447000", "167060"),
    ]  # fmt: skip
    rows = [(*row, "E92000001", "", "", "", "E09000033", "E05000644") for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        build(describe([source], about))
        # Newer than what is installed, so that this one is opened.
        zipped = code_point(folder / "codepo.zip", rows, facts="2036.2.0 20360422")
        build_postcodes(zipped, cache_folder() / "codepo-2036-05.postcodes")
    return folder


COUNCILS = [
    ("routed", "Buckinghamshire County Council"),
    ("routed", "Buckinghamshire Council"),
    ("routed", "Cumbria County Council"),
    ("routed", "Cumberland Council"),
    ("routed", "Westmorland and Furness Council"),
    ("routed", "Leeds City Council"),
    ("routed", "London Borough of Camden"),
    ("routed", "Reading Borough Council"),
    ("routed", "City of Cardiff Council"),
    ("routed", "City of Westminster"),
    ("ask", "place"),
    ("unrouted", "outside-coverage"),
    ("unrouted", "outside-coverage"),
    ("routed", "West Berkshire Council"),
]


def ends(scenes):
    """Give how each scene ends: who is named, what is asked, or why nobody is."""
    return [
        (each["kind"], each.get("authority", {}).get("name") or each.get("reason") or each["question"]["id"])
        for each in (scene["decision"] for scene in scenes)
    ]


def test_every_stop_ends_as_its_title_says(run):
    done = run("demo", "--json")

    told = json.loads(done.out)
    assert done.code == 0
    assert len(told["scenes"]) == 8
    assert ends(told["nation"]) == COUNCILS
    assert {each["decision"]["edition"]["name"] for each in told["nation"]} == {nation.EDITION}
    assert [each["referral"] for each in told["nation"]] == [None] * len(COUNCILS)


def test_the_words_name_the_areas_in_both_languages_and_end_with_the_sources(run):
    done = run("demo")

    assert done.code == 0
    assert "No contacts are looked up" in done.out
    assert "Compiling" not in done.out
    assert "area: Lisvane / Llys-faen (W04000849)" in done.out
    assert "careful (not-checked): motorways and trunk roads, which National Highways" in done.out
    assert "Routed 14 times in " in done.out
    assert "Invented squares" in done.out
    assert "Contains Royal Mail data" in done.out
    assert f"delete {cache_folder() / nation.EDITION}.edition." in done.out


def test_what_is_compiled_is_used_and_what_is_damaged_is_not(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    sample = Draft.sample()
    assert nation.compiled(sample) is None

    path, told = nation.compile_now(sample)

    assert path == nation.compiled(sample)
    assert told.text.startswith("Compiled 63 areas (1 MB) in ")
    assert "  reading ...\n" in capsys.readouterr().err
    path.write_bytes(path.read_bytes()[:-1])
    assert nation.compiled(sample) is None


def test_a_cache_that_cannot_be_written_says_what_to_do_before_a_minute_is_spent(
    tmp_path, monkeypatch, capsys
):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setattr("sys.argv", ["routekit", "demo"])

    with pytest.raises(SystemExit) as stopped:
        main()

    out, err = capsys.readouterr()
    assert stopped.value.code == 1
    assert "8. In Reading" in out
    assert "Compiling" not in out
    assert err.count("\n") == 1
    assert "set XDG_CACHE_HOME to a folder that can be written" in err
