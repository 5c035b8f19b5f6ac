"""A snapshot that a person reviews: what it holds, what of it stays, and what a spreadsheet may not run."""

import csv
import io
from datetime import date

import pytest

from routekit.contacts import Register, Snapshot
from routekit.contacts.councils import ParishCouncil
from routekit.contacts.snapshot import COLUMNS, SAMPLE
from routekit.contacts.survey import Found, Survey
from routekit.errors import BodiesError, InputError
from routekit.model import Authority, Contact, Provenance

DISTRICT = "E06998001"
SAID = Provenance(source="Modern.Gov GetParishCouncils")


def found(number, *, email="", **facts):
    code = f"E0498001{number}"
    authority = Authority(
        id=f"parish-council:{code}", name=f"Sample {number}", kind="parish-council", areas=(code,)
    )
    facts = {"organisation": f"Sample {number} PC", "telephone": f"01632 96000{number}", **facts}
    council = ParishCouncil(
        id=str(number), title=facts["organisation"], style="parish", role="Clerk", provenance=SAID,
        areas=(code,), method="exact", evidence=f"called like {code}, Sample {number}",
    )  # fmt: skip
    contact = Contact(
        authority=authority.id, role="Clerk", email=email or f"clerk@sample{number}.example.gov.uk",
        provenance=SAID, **facts,
    )  # fmt: skip
    return Found(authority=authority, council=council, contact=contact)


def survey(*everybody, day=1, **facts):
    return Survey(**{
        "district": DISTRICT, "name": "Sampleshire", "base_url": "https://a.example.gov.uk",
        "on": date(2026, 11, day), "status": "listed", "by": "Modern.Gov GetParishCouncils",
        "found": everybody, **facts,
    })  # fmt: skip


def after(snapshot, *surveys):
    """Update a snapshot, giving it and what the last survey changed."""
    changes = ()
    for each in surveys:
        snapshot, changes = snapshot.updated(each, attribution="Source: ONS")
    return snapshot, [(change.kind, change.authority[-1], change.fields) for change in changes]


