"""The picture of the land that changed hands: in both formats, complete, and the same each time."""

import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from routekit.boundaries.comparing import check_drawable, compare, draw
from routekit.boundaries.comparing.view import view_of
from routekit.boundaries.drawing.sheet import _round
from routekit.errors import EditionError, InputError

SVG = "{http://www.w3.org/2000/svg}"
CODES = tuple(f"E049990{number:02d}" for number in range(30))


@pytest.fixture(scope="session")
def svg(comparison, sample, reorganised, tmp_path_factory):
    path = tmp_path_factory.mktemp("picture") / "land.svg"
    draw(path, comparison, sample, reorganised)
    return path


def words(path):
    return " ".join(" ".join(each.itertext()) for each in ET.parse(path).iter(f"{SVG}text")).split()


def test_the_picture_carries_the_attribution_the_editions_a_scale_and_north(svg, sample):
    shown = " ".join(words(svg))

    assert sample.provenance.attribution in shown
    assert "west-berkshire-2019-12 (2019-12-31) to west-berkshire-invented (2026-04-01)" in shown
    assert "5 km" in shown
    assert " N " in f" {shown} "


def test_the_legend_names_each_exchange_when_they_are_few(svg, comparison):
    shown = " ".join(words(svg))

    for land in comparison.diff.land:
        assert land.was.code in shown
        assert land.now.code in shown


def test_the_same_comparison_gives_the_same_bytes(svg, comparison, sample, reorganised, tmp_path):
    draw(tmp_path / "again.svg", comparison, sample, reorganised)

    assert (tmp_path / "again.svg").read_bytes() == svg.read_bytes()


def test_a_png_shows_land_in_its_colour_where_it_lies(make, square, tmp_path):
    from matplotlib.image import imread

    old = make({CODES[0]: square(0, 0, 2_000, 1_000)})
    new = make({CODES[0]: square(0, 0), CODES[1]: square(1_000, 0, 1_000, 1_000)})
    found = compare(old, new)
    draw(tmp_path / "land.png", found, old, new)

    pixels = imread(tmp_path / "land.png")[..., :3]
    view = view_of(found, old, new, 0.66 * 11 / (0.82 * 8.5))
    height, width = pixels.shape[:2]

    def at(easting, northing):
        west, south, east, north = view.bounds
        x = (0.02 + 0.66 * (easting - west) / (east - west)) * width
        y = (1 - 0.1 - 0.82 * (northing - south) / (north - south)) * height
        return pixels[round(y), round(x)]

    orange, ground = at(401_800, 50_900), at(399_990, 50_050)
    assert orange[0] - orange[2] > 0.2, "land that changed hands is orange"
    assert np.allclose(ground, 1.0, atol=0.02), "what no area covers is white"


def test_many_exchanges_are_coloured_by_what_they_are(make, square, tmp_path):
    west = {code: square(200 * at, 0) for at, code in enumerate(CODES[:12])}
    moved = {code: square(200 * at, 0, width=80) for at, code in enumerate(CODES[:12])}
    gained = {code: square(200 * at + 80, 0, width=20) for at, code in enumerate(CODES[12:24])}
    old, new = make(west), make(moved | gained)
    draw(tmp_path / "many.svg", compare(old, new), old, new)

    shown = " ".join(words(tmp_path / "many.svg"))
    assert "to another area: 2.4 ha" in shown
    assert "->" not in shown


def test_a_picture_of_no_difference_shows_the_areas(sample, tmp_path):
    draw(tmp_path / "none.svg", compare(sample, sample), sample, sample)

    assert "No land changed hands" in " ".join(words(tmp_path / "none.svg"))


def test_a_name_is_never_read_as_a_formula_or_markup(make, square, tmp_path):
    odd = "$\\frac{1}{0}$ <b> & Co"
    old = make({CODES[0]: (square(0, 0), {"name": odd})})
    new = make({CODES[0]: (square(0, 0, width=50), {"name": odd}), CODES[1]: square(50, 0, width=50)})
    draw(tmp_path / "odd.svg", compare(old, new), old, new)

    shown = " ".join(words(tmp_path / "odd.svg"))
    assert "$\\frac{1}{0}$ <b> & Co" in shown


def test_another_format_is_bad_input(tmp_path):
    with pytest.raises(InputError, match=r"\.svg or \.png"):
        check_drawable(tmp_path / "land.gif")


def test_without_matplotlib_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(EditionError, match=r"install routekit\[map\]"):
        check_drawable(tmp_path / "land.png")


def test_a_picture_that_cannot_be_written_is_refused(comparison, sample, reorganised, tmp_path):
    with pytest.raises(EditionError, match="cannot be written"):
        draw(tmp_path / "no folder" / "land.png", comparison, sample, reorganised)


@pytest.mark.parametrize(("metres", "bar"), [(1_000, 1_000), (999, 500), (2_100, 2_000), (160_000, 100_000)])
def test_a_scale_bar_has_a_round_length_that_fits(metres, bar):
    assert _round(metres) == bar
