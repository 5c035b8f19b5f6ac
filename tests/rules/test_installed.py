"""Packs that distributions offer: found by entry point, loaded by the id of the transaction."""

import sys
from datetime import date
from pathlib import Path

import pytest

from routekit.errors import RulesError, UnknownTransactionError
from routekit.router import Router
from routekit.rules import Pack, installed_packs, installed_versions, lint, run_cases

TEXT = (Path(__file__).parent / "packs" / "W404-no-cases.yaml").read_bytes()


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Make a distribution with packs and put it on the path."""

    def install(name, **packs):
        root = tmp_path / name
        folder = root / f"{name}_data" / "packs"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").write_text('"""Data only."""\n')
        for stem, data in packs.items():
            (folder / f"{stem.replace('_', '-')}.yaml").write_bytes(data)
        info = root / f"{name}-1.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        (info / "entry_points.txt").write_text(f"[routekit.rules]\n{name} = {name}_data\n")
        monkeypatch.syspath_prepend(str(root))

    yield install
    for module in [name for name in sys.modules if name.endswith("_data")]:
        del sys.modules[module]


def test_every_installed_pack_is_sound_named_after_its_transaction_and_covered_by_its_cases():
    packs = installed_packs()
    assert "report-speeding-traffic" in packs
    for name, path in packs.items():
        assert lint(path) == ()
        assert Pack.load(name).ref.transaction == name
        assert run_cases(Pack.load(name)).passed


def test_a_pack_of_another_distribution_is_found(install):
    install("elsewhere", mend_a_bench=TEXT)
    assert list(installed_packs()) == sorted(installed_packs())
    assert Pack.load("mend-a-bench").transaction.title == "Report a broken bench"


def test_an_unknown_transaction_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownTransactionError, match='did you mean "report-speeding-traffic"') as error:
        Pack.load("report-speeding-trafic")
    assert error.value.field == "transaction"


@pytest.mark.parametrize("name", ["", "..", "report_speeding", None, 7, b"x", ("a",)])
def test_what_names_no_pack_is_refused(name):
    with pytest.raises(UnknownTransactionError):
        Pack.load(name)


@pytest.mark.parametrize("name", ["nowhere/at-all", "packs/none.yaml", "none.yml", r"c:\none"])
def test_what_looks_like_a_path_is_read_as_one(name):
    with pytest.raises(RulesError, match="E101 there is no such file"):
        Pack.load(name)


def test_a_pack_installed_under_another_name_is_refused(install):
    install("elsewhere", mend_a_wall=TEXT)
    with pytest.raises(RulesError, match=r"E120 the file holds mend-a-bench; rename it mend-a-bench\.yaml"):
        Pack.load("mend-a-wall")


def test_two_distributions_with_the_same_transaction_are_refused(install):
    install("one", mend_a_bench=TEXT)
    install("two", mend_a_bench=TEXT)
    with pytest.raises(RulesError, match=r"E121 .*one_data.* is installed for mend-a-bench too"):
        installed_packs()


def test_a_transaction_stands_for_all_its_installed_versions_with_their_overlays(
    install, tiny_edition, tiny_bodies
):
    grass = (Path(__file__).parent / "sound" / "report-grass.yaml").read_bytes()
    first = grass.replace(b"{from: 2020-01-01}", b"{from: 2020-01-01, to: 2027-01-01}")
    second = grass.replace(b"2020-01-01", b"2027-01-01").replace(b"version: 1.0.0", b"version: 2.0.0")
    install("one", **{"report-grass": first, "report-grass@2.0.0": second, "report-other": grass})
    assert installed_versions("report-grass") == ("report-grass", "report-grass@2.0.0")
    assert installed_versions("report-grass@2.0.0") == ("report-grass@2.0.0",)
    assert installed_versions("packs/report-grass.yaml") == ("packs/report-grass.yaml",)
    router = Router.open(packs=["report-grass"], edition=tiny_edition.path, bodies=tiny_bodies)
    versions = [router.pack("report-grass", on=date(year, 6, 1)).ref.version for year in (2026, 2027)]
    assert versions == ["1.0.0", "2.0.0"]
    assert [each.id for each in router.transactions()] == ["report-grass"]
