"""A million points, one by one and all at once, against an oracle in whole numbers.

Half of them lie where a look-up is hardest. `make test-exhaustive` asks ten million of the whole nation.
"""

import exact_oracle
import hard_points
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_coverage import coverage

from routekit.boundaries import Edition, Projection, build
from routekit.boundaries.container import Container, write
from routekit.boundaries.gridindex.building import index_of
from routekit.boundaries.gridindex.bulk import Bulk
from routekit.boundaries.gridindex.cut import cut
from routekit.boundaries.gridindex.degrees import DegreeTables, code_at_lonlat_of
from routekit.boundaries.gridindex.exact import Exact
from routekit.boundaries.gridindex.frame import DEEP, FIRST, LEAF_M, SPAN, Frame
from routekit.boundaries.gridindex.pages import RECORD
from routekit.boundaries.gridindex.scalar import code_at_of, covering_of
from routekit.boundaries.gridindex.strips import FEW_STRIPS, MANY_STRIPS
from routekit.boundaries.gridindex.tables import Tables
from routekit.boundaries.polygons import Polygons, sections_of
from routekit.model import Grid

ANYWHERE = 250_000  # points, of each edition
HARD = ANYWHERE // len(hard_points.HARD) + 1


class Case:
    """An open edition, the polygons that it stores, and the edges of these."""

    def __init__(self, edition):
        self.edition = edition
        self.codes = np.array([*(area.code for area in edition.areas()), ""])
        self.shapes = np.array([edition.area(code).geometry for code in self.codes[:-1]], dtype=object)
        self.edges = hard_points.edges_of(self.shapes)
        self.frame = edition._tables.frame

    def points(self, place, count, seed):
        return place(self.edges, self.frame, count, np.random.default_rng(seed))

    def first(self, points):
        positions, number = exact_oracle.firsts(self.shapes, *points.T)
        return self.codes[positions], number


@pytest.fixture(scope="module")
def invented(tmp_path_factory, write_source, feature):
    folder = tmp_path_factory.mktemp("invented")
    areas = {f"E04{number:06}": shape for number, shape in enumerate(coverage(), start=1)}
    source = write_source(folder, [feature(code, shape) for code, shape in areas.items()])
    return Case(Edition.open(build(source, folder / "made.edition")[0]))


@pytest.fixture(scope="module")
def west_berkshire_case(sample):
    return Case(sample)


@pytest.fixture(params=["invented", "west_berkshire_case"])
def case(request):
    return request.getfixturevalue(request.param)


PLACES = [(hard_points.anywhere, ANYWHERE), *((place, HARD) for place in hard_points.HARD)]


@pytest.mark.parametrize(("place", "count"), PLACES, ids=lambda each: getattr(each, "__name__", ""))
def test_one_point_and_many_are_answered_as_the_stored_polygons_say(case, place, count):
    points = case.points(place, count, seed=count)

    right, _ = case.first(points)

    many = case.edition.codes_at(*points.T)
    assert int((many != right).sum()) == 0
    assert (case.codes[case.edition.positions_at(*points.T)] == right).all()
    code_at = case.edition.code_at
    assert [code_at(*point) or "" for point in points.tolist()] == right.tolist()
    assert len(np.unique(right)) > 50 or place is hard_points.at_corner_cuts


def test_all_areas_at_a_point_are_found_wherever_it_is(case):
    points = np.vstack([case.points(place, 300, seed=7) for place, _ in PLACES])
    inside = np.column_stack([exact_oracle.covers(shape, *points.T) for shape in case.shapes])
    expected = [case.codes[:-1][row].tolist() for row in inside]

    asked = [case.edition.area_at(Grid(easting=x, northing=y)) for x, y in points.tolist()]

    found = [
        []
        if "gap-filled" in {each.code for each in one.warnings}
        else [each.area.code for each in one.candidates]
        for one in asked
    ]
    assert found == expected
    assert max(map(len, expected)) > 1


def test_the_invented_coverage_has_what_it_is_made_for(invented):
    tables = invented.edition._tables
    bases = np.frombuffer(tables.records, dtype=np.uint32).reshape(-1, RECORD)[:-1, 2]
    divided = set((bases[bases > DEEP] - DEEP).tolist())

    assert (bases == DEEP).any()  # too many areas for a mask
    assert divided == {FEW_STRIPS, MANY_STRIPS}
    assert max(map(len, tables.sets)) > 3


