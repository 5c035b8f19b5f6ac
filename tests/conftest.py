"""What several rooms stand on: the tiny invented district and West Berkshire, compiled once."""

import csv
import lzma
import zipfile
from pathlib import Path

import pytest

from routekit.bodies import Bodies
from routekit.boundaries import Edition, Postcodes, build
from routekit.boundaries.postcodes import build_postcodes
from routekit.testing import write_tiny_bodies, write_tiny_district

pytest_plugins = ["local_spark", "needs"]

TODAY = __import__("datetime").date(2026, 11, 21)


@pytest.fixture(scope="session")
def tiny_edition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    path, _ = build(write_tiny_district(folder), folder / "tiny.edition")
    return Edition.open(path)


@pytest.fixture(scope="session")
def tiny_bodies(tmp_path_factory):
    return Bodies.open(write_tiny_bodies(tmp_path_factory.mktemp("bodies")))


@pytest.fixture(scope="session")
def west_berkshire(tmp_path_factory):
    path, _ = build(out=tmp_path_factory.mktemp("sample") / "west-berkshire.edition")
    return Edition.open(path)


@pytest.fixture(scope="session")
def code_point():
    """Write the zip of Code-Point Open with these rows, of ten cells, as Ordnance Survey lays it out."""

    def write(path, rows, *, facts="2025.2.0 20250422", counts=None, more=()):
        lists = {}
        for row in rows:
            lists.setdefault(row[0][:2].rstrip("0123456789"), []).append(row)
        counts = {area: len(each) for area, each in lists.items()} if counts is None else counts
        version, day = facts.split()
        listed = "".join(f"{area:>8}\t{count}\r\n" for area, count in counts.items())
        metadata = f"DATASET VERSION NUMBER: {version}\r\nCOPYRIGHT DATE: {day}\r\n{listed}"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("Doc/licence.txt", "Terms as they come, \u00a9\r\n".encode("latin-1"))
            archive.writestr("Doc/metadata.txt", metadata)
            for area, each in lists.items():
                lines = (",".join(cell if cell.isdigit() else f'"{cell}"' for cell in row) for row in each)
                archive.writestr(f"Data/CSV/{area.lower()}.csv", "".join(f"{line}\r\n" for line in lines))
            for name, content in more:
                archive.writestr(name, content)
        return path

    return write


@pytest.fixture(scope="session")
def west_berkshire_rows():
    """Give West Berkshire in Code-Point Open as published, and an invented postcode without a location."""
    path = Path(__file__).parent / "boundaries" / "data" / "west_berkshire_code_point_open.csv.xz"
    with lzma.open(path, "rt", encoding="ascii", newline="") as file:
        rows = [tuple(row) for row in csv.reader(file)]
    return [*rows, ("RG14 9ZZ", "90", "0", "0", "E92000001", "", "", "", "", "")]


@pytest.fixture(scope="session")
def west_berkshire_postcodes(tmp_path_factory, code_point, west_berkshire_rows):
    folder = tmp_path_factory.mktemp("postcodes")
    zipped = code_point(folder / "codepo.zip", west_berkshire_rows)
    return Postcodes.open(build_postcodes(zipped, folder / "west-berkshire.postcodes")[0])
