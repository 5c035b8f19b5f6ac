"""JSON read value by value from small pieces: the same as when it is read whole, or refused."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.boundaries.jsontext import JsonText, one_value
from routekit.errors import EditionError


class Dripping:
    """A file that gives a few bytes at a time, whatever it is asked for."""

    def __init__(self, content, size):
        self.file, self.size = io.BytesIO(content), size

    def read(self, _):
        return self.file.read(self.size)


def text(content, size=3):
    return JsonText("a.json", Dripping(content, size))


def taken(content, size=3):
    """Read a text as a reader of GeoJSON does: the members of an object, and lists element by element."""
    return taken_from(text(content, size))


def taken_from(source):
    found = {}
    for key in source.members():
        found[key] = list(source.elements()) if source.peek() == "[" else source.value()
    source.end()
    return found


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4), st.sampled_from([None, 1]), st.integers(1, 9))
@settings(deadline=None)
def test_a_text_in_pieces_reads_as_the_whole_text_does(value, indent, size):
    content = json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "surrogatepass")
    try:
        content.decode()
    except UnicodeDecodeError:
        return

    assert taken(content, size) == value


@given(st.dictionaries(st.text("aé"), VALUES, min_size=1, max_size=3), st.integers(0, 99), st.integers(1, 9))
@settings(deadline=None)
def test_a_text_that_is_cut_is_refused(value, cut, size):
    content = json.dumps(value).encode()

    with pytest.raises(EditionError, match=r"a\.json is not GeoJSON"):
        taken(content[: cut % len(content)], size)


WRONG = {
    "a comma at the end": b'{"a": 1,}',
    "a comma at the end of a list": b'{"a": [1,]}',
    "no comma": b'{"a": 1 "b": 2}',
    "no colon": b'{"a" 1}',
    "a number for a key": b"{1: 2}",
    "more after the end": b'{"a": 1} 2',
    "NaN in a list": b'{"a": [NaN]}',
    "a key that an element has twice": b'{"a": [{"b": 1, "b": 1}]}',
    "another encoding": "{“a”: 1}".encode("utf-16"),
    "a letter cut in two": '{"a": "é'.encode()[:-1],
}


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_what_is_not_json_is_refused(content):
    with pytest.raises(EditionError, match=r"a\.json is not GeoJSON"):
        taken(content)


def test_a_mistake_far_from_the_end_is_named_without_reading_on():
    source = Dripping(b'{"a": {"b": 1 2}' + b" " * 9_000_000, 2_000_000)

    with pytest.raises(EditionError, match="Expecting ',' delimiter"):
        taken_from(JsonText("a.json", source))

    assert source.file.tell() == 2_000_000


@pytest.mark.parametrize("empty", ["[],", "{},"])
def test_a_short_text_that_would_fill_the_memory_is_refused(empty):
    text = f"[{empty * 5_000_001}0]".encode()
    with pytest.raises(EditionError, match="more than 5,000,000 brackets"):
        JsonText("a.json", io.BytesIO(text)).value()
    with pytest.raises(EditionError, match="more than 5,000,000 brackets"):
        one_value("a.json line 1", text)
