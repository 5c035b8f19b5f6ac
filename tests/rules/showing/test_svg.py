"""The drawing: nothing lies on top of anything, words stay in their boxes, and it can be heard."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from defusedxml import ElementTree
from drawn_packs import drawn_packs, large_pack
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags

from routekit.rules import Pack
from routekit.rules.showing import html, picture_of, svg, table_of
from routekit.rules.showing.layout import BESIDE, Size, Way, laid_out
from routekit.rules.showing.measuring import is_measured, lines, width
from routekit.rules.showing.svg import INK, LINE, LOOKS

NS = "{http://www.w3.org/2000/svg}"
LAW = settings(deadline=None, max_examples=40)


def box_of(placed):
    return (placed.middle - placed.size.width / 2, placed.top, placed.middle + placed.size.width / 2,
            placed.top + placed.size.height)  # fmt: skip


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_layout(laid):
    placed = [box_of(each) for each in (*laid.boxes, *laid.words)]
    for one, other in combinations(placed, 2):
        assert not overlap(one, other)
    for left, top, right, bottom in placed:
        assert -0.01 <= left <= right <= laid.width + 0.01
        assert -0.01 <= top <= bottom <= laid.height + 0.01
    for line in laid.lines:
        inner = [(left + 0.1, top + 0.1, right - 0.1, bottom - 0.1) for left, top, right, bottom in placed]
        down = (line.x - 0.01, line.y, line.x + 0.01, line.leaves)
        over = (min(line.x, line.to_x), line.leaves, max(line.x, line.to_x) + 0.01, line.to_y)
        assert not any(overlap(part, each) for part in (down, over) for each in inner)
        assert laid.width >= line.x >= 0


def check_drawing(text):
    """Every text lies in the picture, and those of a box in its shape, by a width of another measure."""
    root = ElementTree.fromstring(text)
    wide, high = (float(root.get(name)) for name in ("width", "height"))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    (moved,) = root.findall(f"{NS}g")
    dx, dy = map(float, re.findall(r"[\d.]+", moved.get("transform")))
    for words in moved.iter(f"{NS}text"):
        half = real_width(words) / 2
        x, y = float(words.get("x")) + dx, float(words.get("y")) + dy
        assert x - half >= 0
        assert x + half <= wide
        assert words.text
        assert 0 <= y <= high
    for group in moved.findall(f"{NS}g"):
        left, top, right, bottom = shape(group[0])
        slant = 14 if group.get("class") in {"fact", "derived", "stop"} else 0
        for words in group.findall(f"{NS}text"):
            half = real_width(words) / 2
            assert left + slant <= float(words.get("x")) - half
            assert float(words.get("x")) + half <= right - slant
            assert top < float(words.get("y")) < bottom
    return root


def shape(element):
    if element.tag == f"{NS}rect":
        left, top, wide, high = (float(element.get(name)) for name in ("x", "y", "width", "height"))
        return left, top, left + wide, top + high
    numbers = [(kind, float(n)) for kind, n in re.findall(r"([MLHV ])(-?[\d.]+)", element.get("d"))]
    xs = [n for kind, n in numbers if kind in "MLH"]
    ys = [n for kind, n in numbers if kind in " V"]
    return min(xs), min(ys), max(xs), max(ys)


REGULAR, BOLD = (
    FT2Font(findfont(FontProperties(family="DejaVu Sans", weight=weight))) for weight in ("normal", "bold")
)


def real_width(words):
    """The oracle: the advance widths in the font itself, or the width that the text is made to have."""
    if words.get("textLength"):
        return float(words.get("textLength"))
    font = BOLD if words.get("font-weight") == "bold" else REGULAR
    font.set_size(100, 72)
    ems = sum(
        font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100
        for letter in words.text or ""
    )
    return ems * float(words.get("font-size"))


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_pack_is_drawn_with_its_words_inside(pack, language):
    check_drawing(svg(picture_of(pack, language=language)))


@LAW
@given(table=drawn_packs())
def test_random_packs_are_drawn_with_their_words_inside(table):
    check_drawing(svg(picture_of(table.pack())))


@pytest.mark.parametrize("shape", [(6, 40), (12, 60), (20, 120)])
def test_a_collapsed_picture_is_drawn_and_says_so(shape):
    drawing = check_drawing(svg(picture_of(large_pack(*shape))))
    texts = [each.text for each in drawing.iter(f"{NS}text")]
    assert any("Too large to draw whole" in text for text in texts)


@st.composite
def graphs(draw):
    boxes = draw(st.integers(1, 14))
    sizes = [Size(draw(st.floats(20, 260)), draw(st.floats(20, 140))) for _ in range(boxes)]
    ways = [Way(draw(st.integers(0, at - 1)), at, Size(30, 20)) for at in range(1, boxes)]
    for _ in range(draw(st.integers(0, 14)) if boxes > 1 else 0):
        start = draw(st.integers(0, boxes - 2))
        ways.append(Way(start, draw(st.integers(start + 1, boxes - 1)), Size(draw(st.floats(5, 150)), 25)))
    return sizes, list({(way.start, way.end): way for way in ways}.values())


@settings(deadline=None, max_examples=150)
@given(graph=graphs())
def test_boxes_and_words_never_overlap_and_no_line_crosses_them(graph):
    check_layout(laid_out(*graph))


def test_neighbours_keep_a_distance():
    sizes = [Size(100, 40)] * 4
    laid = laid_out(sizes, [Way(0, at, Size(10, 10)) for at in (1, 2, 3)])
    lefts = sorted(box_of(each)[0] for each in laid.boxes[1:])
    assert all(second - first >= 100 + BESIDE - 0.01 for first, second in pairwise(lefts))


@settings(deadline=None, max_examples=300)
@given(
    text=st.text(
        st.characters(min_codepoint=32, max_codepoint=383, categories=("L", "N", "P", "S", "Zs")), max_size=60
    )
)
def test_a_width_is_no_less_than_that_of_the_font(text):
    for font, bold in ((REGULAR, False), (BOLD, True)):
        font.set_size(100, 72)
        ems = sum(
            font.load_char(ord(each), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100
            for each in text
        )
        assert not is_measured(text) or ems * 10 <= width(text, 10, bold=bold) + 0.01


@settings(deadline=None, max_examples=200)
@given(text=st.text(max_size=300), most=st.floats(30, 400))
def test_lines_keep_every_letter_and_none_is_too_wide(text, most):
    found = lines(text, 12, most)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(width(line, 12) <= most or len(line) == 1 for line in found)


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", LOOKS)
def test_words_and_edges_stand_out(kind):
    look = LOOKS[kind]
    assert contrast(INK, look.fill) >= 7
    assert contrast(look.edge, look.fill) >= 4.5
    assert contrast(look.edge, "#ffffff") >= 4.5
    assert contrast(LINE, "#ffffff") >= 4.5


def test_kinds_differ_in_shape_and_not_in_colour_alone():
    looks = [(look.shape, look.dashes, look.thick) for look in LOOKS.values()]
    assert len(set(looks)) == len(looks)


def test_whoever_cannot_see_it_has_a_title_and_all_of_it_in_words(pack):
    picture = picture_of(pack)
    root = ElementTree.fromstring(svg(picture))
    title, desc = root.find(f"{NS}title"), root.find(f"{NS}desc")
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), desc.get("id"))
    assert title.text == pack.transaction.title
    assert desc.text.strip().split("\n") == list(picture.told)
    assert root.get("lang") == "en"


def test_hostile_words_are_only_words():
    source = Path(Pack.load("report-pothole").file).read_text(encoding="utf-8")
    evil = '</text></desc><script>alert(1)</script>]]>&amp;<!-- "x"'
    bad = source.replace("title: Report a pothole or a damaged road", f"title: '{evil}'")
    assert bad != source
    pack = Pack.parse(bad.encode(), "report-pothole.yaml")
    root = ElementTree.fromstring(svg(picture_of(pack)))
    assert root.find(f"{NS}title").text == evil
    assert not [each for each in root.iter() if each.tag.endswith("script")]
    page = html(table_of(pack), picture_of(pack))
    assert "<script" not in page


def test_letters_of_any_width_are_drawn_as_wide_as_was_assumed(founding):
    picture = picture_of(founding)
    odd = picture.boxes[0].model_copy(update={"words": "\ufdfd 漢字 🚲 wheel"})
    root = check_drawing(svg(picture.model_copy(update={"boxes": (odd, *picture.boxes[1:])})))
    assert any(each.get("textLength") for each in root.iter(f"{NS}text"))
