"""From a fresh process to the first answer: `python -m peers.fresh routekit FILE POINTS`, timed by itself."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import shapely

from peers.land import Land
from peers.memory import private_mb
from peers.names import ROUTEKIT, SHAPELY_OPENED
from peers.points import FOLDER, Points
from peers.results import FreshRow
from routekit.boundaries import Edition

Ask = Callable[[float, float], object]


def rows(land: Land, points: Points, rounds: int, folder: Path) -> list[FreshRow]:
    """Start processes in turn, routekit and shapely, and give what each says of itself."""
    asked, wkb = folder / "points.npy", folder / "areas.wkb"
    np.save(asked, np.column_stack(points.columns["grid"]))
    _write(wkb, shapely.to_wkb(land.shapes))
    files = {ROUTEKIT: land.edition.path, SHAPELY_OPENED: wkb}
    said: dict[str, list[tuple[float, ...]]] = {name: [] for name in files}
    for number in range(rounds + 1):
        for name, file in files.items():
            found = _child(name, file, asked)
            if number:  # the first one only brings the file into the page cache
                said[name].append(found)
    return [_row(name, values, len(points)) for name, values in said.items()]


def main(name: str, file: Path, asked: Path) -> None:
    """Open, answer one point, then the rest, and print milliseconds and megabytes as JSON."""
    opened = {ROUTEKIT: _routekit, SHAPELY_OPENED: _shapely}[name]
    pairs = np.load(asked).tolist()
    before, started = private_mb(), time.perf_counter()
    ask = opened(file)
    ask(*pairs[0])
    first, private = time.perf_counter() - started, private_mb()
    for pair in pairs:
        ask(*pair)
    print(json.dumps([first * 1000, private - before, private_mb() - before]))  # noqa: T201 - for the parent


def _routekit(file: Path) -> Ask:
    return Edition.open(file).code_at


def _shapely(file: Path) -> Ask:
    content, at, areas = file.read_bytes(), 0, []
    while at < len(content):
        size = int.from_bytes(content[at : at + 8], "little")
        areas.append(content[at + 8 : at + 8 + size])
        at += 8 + size
    shapes = shapely.from_wkb(areas)
    tree, covers = shapely.STRtree(shapes), shapely.intersects_xy

    def ask(x: float, y: float) -> list[int]:
        return [at for at in tree.query(shapely.Point(x, y)).tolist() if covers(shapes[at], x, y)]

    return ask


def _write(path: Path, areas: Sequence[bytes]) -> None:
    path.write_bytes(b"".join(len(each).to_bytes(8, "little") + each for each in areas))


def _child(name: str, file: Path, asked: Path) -> tuple[float, ...]:
    command = [sys.executable, "-m", "peers.fresh", name, str(file), str(asked)]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, check=True)  # noqa: S603 - this file
    return tuple(json.loads(done.stdout))


def _row(name: str, values: Sequence[tuple[float, ...]], points: int) -> FreshRow:
    first, private, later = (tuple(round(each, 3) for each in column) for column in zip(*values, strict=True))
    return FreshRow(
        contender=name, first_ms=first, first_private_mb=private, later_private_mb=later, later_points=points
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
