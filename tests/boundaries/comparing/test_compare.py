"""Comparing editions: every planted change is found and named, and the laws that any comparison obeys."""

from collections import Counter

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries import Edition
from routekit.boundaries.comparing import Tolerance, compare
from routekit.errors import EditionError
from routekit.testing import Invented

CODES = ("E04999001", "E04999002", "E04999003", "E43999004")
OTHERS = ("E04999002", "E04999003", "E04999005", "E43999006")
SIDE, CELL_M2 = 4, 10_000
EXACT = Tolerance(width_m=0, area_m2=0)


def codes(areas):
    return {area.code for area in areas}


def exchanges(diff):
    """Give the square metres of each exchange, of recoded areas too (whose size is not kept)."""
    return {(each.was and each.was.code, each.now and each.now.code): each.area_m2 for each in diff.land}


def test_an_edition_differs_in_nothing_from_itself(sample):
    diff = compare(sample, sample).diff

    assert diff.is_empty
    assert diff.unchanged == sample.count
    assert diff.left_out.pieces == 0


def test_the_same_areas_under_another_name_of_the_edition_differ_in_nothing(make, square):
    areas = {CODES[0]: square(0, 0), CODES[1]: square(100, 0)}

    assert compare(make(areas), make(areas, name="other", date="2027-01-01")).diff.is_empty


def test_every_invented_change_is_found_and_no_other(comparison):
    diff, planted = comparison.diff, Invented()

    assert codes(diff.created) == {planted.merger, planted.split_off, planted.unparished}
    assert codes(diff.abolished) == {*planted.merged, planted.abolished}
    assert [(each.was.code, each.now.code) for each in diff.recoded] == [(planted.recoded, planted.new_code)]
    assert [(each.was.name, each.now.name) for each in diff.renamed] == [("Speen", "Speen and Stockcross")]
    assert [each.now.code for each in diff.redistricted] == [planted.redistricted]
    assert exchanges(diff).keys() == {
        *((code, planted.merger) for code in planted.merged),
        (planted.split, planted.split_off),
        (planted.strip_from, planted.strip_to),
        (planted.abolished, planted.unparished),
    }
    assert (
        diff.unchanged == 63 - 3 - 2 - 2 - 1 - 1
    )  # abolished, strip, split and recoded, renamed, redistricted


@pytest.mark.parametrize(("lost", "is_recoded"), [(0.5, True), (1.5, False), (40, False)])
def test_a_new_code_has_99_percent_of_the_land_of_the_old_one_however_much_is_left_out(
    make, square, lost, is_recoded
):
    before = make({CODES[0]: square(0, 0), CODES[1]: square(100, 0)})
    after = make({CODES[2]: square(lost, 0, width=100 - lost), CODES[1]: square(100, 0)})

    diff = compare(before, after, Tolerance(width_m=0, area_m2=4_500)).diff

    assert [(each.was.code, each.now.code) for each in diff.recoded] == [(CODES[0], CODES[2])] * is_recoded
    assert bool(diff.created) is bool(diff.abolished) is not is_recoded


def test_what_a_parish_loses_to_an_unparished_area_becomes_unparished(comparison):
    (lost,) = [land for land in comparison.diff.land if land.becomes == "unparished"]

    assert lost.was.code == Invented().abolished
    assert {land.becomes for land in comparison.diff.land} == {"moved", "unparished"}


def test_a_line_drawn_anew_is_left_out_and_counted(comparison, sample, reorganised):
    planted = Invented()

    assert comparison.diff.left_out.area_m2 > 1_000
    exact = exchanges(compare(sample, reorganised, EXACT).diff)
    assert exact[planted.redrawn_from, planted.redrawn_to] > 1_000


def test_the_point_of_an_exchange_answers_with_the_one_area_before_and_the_other_after(
    comparison, sample, reorganised
):
    for land in comparison.diff.land:
        assert sample.code_at(land.easting, land.northing) == land.was.code
        assert reorganised.code_at(land.easting, land.northing) == land.now.code


