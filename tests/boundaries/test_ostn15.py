import math
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from routekit.boundaries.ostn15_many import ManyShifts
from routekit.boundaries.projection import Projection
from routekit.errors import EditionError
from routekit.installed import folders

TABLES = next(
    path
    for folder in folders("routekit.boundaries")
    if (path := folder / "projection" / "ostn15_shifts_mm.u16").is_file()
)
PROJECTION = Projection.open(TABLES)
EAST, NORTH = 700_000, 1_250_000


def altered(content):
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda content: content[:-1],
        lambda content: content[:100],
        altered,
        lambda _: b"%PDF-1.7",
    ],
    ids=["empty", "last byte cut", "nearly all cut", "one bit turned", "another kind of file"],
)
def test_a_cut_altered_or_foreign_file_is_refused_by_name(tmp_path, damage):
    path = tmp_path / "shifts.npz"
    path.write_bytes(damage(TABLES.read_bytes()))
    with pytest.raises(EditionError, match="cut, altered or another file") as caught:
        Projection.open(path)
    assert str(path) in str(caught.value)
    assert "expected ostn15_shifts_mm.u16 as routekit-boundaries installs it, SHA-256 e141d12b" in str(
        caught.value
    )


def test_tables_of_the_right_names_and_shapes_but_other_values_are_refused(tmp_path):
    path = tmp_path / "shifts.npz"
    zeros = np.zeros((1251, 701), dtype=np.int32)
    np.savez(path, east_mm=zeros, north_mm=zeros)
    with pytest.raises(EditionError, match="another file"):
        Projection.open(path)


@pytest.mark.parametrize("name", ["missing.npz", "", "nul\0.npz"])
def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path, name):
    path = tmp_path / name
    with pytest.raises(EditionError, match="cannot be read") as caught:
        Projection.open(path)
    assert str(path) in str(caught.value)


def test_without_a_path_the_installed_tables_are_opened():
    assert Projection.open().to_grid(-1.5154, 51.4147) == PROJECTION.to_grid(-1.5154, 51.4147)


def test_without_an_installed_distribution_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(EditionError, match="install routekit-boundaries"):
        Projection.open()


def test_the_last_points_of_the_cover_are_read_from_the_last_nodes():
    x, y = math.nextafter(EAST, 0), math.nextafter(NORTH, 0)
    corner = PROJECTION.shifts.at(x, y)
    assert corner == pytest.approx((109.209, -53.064), abs=1e-9)
    assert np.array(
        ManyShifts(PROJECTION.shifts).at(np.array([x]), np.array([y]))
    ).ravel().tolist() == pytest.approx(corner, abs=1e-12)


def test_an_open_projection_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        PROJECTION.shifts = None
    with pytest.raises(TypeError, match="read-only"):
        PROJECTION.shifts.numbers[0] = 0
