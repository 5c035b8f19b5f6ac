"""The zip of Code-Point Open: read as it is published, refused when it is anything else."""

import struct
import zipfile

import pytest

from routekit.boundaries.postcodes import archive
from routekit.boundaries.postcodes.table import compact_of
from routekit.errors import EditionError

ROW = ("RG14 5LD", "10", "447076", "166809", "E92000001", "E19", "E18", "", "E06000037", "E05012143")
OTHER = ("M1  1AE", "10", "384800", "398000", "E92000001", "E19", "E18", "", "E08000003", "E05011376")
NOWHERE = ("RG149ZZ", "90", "0", "0", "W92000004", "", "", "", "", "")


def read(path):
    return archive.read(path, lambda done, total: None)


def refused(path, match):
    with pytest.raises(EditionError, match=match) as caught:
        read(path)
    assert str(path) in str(caught.value)


def changed(**cells):
    names = ("postcode", "quality", "easting", "northing", "country", "a", "b", "c", "district", "d")
    return tuple(cells.get(name, cell) for name, cell in zip(names, ROW, strict=True))


def test_the_five_columns_that_are_needed_are_kept_in_the_order_of_the_postcodes(code_point, tmp_path):
    told = []
    found = archive.read(
        code_point(tmp_path / "a.zip", [NOWHERE, ROW, OTHER]), lambda done, total: told.append((done, total))
    )
    table = found.table
    assert [compact_of(int(key)) for key in table.key] == ["M11AE", "RG145LD", "RG149ZZ"]
    assert table.quality.tolist() == [10, 10, 90]
    assert table.easting.tolist() == [384_800, 447_076, 0]
    assert table.northing.tolist() == [398_000, 166_809, 0]
    assert table.district.tolist() == [b"E08000003", b"E06000037", b"W"]
    assert table.located.tolist() == [True, True, False]
    assert told == [(1, 2), (2, 2)]


def test_the_publication_is_named_after_its_month_and_carries_the_line_of_its_year(code_point, tmp_path):
    found = read(code_point(tmp_path / "a.zip", [ROW]))
    assert found.edition.name == "codepo-2025-05"
    assert str(found.edition.date) == "2025-04-22"
    assert found.edition.licence == "OGL-UK-3.0"
    assert found.edition.attribution == (
        "Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail "
        "copyright and database right 2025. Contains National Statistics data © Crown copyright and database "
        "right 2025."
    )
    assert found.licence == b"Terms as they come, \xa9\r\n"
    later = read(code_point(tmp_path / "b.zip", [ROW], facts="2026.4.1 20261027")).edition
    assert (later.name, later.attribution.count("2026")) == ("codepo-2026-11", 3)
    assert later.archive_sha256 != found.edition.archive_sha256


@pytest.mark.parametrize(
    ("row", "match"),
    [
        (changed(postcode="RGI4 5LD"), "a postcode of RG is needed"),
        (changed(postcode="RG14"), "a postcode of RG is needed"),
        (changed(quality="15"), "positional quality"),
        (changed(quality=""), "must be short numbers"),
        (changed(easting="-5"), "must be short numbers"),
        (changed(easting="4470.5"), "must be short numbers"),
        (changed(easting="9" * 30), "must be short numbers"),
        (changed(easting="447076", northing="9166809"), "not on the British National Grid"),
        (changed(easting="0", northing="0"), "quality 90"),
        (changed(quality="90"), "quality 90"),
        (changed(district="E0600003"), "GSS codes"),
        (changed(country=""), "GSS codes"),
        (ROW[:9], "has 9 columns"),
        ((*ROW, ""), "has 11 columns"),
    ],
)
def test_a_row_that_cannot_be_is_refused(code_point, tmp_path, row, match):
    refused(code_point(tmp_path / "a.zip", [row]), match)


def test_a_row_that_cannot_be_is_named_by_file_and_line(code_point, tmp_path):
    refused(code_point(tmp_path / "a.zip", [ROW, changed(postcode="RG14 5CD")]), "rg.csv:2 is 'RG14 5CD'")


@pytest.mark.parametrize("area", ["R", "SN"])
def test_a_postcode_in_the_list_of_another_area_is_refused(code_point, tmp_path, area):
    name = f"Data/CSV/{area.lower()}.csv"
    path = code_point(tmp_path / "a.zip", [OTHER], counts={"M": 1, area: 1}, more=[(name, listed(ROW))])
    refused(path, f"{name}:1 is 'RG14 5LD'; a postcode of {area} is needed")


def listed(row):
    return ",".join(row) + "\r\n"


