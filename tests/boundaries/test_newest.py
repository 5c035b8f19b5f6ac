"""Which edition is opened when none is named, and when the sample is compiled."""

import os
import subprocess
import sys
from importlib.metadata import version

import pytest
import shapely

from routekit.boundaries import Draft, Edition, build
from routekit.boundaries.cache import cache_folder
from routekit.boundaries.container import Container, Section, write
from routekit.errors import EditionError

SQUARE = shapely.box(400_000, 50_000, 400_100, 50_100)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Keep the user's cache in a folder of the test's own, wherever the platform would keep it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "cache"))
    assert cache_folder().is_relative_to(tmp_path)


@pytest.fixture
def keep(tmp_path, write_source, feature):
    """Compile an invented edition into the user's cache."""

    def compile_into_cache(name, **changed):
        codes = [f"E0499900{number}" for number in range(1, changed.pop("areas", 1) + 1)]
        features = [feature(code, SQUARE) for code in codes]
        return build(write_source(tmp_path / name, features, name=name, **changed))[0]

    return compile_into_cache


def test_the_sample_is_compiled_on_first_use_and_kept():
    first = Edition.open()
    written = first.path.stat().st_mtime_ns

    assert first.name == "west-berkshire-2019-12"
    assert first.path == cache_folder() / "west-berkshire-2019-12.edition"
    assert Edition.open().path.stat().st_mtime_ns == written
    assert [path.name for path in cache_folder().iterdir()] == [first.path.name]


def test_only_the_user_may_look_into_a_cache_that_was_made():
    Edition.open()

    assert cache_folder().stat().st_mode & 0o077 == 0


def test_a_whole_edition_beats_a_sample_that_is_later(keep):
    keep("a-sample", date="2026-01-01", areas=3)
    keep("whole", date="2015-01-01", sample="false")

    assert Edition.open().name == "whole"
    assert not Edition.open().ref.sample


def test_the_later_edition_beats_the_larger(keep):
    keep("larger", date="2019-01-01", sample="false", areas=3)
    keep("later", date="2020-01-01", sample="false")

    assert Edition.open().name == "later"


def test_the_larger_edition_beats_one_of_the_same_day(keep):
    keep("z-small", sample="false")
    keep("a-large", sample="false", areas=3)

    assert Edition.open().name == "a-large"


def test_a_sample_made_from_another_state_of_its_source_is_made_again(sample_source, tmp_path):
    changed = tmp_path / "changed"
    changed.mkdir()
    for path in sample_source.iterdir():
        (changed / path.name).write_bytes(path.read_bytes())
    manifest = (changed / "edition.toml").read_text(encoding="utf-8")
    (changed / "edition.toml").write_text(
        manifest.replace("Parishes of", "Some parishes of"), encoding="utf-8"
    )
    path, _ = build(changed)
    assert Edition.open(path).title.startswith("Some")

    assert Edition.open().title == "Parishes of West Berkshire, December 2019"


def test_a_sample_compiled_by_another_version_is_made_again():
    path = Edition.open().path
    opened = Container.open(path)
    provenance = {**opened.edition["provenance"], "tool": "routekit 0.0.0"}
    sections = {name: Section(array, in_pieces=name == "wkb") for name, array in opened.sections.items()}
    write(path, {**opened.edition, "provenance": provenance}, sections)
    assert Edition.open(path).provenance.tool == "routekit 0.0.0"

    assert Edition.open().provenance.tool == f"routekit {version('routekit')}"


@pytest.fixture
def offer(tmp_path, monkeypatch, write_source, feature):
    """Offer the source of an edition, later than the sample, as an installed distribution would."""

    def install(name, **changed):
        offered = tmp_path / "site" / "elsewhere_editions"
        write_source(offered / "editions" / name, [feature("E04999001", SQUARE)], name=name, **changed)
        (offered / "__init__.py").touch()
        about = tmp_path / "site" / "elsewhere_editions-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text("Metadata-Version: 2.1\nName: elsewhere-editions\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text("[routekit.boundaries]\nelsewhere = elsewhere_editions\n")
        monkeypatch.syspath_prepend(tmp_path / "site")
        monkeypatch.delitem(sys.modules, "elsewhere_editions", raising=False)

    return install