@pytest.mark.parametrize("tolerance", [EXACT, Tolerance()], ids=["exact", "default"])
def test_a_point_answers_otherwise_exactly_where_land_is_reported_or_left_out(sample, reorganised, tolerance):
    found = compare(sample, reorganised, tolerance)
    west, south, east, north = sample.bounds
    rng = np.random.default_rng(2026)
    near = shapely.get_coordinates(np.array([*found.land, *found.small], dtype=object))
    near = near[rng.integers(len(near), size=5_000)] + rng.normal(0, 2, size=(5_000, 2))
    points = np.vstack([rng.uniform((west, south), (east, north), (5_000, 2)), near])
    was, now = sample.codes_at(*points.T), reorganised.codes_at(*points.T)
    recoded = {each.was.code: each.now.code for each in found.diff.recoded}
    for code, to in recoded.items():
        was[(was == code) & (now == to)] = to

    at = shapely.points(points)
    reported = np.zeros(len(points), dtype=bool)
    for land, shape in zip(found.diff.land, found.land, strict=True):
        inside = shapely.intersects_xy(shape, *points.T)
        # Within a micrometre of a piece's line either answer may be right.
        sure = inside & (shapely.distance(shapely.boundary(shape), at) > 1e-6)
        assert set(was[sure]) <= {land.was.code if land.was else ""}
        assert set(now[sure]) <= {land.now.code if land.now else ""}
        reported |= inside
    small = shapely.union_all(found.small)
    differ = was != now
    missed = differ & ~reported & (shapely.distance(small, at) > 1e-6)
    # What is under 0.01 m² is rounding, on both sides of a line.
    lines = shapely.union_all([shapely.boundary(sample.area(area.code).geometry) for area in sample.areas()])
    assert (shapely.distance(lines, at[missed]) < 0.001).all()
    assert differ.sum() > 500


def test_what_the_other_way_round_differs_is_the_mirror_image(sample, reorganised, comparison):
    mirrored = compare(reorganised, sample).diff
    diff = comparison.diff

    assert (mirrored.created, mirrored.abolished) == (diff.abolished, diff.created)
    assert mirrored.unchanged == diff.unchanged
    for there, back in (("recoded", "recoded"), ("renamed", "renamed"), ("redistricted", "redistricted")):
        pairs = [(each.now, each.was) for each in getattr(mirrored, back)]
        assert pairs == [(each.was, each.now) for each in getattr(diff, there)]
    swapped = {(was, now): size for (now, was), size in exchanges(mirrored).items()}
    assert swapped == pytest.approx(exchanges(diff), abs=0.2)
    assert mirrored.left_out.pieces == diff.left_out.pieces


# Each of 16 squares is in up to two areas, so that there are gaps and overlaps.
covers = st.lists(st.frozensets(st.sampled_from(range(4)), max_size=2), min_size=SIDE**2, max_size=SIDE**2)


