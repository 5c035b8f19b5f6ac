"""Ten million points of the whole nation against the oracle: `make test-exhaustive` runs this; minutes."""

import exact_oracle
import hard_points
import numpy as np
import pytest

from routekit.boundaries import Edition, build

ANYWHERE = 5_000_000
HARD = 5_000_000 // len(hard_points.HARD) + 1
AT_ONCE = 500_000
ONE_BY_ONE = 10  # every tenth point is asked on its own too


@pytest.fixture(scope="session")
def edition(tmp_path_factory):
    return Edition.open(build("ew-2019-12", tmp_path_factory.mktemp("nation"))[0])


@pytest.fixture(scope="session")
def stored(edition):
    codes = np.array([*(area.code for area in edition.areas()), ""])
    shapes = np.array([edition.area(code).geometry for code in codes[:-1]], dtype=object)
    return codes, shapes, hard_points.edges_of(shapes)


PLACES = [(hard_points.anywhere, ANYWHERE), *((place, HARD) for place in hard_points.HARD)]


@pytest.mark.parametrize(("place", "count"), PLACES, ids=lambda each: getattr(each, "__name__", ""))
def test_no_answer_is_wrong(edition, stored, place, count):
    codes, shapes, edges = stored
    rng, wrong = np.random.default_rng(count), 0
    for start in range(0, count, AT_ONCE):
        points = place(edges, edition._tables.frame, min(AT_ONCE, count - start), rng)
        points = points[points[:, 1] > 4_096]  # farther south the oracle's unit is too coarse; that is sea
        right = codes[exact_oracle.firsts(shapes, *points.T)[0]]
        wrong += int((edition.codes_at(*points.T) != right).sum())
        some = slice(None, None, ONE_BY_ONE)
        one_by_one = [edition.code_at(*point) or "" for point in points[some].tolist()]
        wrong += sum(map(str.__ne__, one_by_one, right[some].tolist()))

    assert wrong == 0
