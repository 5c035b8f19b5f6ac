"""Packs that are no part of routekit: a folder of them, or a distribution found by its entry point."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from routekit.model import Grid
from routekit.router import Router
from routekit.rules import Pack, installed_packs

PACK = """
format: 1
transaction: report-broken-bench
version: 1.2.0
title: Report a broken bench
lgsl: [559]
effective: {from: 2026-01-01}
maintainer: Tiny District Council
licence: OGL-UK-3.0
status: beta
used_by: [E06999001]
questions:
  on_verge:
    text: Is the bench beside a road?
    options: {yes: "Yes", no: "No", dont_know: "I do not know"}
outcomes:
  roads: {role: highway_authority, say: "The council for the roads mends it."}
  police: {role: police, say: "The police mend it."}
rows:
  - {id: B1, when: {on_verge: [yes, dont_know]}, then: roads, why: "Made up.", source: "made up"}
  - {id: B2, when: {on_verge: no}, then: police, why: "Made up.", source: "made up"}
texts: {cy: not_translated}
cases:
  - {given: {}, ask: on_verge}
  - {given: {on_verge: yes}, expect: roads, row: B1}
  - {given: {on_verge: no}, expect: police, row: B2}
"""
NAME = "report-broken-bench"
ALL = "2 of 2 rows, 2 of 2 boundaries, 1 of 1 question"
ON = ("--on", "2026-04-01")
HERE = ("--at", "51.4147,-1.5154")


@pytest.fixture
def folder(tmp_path):
    packs = tmp_path / "our-packs"
    packs.mkdir()
    (packs / f"{NAME}.yaml").write_text(PACK)
    return packs


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Put a distribution on the path as an installer would leave it: a package of data and its metadata."""
    packs = tmp_path / "site" / "tiny_packs" / "packs"
    packs.mkdir(parents=True)
    (packs.parent / "__init__.py").write_text('"""Packs of Tiny District Council. Data only."""\n')
    (packs / f"{NAME}.yaml").write_text(PACK)
    info = tmp_path / "site" / "tiny_packs-1.0.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny-packs\nVersion: 1.0.0\n")
    (info / "entry_points.txt").write_text("[routekit.rules]\ntiny-packs = tiny_packs\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield packs
    sys.modules.pop("tiny_packs", None)


def test_a_folder_is_linted_tested_listed_and_routed_by(run, folder):
    assert run("rules", "lint", folder).out == "1 pack, 0 errors, 0 warnings\n"
    assert run("rules", "test", folder).out == f"{NAME} 1.2.0: 3 cases, 0 failed; {ALL}\n"
    (listed,) = json.loads(run("rules", "list", folder, "--json").out)
    assert (listed["transaction"], listed["used_by"]) == (NAME, ["E06999001"])
    done = run("route", NAME, "--pack", folder, *HERE, *ON, "--answer", "on_verge=yes", "--json")
    assert (done.code, json.loads(done.out)["pack"]["version"]) == (0, "1.2.0")
    assert run("ask", NAME, "--pack", folder, *HERE, *ON, typed="2\n").code == 0


def test_of_the_versions_in_a_folder_the_day_chooses(run, folder):
    ended = PACK.replace("{from: 2026-01-01}", "{from: 2025-01-01, to: 2026-01-01}")
    (folder / f"{NAME}@1.1.0.yaml").write_text(ended.replace("version: 1.2.0", "version: 1.1.0"))
    for day, version in (("2025-12-31", "1.1.0"), ("2026-01-01", "1.2.0")):
        done = run("route", NAME, "--pack", folder, *HERE, "--on", day, "--answer", "on_verge=yes", "--json")
        assert json.loads(done.out)["pack"]["version"] == version


def test_a_transaction_that_a_folder_does_not_have_is_bad_input(run, folder):
    done = run("route", "report-noise", "--pack", folder, *HERE, *ON)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"routekit: {folder} has no report-noise.yaml\n"


def test_the_packs_of_a_folder_and_the_installed_ones_make_one_router(folder, tiny_edition, tiny_bodies):
    router = Router.open(
        packs=[*installed_packs().values(), *folder.glob("*.yaml")],
        edition=tiny_edition.path,
        bodies=tiny_bodies,
        clock=lambda: date(2026, 11, 21),
    )
    assert {each.id for each in router.transactions()} == {*installed_packs(), NAME}
    decision = router.route(NAME, Grid(easting=400_500, northing=50_500), {"on_verge": "no"})
    assert (decision.kind, decision.role) == ("routed", "police")


def test_a_distribution_is_found_by_its_entry_point_everywhere(run, installed, tiny_edition, tiny_bodies):
    assert installed_packs()[NAME] == installed / f"{NAME}.yaml"
    assert Pack.load(NAME).ref.version == "1.2.0"
    assert NAME in run("rules", "list", "--lgsl", "559").out
    assert f"{NAME} 1.2.0: 3 cases, 0 failed; {ALL}" in run("rules", "test").out.splitlines()
    assert run("rules", "compare", NAME, "report-pothole").code == 0
    router = Router.open(edition=tiny_edition.path, bodies=tiny_bodies)
    assert NAME in [each.id for each in router.transactions()]


def test_a_distribution_may_not_replace_a_pack_of_another(run, installed):
    theirs = Path(Pack.load("report-noise").file)
    (installed / "report-noise.yaml").write_bytes(theirs.read_bytes())
    done = run("rules", "list")
    assert (done.code, done.out) == (1, "")
    assert "E121" in done.err
    assert "is installed for report-noise too; uninstall one of the two" in done.err


def test_a_pack_may_be_a_variant_of_an_installed_one_under_another_id(run, installed):
    text = Path(Pack.load("report-noise").file).read_text()
    own = text.replace("transaction: report-noise\n", "transaction: report-noise-tiny\n").replace(
        "then: council\n    why: The council can say", "then: police\n    why: The council can say"
    )
    (installed / "report-noise-tiny.yaml").write_text(own.partition("\ncases:")[0] + "\n")
    out = run("rules", "compare", "report-noise", "report-noise-tiny").out
    assert "315 situations known to both: 30 go elsewhere (9.5 %)" in out
    assert "  when danger = no or dont_know, from = building_work\n" in out