def in_degrees(points):
    """Give degrees of points, and what they project to, one at a time."""
    projection = Projection.open()
    degrees = np.column_stack(projection.to_lonlat_many(*points.T)[:2])
    return degrees, np.array([projection.to_grid(*each)[:2] for each in degrees.tolist()])


@pytest.mark.parametrize("place", [place for place, _ in PLACES], ids=lambda each: each.__name__)
def test_degrees_are_answered_as_what_they_project_to_one_by_one_and_all_at_once(case, place):
    degrees, projected = in_degrees(case.points(place, 6_000, seed=11))

    right, _ = case.first(projected)

    assert case.edition.codes_at_lonlat(*degrees.T).tolist() == right.tolist()
    assert (case.codes[case.edition.positions_at_lonlat(*degrees.T)] == right).all()
    one_by_one = [case.edition.code_at_lonlat(*each) or "" for each in degrees[::3].tolist()]
    assert one_by_one == right[::3].tolist()


def test_a_nanometre_between_the_projections_of_one_point_and_of_many_changes_no_answer(case):
    degrees, projected = in_degrees(case.points(hard_points.on_edges, 200_000, seed=2))

    many = case.edition.codes_at_lonlat(*degrees.T)

    # Of these points, five or so are in other areas by the projection of many, where NumPy rounds otherwise.
    assert int((many != case.edition.codes_at(*projected.T)).sum()) == 0


def test_most_of_an_area_is_answered_without_projecting(invented):
    asked = []
    tables = DegreeTables.of(Container.open(invented.edition.path))
    answers = invented.edition._tables.firsts(invented.codes[:-1].tolist(), None)
    code_at_lonlat = code_at_lonlat_of(
        tables, answers, lambda *degrees: asked.append(degrees) or (0.0, 0.0, True), lambda *_: None
    )
    points = invented.points(hard_points.anywhere, 2_000, seed=1)
    longitudes, latitudes, _ = Projection.open().to_lonlat_many(*points.T)

    for longitude, latitude in zip(longitudes.tolist(), latitudes.tolist(), strict=True):
        code_at_lonlat(longitude, latitude)

    assert len(asked) < 1_000


class Index:
    """The index of some shapes, without an edition around it; areas are named by their position."""

    def __init__(self, path, shapes):
        write(path, {}, index_of(shapes, lambda *_: None) | sections_of(shapes))
        opened = Container.open(path)
        tables, names = Tables.of(opened), [str(position) for position in range(len(shapes))]
        exact = Exact(lambda: Polygons(opened, len(shapes)))
        code_at, bulk = code_at_of(tables, names, exact), Bulk(tables, names, exact)
        self.frame = tables.frame
        self.one = lambda x, y: int(code_at(x, y) or -1)
        self.many = lambda x, y: bulk.positions(bulk.labels(x, y))
        self.all = covering_of(tables, len(shapes), exact)


@pytest.fixture(scope="session")
def indexed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    return lambda shapes: Index(folder / "shapes.edition", shapes)


@st.composite
def area(draw):
    """One to three rectangles less a hole, of a few leaves, on whole metres or off them."""

    def rectangle():
        west, south = draw(st.integers(0, 300)), draw(st.integers(0, 300))
        wide, high = draw(st.integers(1, 200)), draw(st.integers(1, 200))
        off = draw(st.sampled_from([0, 0.0001, 0.9687, 0.9688, 0.9531]))  # at most lines of the grid, and off
        return shapely.box(west + off, south + off, west + off + wide, south + off + high)

    land = shapely.union_all([rectangle() for _ in range(draw(st.integers(1, 3)))])
    if draw(st.booleans()):
        land = shapely.difference(land, rectangle())
    parts = [part for part in shapely.get_parts(land) if part.area]
    return shapely.MultiPolygon(parts or [rectangle()])


@given(st.lists(area(), min_size=1, max_size=6), st.integers(0, 2**32))
@settings(deadline=None, max_examples=40)
def test_whatever_the_areas_every_way_of_asking_agrees_with_the_oracle(indexed, shapes, seed):
    placed = shapely.transform(np.array(shapes), lambda xy: np.round(xy + np.array([430_000, 168_000]), 4))
    index = indexed(placed)
    rng = np.random.default_rng(seed)
    edges = hard_points.edges_of(placed)
    places = [hard_points.anywhere, *hard_points.HARD]
    points = np.vstack([place(edges, index.frame, 20, rng) for place in places])

    right, number = exact_oracle.firsts(placed, *points.T)

    assert index.many(*points.T).tolist() == right.tolist()
    assert [index.one(*point) for point in points.tolist()] == right.tolist()
    assert [len(index.all(*point)) for point in points.tolist()] == number.tolist()


