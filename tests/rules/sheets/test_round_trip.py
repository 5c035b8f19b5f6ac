"""Rows out to a sheet and back lose nothing, and what is not a row stays as it is written."""

import csv
import io
from pathlib import Path

import pytest
from drawn_packs import SAID, drawn_packs
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.errors import RulesError, UnknownTransactionError
from routekit.formulas import escaped, unescaped
from routekit.rules import Pack, installed_packs
from routekit.rules.sheets import export_rows, import_rows
from routekit.rules.sheets.cells import cell_name

SOUND = sorted((Path(__file__).parents[1] / "sound").glob("*.yaml"))
LAW = settings(deadline=None, max_examples=60)
BENCH = SOUND[0].parent / "report-grass.yaml"


def cells_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def sheet_of(rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Give a function that saves a pack and gives its path."""
    folder = tmp_path_factory.mktemp("packs")

    def saved(text, name="drawn.yaml"):
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return saved


@pytest.mark.parametrize("name", [*installed_packs(), *SOUND], ids=lambda each: Path(each).stem)
def test_a_sheet_nobody_changed_gives_the_same_file(name):
    pack = Pack.load(name)
    imported = import_rows(export_rows(pack).encode(), "rows.csv", name)
    assert imported.text.encode() == Path(pack.file).read_bytes()
    assert (imported.changed, imported.added, imported.removed, imported.cases_failed) == ((), (), (), ())


@LAW
@given(table=drawn_packs())
def test_a_random_sheet_nobody_changed_gives_the_same_file(saved, table):
    path = saved(table.text())
    imported = import_rows(export_rows(table.pack()).encode(), "rows.csv", path)
    assert imported.text.encode() == table.text()


@LAW
@given(table=drawn_packs(), why=SAID, data=st.data())
def test_rows_that_are_written_anew_say_all_that_the_sheet_says(saved, table, why, data):
    pack, path = table.pack(), saved(table.text())
    head, asks, answers, *rows = cells_of(export_rows(pack))
    wanted = [[*row[:-2], escaped(f"{why.strip()} {at}"), row[-1]] for at, row in enumerate(rows)]
    shuffled = data.draw(st.permutations(wanted))
    imported = import_rows(sheet_of([head, asks, answers, *shuffled]), "rows.csv", path)
    new = Pack.parse(imported.text.encode(), "drawn.yaml")
    old = {row.id: row for row in pack.rows}
    said = {row[0]: unescaped(row[-2]) for row in wanted}
    assert {row.id for row in new.rows} == set(old)
    for row in new.rows:
        mine = old[row.id]
        assert row.model_copy(update={"why": ""}) == mine.model_copy(update={"why": ""})
        assert row.why == said[row.id]
    assert [row.id for row in new.rows if row.cells] == [
        row[0] for row in shuffled if row[1] != "(otherwise)"
    ]
    for situation in table.situations()[::97]:
        ends = []
        for each in (pack, new):
            try:
                ends.append(each.decide(situation).id)
            except Exception as error:  # noqa: BLE001 - both must fare alike
                ends.append(type(error))
        assert ends[0] == ends[1]


def test_cells_are_named_as_in_spreadsheets():
    assert [cell_name(7, at) for at in (1, 26, 27, 52, 53, 702, 703)] == [
        "A7",
        "Z7",
        "AA7",
        "AZ7",
        "BA7",
        "ZZ7",
        "AAA7",
    ]


FOUNDING = "report-speeding-traffic"


def edited(change, name=FOUNDING):
    """Give the sheet of a pack with its cells changed by a function of rows keyed by id."""
    head, asks, answers, *rows = cells_of(export_rows(Pack.load(name)))
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    change(by_id)
    return sheet_of([head, asks, answers, *([row[name] for name in head] for row in by_id.values())])


def test_one_changed_row_changes_only_its_lines():
    def change(rows):
        rows["S2"]["Why"] = "Volunteers: only in daylight # so far"

    old = Path(Pack.load(FOUNDING).file).read_text(encoding="utf-8")
    imported = import_rows(edited(change), "rows.csv", FOUNDING)
    assert imported.changed == ("S2",)
    lines = [line for line in imported.text.splitlines() if line not in old.splitlines()]
    assert lines == ['    why: "Volunteers: only in daylight # so far"']


def test_rows_can_be_split_added_and_moved_and_comments_stay_with_their_rows(saved):
    text = Path(Pack.load(FOUNDING).file).read_text(encoding="utf-8")
    path = saved(text.replace("  - id: S2\n", "  # about daylight\n  - id: S2\n"), f"{FOUNDING}.yaml")

    def change(rows):
        rows["S1a"] = dict(rows["S1"], Row="S1a", limit_up_to_40="dont_know", Why="Nobody knows the limit.")
        rows["S1"]["limit_up_to_40"] = "no"
        rows["S2"] = rows.pop("S2")

    imported = import_rows(edited(change), "rows.csv", path)
    assert (imported.changed, imported.added, imported.removed) == (("S1",), ("S1a",), ())
    new = Pack.parse(imported.text.encode(), str(path))
    assert [row.id for row in new.rows][-3:] == ["S4", "S1a", "S2"]
    assert (
        "    source: https://citizen.westberks.gov.uk/speedmanagement\n  # about daylight\n  - id: S2\n"
        in imported.text
    )
    assert "# The place alone decides." in imported.text
    assert imported.cases_failed != (), "cases of row S1 that say I do not know come to S1a now"


def test_otherwise_can_be_added_changed_and_taken_away(saved):
    def add(rows):
        said = {"Row": "X", "Then": "clerk", "Why": "Else.", "Source": "m"}
        rows["X"] = dict.fromkeys(rows.pop("S4"), "(otherwise)") | said

    text = Path(Pack.load(FOUNDING).file).read_text(encoding="utf-8")
    path = saved(text.replace("    row: S4\n", ""), f"{FOUNDING}.yaml")
    with_rest = import_rows(edited(add), "rows.csv", path)
    assert with_rest.added == ("X",)
    assert "\notherwise:\n  id: X\n  then: clerk\n  why: Else.\n  source: m\n" in with_rest.text
    again = saved(with_rest.text, f"{FOUNDING}.yaml")
    same = import_rows(export_rows(Pack.load(again)).encode(), "rows.csv", again)
    assert same.text == with_rest.text
    back = import_rows(edited(lambda rows: None), "rows.csv", again)
    assert back.removed == ("X",)
    assert "\notherwise:" not in back.text


def test_what_overlaps_and_what_is_missed_is_shown_at_its_row_of_the_sheet():
    def change(rows):
        rows["S2"]["by_day"] = "-"
        rows.pop("P1")

    with pytest.raises(RulesError) as error:
        import_rows(edited(change), "rows.csv", FOUNDING)
    told = [str(problem) for problem in error.value.problems]
    assert [each.partition(" both")[0] for each in told if "E301" in each] == [
        'rows.csv:9:1 error E301 A9: row "S2" and row "S3"',
        'rows.csv:10:1 error E301 A10: row "S2" and row "S4"',
    ]
    assert any('no row is called "P1"' in each for each in told), "a case expects it"


def test_a_gap_is_found_before_anything_is_written(tmp_path):
    def change(rows):
        rows["S1"]["limit_up_to_40"] = "no"

    with pytest.raises(RulesError, match=r"rows\.csv:1:1 error E302 no row answers 18 of 405 situations"):
        import_rows(edited(change), "rows.csv", FOUNDING)


def test_words_that_stand_apart_from_the_rules_are_changed_there(saved):
    text = Path(Pack.load(FOUNDING).file).read_text(encoding="utf-8")
    path = saved(
        text.replace("  cy: not_translated", "  en: {rows: {S2: {why: Only by day.}}}"),
        f"{FOUNDING}.yaml",
    )
    sheet = export_rows(Pack.load(path))
    assert import_rows(sheet.encode(), "rows.csv", path).changed == ()
    with pytest.raises(
        RulesError, match='S111 A9: the words of row "S2" stand in `texts`; change them there'
    ):
        import_rows(sheet.replace("Only by day.", "Only at noon.").encode(), "rows.csv", path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "format: 1\nextends: report-grass\ntransaction: x\n",
            "S110 a sheet has all rows, and this file only some",
        ),
        ("{format: 1, rows: [{id: A}]}\n", "S110 a sheet cannot be laid onto this pack; write each key"),
        ("format: 1\nrows: [{id: A}]\n", "S110 a sheet cannot be laid onto this pack; begin each row"),
        ("format: 1\nrows:\n  -\n    id: A\n", "S110 a sheet cannot be laid onto this pack; begin each row"),
        ("format: 1\nrows: []\n", "S110 a sheet cannot be laid onto this pack; write the rows as a list"),
        ("format: 1\n", "S110 the pack has no rows"),
        ("format: [\n", "E105"),
    ],
)
def test_a_pack_that_cannot_take_a_sheet_says_why(saved, text, said):
    sheet = b"Row,Then,Why,Source\nA,x,so,here\n"
    with pytest.raises(RulesError) as error:
        import_rows(sheet, "rows.csv", saved(text, "x.yaml"))
    assert said in str(error.value)


def test_an_unknown_pack_is_named():
    with pytest.raises(UnknownTransactionError, match="did you mean"):
        import_rows(b"Row\n", "rows.csv", "report-speeding-trafic")


def test_ends_of_lines_stay_as_they_are(saved):
    text = BENCH.read_bytes().replace(b"\n", b"\r\n")
    path = saved(text, BENCH.name)
    sheet = export_rows(Pack.load(path))
    assert import_rows(sheet.encode(), "rows.csv", path).text.encode() == text
    row = Pack.load(path).rows[0]
    changed = import_rows(sheet.replace(row.why, "Otherwise now").encode(), "rows.csv", path).text
    assert "Otherwise now" in changed
    assert changed.count("\n") == changed.count("\r\n")


def test_a_note_within_a_text_of_several_lines_is_not_taken_for_a_comment(saved):
    inline = "  - {id: B, when: {parish: [council, grouped]}, then: parish, why: Made up., source: made up}\n"
    block = (
        "  - id: B\n    when: {parish: [council, grouped]}\n    then: parish\n    source: made up\n"
        "    why: |-\n      first\n      # second\n\n      third\n      # last\n# after the rows\n"
    )
    text = BENCH.read_text(encoding="utf-8").replace(inline, block)
    assert block in text
    path = saved(text, BENCH.name)
    pack = Pack.load(path)
    assert pack.rows[1].why == "first\n# second\n\nthird\n# last"
    sheet = export_rows(pack)
    assert import_rows(sheet.encode(), "rows.csv", path).text == text
    changed = import_rows(sheet.replace("third", "fourth").encode(), "rows.csv", path)
    assert Pack.parse(changed.text.encode(), str(path)).rows[1].why == "first\n# second\n\nfourth\n# last"
    assert "\n# after the rows\ntexts:" in changed.text
    assert "\n      # last\n" not in changed.text, "it belongs to the text that was replaced"


def test_a_day_is_written_so_that_no_spreadsheet_takes_it_for_one(saved):
    text = (BENCH.parent / "report-speed.yaml").read_text(encoding="utf-8")
    rest = "[..2026-01-01, 2026-01-03..]"
    late = f"  - {{id: L, when: {{road: motorway, since: {rest}}}, then: highways, why: So., source: m}}\n"
    text = text.replace("when: {road: motorway}", "when: {road: motorway, since: 2026-01-02}")
    text = text.replace("rows:\n", f"rows:\n{late}", 1).replace(
        "{road: motorway, danger: no}", "{road: motorway, danger: no, since: 2026-01-02, age: 1}"
    )
    path = saved(text, "report-speed.yaml")
    sheet = export_rows(Pack.load(path))
    assert ",2026-01-02..2026-01-02," in sheet
    assert import_rows(sheet.encode(), "rows.csv", path).text == text
