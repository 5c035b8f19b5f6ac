"""The comparison with peers runs, counts what is wrong and names who is missing. No speed is asserted."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from peers import field, measure, names
from peers.contender import Many, One
from peers.land import Land, Oracle
from peers.page import page
from peers.points import committed, on_land
from peers.results import Results, Spread
from peers.setting import Setting
from peers.targets import TARGETS, Target
from routekit.boundaries import Edition, build

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    return Land.of(Edition.open(build(out=tmp_path_factory.mktemp("edition"))[0]))


@pytest.fixture(scope="module")
def oracle(land):
    return Oracle(land)


@pytest.fixture(scope="module")
def quick(tmp_path_factory):
    out = tmp_path_factory.mktemp("quick")
    command = [sys.executable, "-m", "peers", "--quick", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT / "benchmarks", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Results.read(out / "benchmarks.json"), (out / "benchmarks.md").read_text(encoding="utf-8")


def test_a_quick_run_asks_everyone_installed_and_nobody_is_wrong(quick):
    results, _ = quick

    assert {row.contender for row in results.one} == {
        names.ROUTEKIT, names.EMPTY, names.STRTREE_PREDICATE, names.STRTREE_PREPARED, names.RTREE_PREPARED,
    }  # fmt: skip
    assert {row.group for row in results.one} == {"inside", "near-boundary", "on-boundary", "outside"}
    assert {row.wrong for row in results.one if row.contender != names.EMPTY} == {0}
    assert {row.wrong for row in results.many} == {0}
    assert {row.contender for row in results.fresh} == {names.ROUTEKIT, names.SHAPELY_OPENED}
    assert results.build is not None


def test_the_page_of_a_run_has_a_row_for_each_target_with_must_and_aim(quick):
    results, text = quick

    rows = [line for line in text.splitlines() if line.startswith("| ")]
    for target in TARGETS:
        assert any(row.startswith(f"| {target.quantity} | {target.against} |") for row in rows)
    assert text == page(results)
    assert "| many points on the grid, codes | SedonaDB | 40 x faster | 70 x faster |  | not run |" in rows


def test_a_run_says_nothing_of_the_machine_but_its_kind(quick):
    results, text = quick

    assert str(ROOT) not in text + results.model_dump_json()
    assert "/tmp" not in text + results.model_dump_json()


def test_the_committed_page_is_that_of_the_committed_results():
    results = Results.read(WRITTEN / "benchmarks.json")

    assert (WRITTEN / "benchmarks.md").read_text(encoding="utf-8") == page(results)


def test_a_wrong_answer_is_counted(land, oracle):
    points = committed(land, oracle)["inside"].first(20)
    first = One("always the first area", "grid", lambda x, y: 0, lambda answer: 0)
    nowhere = Many("nowhere", "grid", lambda x, y: lambda: len(x), lambda n: np.full(n, -1), 10)

    (one,) = measure.one_at_a_time([first], {"inside": points}, 1, lambda text: None)
    (many,) = measure.all_at_once([nowhere], points, 1, lambda text: None)

    assert one.wrong == 20 - int((points.right["grid"] == 0).sum()) > 0
    assert (many.points, many.wrong) == (10, 10)


def test_a_peer_that_is_missing_or_breaks_is_named_with_the_reason(land, monkeypatch):
    entries = (
        ("peers.with_something", "contenders", "something"),
        ("peers.with_shapely", "no_such", "other"),
    )
    monkeypatch.setattr(field, "PEERS", entries)

    found, absent = field.peers(Setting(land), lambda text: None)

    assert found == []
    assert [(each.contender, each.why) for each in absent] == [
        ("something", "the package peers.with_something is not installed"),
        (
            "other",
            "AttributeError while it was set up: module 'peers.with_shapely' has no attribute 'no_such'",
        ),
    ]


def test_the_oracle_says_what_covers_says_of_each_area_in_turn(land, oracle):
    points = committed(land, oracle)
    for group in points.values():
        asked, right = shapely.points(*group.columns["grid"]), np.full(len(group), -1)
        for position in reversed(range(len(land.shapes))):
            right[shapely.covers(land.shapes[position], asked)] = position
        assert (right == group.right["grid"][0]).all()
    assert {name: bool((group.right["grid"] >= 0).any()) for name, group in points.items()} == {
        "inside": True, "near-boundary": True, "on-boundary": True, "outside": False,
    }  # fmt: skip


def test_points_on_land_are_the_same_each_time_and_all_in_an_area(land, oracle):
    one, two = on_land(land, oracle, 500), on_land(land, oracle, 500)

    assert len(one) == 500
    assert (one.columns["grid"][0] == two.columns["grid"][0]).all()
    assert (one.right["grid"] >= 0).all()


@pytest.mark.parametrize(
    ("must", "aim", "found", "verdict"),
    [
        (18, 30, 30, "aim met"), (18, 30, 29.9, "must met"), (18, 30, 17.9, "missed"),
        (60, 20, 20, "aim met"), (60, 20, 20.1, "must met"), (60, 20, 60.1, "missed"),
        (0, 0, 0, "aim met"), (0, 0, 1, "missed"),
    ],
)  # fmt: skip
def test_a_verdict_compares_the_median_with_must_and_aim(quick, must, aim, found, verdict):
    target = Target("it", "", must, aim, "", lambda results: Spread.of((found,)))

    assert target.verdict(quick[0]) == verdict
