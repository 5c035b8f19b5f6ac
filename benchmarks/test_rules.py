"""How long a decision takes, and the next question, for the founding pack."""

import pytest

from routekit.rules import Pack

FACTS = {"parish": "council", "taken_on": "yes"}
ANSWERS = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}


@pytest.fixture(scope="module")
def pack():
    return Pack.load("report-speeding-traffic")


@pytest.mark.benchmark(group="one decision")
def test_decide(benchmark, pack):
    benchmark(pack.decide, FACTS | ANSWERS)


@pytest.mark.benchmark(group="one decision")
def test_walk_to_the_end(benchmark, pack):
    benchmark(pack.walk, FACTS | ANSWERS)


@pytest.mark.benchmark(group="one decision")
def test_walk_to_the_first_question(benchmark, pack):
    benchmark(pack.walk, FACTS)


@pytest.mark.benchmark(group="load a pack and prove it")
def test_load(benchmark):
    benchmark(Pack.load, "report-speeding-traffic")