def test_a_postcode_given_twice_is_refused(code_point, tmp_path):
    refused(code_point(tmp_path / "a.zip", [ROW, changed(postcode="RG145LD")]), "RG145LD is given twice")


@pytest.mark.parametrize(
    ("given_", "match"),
    [
        ({"counts": {"RG": 2}}, "holds 1 postcodes; Doc/metadata.txt says 2"),
        ({"counts": {}}, "do not name the same postcode areas: RG"),
        ({"counts": {"RG": 1, "M": 5}}, "do not name the same postcode areas: M"),
        ({"facts": "2025.5.0 20250422"}, "DATASET VERSION NUMBER"),
        ({"facts": "2025.2.0 22-04-25"}, "COPYRIGHT DATE"),
        ({"facts": "2025.2.0 20251322"}, "COPYRIGHT DATE is 20251322"),
    ],
)
def test_a_zip_that_does_not_hold_what_its_metadata_says_is_refused(code_point, tmp_path, given_, match):
    refused(code_point(tmp_path / "a.zip", [ROW], **given_), match)


def test_nothing_else_in_a_zip_is_read_and_nothing_is_written(code_point, tmp_path):
    more = [
        ("../../escape.csv", "x"),
        ("/etc/passwd", "x"),
        ("Data/CSV/../rg.csv", "x"),
        ("Data/CSV/RG.csv", "x"),
    ]
    folder = tmp_path / "inside"
    folder.mkdir()
    found = read(code_point(folder / "a.zip", [ROW], more=more))
    assert len(found.table.key) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.zip", "inside"]


def test_two_files_of_one_name_are_refused(code_point, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = code_point(tmp_path / "a.zip", [ROW], more=[("Data/CSV/rg.csv", "x")])
    refused(path, "two of one name")


def test_too_many_files_are_refused(code_point, tmp_path):
    more = [(f"more/{number}", "") for number in range(archive.MOST_FILES)]
    refused(code_point(tmp_path / "a.zip", [ROW], more=more), "more than 1,000 files")


def test_a_list_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(code_point, tmp_path):
    bomb = b"0" * (archive.LARGEST_FILE + 1)
    path = code_point(tmp_path / "a.zip", [OTHER], counts={"M": 1, "RG": 1}, more=[("Data/CSV/rg.csv", bomb)])
    assert path.stat().st_size < archive.LARGEST_FILE / 500
    refused(path, "rg.csv holds more than 64 MB")


def test_a_list_that_is_larger_than_it_says_is_refused(code_point, tmp_path):
    path = code_point(tmp_path / "a.zip", [ROW] * 50)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as found:
        size = struct.pack("<L", found.getinfo("Data/CSV/rg.csv").file_size)
    path.write_bytes(data.replace(size, struct.pack("<L", 81)))
    refused(path, "cannot be read|is not the zip")


def test_too_large_a_zip_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.truncate(archive.LARGEST_ARCHIVE + 1)
    refused(path, "holds more than 64 MB")


def test_a_zip_cut_anywhere_is_refused(code_point, tmp_path):
    path = code_point(tmp_path / "a.zip", [ROW, OTHER])
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        refused(path, "cannot be read")


def test_a_zip_with_a_flipped_byte_is_refused_or_reads_the_same(code_point, tmp_path):
    path = code_point(tmp_path / "a.zip", [ROW, OTHER])
    whole = path.read_bytes()
    truth = read(path)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        try:
            found = read(path)
        except EditionError:
            continue
        assert all((new == old).all() for new, old in zip(found.table, truth.table, strict=True))


def test_an_encrypted_list_is_refused(code_point, tmp_path):
    path = code_point(tmp_path / "a.zip", [ROW])
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + flags] |= 1
    path.write_bytes(data)
    refused(path, "encrypted")


@pytest.mark.parametrize("content", [b"", b"RG14 5LD,10", b"PK", b"\x00" * 1000])
def test_what_is_no_zip_is_refused(tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    refused(path, "the zip of Code-Point Open is needed")


def test_a_zip_that_is_not_there_is_refused(tmp_path):
    refused(tmp_path / "none.zip", "the zip of Code-Point Open is needed")
    refused(tmp_path, "the zip of Code-Point Open is needed")


@pytest.mark.parametrize("content", [b'"RG14 5LD,10', b"\xff\xfe", b'"RG14" 5LD",10,1\r\n'])
def test_a_list_that_is_not_csv_is_refused(code_point, tmp_path, content):
    path = code_point(
        tmp_path / "a.zip", [OTHER], counts={"M": 1, "RG": 1}, more=[("Data/CSV/rg.csv", content)]
    )
    refused(path, "rg.csv")
