"""What differs, in words: nothing is left out of the Markdown, and what comes from a source stays text."""

import re

from routekit.boundaries.comparing import compare, markdown, text
from routekit.boundaries.comparing.wording import square_metres

CODES = ("E04999001", "E04999002")


def test_every_code_that_changed_is_in_the_text_and_in_the_markdown(comparison):
    diff = comparison.diff
    areas = (*diff.created, *diff.abolished, *(each.now for each in (*diff.renamed, *diff.redistricted)))

    for page in (text(diff, 100), markdown(diff)):
        for area in areas:
            assert area.code in page
        for land in diff.land:
            assert land.was.name in page
            assert square_metres(land.area_m2) in page


def test_text_has_at_most_so_many_of_each_kind_and_says_how_many_more(comparison):
    short = text(comparison.diff, 1)

    assert "Created: 3" in short
    assert "  and 2 more" in short


def test_the_markdown_has_the_attribution_and_the_picture(comparison):
    page = markdown(comparison.diff, picture="land.svg")

    assert "![Land that changed hands](<land.svg>)" in page
    assert "Office for National Statistics licensed under the Open Government Licence" in page


def test_every_row_of_a_table_has_as_many_cells_as_its_head(comparison):
    for block in markdown(comparison.diff).split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1


def test_a_name_that_looks_like_markup_stays_text(make, square):
    old = make({CODES[0]: (square(0, 0), {"name": "Ash"})})
    new = make({CODES[0]: (square(0, 0), {"name": "A|sh <script> [x](y) *b*"})})

    page = markdown(compare(old, new).diff)

    assert r"A\|sh \<script\> \[x\](y) \*b\*" in page
    assert "<script>" not in page


def test_what_does_not_differ_is_said_in_one_line(sample):
    assert text(compare(sample, sample).diff, 5).splitlines()[1:] == ["no area differs"]


def test_land_that_goes_to_another_district_is_said(make, square):
    old = make({CODES[0]: square(0, 0), CODES[1]: (square(100, 0), {"district": "E06000038"})})
    new = make(
        {CODES[0]: square(0, 0, width=50), CODES[1]: (square(50, 0, width=150), {"district": "E06000038"})}
    )

    assert "from district E06000037 to E06000038" in text(compare(old, new).diff, 5)
