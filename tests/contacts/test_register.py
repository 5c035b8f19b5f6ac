"""Contacts that an officer keeps in a CSV file."""

import contextlib
import csv
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routekit.contacts import Register
from routekit.contacts.register import COLUMNS
from routekit.errors import BodiesError, InputError, RoutekitError

GOOD = {
    "authority": "parish-council:E04990001",
    "organisation": "Ashsample Parish Council",
    "role": "Clerk",
    "email": "clerk@ashsample-pc.example.gov.uk",
    "telephone": "(01632) 960001",
    "page": "https://ashsample-pc.example.gov.uk/",
    "name": "Zebedee Example",
    "postal_address": "1 Zebrawood Road,\nAshsample",
    "source": "democratic services",
    "checked": "2026-11-20",
}


def write(folder, *rows, columns=COLUMNS, encoding="utf-8"):
    path = folder / "register.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_register_gives_back_what_was_written(tmp_path, make_authority, make_area):
    path = write(
        tmp_path, GOOD, GOOD | {"authority": "E06999037", "email": "", "checked": ""}, encoding="utf-8-sig"
    )
    register = Register.open(path, include_name=True, include_postal=True)
    found = register.contact_for(make_authority("x", make_area(1, "Ashsample")))
    for field in ("authority", "organisation", "role", "email", "page", "name"):
        assert getattr(found, field) == GOOD[field]
    assert found.postal_address == "1 Zebrawood Road, Ashsample", (
        "the lines are put on one, as a service's are"
    )
    assert found.telephone == "01632 960001"
    assert found.provenance.source == "democratic services"
    assert found.provenance.fetched_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert len(register) == 2
    assert register.contact_for(make_authority("x", make_area(2, "Over"))) is None


def test_names_and_addresses_stay_out_unless_asked_for(tmp_path, make_authority, make_area):
    register = Register.open(write(tmp_path, GOOD))
    found = register.contact_for(make_authority("x", make_area(1, "Ashsample")))
    assert (found.name, found.postal_address) == (None, None)
    assert repr(register) == "<Register of 1 contacts>"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("authority", ""),
        ("organisation", " "),
        ("role", ""),
        ("source", ""),
        ("email", "zebedee at example.gov.uk"),
        ("email", "zebedee@example.gov.uk;other@example.gov.uk"),
        ("telephone", "call Zebedee"),
        ("page", "javascript:zebedee()"),
        ("checked", "20/11/2026"),
        ("checked", "0"),
        ("checked", "20261120"),
        ("organisation", "Zebedee\x1b]0;Parish Council"),
        ("organisation", "Zebedee\nParish Council"),
        ("role", "Zebedee" * 100),
        ("source", "Zebedee\u202eeno"),
        ("name", "Zebedee\nExample"),
        ("postal_address", "1 Zebedee Road\x07"),
        ("postal_address", "1 Zebedee Road, " * 100),
    ],
)
def test_a_mistake_is_named_by_line_and_column_and_its_value_is_not_repeated(tmp_path, column, value):
    path = write(tmp_path, GOOD, GOOD | {"authority": "parish-council:E04990002", column: value})
    with pytest.raises(BodiesError, match=rf"register\.csv:4 {column}: ") as caught:
        Register.open(path)
    assert (caught.value.line, caught.value.column) == (4, column)
    assert "zebedee" not in str(caught.value).lower()


def test_all_mistakes_are_named_at_once_and_the_facts_are_the_firsts(tmp_path):
    rows = [GOOD | {"authority": f"parish-council:E0499000{n}"} for n in range(3)]
    path = write(tmp_path, rows[0] | {"email": "zebedee"}, rows[1], rows[2] | {"checked": "zebedee"})
    with pytest.raises(BodiesError) as caught:
        Register.open(path)
    assert [each.split(": ")[0] for each in str(caught.value).splitlines()] == [
        "register.csv:2 email",
        "register.csv:6 checked",
    ]
    assert (caught.value.file, caught.value.line, caught.value.column) == ("register.csv", 2, "email")
    assert "zebedee" not in str(caught.value)


