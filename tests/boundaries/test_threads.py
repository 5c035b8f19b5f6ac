"""Threads, forks and other processes that share an edition, or whose file is replaced under them."""

import os
import shutil
import subprocess
import sys

import pytest
import shapely

from routekit.boundaries import build

_ASKED = """
import faulthandler, os, sys, threading, time, warnings
import numpy as np, shapely
from routekit.boundaries import Edition
from routekit.model import Grid, LatLon, Stretch

path, rounds = sys.argv[1], int(sys.argv[2])
opened = Edition.open(path)
points = np.vstack([shapely.get_coordinates(opened.area(area.code).geometry)[::7] for area in opened.areas()])
points = np.random.default_rng(3).permutation(points)
degrees = np.column_stack(opened._projection.to_lonlat_many(*points.T)[:2])
places = [Grid(easting=x, northing=y, accuracy_m=30) for x, y in points[:60].tolist()]
lines = [Stretch(points=(Grid(easting=x, northing=y), Grid(easting=x + 400, northing=y + 300)))
         for x, y in points[:15].tolist()]
exact = [Grid(easting=x, northing=y) for x, y in points[60:90].tolist()]

WAYS = {
    "many": lambda edition: edition.codes_at(*points.T).tolist(),
    "one": lambda edition: [edition.code_at(*each) for each in points[:300].tolist()],
    "many in degrees": lambda edition: edition.codes_at_lonlat(*degrees.T).tolist(),
    "one in degrees": lambda edition: [edition.code_at_lonlat(*each) for each in degrees[:300].tolist()],
    "circle": lambda edition: [edition.area_at(each) for each in places],
    "line": lambda edition: [edition.area_at(each) for each in lines],
    "exact": lambda edition: [edition.area_at(each) for each in exact],
    "distance": lambda edition: [edition.boundary_distance(each) for each in exact],
}
RIGHT = {way: ask(opened) for way, ask in WAYS.items()}
wrong = []


def ask(edition, ready, way):
    ready.wait()
    if WAYS[way](edition) != RIGHT[way]:
        wrong.append(way)
"""

_THREADS = """
for _ in range(rounds):
    edition, ready = Edition.open(path), threading.Barrier(len(WAYS))
    threads = [threading.Thread(target=ask, args=(edition, ready, way)) for way in WAYS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(wrong)
"""

_FORKS = """
warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads is the point
for number in range(rounds):
    edition, ready = Edition.open(path), threading.Barrier(len(WAYS) + 1)
    threads = [threading.Thread(target=ask, args=(edition, ready, way)) for way in WAYS]
    for thread in threads:
        thread.start()
    ready.wait()
    time.sleep(0.002 * number)  # so that what the threads are at differs
    child = os.fork()
    if not child:
        faulthandler.dump_traceback_later(60, exit=True)
        wrong = [way for way in WAYS if WAYS[way](edition) != RIGHT[way]]
        os._exit(len(wrong))
    status = os.waitpid(child, 0)[1]
    for thread in threads:
        thread.join()
    wrong += [f"child {status}"] if status else []
print(wrong)
"""


@pytest.fixture(scope="module")
def islands(tmp_path_factory, write_source, feature):
    """Compile forty areas of nine round islands each, with many vertices; `kind` is in their codes."""

    def compile_islands(kind, radius):
        folder = tmp_path_factory.mktemp("islands")
        features = []
        for number in range(40):
            centres = [(430_000 + 1_000 * part, 168_000 + 500 * number) for part in range(9)]
            parts = [shapely.Point(centre).buffer(radius, quad_segs=60) for centre in centres]
            features.append(feature(f"E04{kind}{number:05}", shapely.MultiPolygon(parts)))
        return build(write_source(folder, features), folder / "made.edition")[0]

    return compile_islands


@pytest.fixture(scope="module")
def of_many_parts(islands):
    return islands(0, 200)


def run(program, *arguments, timeout=120):
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=timeout)


def test_threads_that_touch_everything_first_and_at_once_are_answered_rightly(of_many_parts):
    done = run(_ASKED + _THREADS, of_many_parts, 8)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_a_child_forked_while_threads_are_at_it_answers_rightly_and_so_do_they(of_many_parts):
    done = run(_ASKED + _FORKS, of_many_parts, 12)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


_WATCH = """
import sys
import numpy as np
from routekit.boundaries import Edition
from routekit.model import Grid

path, points = sys.argv[1], np.random.default_rng(2).uniform([429_800, 167_800], [438_200, 188_000], (300, 2))
kept, seen = Edition.open(path), set()
print("ready", flush=True)
for _ in range(int(sys.argv[2])):
    for edition in (kept, Edition.open(path)):
        found = [edition.code_at(*each) or "" for each in points.tolist()]
        found += edition.codes_at(*points.T).tolist()
        for x, y in points[:20].tolist():
            place = Grid(easting=x, northing=y, accuracy_m=60)
            found += [each.area.code for each in edition.area_at(place).candidates]
        found += [area.code for area in edition.areas()]
        kinds = "".join(sorted({code[3] for code in found if code}))
        seen.add(("kept" if edition is kept else "opened", kinds))
print(sorted(seen))
"""


def test_another_process_sees_the_old_file_or_the_new_one_however_often_it_is_replaced(islands, tmp_path):
    path, editions = tmp_path / "shared.edition", [islands(kind, 150 + 60 * kind) for kind in (1, 2)]

    def replace(number):
        shutil.copy(editions[number % 2], tmp_path / "beside.tmp")
        os.replace(tmp_path / "beside.tmp", path)  # noqa: PTH105 - what is tested

    replace(0)
    number, command = 0, [sys.executable, "-c", _WATCH, str(path), "20"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdout.readline() == "ready\n"
        while watcher.poll() is None:
            number += 1
            replace(number)
        found = watcher.stdout.read().strip()

    assert watcher.returncode == 0
    assert found == "[('kept', '1'), ('opened', '1'), ('opened', '2')]"
    assert number > 20