def edited(snapshot, tmp_path, edit):
    """Write a snapshot, let somebody edit its rows, and open it again."""
    path = tmp_path / "contacts.csv"
    snapshot.write(path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = edit(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return Snapshot.open(path)


def test_a_snapshot_is_a_register_that_says_how_it_knows(tmp_path):
    snapshot, _ = after(Snapshot(), survey(found(1), found(2)))
    path = tmp_path / "contacts.csv"
    snapshot.write(path)
    register = Register.open(path)
    contact = register.contact("parish-council:E04980011")
    assert (contact.email, contact.provenance.source) == ("clerk@sample1.example.gov.uk", SAID.source)
    assert contact.provenance.fetched_at.date() == date(2026, 11, 1)
    (first, _) = Snapshot.open(path).rows
    assert tuple(first) == COLUMNS
    assert (first["method"], first["evidence"]) == ("exact", "called like E04980011, Sample 1")
    assert (first["reviewed"], first["mark"], first["attribution"]) == ("", "", "Source: ONS")
    assert Snapshot.open(path).rows == snapshot.rows


def test_a_row_from_a_service_that_is_not_public_is_marked_as_a_sample(tmp_path):
    snapshot, _ = after(Snapshot(), survey(found(1), in_public=False))
    assert snapshot.rows[0]["mark"] == SAMPLE
    snapshot.write(tmp_path / "contacts.csv")
    contact = Register.open(tmp_path / "contacts.csv").contact("parish-council:E04980011")
    assert contact.provenance.source.startswith("sample: ")


def test_what_changes_is_said_by_field_and_never_by_text():
    snapshot, changes = after(Snapshot(), survey(found(1), found(2)))
    assert changes == [("added", "1", ()), ("added", "2", ())]
    snapshot, changes = after(snapshot, survey(found(1, email="new@sample1.example.gov.uk"), found(3), day=2))
    assert changes == [("changed", "1", ("email",)), ("removed", "2", ()), ("added", "3", ())]
    assert after(snapshot, survey(found(1, email="new@sample1.example.gov.uk"), found(3), day=3))[1] == []


def test_a_row_that_a_person_reviewed_stays_whatever_the_service_says(tmp_path):
    def review(rows):
        rows[0].update(email="right@sample1.example.gov.uk", reviewed="2026-11-05 JE", role="Town Clerk")

    snapshot = edited(after(Snapshot(), survey(found(1), found(2)))[0], tmp_path, review)
    snapshot, changes = after(snapshot, survey(found(1), found(2), day=8))
    assert changes == []
    assert snapshot.rows[0]["email"] == "right@sample1.example.gov.uk"
    assert snapshot.rows[0]["checked"] == "2026-11-08"
    snapshot, changes = after(snapshot, survey(found(1, email="new@sample1.example.gov.uk"), day=9))
    assert changes == [("reviewed-differs", "1", ("role", "email")), ("removed", "2", ())]
    assert snapshot.rows[0]["email"] == "right@sample1.example.gov.uk"
    assert snapshot.rows[0]["role"] == "Town Clerk"
    assert snapshot.rows[0]["news"] == "published otherwise on 2026-11-09: role, email"
    assert after(snapshot, survey(found(1, email="new@sample1.example.gov.uk"), day=10))[1] == [], "said once"


def test_a_reviewed_row_that_is_no_longer_published_stays_and_says_so_once(tmp_path):
    def review(rows):
        rows[0]["reviewed"] = "yes"

    snapshot = edited(after(Snapshot(), survey(found(1), found(2)))[0], tmp_path, review)
    snapshot, changes = after(snapshot, survey(found(2), day=9))
    assert changes == [("reviewed-gone", "1", ())]
    assert snapshot.rows[0]["news"] == "no longer published on 2026-11-09"
    assert after(snapshot, survey(found(2), day=10))[1] == []


def test_rows_and_columns_of_ones_own_stay(tmp_path):
    def add(rows):
        for row in rows:
            row["note"] = "ring first"
        own = dict.fromkeys(rows[0], "")
        own.update(
            authority="E06998001",
            organisation="Sampleshire",
            role="Roads",
            telephone="01632 960009",
            source="me",
        )
        return [*rows, own]

    snapshot = edited(after(Snapshot(), survey(found(1)))[0], tmp_path, add)
    snapshot, _ = after(snapshot, survey(found(2), day=2))
    assert [row["authority"] for row in snapshot.rows] == ["E06998001", "parish-council:E04980012"]
    assert "note" in snapshot.text().splitlines()[0]


@pytest.mark.parametrize("reviewed", ["", "yes"])
@pytest.mark.parametrize("email", ["clerk@sample1.example.gov.uk", "new@sample1.example.gov.uk"])
def test_what_stands_in_a_column_of_ones_own_stays_with_its_row(tmp_path, reviewed, email):
    def note(rows):
        for row in rows:
            row.update(note="ring first", reviewed=reviewed)

    snapshot = edited(after(Snapshot(), survey(found(1)))[0], tmp_path, note)
    snapshot, _ = after(snapshot, survey(found(1, email=email), found(2), day=2))
    assert [row.get("note") for row in snapshot.rows] == ["ring first", None]


@pytest.mark.parametrize("status", ["unavailable", "blocked", "moved", "gone", "unreadable", "empty"])
def test_a_service_that_gives_no_list_changes_nothing(status):
    snapshot, _ = after(Snapshot(), survey(found(1)))
    again, changes = after(snapshot, survey(day=2, status=status))
    assert (again.rows, changes) == (snapshot.rows, [])


def test_one_district_leaves_the_others_alone():
    other = survey(found(5), district="E06998002")
    snapshot, _ = after(Snapshot(), survey(found(1)), other)
    snapshot, changes = after(snapshot, survey(found(2), day=2))
    assert [row["authority"][-1] for row in snapshot.rows] == ["2", "5"]
    assert [kind for kind, *_ in changes] == ["removed", "added"]


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+441632960001", "-2+3", "@SUM(1)", "'=1", "''-", "'tis", "'"]
)
def test_a_formula_is_escaped_and_comes_back_as_it_was(tmp_path, text):
    snapshot, _ = after(Snapshot(), survey(found(1, organisation=text, email="+clerk@a.example.gov.uk")))
    cells = next(csv.DictReader(io.StringIO(snapshot.text())))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells.values())
    snapshot.write(tmp_path / "contacts.csv")
    contact = Register.open(tmp_path / "contacts.csv").contact("parish-council:E04980011")
    assert (contact.organisation, contact.email) == (text, "+clerk@a.example.gov.uk")
    assert Snapshot.open(tmp_path / "contacts.csv").rows == snapshot.rows


def test_a_snapshot_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "contacts.csv"
    snapshot, _ = after(Snapshot(), survey(found(1)))
    snapshot.write(path)
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600, "it may hold what is personal"
    path.chmod(0o640)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        after(snapshot, survey(found(2)))[0].write(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["contacts.csv"]
    monkeypatch.undo()
    snapshot.write(path)
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(InputError, match="cannot be written"):
        snapshot.write(tmp_path / "missing" / "contacts.csv")


def test_a_snapshot_that_somebody_spoilt_is_refused_with_line_and_column(tmp_path):
    def spoil(rows):
        rows[0]["email"] = "zebedee at example"

    with pytest.raises(BodiesError, match=r"contacts\.csv:2 email") as caught:
        edited(after(Snapshot(), survey(found(1)))[0], tmp_path, spoil)
    assert "zebedee" not in str(caught.value)