@pytest.mark.parametrize(
    "edge", [[1.5, 0.5, 0.5, 1.5], [0.5, 0.5, 1.5, 1.5], [0.25, 0.25, 1.75, 1.75 + 1e-9]]
)
def test_an_edge_over_a_corner_is_known_in_all_four_leaves(edge):
    pieces, _ = cut(np.array([edge]), range(2))

    assert set(zip(pieces.rows.tolist(), pieces.columns.tolist(), strict=True)) == {
        (0, 0), (0, 1), (1, 0), (1, 1),
    }  # fmt: skip


def test_more_areas_than_labels_of_two_bytes_have_longer_labels(indexed):
    corners = [(300_000 + 90 * at, 200_000 + 110 * up) for up in range(182) for at in range(182)]
    index = indexed(
        np.array([shapely.MultiPolygon([shapely.box(x, y, x + 90, y + 110)]) for x, y in corners])
    )
    rng = np.random.default_rng(4)
    points = rng.uniform([299_900, 199_900], [316_500, 220_200], (20_000, 2))
    across, up = np.floor((points - [300_000, 200_000]) / [90, 110]).astype(int).T
    right = np.where((across >= 0) & (across < 182) & (up >= 0) & (up < 182), 182 * up + across, -1)

    assert len(corners) > 32_767
    assert index.many(*points.T).tolist() == right.tolist()
    assert [index.one(*point) for point in points[:5_000].tolist()] == right[:5_000].tolist()


@pytest.mark.parametrize(("boxes", "strip"), [(30, 8192), (60, 2048)], ids=["few strips", "many strips"])
def test_points_by_level_edges_at_the_lines_between_strips_are_answered_rightly(
    tmp_path, write_source, feature, boxes, strip
):
    random = np.random.default_rng(2)
    frame = Frame.around((430_000, 168_000, 430_400, 168_400))
    east, south = frame.west + 6 * LEAF_M, frame.south + 6 * LEAF_M
    lines = random.integers(1, 65_536 // strip - 1, boxes) * strip
    edges = np.round(south + (lines - FIRST) / SPAN * LEAF_M + random.uniform(-0.002, 0.002, boxes), 4)
    others = edges + np.round(random.uniform(0.3, 1, boxes), 4) * random.choice([-1, 1], boxes)
    wests = np.round(east + 1 + np.arange(boxes), 4)
    crowd = shapely.multipolygons(
        shapely.box(wests, np.minimum(edges, others), wests + 0.5, np.maximum(edges, others)).tolist()
    )
    corner = shapely.box(430_000, 168_000, 430_001, 168_001), shapely.box(430_399, 168_399, 430_400, 168_400)
    shape = shapely.union_all([crowd, *corner])
    source = write_source(tmp_path, [feature("E04000001", shape)])
    case = Case(Edition.open(build(source, tmp_path / "made.edition")[0]))

    off = np.concatenate([random.uniform(-d, d, 40) for d in (0, 1e-4, 5e-4, 1e-3, 2e-3)])
    points = np.column_stack(
        [
            np.repeat(wests, len(off)) + random.uniform(0, 0.5, boxes * len(off)),
            np.repeat(edges, len(off)) + np.tile(off, boxes),
        ]
    )
    right, _ = case.first(points)
    assert (case.edition.codes_at(*points.T) == right).all()
    assert [case.edition.code_at(*point) or "" for point in points.tolist()] == right.tolist()


@pytest.mark.parametrize("areas", [14, 15, 16])
def test_a_leaf_with_as_many_candidates_as_a_mask_has_bits_and_one_fewer_and_more(
    tmp_path, write_source, feature, areas
):
    random = np.random.default_rng(areas)
    corners = 430_020 + random.uniform(0, 20, areas), 168_020 + random.uniform(0, 20, areas)
    shapes = [shapely.box(e, n, e + 25, n + 25) for e, n in zip(*np.round(corners, 4), strict=True)]
    features = [feature(f"E04{number:06}", shape) for number, shape in enumerate(shapes, start=1)]
    case = Case(Edition.open(build(write_source(tmp_path, features), tmp_path / "made.edition")[0]))

    points = np.column_stack([random.uniform(430_015, 430_070, 3000), random.uniform(168_015, 168_070, 3000)])
    right, _ = case.first(points)
    assert (case.edition.codes_at(*points.T) == right).all()
    assert [case.edition.code_at(*point) or "" for point in points.tolist()] == right.tolist()