def test_the_latest_installed_sample_is_compiled(offer):
    offer("elsewhere", sample="true")

    assert Edition.open().name == "elsewhere"


def test_a_whole_edition_is_not_compiled_unasked(offer):
    offer("elsewhere", sample="false")

    assert Edition.open().name == "west-berkshire-2019-12"


def test_an_installed_edition_is_compiled_by_its_name(offer):
    offer("elsewhere", sample="false")

    path, report = build("elsewhere")

    assert (path, report.edition) == (cache_folder() / "elsewhere.edition", "elsewhere")
    assert Edition.open().name == "elsewhere"


def test_a_folder_comes_before_an_installed_edition_of_that_name(
    offer, tmp_path, write_source, feature, monkeypatch
):
    offer("elsewhere", sample="false")
    write_source(tmp_path / "elsewhere", [feature("E04999002", SQUARE)], name="here", sample="false")
    monkeypatch.chdir(tmp_path)

    assert build("elsewhere")[1].edition == "here"


def test_an_edition_that_is_not_installed_is_refused_with_those_that_are(offer):
    offer("elsewhere", sample="false")

    with pytest.raises(EditionError, match="installed editions are elsewhere, ew-2019-12, west-berkshire"):
        build("elswhere")


def test_the_editions_that_are_installed_are_named_without_compiling_any(offer):
    offer("elsewhere", sample="false")

    found = {draft.manifest.name: draft.manifest.count for draft in Draft.installed()}

    assert found == {"elsewhere": 1, "ew-2019-12": 11_556, "west-berkshire-2019-12": 63}
    assert not cache_folder().exists()


def test_a_damaged_sample_is_made_again():
    path = Edition.open().path
    content = path.read_bytes()
    path.write_bytes(content[:1000])

    assert Edition.open().count == 63
    assert path.read_bytes() == content


def test_another_damaged_edition_is_refused_and_not_passed_over(keep):
    Edition.open()
    whole = keep("whole", sample="false")
    whole.write_bytes(whole.read_bytes()[:-1])

    with pytest.raises(EditionError, match=r"whole\.edition is damaged"):
        Edition.open()


def test_a_cache_that_cannot_be_written_says_what_to_do(tmp_path):
    (tmp_path / "cache").write_text("in the way")

    with pytest.raises(EditionError, match=r"cannot be written.*--out.*path="):
        Edition.open()


def test_a_named_file_is_opened_whatever_the_cache_holds(keep, sample_build):
    keep("whole", sample="false")

    assert (
        Edition.open(sample_build[0]).name
        == Edition.open(str(sample_build[0])).name
        == "west-berkshire-2019-12"
    )


def test_processes_that_open_the_sample_for_the_first_time_at_once_all_get_it():
    program = "from routekit.boundaries import Edition; print(Edition.open().ref.sha256)"
    three = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, env=dict(os.environ))
        for _ in range(3)
    ]

    found = {process.communicate(timeout=60)[0].decode().strip() for process in three}

    assert found == {Edition.open().ref.sha256}
    assert [process.returncode for process in three] == [0] * 3


def test_all_whole_editions_are_opened_the_earliest_first_and_samples_only_if_alone(keep):
    assert [each.name for each in Edition.open_all()] == ["west-berkshire-2019-12"]
    keep("another-sample", date="2026-01-01")
    keep("later", date="2024-12-31", sample="false")
    keep("earlier", date="2019-12-31", sample="false", areas=3)
    assert [each.name for each in Edition.open_all()] == ["earlier", "later"]
    assert Edition.open().name == "later"
