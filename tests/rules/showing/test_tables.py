"""Tables: each row of the Markdown, HTML and CSV read back is the pack's, and no text is more than that."""

import csv
import io
import re
from html import unescape
from html.parser import HTMLParser

import pytest
from drawn_packs import drawn_packs
from hypothesis import given, settings

from routekit.formulas import unescaped
from routekit.rules import Pack
from routekit.rules.showing import as_csv, html, markdown, mermaid, picture_of, table_of, text

LAW = settings(deadline=None, max_examples=50)


def rows_of(pack):
    """Give what must be in the table, from the pack's rows alone."""
    names = list(dict.fromkeys((*pack.urgent, *pack.facts, *pack.questions)))
    for row in pack.rows:
        cells = [" or ".join(row.when[name]) if name in row.when else "-" for name in names]
        yield [
            row.id,
            *(cells if row.cells else ["otherwise"] * len(names)),
            row.outcome,
            row.why,
            row.source,
        ]


def checked(pack, table):
    """Check rows read back (by ids, one line a cell, without who handles it) against the pack's."""
    stops = len(pack.stops)
    expected = [[" ".join(cell.split()) for cell in row] for row in rows_of(pack)]
    assert [row[:-3] + row[-2:] for row in table[stops:]] == expected
    assert {row[0] for row in table[:stops]} <= set(pack.stops)


def from_markdown(page):
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    for line in lines[2:]:
        cells = re.split(r"(?<!\\)\|", line)[1:-1]
        yield [plain(cell.strip()) for cell in cells]


def plain(cell):
    if re.fullmatch(r"<https?://[^>]*>", cell):
        return cell[1:-1]
    return unescape(re.sub(r"\\([\\`*_\[\]|~$^+#=.)-])", r"\1", cell))


class Cells(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.tags, self._inside = [], [], False

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag):
        self._inside = self._inside and tag not in {"td", "th"}

    def handle_data(self, data):
        if self._inside:
            self.rows[-1][-1] += data


def parsed(page):
    cells = Cells()
    cells.feed(page)
    return cells


def check_all(pack):
    table = table_of(pack, ids=True)
    one_line = [[" ".join(cell.split()) for cell in row] for row in csv.reader(io.StringIO(as_csv(table)))]
    checked(pack, [[unescaped(cell) for cell in row] for row in one_line[1:]])
    checked(pack, list(from_markdown(markdown(table))))
    rows = parsed(html(table)).rows[1:]
    checked(pack, [[" ".join(cell.split()) for cell in row] for row in rows])


def test_the_rows_of_every_form_are_those_of_the_pack(pack):
    check_all(pack)


@LAW
@given(table=drawn_packs())
def test_the_rows_of_every_form_are_those_of_random_packs(table):
    check_all(table.pack())


def test_words_are_those_of_the_questions_and_options(founding):
    table = table_of(founding)
    assert table.head[:4] == (
        "Row", "Is there a parish or town council?", "Has it taken this on?",
        "Is the speed limit 40mph or less?",
    )  # fmt: skip
    (row,) = (row for row in table.body if row[0] == "S1")
    assert row[1:4] == ("one of its own or one that is shared", "Yes", "No or I do not know")
    assert row[6:8] == ("highways", "highway authority. Also told: parish council")


def test_an_option_with_or_in_it_is_in_quotes():
    pack = Pack.load("report-speeding-traffic-police-first")
    (row,) = (row for row in table_of(pack).body if row[0] == "S2")
    assert row[2] == "“One vehicle or driver, which I can describe” or “A speed camera or a fine”"


def test_a_page_is_a_table_that_can_be_heard(founding):
    page = html(table_of(founding), picture_of(founding))
    found = parsed(page)
    tags = [tag for tag, _ in found.tags]
    assert tags.count("caption") == tags.count("table") == tags.count("h1") == tags.count("svg") == 1
    scopes = [attrs.get("scope") for tag, attrs in found.tags if tag == "th"]
    assert scopes == ["col"] * 10 + ["row"] * 8
    ids = [attrs["id"] for _, attrs in found.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert ("html", {"lang": "en"}) in found.tags
    assert "script" not in tags
    assert not re.search(r'(src|href)="(?!https?://)', page)


def test_what_cannot_be_and_what_stops_are_in_every_form(request):
    pack = Pack.load(request.path.parents[1] / "sound" / "report-speed.yaml")
    table = table_of(pack)
    assert table.rows[0].kind == "stop"
    assert table.impossible == (
        "road motorway; What is the speed limit? up to 30 mph: No motorway has such a limit.",
    )
    for form in (markdown(table), html(table), text(table)):
        assert "No motorway has such a limit." in form
        assert "Call 999" in form


def test_signs_that_mean_something_to_markdown_are_only_signs(founding):
    table = table_of(founding)
    odd = "a | b \\| *c* _d_ [e](f) `g` <h> &amp; ~i~ $j$"
    row = table.rows[0].model_copy(update={"why": odd, "source": "1. - # x"})
    page = markdown(table.model_copy(update={"rows": (row,)}))
    (cells,) = from_markdown(page)
    assert cells[-2:] == [odd, "1. - # x"]
    assert "<h>" not in page


def test_text_has_the_rows_under_their_outcomes(founding):
    lines = text(table_of(founding)).splitlines()
    assert lines[2] == "highways: highway authority. Also told: parish council"
    assert lines[3] == "  P1  Is there a parish or town council? no parish"
    assert all(len(line) <= 100 for line in lines)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'=", "\uff1d"])
def test_no_cell_of_csv_is_a_formula(founding, start):
    table = table_of(founding)
    row = table.rows[0].model_copy(update={"why": f"{start}1+1"})
    (_, cells, *_) = csv.reader(
        io.StringIO(as_csv(table.model_copy(update={"rows": (row, *table.rows[1:])})), newline="")
    )
    assert cells[-2] == f"'{start}1+1"


@LAW
@given(table=drawn_packs())
def test_mermaid_has_a_line_for_each_box_and_arrow_and_no_sign_that_means_something(table):
    picture = picture_of(table.pack())
    first, title, told, *rest = mermaid(picture).splitlines()
    assert first == "flowchart TD"
    assert title.startswith("  accTitle: ")
    assert told.startswith("  accDescr: ")
    boxes = [line for line in rest if "-->" not in line]
    assert len(boxes) == len(picture.boxes)
    assert len(rest) == len(picture.boxes) + len(picture.arrows)
    for line in rest:
        (said,) = re.findall(r'"(.*)"', line)
        assert not re.search(r'["`|%{}\[\]<>\\]', said.replace("<br>", ""))
        assert re.fullmatch(r"(?:#\d+;|[^#;])*", said)


def test_mermaid_says_answers_on_its_arrows(founding):
    lines = mermaid(picture_of(founding)).splitlines()
    assert '  b3("Question 3<br>Is the speed limit 40mph or less?")' in lines
    assert '  b3 -->|"No or I do not know"| b6' in lines
