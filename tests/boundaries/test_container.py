"""The compiled file: any file that is not as it was written is refused, or what is wrong is never reached."""

import hashlib
import json
import struct

import numpy as np
import pytest
import shapely

from routekit.boundaries import Edition
from routekit.boundaries.container import FORMAT, Container, Section, write
from routekit.errors import EditionError

PREAMBLE = 64


@pytest.fixture(scope="module")
def points():
    rng = np.random.default_rng(11)
    return rng.uniform(428_000, 471_000, 300), rng.uniform(158_000, 186_000, 300)


@pytest.fixture(scope="module")
def answers(sample, points):
    """All that an edition can be asked, as one value."""

    def ask(edition):
        areas = [
            (*area.model_dump().values(), edition.area(area.code).geometry.wkb) for area in edition.areas()
        ]
        return edition.codes_at(*points).tolist(), areas, edition.record

    return ask


@pytest.fixture
def altered(tmp_path, sample_build):
    """Write the compiled sample with some bytes changed, and give its path."""
    content = sample_build[0].read_bytes()

    def write_altered(alter):
        path = tmp_path / "altered.edition"
        path.write_bytes(alter(bytearray(content)))
        return path

    return write_altered


def flip(place, bit):
    def alter(content):
        content[place] ^= 1 << bit
        return content

    return alter


def outcome(path, answers):
    try:
        return answers(Edition.open(path))
    except EditionError as error:
        return "refused" if str(path) in str(error) else error


def test_a_flipped_bit_never_changes_an_answer(sample, sample_build, altered, answers):
    right = answers(sample)
    rng = np.random.default_rng(5)
    size = sample_build[0].stat().st_size
    outcomes = [
        outcome(altered(flip(int(rng.integers(size)), int(rng.integers(8)))), answers) for _ in range(300)
    ]

    assert all(found in ("refused", right) for found in outcomes)
    assert outcomes.count("refused") > 100


def test_no_bit_of_the_preamble_matters_unseen(sample, altered, answers):
    right = answers(sample)
    outcomes = [
        outcome(altered(flip(place, bit)), answers) for place in range(PREAMBLE) for bit in range(0, 8, 3)
    ]

    assert all(found in ("refused", right) for found in outcomes)
    assert outcomes.count(right) == 8 * 3  # the eight bytes that are kept for later


