"""Damaged files: each is refused, or its damage is never reached. `make test-exhaustive` asks 20,000."""

import subprocess
import sys
import threading

import damage
import numpy as np
import pytest
import shapely

from routekit.boundaries import Edition, build

FILES = 2_000


@pytest.fixture(scope="module")
def made(tmp_path_factory, write_source, feature):
    """A small edition, with leaves, sets, and blocks of every kind."""
    folder = tmp_path_factory.mktemp("small")
    rng = np.random.default_rng(1)
    turn = np.linspace(0, 2 * np.pi, 60)[:-1]
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * rng.uniform(300, 500, (59, 1))
    round_one = shapely.Polygon(np.round(ring + np.array([430_600, 168_500]), 4))
    shapes = {
        "E04000001": shapely.box(430_000, 168_000, 430_600, 168_900),
        "E04000002": round_one,
        "E04000003": shapely.box(430_450, 168_350, 430_700, 168_700),
    }
    source = write_source(folder, [feature(code, shape) for code, shape in shapes.items()])
    return build(source, folder / "small.edition")[0]


@pytest.fixture(scope="module")
def points():
    rng = np.random.default_rng(3)
    inside = np.column_stack([rng.uniform(429_800, 431_300, 40), rng.uniform(167_800, 169_200, 40)])
    return np.vstack([inside, [[430_600, 168_000], [430_450, 168_500], [430_600, 168_500]]])


def test_no_damaged_file_gives_a_wrong_answer(made, tmp_path, points):
    found = damage.outcome(made, points, tmp_path / "damaged.edition", FILES, seed=20191231)

    assert found.wrong == 0
    assert found.refused > FILES / 2


def test_a_file_replaced_while_it_is_open_gives_old_or_new_answers_and_never_a_mixture(
    tmp_path, write_source, feature
):
    def source(number):
        shapes = [shapely.box(430_000 + 37 * at, 168_000, 430_037 + 37 * at, 168_900) for at in range(40)]
        features = [feature(f"E04{number}{at:05}", shape) for at, shape in enumerate(shapes)]
        return write_source(tmp_path / str(number), features)

    path, sources = tmp_path / "replaced.edition", [source(1), source(2)]
    build(sources[0], path)
    points = np.random.default_rng(2).uniform([430_000, 168_000], [431_480, 168_900], (500, 2))
    seen, stop = set(), threading.Event()

    def ask():
        while not stop.is_set():
            edition = Edition.open(path)
            codes = {edition.code_at(*point)[3] for point in points.tolist()}
            codes |= {code[3] for code in edition.codes_at(*points.T).tolist()}
            codes |= {edition.area(area.code).code[3] for area in edition.areas()}
            seen.add(frozenset(codes))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        for each in sources:
            build(each, path)
    stop.set()
    for thread in threads:
        thread.join()

    assert seen <= {frozenset("1"), frozenset("2")}
    assert seen


def test_one_point_is_answered_without_numpy_and_shapely(made):
    program = (
        "import sys\n"
        "from routekit.boundaries import Edition\n"
        "from routekit.model import Grid, LatLon\n"
        "edition = Edition.open(sys.argv[1])\n"
        "assert edition.code_at(430123.0, 168123.0) == 'E04000001'\n"
        "assert edition.code_at(430123, 100000.0) is None\n"
        "assert edition.code_at_lonlat(-1.56, 51.41) in (None, 'E04000001')\n"
        "assert edition.area_at(Grid(easting=430123, northing=168123)).area.code == 'E04000001'\n"
        "near = Grid(easting=430123, northing=168123, accuracy_m=20)\n"
        "assert edition.area_at(near).area.code == 'E04000001'\n"
        "assert edition.area_at(LatLon(latitude=51.6, longitude=-1.56)).area is None\n"
        "loaded = {'numpy', 'shapely', 'pyproj', 'rtree'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )

    done = subprocess.run([sys.executable, "-c", program, made], check=False, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
