"""The source of an edition of postcodes: what is extracted from the zip, and what is refused as a source."""

import hashlib
import lzma
import tomllib

import pytest

from routekit.boundaries.postcodes import build_postcodes, extract_postcodes, source
from routekit.errors import EditionError

ROWS = [
    ("RG14 5LD", "10", "447076", "166809", "E92000001", "", "", "", "E06000037", ""),
    ("M1  1AE", "60", "84800", "1198000", "E92000001", "", "", "", "", ""),
    ("AB431AJ", "90", "0", "0", "S92000003", "", "", "", "", ""),
]
LIST = """\
AB431AJ,90,000000,0000000,S        
M11AE  ,60,084800,1198000,E        
RG145LD,10,447076,0166809,E06000037
"""  # noqa: W291 - the columns are padded


@pytest.fixture
def zipped(code_point, tmp_path):
    return code_point(tmp_path / "codepo.zip", ROWS)


@pytest.fixture
def folder(zipped, tmp_path):
    return extract_postcodes(zipped, tmp_path / "sources")


@pytest.fixture
def rewrite(folder):
    """Put another list into the source, with its right checksum."""

    def rewrite(packed):
        path = folder / "edition.toml"
        manifest = path.read_text(encoding="utf-8")
        known = tomllib.loads(manifest)["source"]["sha256"]
        path.write_text(manifest.replace(known, hashlib.sha256(packed).hexdigest()), encoding="utf-8")
        (folder / "postcodes.csv.xz").write_bytes(packed)
        return folder

    return rewrite


def read(folder):
    return source.read(folder, lambda done, total: None)


def test_a_source_holds_the_list_the_licence_and_where_they_come_from(folder, zipped):
    assert folder.name == "codepo-2025-05"
    assert sorted(path.name for path in folder.iterdir()) == [
        "LICENCE.txt",
        "edition.toml",
        "postcodes.csv.xz",
    ]
    assert lzma.decompress((folder / "postcodes.csv.xz").read_bytes()).decode() == LIST
    assert (folder / "LICENCE.txt").read_bytes() == b"Terms as they come, \xa9\r\n"
    manifest = tomllib.loads((folder / "edition.toml").read_text(encoding="utf-8"))
    assert manifest["edition"]["archive_sha256"] == hashlib.sha256(zipped.read_bytes()).hexdigest()
    assert (manifest["source"]["count"], manifest["source"]["located"]) == (3, 2)


def test_extracting_again_gives_the_same_bytes_and_progress_is_told(folder, zipped, tmp_path):
    told = []
    again = extract_postcodes(zipped, tmp_path / "again", lambda *seen: told.append(seen))
    for name in ("LICENCE.txt", "edition.toml", "postcodes.csv.xz"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()
    assert told == [
        (1, 3, "reading"),
        (2, 3, "reading"),
        (3, 3, "reading"),
        (len(LIST), len(LIST), "packing"),
    ]


def test_a_list_compiles_to_the_same_bytes_from_its_zip_and_from_its_source(folder, zipped, tmp_path):
    from_zip, _ = build_postcodes(zipped, tmp_path / "a.postcodes")
    from_source, report = build_postcodes(folder, tmp_path / "b.postcodes")
    assert from_zip.read_bytes() == from_source.read_bytes()
    assert (report.count, report.located, report.most_radius) == (3, 2, 2)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("447076", "44707x", "is not a number"),
        ("447076", "800000", "not on the British National Grid"),
        ("RG145LD,10", "RG145LD,11", "positional quality"),
        ("RG145LD,10", "RG145LD,90", "quality 90"),
        ("AB431AJ,90", "AB431AJ,10", "quality 90"),
        ("RG145LD", "AB431AJ", "given twice or out of order"),
        ("RG145LD", "AA145LD", "given twice or out of order"),
        ("RG145LD", "RG145L-", "neither a letter nor a digit"),
        ("E06000037", "E0600003x", "district"),
        (",10,", ";10,", "not of the widths"),
        ("E06000037\n", "E06000037 ", "not of the widths"),
        (LIST, LIST[:-1], "36 bytes each"),
        (LIST, "", "36 bytes each"),
        (LIST, LIST[:72], "holds 2 postcodes, 1 of them with a location"),
    ],
)
def test_a_list_that_cannot_be_is_refused(rewrite, old, new, match):
    with pytest.raises(EditionError, match=match):
        read(rewrite(lzma.compress(LIST.replace(old, new).encode())))


def test_an_altered_list_is_refused(folder):
    path = folder / "postcodes.csv.xz"
    path.write_bytes(lzma.compress(LIST.replace("447076", "447077").encode()))
    with pytest.raises(EditionError, match="so it is another file"):
        read(folder)


def test_a_list_that_unpacks_to_too_much_is_refused(rewrite):
    a_megabyte = lzma.compress(b"0" * 1024**2)
    with pytest.raises(EditionError, match="holds more than 256 MB"):
        read(rewrite(a_megabyte * (source.LARGEST_LIST // 1024**2 + 1)))


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("format = 1", "format = 2", "format"),
        ("count = 3", 'count = "3"', r"source\.count"),
        ("count = 3", "count = 3\ncolour = 1", r"source\.colour"),
        ('name = "codepo', 'name = "../codepo', r"edition\.name"),
        ('file = "postcodes', 'file = "../postcodes', r"source\.file"),
        ("[source]", "", "source"),
        ("format = 1", "format = ", "is not TOML"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused_by_key(folder, old, new, match):
    path = folder / "edition.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(EditionError, match=match):
        read(folder)


def test_a_folder_without_a_manifest_is_refused(tmp_path):
    with pytest.raises(EditionError, match=r"or from the zip of Code-Point Open"):
        build_postcodes(tmp_path)


def test_a_folder_that_cannot_be_written_is_refused(zipped, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EditionError, match="cannot be written"):
        extract_postcodes(zipped, tmp_path / "file")
