"""Threads that touch a freshly opened edition at once, which GEOS alone does not survive."""

import subprocess
import sys

import pytest
import shapely

from routekit.boundaries import build

_PROGRAM = """
import sys, threading
import numpy as np, shapely
from routekit.boundaries import Edition

path, rounds = sys.argv[1], int(sys.argv[2])
opened = Edition.open(path)
points = np.vstack([shapely.get_coordinates(opened.area(area.code).geometry)[::7] for area in opened.areas()])
points = np.random.default_rng(3).permutation(points)
right = opened.codes_at(*points.T)
wrong = []


def ask(edition, ready):
    ready.wait()
    if (edition.codes_at(*points.T) != right).any():
        wrong.append("many")
    if [edition.code_at(*point) for point in points[:300].tolist()] != right[:300].tolist():
        wrong.append("one")


for _ in range(rounds):
    edition, ready = Edition.open(path), threading.Barrier(8)
    threads = [threading.Thread(target=ask, args=(edition, ready)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(wrong)
"""


@pytest.fixture(scope="module")
def of_many_parts(tmp_path_factory, write_source, feature):
    """Compile forty areas of nine round islands each, with many vertices."""
    folder = tmp_path_factory.mktemp("islands")
    features = []
    for number in range(40):
        centres = [(430_000 + 1_000 * part, 168_000 + 500 * number) for part in range(9)]
        islands = [shapely.Point(centre).buffer(200, quad_segs=60) for centre in centres]
        features.append(feature(f"E04{number:06}", shapely.MultiPolygon(islands)))
    return build(write_source(folder, features), folder / "made.edition")[0]


def test_threads_that_touch_every_boundary_first_and_at_once_are_answered_rightly(of_many_parts):
    command = [sys.executable, "-c", _PROGRAM, str(of_many_parts), "12"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
