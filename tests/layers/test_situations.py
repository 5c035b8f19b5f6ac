"""The worked layers, situation by situation, as an officer can read and extend them in situations.csv."""

import csv
from pathlib import Path

import pytest

from routekit.model import Ask, Grid
from routekit.rules import Pack, lint, run_cases

HERE = Path(__file__).parent
SITUATIONS = list(csv.DictReader((HERE / "situations.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", SITUATIONS, ids=[row["situation"] for row in SITUATIONS])
def test_a_situation_comes_to_what_it_says(router, row):
    place = Grid(
        easting=float(row["easting"]), northing=float(row["northing"]), accuracy_m=float(row["accuracy_m"])
    )
    answers = dict(pair.split("=") for pair in row["answers"].split())
    decision = router.route(row["transaction"], place, answers)
    asked = isinstance(decision, Ask)
    came_to = f"ask {decision.question.id}" if asked else decision.authority.name
    facts = () if asked else decision.because.facts
    assert came_to == row["comes to"]
    if not asked:
        assert ",".join(fact.value for fact in facts) == row["looked up"]
        metres = [fact.distance_m for fact in facts if fact.distance_m is not None]
        assert metres == ([float(row["metres away"])] if row["metres away"] else [])
    warned = "; ".join(warning.detail for warning in decision.warnings)
    assert bool(warned) == bool(row["warned of"])
    assert row["warned of"] in warned


@pytest.mark.parametrize("name", ["report-speeding-near-a-road", "report-street-light"])
def test_the_packs_of_the_situations_are_sound(name):
    assert lint(HERE / f"{name}.yaml") == ()
    assert run_cases(Pack.load(HERE / f"{name}.yaml")).passed
