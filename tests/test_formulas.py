"""No cell is a formula to a spreadsheet, and each comes back as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.formulas import escaped, unescaped


@settings(deadline=None, max_examples=300)
@given(
    text=st.text(st.sampled_from("='\u2019+-@\t\r\n\uff1d\uff0b\uff0d\uff20ab "), max_size=8)
    | st.text(max_size=8)
)
def test_what_is_escaped_comes_back_and_never_begins_a_formula(text):
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(
        ("=", "+", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    )
    assert escaped(text) == "-" or not escaped(text).startswith("-")


def test_a_curly_apostrophe_that_a_spreadsheet_made_is_taken_off_too():
    assert unescaped("\u2019=1+1") == "=1+1"
    assert unescaped("'tis") == "'tis"
