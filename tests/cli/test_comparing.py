"""`routekit boundaries diff`."""

import csv
import json
import sys

import pytest

from routekit.boundaries import Edition, build
from routekit.testing import write_reorganised

SAMPLE = "west-berkshire-2019-12"


@pytest.fixture(scope="session")
def invented(tmp_path_factory, west_berkshire):
    folder = tmp_path_factory.mktemp("invented")
    return build(write_reorganised(folder, west_berkshire), folder)[0]


@pytest.fixture
def diff(run, invented, west_berkshire):
    def running(*options, old=None, new=None):
        return run("boundaries", "diff", old or west_berkshire.path, new or invented, *options)

    return running


def test_what_differs_is_said_and_the_exit_code_is_0(diff):
    done = diff("--no-postcodes")

    assert done.code == 0
    assert "Greenham (E04001173) -> Newbury (E04001207), 167." in done.out
    assert "Recoded: the same land under another code: 1" in done.out


def test_a_change_fails_only_when_asked(diff, west_berkshire):
    assert diff("--no-postcodes", "--fail-on", "changed").code == 1
    assert diff("--no-postcodes", "--fail-on", "changed", new=west_berkshire.path).code == 0


def test_editions_in_the_cache_are_found_by_name(run, diff):
    run("boundaries", "build", SAMPLE)

    assert "no area differs" in diff("--no-postcodes", old=SAMPLE, new=SAMPLE).out


def test_json_has_the_tolerance_and_every_exchange(diff):
    found = json.loads(diff("--no-postcodes", "--json", "--least-width", "0", "--least-area", "5000000").out)

    assert found["tolerance"] == {"width_m": 0.0, "area_m2": 5_000_000.0}
    assert [each["now"]["name"] for each in found["land"]] == ["Pangbourne and Tidmarsh"]
    assert found["recoded"] == [], "a merger is no new code, however much is left out"
    assert found["postcodes"] is None


def test_everything_is_written_where_it_is_asked_for(diff, tmp_path, west_berkshire_postcodes):
    page, picture, listed = tmp_path / "page.md", tmp_path / "pictures" / "land.svg", tmp_path / "list.csv"
    picture.parent.mkdir()
    done = diff(
        "--markdown", page, "--map", picture, "--postcodes", listed,
        "--postcodes-edition", west_berkshire_postcodes.path,
    )  # fmt: skip

    assert done.code == 0
    assert "![Land that changed hands](<pictures/land.svg>)" in page.read_text(encoding="utf-8")
    assert picture.read_text(encoding="utf-8").startswith("<?xml")
    with listed.open(encoding="utf-8", newline="") as file:
        assert f"postcodes affected: {len(list(csv.DictReader(file))):,} of 5,398" in done.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--no-postcodes", "--postcodes", "list.csv"), "--no-postcodes leaves out"),
        (("--least-width", "-1"), "--least-width"),
        (("--map", "land.gif"), ".svg or .png"),
    ],
)
def test_options_that_cannot_be_are_bad_input(diff, options, said):
    done = diff(*options)

    assert done.code == 2
    assert said in done.err


def test_an_edition_that_is_not_there_is_bad_input_and_those_there_are_named(run, diff):
    run("boundaries", "build", SAMPLE)
    done = diff(old="ew-1066-10")

    assert done.code == 2
    assert SAMPLE in done.err


def test_a_file_that_is_no_edition_is_bad_input(diff, tmp_path):
    (tmp_path / "no.edition").write_text("nothing of the kind")

    assert diff(old=tmp_path / "no.edition").code == 2


def test_without_matplotlib_a_picture_is_refused_before_the_work_begins(diff, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = diff("--map", tmp_path / "land.png", "--fail-on", "changed")

    assert done.code == 2
    assert "install routekit[map]" in done.err
    assert "comparing" not in done.err


@pytest.mark.parametrize("option", ["--markdown", "--map", "--postcodes"])
def test_a_file_that_cannot_be_written_is_refused_before_the_work_begins(diff, tmp_path, option):
    done = diff(option, tmp_path / "no folder" / "out.svg", "--fail-on", "changed")

    assert done.code == 2, "1 would say that something differs"
    assert "cannot be written" in done.err
    assert "comparing" not in done.err


@pytest.mark.parametrize("option", ["--markdown", "--map"])
def test_a_disk_that_fills_up_still_leaves_the_answer_on_the_screen(diff, west_berkshire, option):
    (full := west_berkshire.path.parent / "full.svg").unlink(missing_ok=True)
    full.symlink_to("/dev/full")
    done = diff("--no-postcodes", option, full, "--fail-on", "changed")

    assert (done.code, "No space left" in done.err) == (2, True)
    assert "Greenham (E04001173) -> Newbury (E04001207), 167." in done.out


def test_postcodes_that_are_not_there_are_missed_before_the_work_begins(diff, tmp_path):
    done = diff("--postcodes-edition", tmp_path / "none.postcodes", "--fail-on", "changed")

    assert done.code == 2
    assert "none.postcodes" in done.err
    assert "comparing" not in done.err


def test_a_boundary_that_turns_out_damaged_is_no_change(diff, tmp_path, west_berkshire):
    content = bytearray(west_berkshire.path.read_bytes())
    content[-2_000] ^= 1  # in the boundary that comes last
    (damaged := tmp_path / "damaged.edition").write_bytes(content)

    done = diff("--no-postcodes", "--fail-on", "changed", old=damaged)

    assert (done.code, done.out) == (2, "")
    assert "damaged" in done.err


def test_a_file_is_written_over_nothing_that_is_compared_or_written(diff, tmp_path, invented):
    content = invented.read_bytes()

    assert "an edition to be compared" in diff("--no-postcodes", "--markdown", invented).err
    assert invented.read_bytes() == content
    done = diff("--map", tmp_path / "out.svg", "--markdown", tmp_path / "." / "out.svg")
    assert (done.code, "as is --markdown" in done.err) == (2, True)
    assert not (tmp_path / "out.svg").exists()


def test_the_invented_edition_says_that_it_is_invented(invented):
    edition = Edition.open(invented)

    assert edition.ref.sample
    assert "invented" in edition.title
    assert "invented" in edition.provenance.source


@pytest.mark.parametrize("number", ["nan", "inf", "-1", "1e3", "many"])
def test_a_tolerance_that_is_no_number_of_metres_is_bad_input(run, number):
    done = run("boundaries", "diff", "old", "new", "--least-area", number)
    assert done.code == 2
    assert done.err.startswith("routekit: Invalid value for '--least-area'")
