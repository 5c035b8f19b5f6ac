"""Where a postcode is, or why that is not known; and a file that is not as it was written is refused."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import shapely

from routekit.boundaries import Edition, Postcodes, Unlocated, build
from routekit.boundaries.cache import cache_folder
from routekit.boundaries.container import Container, Section, write
from routekit.boundaries.postcodes import build_postcodes
from routekit.boundaries.postcodes.key import key_of
from routekit.boundaries.postcodes.source import PostcodesManifest, installed
from routekit.boundaries.postcodes.table import compact_of
from routekit.errors import EditionError, InvalidPlaceError
from routekit.model import Grid, LatLon, Postcode

ROW = ("RG14 5LD", "10", "447076", "166809", "E92000001", "", "", "", "E06000037", "")


def test_every_postcode_of_west_berkshire_is_where_code_point_open_puts_it(
    west_berkshire_postcodes, west_berkshire_rows
):
    for postcode, quality, easting, northing, *_ in west_berkshire_rows[:-1]:
        found = west_berkshire_postcodes.at(Postcode(postcode))
        assert isinstance(found, Grid)
        assert (found.easting, found.northing) == (int(easting), int(northing))
        assert (100 if quality == "50" else 50) <= found.accuracy_m <= 1000


@pytest.mark.parametrize(
    ("postcode", "reason", "said"),
    [
        ("RG14 9ZZ", "no-location", "has no location for this postcode"),
        ("RG14 0ZZ", "not-listed", "mistyped, out of use, or newer than 2025-04-22"),
        ("AB10 1AB", "not-listed", "not in codepo-2025-05"),
        ("ZE3 9JZ", "not-listed", "not in codepo-2025-05"),
        ("GIR 0AA", "not-listed", "not in codepo-2025-05"),
        ("BT1 1AA", "northern-ireland", "Northern Ireland"),
        ("JE2 3AB", "crown-dependency", "Jersey"),
        ("GY1 1AA", "crown-dependency", "Guernsey"),
        ("IM1 1AA", "crown-dependency", "Isle of Man"),
    ],
)
def test_why_a_postcode_has_no_place_is_a_value(west_berkshire_postcodes, postcode, reason, said):
    found = west_berkshire_postcodes.at(Postcode(postcode))
    assert isinstance(found, Unlocated)
    assert found.reason == reason
    assert said in found.detail
    assert postcode not in found.detail, "a decision that says why must not carry the place"


@pytest.mark.parametrize("place", ["RG14 5LD", None, LatLon(latitude=51.4, longitude=-1.5)])
def test_what_is_not_a_postcode_is_refused(west_berkshire_postcodes, place):
    with pytest.raises(InvalidPlaceError, match="a Postcode is needed"):
        west_berkshire_postcodes.at(place)


def test_the_circle_of_a_postcode_is_put_into_an_edition_with_a_warning(
    west_berkshire_postcodes, west_berkshire
):
    postcode = Postcode("RG14 5LD")
    located = west_berkshire_postcodes.area_at(postcode, west_berkshire)
    circle = west_berkshire_postcodes.at(postcode)
    assert located.area == west_berkshire.area_at(circle).area
    assert located.candidates == west_berkshire.area_at(circle).candidates
    assert [warning.code for warning in located.warnings] == ["postcode-estimate"]
    assert f"within {circle.accuracy_m:.0f} m of its point in codepo-2025-05" in located.warnings[0].detail
    nowhere = west_berkshire_postcodes.area_at(Postcode("BT1 1AA"), west_berkshire)
    assert isinstance(nowhere, Unlocated)


def test_a_list_says_what_it_is_and_its_columns_cannot_be_written_to(west_berkshire_postcodes):
    record = west_berkshire_postcodes.record
    assert (west_berkshire_postcodes.name, record.count, record.located) == ("codepo-2025-05", 5399, 5398)
    assert west_berkshire_postcodes.path.name == "west-berkshire.postcodes"
    assert record.edition.attribution.startswith("Contains OS data © Crown copyright")
    with pytest.raises(ValueError, match="read-only"):
        west_berkshire_postcodes.columns.easting[0] = 1


def test_keys_are_in_the_order_of_the_alphabet_and_can_be_read_back(west_berkshire_rows):
    names = sorted(row[0].replace(" ", "") for row in west_berkshire_rows)
    keys = [key_of(name) for name in names]
    assert keys == sorted(set(keys))
    assert [compact_of(key) for key in keys] == names


def test_many_threads_and_a_child_process_read_the_same(west_berkshire_postcodes, west_berkshire_rows):
    places = [Postcode(row[0]) for row in west_berkshire_rows[::20]]
    alone = [west_berkshire_postcodes.at(place) for place in places]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(west_berkshire_postcodes.at, places)) == alone
    code = (
        "import os\nfrom routekit import Postcode\nfrom routekit.boundaries import Postcodes\n"
        f"found = Postcodes.open({str(west_berkshire_postcodes.path)!r})\nplace = Postcode('RG14 5LD')\n"
        "parent = found.at(place)\nchild = os.fork()\n"
        "os._exit(found.at(place) != parent) if not child else os._exit(os.waitpid(child, 0)[1])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.fixture
def compiled(code_point, tmp_path):
    return build_postcodes(code_point(tmp_path / "a.zip", [ROW]), tmp_path / "a.postcodes")[0]


def test_a_file_with_any_byte_changed_is_refused_or_says_the_same(compiled):
    whole, place = compiled.read_bytes(), Postcode("RG14 5LD")
    truth = Postcodes.open(compiled).at(place)
    for at in range(len(whole)):
        compiled.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert _found(compiled, place) in (truth, "refused")


def _found(path, place):
    try:
        return Postcodes.open(path).at(place)
    except EditionError as error:
        names_it = str(path) in str(error) and "routekit boundaries postcodes build" in str(error)
        return "refused" if names_it else str(error)


def test_a_file_cut_anywhere_is_refused(compiled):
    whole = compiled.read_bytes()
    for length in range(0, len(whole), 5):
        compiled.write_bytes(whole[:length])
        with pytest.raises(EditionError, match=r"a\.postcodes"):
            Postcodes.open(compiled)


def test_a_file_whose_columns_do_not_fit_each_other_is_refused(compiled):
    found = Container.open(compiled)
    columns = {name: Section(array.copy()) for name, array in found.sections.items()}
    write(compiled, found.edition, columns | {"radius": Section(np.array([50, 60], dtype="<u2"))})
    with pytest.raises(EditionError, match="it does not hold 1 postcodes"):
        Postcodes.open(compiled)
    del columns["radius"]
    write(compiled, found.edition, columns)
    with pytest.raises(EditionError, match="it has no section radius"):
        Postcodes.open(compiled)
    write(compiled, {**found.edition, "count": "many"}, columns)
    with pytest.raises(EditionError, match=r"is damaged: .*count"):
        Postcodes.open(compiled)


def test_a_missing_file_names_the_command_that_makes_it(tmp_path):
    with pytest.raises(EditionError, match="`routekit boundaries postcodes build` makes one"):
        Postcodes.open(tmp_path / "none.postcodes")


def test_an_edition_is_no_list_of_postcodes_and_a_list_is_no_edition(
    west_berkshire_postcodes, west_berkshire
):
    with pytest.raises(EditionError, match="is an edition of boundaries; an edition of postcodes is needed"):
        Postcodes.open(west_berkshire.path)
    with pytest.raises(EditionError, match="is an edition of postcodes; an edition of boundaries is needed"):
        Edition.open(west_berkshire_postcodes.path)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Keep the user's cache in a folder of the test's own, wherever the platform would keep it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "cache"))
    assert cache_folder().is_relative_to(tmp_path)


@pytest.fixture
def offer(tmp_path, monkeypatch, code_point):
    """Install a distribution with an edition of postcodes that is newer than the one there is."""

    def offer(facts="2040.1.0 20400201", rows=(ROW,)):
        from routekit.boundaries.postcodes import extract_postcodes

        root = tmp_path / "offered"
        data = root / "offered_data"
        zipped = code_point(tmp_path / f"{facts.split()[1]}.zip", rows, facts=facts)
        extract_postcodes(zipped, data / "postcodes")
        (data / "__init__.py").write_text('"""Data only."""\n')
        info = root / "offered-1.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: offered\nVersion: 1\n")
        (info / "entry_points.txt").write_text("[routekit.boundaries]\noffered = offered_data\n")
        monkeypatch.syspath_prepend(str(root))
        return zipped

    yield offer
    sys.modules.pop("offered_data", None)


@pytest.mark.usefixtures("home")
def test_the_installed_list_is_compiled_on_first_use_with_progress_and_kept(offer):
    offer()
    told = []
    first = Postcodes.open(progress=lambda done, total, stage: told.append(stage))
    assert (first.name, first.record.count) == ("codepo-2040-02", 1)
    assert first.path == cache_folder() / "codepo-2040-02.postcodes"
    assert set(told) == {"reading", "radii"}
    written = first.path.stat().st_mtime_ns
    assert Postcodes.open(progress=lambda *_: pytest.fail("it was compiled again")).path == first.path
    assert first.path.stat().st_mtime_ns == written


@pytest.mark.usefixtures("home")
def test_the_installed_list_is_compiled_again_if_its_file_is_damaged_or_of_another_zip(offer):
    offer()
    path = Postcodes.open().path
    sound = path.read_bytes()
    path.write_bytes(sound[:-100])
    assert Postcodes.open().path.read_bytes() == sound
    offer(rows=[ROW, ("RG14 5LE", *ROW[1:])])
    assert Postcodes.open().record.count == 2


@pytest.mark.usefixtures("home")
def test_a_newer_list_of_the_users_own_is_used_and_an_older_one_is_not(offer, code_point, tmp_path):
    offer()
    build_postcodes(code_point(tmp_path / "old.zip", [ROW], facts="2039.4.0 20391101"))
    assert Postcodes.open().name == "codepo-2040-02"
    build_postcodes(code_point(tmp_path / "new.zip", [ROW], facts="2041.3.0 20410801"))
    assert Postcodes.open().name == "codepo-2041-08"


@pytest.mark.usefixtures("home")
def test_a_damaged_list_of_the_users_own_is_refused_not_passed_over(offer, code_point, tmp_path):
    offer()
    path, _ = build_postcodes(code_point(tmp_path / "new.zip", [ROW], facts="2041.3.0 20410801"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(EditionError, match="codepo-2041-08"):
        Postcodes.open()


@pytest.mark.usefixtures("home")
def test_an_edition_in_the_same_folder_is_not_taken_for_a_list_nor_the_other_way_round(offer):
    offer()
    Postcodes.open()
    assert Edition.open().name == "west-berkshire-2019-12"
    assert Postcodes.open().name == "codepo-2040-02"
    assert len(list(cache_folder().iterdir())) == 2


def test_the_list_that_comes_with_routekit_is_all_of_great_britain(tmp_path):
    folder = installed()
    manifest = PostcodesManifest.read(folder)
    assert manifest.edition.name == folder.name == "codepo-2025-05"
    assert manifest.edition.attribution == (
        "Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail "
        "copyright and database right 2025. Contains National Statistics data © Crown copyright and database "
        "right 2025."
    )
    assert (folder / "LICENCE.txt").read_bytes().startswith(b"ORDNANCE SURVEY DATA LICENCE")
    path, report = build_postcodes(out=tmp_path)
    assert (report.count, report.count - report.located) == (1_743_449, 811)
    found = Postcodes.open(path)
    assert found.at(Postcode("AB43 1AJ")).reason == "no-location"
    assert isinstance(found.at(Postcode("SW1A 1AA")), Grid)
    in_west_berkshire = (found.columns.districts[found.columns.district] == b"E06000037").sum()
    assert in_west_berkshire == 5398


def test_outside_an_edition_that_has_the_whole_country_of_a_postcode_there_is_only_water(
    compiled, tmp_path, write_source, feature
):
    east_of_it = shapely.box(447_086, 160_000, 460_000, 170_000)
    around_it = shapely.box(440_000, 160_000, 447_086, 170_000)

    def outside(shape, countries):
        source = write_source(tmp_path / "source", [feature("E04001194", shape)], countries=countries)
        edition = Edition.open(build(source, tmp_path / "made.edition")[0])
        return Postcodes.open(compiled).area_at(Postcode("RG14 5LD"), edition).outside

    assert outside(around_it, '["E92000001"]') == 0
    assert outside(around_it, '["W92000004"]') > 0.2
    assert outside(around_it, "[]") > 0.2
    assert outside(east_of_it, '["E92000001"]') > 0.2, "its point is in no area, so it may be elsewhere"
