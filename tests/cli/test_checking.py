"""`routekit boundaries check`."""

import json

import pytest

from routekit.testing import write_tiny_district

SQUARE = [[410_000, 60_000], [411_000, 60_000], [411_000, 61_000], [410_000, 61_000], [410_000, 60_000]]


def shifted(by):
    return {"type": "Polygon", "coordinates": [[[x + by, y] for x, y in SQUARE]]}


@pytest.fixture
def published(tmp_path):
    """Write a file as the ONS publishes them, of areas by code with their polygons."""

    def write(**areas):
        features = [
            {
                "type": "Feature",
                "properties": {"PARNCP26CD": code, "PARNCP26NM": f"Area {code}"},
                "geometry": shape,
            }
            for code, shape in areas.items()
        ]
        crs = {"type": "name", "properties": {"name": "EPSG:27700"}}
        path = tmp_path / "PARNCP_JAN_2026_EW_BFC.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
        return path

    return write


OWN = ("--district", "E06999101")


def test_a_clean_published_file_needs_no_more_than_a_district_and_exits_with_0(run, published):
    done = run("boundaries", "check", published(E04999101=shifted(0), E04999102=shifted(1_000)), *OWN)

    assert done.code == 0
    assert done.out == "parncp-jan-2026-ew-bfc: 2 areas; 0 errors, 0 warnings\n"


def test_an_error_exits_with_1_and_says_where_and_what_would_be_right(run, published):
    done = run("boundaries", "check", published(E04999101=shifted(0), E04999102=shifted(990)), *OWN)

    assert done.code == 1
    assert "error overlap: 1; right would be: one of the two gives the land up" in done.out
    assert (
        "Area E04999101 (E04999101) and Area E04999102 (E04999102) share land at 410995.0, 60500.0"
        in done.out
    )


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--fail-on", "warning"), 1)])
def test_a_warning_exits_with_1_only_when_asked(run, published, options, code):
    path = published(E04999101=shifted(0), E04999102=shifted(998))

    assert run("boundaries", "check", path, *OWN, *options).code == code
    assert run("boundaries", "check", path, *OWN, *options, "--least-area", "2001").code == 0


def test_the_report_is_json_too(run, published):
    done = run("boundaries", "check", published(E04999101=shifted(0), E04999102=shifted(990)), *OWN, "--json")

    (finding,) = json.loads(done.out)["findings"]
    assert (finding["kind"], finding["codes"]) == ("overlap", ["E04999101", "E04999102"])


def test_text_has_at_most_so_many_of_each_kind(run):
    done = run("boundaries", "check", "west-berkshire-2019-12", "--most", "1")

    assert "and 101 more" in done.out


def test_a_folder_and_its_compiled_edition_have_the_same_findings(run, tmp_path):
    source = write_tiny_district(tmp_path)
    run("boundaries", "build", source, "--out", tmp_path / "tiny.edition")

    of_folder = run("boundaries", "check", source)
    assert of_folder.out == run("boundaries", "check", tmp_path / "tiny.edition").out
    assert "overlap: 1" in of_folder.out


def test_an_edition_agrees_with_itself(run, tmp_path):
    source = write_tiny_district(tmp_path)
    run("boundaries", "build", source, "--out", tmp_path / "tiny.edition")

    done = run("boundaries", "check", source, "--against", tmp_path / "tiny.edition")
    assert "list-disagrees" not in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nothing",), "there is no edition to compile: 'nothing'"),
        (("no.edition",), "'no.edition' is neither a compiled edition nor the name of one"),
        (("west-berkshire-2019-12", "--against", "none.csv"), "'none.csv' is neither a compiled edition"),
        (("west-berkshire-2019-12", "--outlines", "none.geojson"), "none.geojson"),
    ],
)
def test_what_cannot_be_read_is_bad_input_in_one_line(run, arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("boundaries", "check", *arguments)

    assert done.code == 2
    assert said in done.err.splitlines()[-1]


def test_a_cut_file_is_bad_input(run, published):
    path = published(E04999101=shifted(0))
    path.write_bytes(path.read_bytes()[:-40])

    assert run("boundaries", "check", path, *OWN).code == 2
