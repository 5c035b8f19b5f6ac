"""New cases in the file of a pack: nothing else changes, and what cannot be added to is refused."""

import re
import stat
from pathlib import Path

import pytest

from routekit.errors import InputError, RulesError
from routekit.rules import Pack, add_cases, generate_cases, run_cases

TEXT = (Path(__file__).parent / "packs" / "W404-no-cases.yaml").read_text()
CASES = """cases:  # examples
  # beside a road
  - {given: {parish: council, on_verge: yes}, expect: roads, row: R1}  # minute 12

  # the end
"""


def written(tmp_path, text, newline="\n"):
    path = tmp_path / "mend-a-bench.yaml"
    path.write_bytes(text.replace("\n", newline).encode())
    before = path.read_bytes()
    add_cases(path, generate_cases(Pack.load(path)))
    assert run_cases(Pack.load(path)).coverage == 100.0
    return before.decode(), path.read_bytes().decode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.rstrip("\n"),
        TEXT + CASES,
        TEXT + CASES.replace("  ", "    ").replace("cases:    #", "cases:  #"),
        TEXT + CASES.replace("\n  ", "\n"),
        TEXT + CASES + "texts:\n  cy: not_translated\n",
        TEXT + CASES.rstrip("\n") + "\n\n# of the words\ntexts: {cy: not_translated}\n# the very end\n",
        TEXT + "cases:\n  -\n    given: {parish: council, on_verge: yes}\n    expect: roads\n",
        "%s...\n" % (TEXT + CASES),
    ],
    ids=[
        "none",
        "no last line end",
        "some",
        "deep",
        "flat",
        "before",
        "comments",
        "hyphen alone",
        "end mark",
    ],
)
def test_the_lines_that_were_there_stay_as_they_were(tmp_path, text, newline):
    before, after = written(tmp_path, text, newline)
    old, new = before.removesuffix(newline).split(newline), after.removesuffix(newline).split(newline)
    added = [line for line in new if line not in old]
    assert [line for line in new if line in old] == old
    start = new.index(added[0])
    assert new[start : start + len(added)] == added, "they stand together"
    assert all(re.match(r" *(# to review: |- \{given: |cases:$)", line) for line in added)
    assert ("\r" in after) == (newline == "\r\n")
    assert after.endswith(newline)


def test_cases_come_after_the_last_one_and_before_the_comment_on_what_follows(tmp_path):
    _, after = written(
        tmp_path, TEXT + CASES.rstrip("\n") + "\n\n# of the words\ntexts: {cy: not_translated}\n"
    )
    assert re.search(r"  # the end\n  # to review: .*\n(  .*\n)+\n# of the words\ntexts:", after)


def test_cases_in_brackets_are_not_added_to_and_the_file_stays(tmp_path):
    text = TEXT + "cases: [{given: {parish: council, on_verge: yes}, expect: roads}]\n"
    path = tmp_path / "mend-a-bench.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"in a block.*paste what --generate prints"):
        add_cases(path, generate_cases(Pack.load(path)))
    assert path.read_text() == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    new = generate_cases(Pack.parse(TEXT.encode(), "x"))
    with pytest.raises(RulesError, match="E101"):
        add_cases(tmp_path / "none.yaml", new)
    (tmp_path / "broken.yaml").write_text("a: [")
    with pytest.raises(RulesError, match="E105"):
        add_cases(tmp_path / "broken.yaml", new)


def test_no_cases_leave_the_file_alone(tmp_path):
    path = tmp_path / "mend-a-bench.yaml"
    path.write_text(TEXT)
    when = path.stat().st_mtime_ns
    add_cases(path, ())
    assert path.stat().st_mtime_ns == when


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path):
    path, link = tmp_path / "mend-a-bench.yaml", tmp_path / "other" / "mend-a-bench.yaml"
    path.write_text(TEXT)
    path.chmod(0o640)
    link.parent.mkdir()
    link.symlink_to(path)
    add_cases(link, generate_cases(Pack.load(link)))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert run_cases(Pack.load(path)).coverage == 100.0


def test_an_overlay_gets_cases_of_its_own(tmp_path):
    (tmp_path / "mend-a-bench.yaml").write_text(TEXT)
    overlay = tmp_path / "overlays" / "E07000078" / "mend-a-bench.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(
        "format: 1\noverlay: mend-a-bench\nversion: 1.0.0\neffective: {from: 2026-01-01}\nmaintainer: W\n"
    )
    add_cases(overlay, generate_cases(Pack.load(overlay)))
    assert run_cases(Pack.load(overlay)).coverage == 100.0
    assert "cases" not in (tmp_path / "mend-a-bench.yaml").read_text()
