"""Names as published, made plain: text that was misread before it was published."""

import pytest

from routekit.boundaries.text import plain


@pytest.mark.parametrize(
    ("published", "meant"),
    [
        ("LlÅ·n", "Llŷn"),
        ("Oâ€™Neill", "O\u2019Neill"),
        ("Ynys \xc3\x81nn", "Ynys Ánn"),
        ("\xc3\x8dfor", "Ífor"),
        ("Château", "Château"),
    ],
    ids=["cp1252", "cp1252 punctuation", "latin-1", "latin-1 at the start", "not misread"],
)
def test_a_name_that_was_misread_either_way_is_read_as_it_was_meant(published, meant):
    """The second bytes of Á and Í are no characters in cp1252, so that only Latin-1 can have misread them."""
    assert plain("name", published) == meant
