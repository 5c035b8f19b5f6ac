"""`make test-exhaustive` runs this, in minutes: ten million points of the nation, 20,000 damaged files."""

import damage
import exact_oracle
import hard_points
import numpy as np
import pytest

from routekit.boundaries import Edition, Projection, build

ANYWHERE = 5_000_000
HARD = 5_000_000 // len(hard_points.HARD) + 1
AT_ONCE = 500_000
DAMAGED = 20_000  # files
IN_DEGREES = 100_000  # of each place
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


@pytest.mark.parametrize("place", [place for place, _ in PLACES], ids=lambda each: each.__name__)
def test_no_answer_in_degrees_is_wrong(edition, stored, place):
    codes, shapes, edges = stored
    points = place(edges, edition._tables.frame, IN_DEGREES, np.random.default_rng(7))
    projection = Projection.open()
    longitudes, latitudes, _ = projection.to_lonlat_many(*points[points[:, 1] > 4_096].T)
    degrees = list(zip(longitudes.tolist(), latitudes.tolist(), strict=True))
    projected = np.array([projection.to_grid(*each)[:2] for each in degrees])

    right = codes[exact_oracle.firsts(shapes, *projected.T)[0]]

    assert int((edition.codes_at_lonlat(longitudes, latitudes) != right).sum()) == 0
    assert [edition.code_at_lonlat(*each) or "" for each in degrees] == right.tolist()


def test_no_damaged_file_gives_a_wrong_answer(sample, tmp_path):
    edges = hard_points.edges_of([sample.area(area.code).geometry for area in sample.areas()])
    rng = np.random.default_rng(4)
    places = (hard_points.anywhere, hard_points.vertices, hard_points.on_edges)
    points = np.vstack([place(edges, sample._tables.frame, 10, rng) for place in places])

    found = damage.outcome(sample.path, points, tmp_path / "damaged.edition", DAMAGED, seed=2026)

    assert found.wrong == 0
    assert found.refused > DAMAGED / 2
