"""What is kept of answers: so many, packed, and those that are asked for stay."""

import pytest
from asked_of_service import TODAY

from routekit.model import Grid
from routekit.service.calls import _written
from routekit.service.keeping import Asking, Decisions

HUNGERFORD, NEWBURY = (433_700, 168_700), (447_000, 167_000)
TRANSACTIONS = ["find-parish-clerk", "report-litter"]


@pytest.fixture
def asking():
    def asked(place, *, transaction="find-parish-clerk", shape="nested", **given):
        east, north = place
        place = Grid(easting=east, northing=north, accuracy_m=0.0)
        return Asking(transaction, place, given, TODAY, "en", shape)

    return asked


class Writing:
    """Writes answers, and counts how many."""

    def __init__(self):
        self.written = 0

    def __call__(self, decision, shape):
        self.written += 1
        return _written(decision, shape)


def points():
    return [
        (east, north) for east in range(432_000, 470_000, 1_500) for north in range(165_000, 180_000, 1_500)
    ]


@pytest.mark.parametrize("shape", ["nested", "flat"])
def test_what_is_kept_is_given_as_it_was_written(router, asking, shape):
    kept = Decisions(router)
    first = [kept.of(asking(place, shape=shape), _written) for place in points()]
    writing = Writing()
    again = [kept.of(asking(place, shape=shape), writing) for place in points()]
    assert again == first
    assert writing.written < len(first) / 2, "most places are in one area for certain"


def test_no_more_is_kept_than_may_be(router, asking):
    kept = Decisions(router, most=6)
    for transaction in TRANSACTIONS:
        for place in points():
            kept.of(asking(place, transaction=transaction), _written)
            assert len(kept) <= 6


def test_what_is_asked_for_now_and_then_stays(router, asking):
    kept, writing = Decisions(router, most=8), Writing()
    kept.of(asking(HUNGERFORD), writing)
    for number, place in enumerate(points()):
        kept.of(asking(place), _written)
        if number % 2:
            kept.of(asking(HUNGERFORD), writing)
    assert writing.written == 1


def test_an_answer_is_kept_in_a_fifth_of_its_length(router, asking):
    kept = Decisions(router)
    whole = sum(len(kept.of(asking(place), _written).text) for place in points())
    packed = [made.text for made in kept._young.values()]
    assert len(packed) > 20
    assert sum(map(len, packed)) / len(packed) < whole / len(points()) / 5


def test_answers_that_differ_in_shape_language_or_day_are_kept_apart(router, asking):
    kept = Decisions(router)
    one = asking(HUNGERFORD)
    others = [one._replace(shape="flat"), one._replace(language="cy"), one._replace(day=TODAY.replace(day=1))]
    for each in (one, *others, one, *others):
        transaction, place, given, day, language, shape = each
        decision = router.route(transaction, place, given, on=day, language=language)
        assert kept.of(each, _written).text == _written(decision, shape)
    assert len(kept) == 4