def drawn(cover, names, make):
    """Compile the areas that squares add up to; give the edition and which area answers in each square."""
    areas = {}
    for at, members in enumerate(cover):
        x, y = 400_000 + 100 * (at % SIDE), 50_000 + 100 * (at // SIDE)
        for member in members:
            areas.setdefault(names[member], []).append(shapely.box(x, y, x + 100, y + 100))
    rank = sorted(names, key=lambda code: (code.startswith("E43"), code))
    owners = [min((names[each] for each in members), key=rank.index, default=None) for members in cover]
    return make({code: shapely.union_all(boxes) for code, boxes in areas.items()}), owners


@settings(deadline=None, max_examples=20)
@given(covers.filter(any), covers.filter(any))
def test_land_changes_hands_square_by_square_as_the_tie_rule_answers(make, first, second):
    (old, was), (new, now) = drawn(first, CODES, make), drawn(second, OTHERS, make)

    diff, mirrored = compare(old, new).diff, compare(new, old).diff

    expected = Counter(pair for pair in zip(was, now, strict=True) if pair[0] != pair[1])
    recoded = {(each.was.code, each.now.code) for each in diff.recoded}
    assert {pair: count * CELL_M2 for pair, count in expected.items() if pair not in recoded} == exchanges(
        diff
    )
    assert all(sum(was == pair[0] or now == pair[1] for was, now in expected) == 1 for pair in recoded), (
        "a recoded area exchanges land with no third"
    )
    assert exchanges(mirrored) == {(now, was): size for (was, now), size in exchanges(diff).items()}
    assert codes(diff.created) | {pair[1] for pair in recoded} == codes(new.areas()) - codes(old.areas())
    assert codes(diff.abolished) | {pair[0] for pair in recoded} == codes(old.areas()) - codes(new.areas())


def test_land_that_only_one_edition_covers_is_named(make, square):
    old = make({CODES[0]: square(0, 0)})
    new = make({CODES[0]: square(50, 0)})

    found = {(each.becomes, each.area_m2) for each in compare(old, new).diff.land}

    assert found == {("covered", 5_000.0), ("uncovered", 5_000.0)}


@pytest.mark.parametrize(("grows", "keeps"), [(0, 1), (1, 0)])
def test_an_area_that_grows_over_one_that_stays_has_the_land_only_if_it_comes_first(
    make, square, grows, keeps
):
    kept = {CODES[keeps]: square(100, 0)}
    old = make(kept | {CODES[grows]: square(0, 0)})
    new = make(kept | {CODES[grows]: square(0, 0, width=150)})

    expected = {(CODES[1], CODES[0]): 5_000} if grows == 0 else {}
    assert exchanges(compare(old, new).diff) == expected
    assert exchanges(compare(new, old).diff) == {pair[::-1]: size for pair, size in expected.items()}


def test_an_area_that_gains_land_besides_is_not_recoded(make, square):
    old = make({CODES[0]: square(0, 0), CODES[1]: square(100, 0)})
    new = make({OTHERS[2]: square(0, 0, width=150), CODES[1]: square(150, 0, width=50)})

    diff = compare(old, new).diff

    assert not diff.recoded
    assert exchanges(diff) == {(CODES[0], OTHERS[2]): 10_000, (CODES[1], OTHERS[2]): 5_000}


def test_an_area_that_is_recoded_and_in_another_district_says_both(make, square):
    old = make({CODES[0]: (square(0, 0), {"district": "E06000037"})})
    new = make({CODES[1]: (square(0, 0), {"district": "E06000038"})})

    (changed,) = compare(old, new).diff.recoded

    assert (changed.was.district, changed.now.district) == ("E06000037", "E06000038")


def test_a_welsh_name_alone_is_a_change_of_name(make, square):
    old = make({"W04999001": (square(0, 0), {"district": "W06000001"})})
    new = make({"W04999001": (square(0, 0), {"district": "W06000001", "name_cy": "Enw"})})

    assert [each.now.name_cy for each in compare(old, new).diff.renamed] == ["Enw"]


@pytest.mark.parametrize(
    ("width", "height", "counts"),
    [(2.9, 100, False), (3.1, 100, True), (9.9, 10, False), (10.1, 10, True)],
)
def test_land_counts_from_three_metres_wide_and_a_hundred_square_metres(make, square, width, height, counts):
    side = 100
    old = make({CODES[0]: square(0, 0), CODES[1]: square(side, 0, height=height)})
    new = make({CODES[0]: square(0, 0), CODES[1]: square(side, 0, width=100 - width, height=height),
                CODES[2]: square(2 * side - width, 0, width=width, height=height)})  # fmt: skip

    assert ((CODES[1], CODES[2]) in exchanges(compare(old, new).diff)) == counts


def test_a_sliver_that_hangs_on_a_field_is_counted_with_it(make):
    field = shapely.box(400_100, 50_000, 400_120, 50_020)
    sliver = shapely.box(400_099, 50_020, 400_100.5, 50_090)
    whole = shapely.box(400_000, 50_000, 400_200, 50_100)
    moved = shapely.union_all([field, sliver])
    old = make({CODES[0]: whole})
    new = make({CODES[0]: shapely.difference(whole, moved), CODES[1]: moved})

    assert exchanges(compare(old, new).diff)[CODES[0], CODES[1]] == pytest.approx(moved.area, abs=0.1)


def test_a_tolerance_is_not_negative_or_endless():
    for wrong in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="width_m"):
            Tolerance(width_m=wrong)


def test_progress_is_told_and_ends_full(sample, reorganised):
    told = {}
    compare(
        sample,
        reorganised,
        progress=lambda done, total, stage: told.setdefault(stage, []).append((done, total)),
    )

    assert set(told) == {"reading", "comparing"}
    for steps in told.values():
        assert steps == sorted(steps)
        assert steps[-1][0] == steps[-1][1]


def test_a_damaged_boundary_is_refused(make, square):
    made = make({CODES[0]: square(0, 0), CODES[1]: square(100, 0)})
    content = bytearray(made.path.read_bytes())
    at = content.rfind(np.float64(400_100.0).tobytes())
    content[at + 3] ^= 1
    made.path.with_name("hurt.edition").write_bytes(content)

    with pytest.raises(EditionError):
        compare(make({CODES[0]: square(0, 0)}), Edition.open(made.path.with_name("hurt.edition")))