def test_a_row_that_lost_or_gained_a_cell_is_refused_with_both_counts(tmp_path):
    path = write(tmp_path, GOOD)
    whole = path.read_text(encoding="utf-8")
    cut = whole.rpartition(",")[0] + "\n"
    for text, said in (
        (cut, "2 has 9 cells, and the header has 10 columns; an empty cell needs its comma too"),
        (whole.rstrip() + ",zebedee\n", "2 has 11 cells, and the header has 10 columns; a text with a comma"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BodiesError, match=said) as caught:
            Register.open(path)
        assert "zeb" not in str(caught.value).lower()


def test_a_file_that_is_no_register_is_refused_when_it_is_opened_and_not_quoted(tmp_path):
    path = tmp_path / "passwd"
    path.write_text("root:x:0:0:root:/root:/bin/bash\nzebedee:x:1000:1000::/home/zebedee:/bin/sh\n")
    with pytest.raises(BodiesError, match="passwd:1 has no column authority") as caught:
        Register.open(path)
    assert "root" not in str(caught.value)
    for name in ("a\0b", "/dev/null"):
        with pytest.raises(InputError, match="an existing CSV file"):
            Register.open(name)


def test_a_contact_without_any_way_to_reach_it_is_a_mistake(tmp_path):
    with pytest.raises(BodiesError, match=r"register\.csv:2 email: "):
        Register.open(write(tmp_path, GOOD | {"email": "", "telephone": "", "page": ""}))


def test_an_authority_listed_twice_is_a_mistake(tmp_path):
    with pytest.raises(BodiesError, match=r"register\.csv:4 authority: line 2"):
        Register.open(write(tmp_path, GOOD, GOOD))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "header"),
        (b"authority,organisation\r\n", "header"),
        (",".join([*COLUMNS, "email"]).encode(), "header"),
        (",".join(COLUMNS).encode() + b"\r\na,b\r\n", "register.csv:2 has 2 cells"),
        (",".join(COLUMNS).encode() + b'\r\n"a\r\n', "not CSV"),
        (",".join(COLUMNS).encode() + b"\r\n\x00\r\n", "register.csv:2"),
        (",".join(COLUMNS).encode() + b"\r\n\xff,,\r\n", "register.csv:2 is not UTF-8"),
        (",".join(COLUMNS).encode() + b"\r\n" + b"x" * 200_000, "not CSV"),
    ],
    ids=["nothing", "columns", "twice", "cells", "quote", "nul", "encoding", "long"],
)
def test_what_is_not_such_a_table_is_refused(tmp_path, content, words):
    path = tmp_path / "register.csv"
    path.write_bytes(content)
    with pytest.raises(BodiesError) as caught:
        Register.open(path)
    assert words in str(caught.value)


def test_a_file_that_cannot_be_opened_is_the_callers_mistake(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(InputError, match="path"):
            Register.open(path)


def test_a_table_that_is_far_too_large_is_refused(tmp_path):
    path = tmp_path / "register.csv"
    with path.open("wb") as file:
        file.truncate(17 * 1024 * 1024)
    with pytest.raises(BodiesError, match="larger"):
        Register.open(path)


def test_blank_lines_do_not_count(tmp_path):
    path = write(tmp_path, GOOD)
    path.write_text(path.read_text(encoding="utf-8") + "\n\n,,,,,,,,,\n", encoding="utf-8")
    assert len(Register.open(path)) == 1


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60), st.booleans())
def test_no_file_gives_anything_but_a_register_or_an_error_of_ours(tmp_path, content, with_header):
    path = tmp_path / "register.csv"
    path.write_bytes((",".join(COLUMNS).encode() + b"\n" if with_header else b"") + content)
    with contextlib.suppress(RoutekitError):
        assert len(Register.open(path)) == 0
