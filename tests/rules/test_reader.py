"""The reader: texts with places, nothing else; hostile bytes refused; two parsers, one result."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routekit.rules import Pack
from routekit.rules.layers import Source
from routekit.rules.lint import examine
from routekit.rules.reader import LARGEST_FILE, MOST_NODES, read

PARSERS = [yaml.SafeLoader, yaml.CSafeLoader] if yaml.__with_libyaml__ else [yaml.SafeLoader]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__)
def reading(request):
    return lambda data: read(data if isinstance(data, bytes) else data.encode(), "pack.yaml", request.param)


def test_every_scalar_is_a_text_whatever_yaml_would_make_of_it(reading):
    found = reading('a: [yes, no, on, 012, 1:30, 2009-04-01, ~, null, 1e3, .inf, "x", 0x10, =]')
    assert found.problems == ()
    texts = ["yes", "no", "on", "012", "1:30", "2009-04-01", "~", "null", "1e3", ".inf", "x", "0x10", "="]
    assert found.root.plain() == {"a": texts}


def test_every_node_knows_its_line_and_column(reading):
    root = reading("one: 1\ntwo:\n  - {thrée: [x,  y]}\n").root
    three = root.entries["two"].value.items[0].entries["thrée"]
    assert (three.key.line, three.key.column) == (3, 6)
    assert [(item.line, item.column) for item in three.value.items] == [(3, 14), (3, 18)]


def test_several_faults_are_reported_at_once_and_the_rest_is_still_read(reading):
    found = reading("a: &x 1\nb: *x\na: 2\nc: !!int 3\n<<: {d: 4}\ne: 5\n")
    assert [(each.line, each.column, each.code) for each in found.problems] == [
        (1, 4, "E109"),
        (2, 4, "E109"),
        (3, 1, "E108"),
        (4, 4, "E110"),
        (5, 1, "E111"),
    ]
    assert found.root.plain() == {"a": "1", "b": "", "c": "3", "e": "5"}


HOSTILE = {
    "ten megabytes": (b"a: b\n" * 2_000_000, "E102"),
    "a million brackets": (b"[" * 1_000_000, "E102"),
    "200,000 brackets": (b"[" * 200_000, "E106"),
    "deep block mappings": (b"".join(b" " * at + b"a:\n" for at in range(600)), "E106"),
    "deep block lists": (b"- " * 100_000, "E106"),
    "question marks": (b"? " * 100_000, "E106"),
    "alias bomb": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n", "E109"),
    "100,000 nodes": (b"a: [" + b"a," * 100_000 + b"]", "E107"),
    "python object": (b"a: !!python/object/apply:os.system [ls]", "E110"),
    "binary": (bytes(range(256)), "E103"),
    "utf-16": ("a: b".encode("utf-16"), "E103"),
    "cut in a character": ("a: é".encode()[:-1], "E103"),
    "byte order mark": (b"\xef\xbb\xbfa: b", "E104"),
    "nul": (b"a: b\0", "E104"),
    "escaped nul": (b'a: "b\\0"', "E104"),
    "escaped surrogate": (b'a: "\\ud800"', None),
    "impossible escape": (b'a: "\\UFFFFFFFF"', "E105"),
    "carriage return alone": (b"a: b\rc: d", "E104"),
    "line separator": ("a: b\u2028c".encode(), "E104"),
    "right-to-left override": ("a: \u202eb".encode(), "E104"),
    "tab": (b"a:\n\tb: c", "E104"),
    "impossible directive": (b"%YAML 1.99999999999999999999999999999999\n---\na: b", None),
    "huge directive": (b"%YAML 1." + b"9" * 5_000 + b"\n---\na: b", None),
    "second document": (b"a: b\n---\nc: d", "E112"),
    "empty": (b"", "E113"),
    "only a text": (b"hello", "E113"),
    "mapping as key": (b"{a: b}: c", "E114"),
    "bare question mark": (b"a: {b: Really?}", "E115"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused_with_a_place_and_a_code(reading, name):
    data, code = HOSTILE[name]
    problems = reading(data).problems
    assert problems
    assert all(each.line >= 1 and each.column >= 1 and each.message for each in problems)
    assert code is None or code in {each.code for each in problems}


def test_the_limits_themselves_are_allowed(reading):
    assert reading(b"a: " + b"x" * (LARGEST_FILE - 3)).problems == ()
    assert reading(b"a: " + b"x" * (LARGEST_FILE - 2)).problems[0].code == "E102"
    assert reading(b"a: " + b"[" * 19 + b"]" * 19).problems == ()
    assert reading(b"a: " + b"[" * 20 + b"]" * 20).problems[0].code == "E106"
    members = MOST_NODES - 3  # beside the root, the key and the list
    assert reading(b"a: [" + b"x," * members + b"]").problems == ()
    assert reading(b"a: [" + b"x," * (members + 1) + b"]").problems[0].code == "E107"


PIECES = """
a b c ? : - , [ ] { } # & * ! | > ' " % @ ` = ~ . 0 é 😀 yes key: --- ... %YAML << '' !a &a *a !<x> !!str
\\u0041 \\x \\0 \\n \\U00110000 \\ud800
"""
BLANKS = [" ", "\n", "\n  ", "\n- ", ": ", "- ", " #", "\r\n", "|\n ", ">-\n  ", "\\\n"]
ODD = ["\xa0", "\u3000", "\t", "\0", "\u202e", "\ufeff", "\x85", "\u2028"]
YAML_LIKE = st.lists(st.sampled_from([*PIECES.split(), *BLANKS, *ODD]), max_size=25).map("".join)


@given(text=st.one_of(st.text(), YAML_LIKE, YAML_LIKE.map("a: ".__add__)))
@settings(deadline=None, max_examples=800)
def test_both_parsers_accept_the_same_texts_and_read_them_alike(text):
    assume("|#" not in text)
    assume(">#" not in text)  # libyaml takes a comment without a space here
    first, *others = [read(text.encode("utf-8", "surrogatepass"), "pack.yaml", parser) for parser in PARSERS]
    for other in others:
        assert bool(first.problems) == bool(other.problems)
        if not first.problems:
            assert first.root.plain() == other.root.plain()
            assert "?" in text or first.root == other.root  # after "? key" only the places differ


@given(data=st.one_of(st.binary(), st.text().map(str.encode), YAML_LIKE.map(str.encode)))
@settings(deadline=None, max_examples=500)
def test_any_bytes_end_in_problems_with_a_place_and_never_in_another_error(data):
    for parser in PARSERS:
        for problem in read(data, "pack.yaml", parser).problems:
            assert problem.line >= 1
            assert problem.column >= 1
    assert examine([Source(data, "pack.yaml")]).broken


@given(data=st.data())
@settings(deadline=None, max_examples=400)
def test_a_damaged_pack_is_refused_with_known_codes_or_loads_whole(data, founding):
    """Cut, doubled and replaced pieces of a sound pack reach every later check."""
    damaged = Path(founding.file).read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged)))
        end = at + data.draw(st.integers(0, 60))
        piece = data.draw(st.one_of(YAML_LIKE.map(str.encode), st.just(damaged[at:end] * 2)))
        damaged = damaged[:at] + piece + damaged[end:]
    examined = examine([Source(damaged, "pack.yaml")])
    lines = damaged.count(b"\n") + 2
    for problem in examined.problems:
        assert problem.code[0] in "EW"
        assert problem.code[1:].isdigit()
        assert 1 <= problem.line <= lines
        assert problem.message
    if not examined.broken:
        pack = Pack.parse(damaged, "pack.yaml")
        assert {row.outcome for row in pack.rows} <= set(pack.outcomes)


def test_without_libyaml_the_pure_parser_reads_the_same_pack(founding):
    script = (
        "import sys; sys.modules['yaml._yaml'] = None\n"
        "import yaml; assert not yaml.__with_libyaml__\n"
        "from routekit.rules import Pack; print(Pack.load('report-speeding-traffic').ref.sha256)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == founding.ref.sha256


def test_the_fastest_parser_there_is_is_the_default():
    assert read.__defaults__ == (PARSERS[-1],)
