"""The picture and the table of the founding pack in the documents are those of the pack as it is."""

import re

from routekit.rules import Pack
from routekit.rules.showing import markdown, picture_of, svg, table_of


def test_the_documents_show_the_founding_pack_as_it_is(reference):
    pack = Pack.load("report-speeding-traffic")
    drawn = (reference / "report-speeding-traffic.svg").read_text(encoding="utf-8")
    told = (reference / "report-speeding-traffic.md").read_text(encoding="utf-8")
    assert drawn == svg(picture_of(pack)), "run `make pictures`"
    assert told == markdown(table_of(pack)), "run `make pictures`"


def test_every_code_of_a_sheet_is_described(reference):
    sheets = reference.parents[1] / "src" / "routekit" / "rules" / "sheets"
    page = (reference.parent / "how-to" / "edit-the-rules-in-a-spreadsheet.md").read_text(encoding="utf-8")
    used = {code for path in sheets.glob("*.py") for code in re.findall(r"S1\d\d", path.read_text("utf-8"))}
    assert used == set(re.findall(r"^\| (S1\d\d) \|", page, re.MULTILINE))