def test_a_file_cut_anywhere_is_refused(sample_build, altered):
    size = sample_build[0].stat().st_size
    ends = {0, 1, 7, 8, 9, 63, 64, 65, 1000, size // 2, size - 64, size - 1}
    ends |= set(np.random.default_rng(1).integers(size, size=100).tolist())
    for end in ends:
        with pytest.raises(EditionError, match=r"routekit boundaries build|a compiled edition is needed"):
            Edition.open(altered(lambda content, end=end: content[:end]))


def test_a_file_that_grew_is_refused(altered):
    with pytest.raises(EditionError, match="damaged"):
        Edition.open(altered(lambda content: content + bytes(64)))


def test_a_damaged_boundary_is_refused_only_where_it_is_needed(sample, altered, points):
    """The file ends with the boundaries: the last one is Holybrook's."""
    path = altered(flip(-1000, 0))
    damaged = sample.areas()[-1]
    elsewhere = sample.areas()[0]
    edition = Edition.open(path)

    assert edition.area(elsewhere.code).geometry.equals(sample.area(elsewhere.code).geometry)
    vertices = shapely.get_coordinates(sample.area(damaged.code).geometry)
    on_it = vertices[sample.codes_at(*vertices.T) == damaged.code][0].tolist()
    for ask in (edition.code_at, lambda *point: edition.codes_at(*([each] for each in point))):
        with pytest.raises(EditionError, match="boundary 62 has another checksum"):
            ask(*on_it)


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(200), b"{}", b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_a_foreign_file_is_refused(tmp_path, content):
    path = tmp_path / "foreign.edition"
    path.write_bytes(content)

    with pytest.raises(EditionError, match="is not a compiled edition"):
        Edition.open(path)


def test_a_newer_format_is_named(altered):
    def newer(content):
        content[8:12] = struct.pack("<I", FORMAT + 1)
        return content

    with pytest.raises(EditionError, match=f"format {FORMAT + 1}, and this routekit reads format {FORMAT}"):
        Edition.open(altered(newer))


@pytest.mark.parametrize("name", ["missing.edition", ".", "nul\0.edition"])
def test_what_is_not_a_file_is_refused(tmp_path, name):
    with pytest.raises(EditionError, match=r"does not exist|cannot be read"):
        Edition.open(tmp_path / name)


def remade(path, alter):
    """Change the header of a file and give it a checksum that fits: a file that another program made."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<I", content, 12)
    header = json.loads(content[PREAMBLE : PREAMBLE + length])
    alter(header)
    made = json.dumps(header).encode()
    body = content[PREAMBLE + length + -length % 64 :]
    head = struct.pack(
        "<8sIIQ", content[:8], FORMAT, len(made), PREAMBLE + len(made) + -len(made) % 64 + len(body)
    )
    return head + hashlib.sha256(made).digest() + bytes(8) + made + bytes(-len(made) % 64) + body


FOREIGN = {
    "no sections": lambda header: header.update(sections={}),
    "no edition": lambda header: header.pop("edition"),
    "an edition without a name": lambda header: header["edition"].pop("name"),
    "another count": lambda header: header["edition"].update(count=62),
    "a section past the end": lambda header: header["sections"]["wkb"].update(length=10**9),
    "a section elsewhere": lambda header: header["sections"]["codes"].update(offset=1),
    "a section before the start": lambda header: header["sections"]["codes"].update(offset=-64),
    "an unknown type": lambda header: header["sections"]["codes"].update(dtype="|O"),
    "the boxes of fewer areas": lambda header: header["sections"]["boxes"].update(length=4, crc32=None),
    "the codes of fewer areas": lambda header: header["sections"]["codes"].update(length=4, crc32=None),
    "half a table of areas": lambda header: header["sections"]["areas"].update(length=2000, crc32=None),
}


@pytest.mark.parametrize("alter", FOREIGN.values(), ids=FOREIGN)
def test_a_file_that_another_program_made_wrongly_is_refused(tmp_path, sample_build, answers, alter):
    path = tmp_path / "made.edition"
    path.write_bytes(remade(sample_build[0], alter))

    with pytest.raises(EditionError, match=r"made\.edition is damaged"):
        answers(Edition.open(path))


def test_codes_that_do_not_fit_are_refused_before_any_answer(tmp_path, sample_build):
    path = tmp_path / "made.edition"
    path.write_bytes(remade(sample_build[0], FOREIGN["the codes of fewer areas"]))

    with pytest.raises(EditionError, match="63 codes"):
        Edition.open(path)


def test_a_table_of_areas_in_another_order_than_the_codes_is_refused(tmp_path, sample_build):
    opened = Container.open(sample_build[0])
    areas = json.dumps(json.loads(opened.section("areas").tobytes())[::-1]).encode()
    sections = opened.sections | {"areas": np.frombuffer(areas, dtype="|u1")}
    path = tmp_path / "made.edition"
    write(path, opened.edition, {name: Section(array) for name, array in sections.items()})

    with pytest.raises(EditionError, match="does not fit its codes"):
        Edition.open(path).areas()


def test_such_a_file_is_accepted_if_nothing_is_wrong(tmp_path, sample, sample_build, answers):
    path = tmp_path / "made.edition"
    path.write_bytes(remade(sample_build[0], lambda _: None))

    assert answers(Edition.open(path)) == answers(sample)


def test_sections_come_back_as_they_were_written(tmp_path):
    arrays = {
        "a": np.arange(3, dtype="<f8"),
        "b": np.array([], dtype="<u4"),
        "c": np.array([b"E04"], dtype="|S9"),
    }
    size = write(tmp_path / "x.edition", {"k": "ŵ"}, {name: Section(each) for name, each in arrays.items()})

    opened = Container.open(tmp_path / "x.edition")

    assert opened.edition == {"k": "ŵ"}
    assert size == (tmp_path / "x.edition").stat().st_size
    for name, array in arrays.items():
        assert opened.section(name).tolist() == array.tolist()
        assert opened.section(name).dtype == array.dtype
        assert not opened.section(name).flags.writeable


def test_a_write_that_fails_leaves_nothing_behind(tmp_path):
    (tmp_path / "folder").mkdir()

    with pytest.raises(EditionError, match="cannot be written"):
        write(tmp_path / "folder", {}, {})

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
