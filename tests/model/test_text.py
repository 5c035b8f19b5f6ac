"""What a text from outside may be."""

import re

import pytest

from routekit.model.text import GSS_CODE, LONGEST_LINE, is_one_line, is_web_address


@pytest.mark.parametrize(
    "text", ["", "Ashsample Town Council", "Cyngor Tref Ŵyr", "a\u00a0b", "x" * LONGEST_LINE]
)
def test_what_shows_on_one_line_may_be_shown(text):
    assert is_one_line(text)


@pytest.mark.parametrize(
    "text", ["a\nb", "a\x1b[2J", "a\x00", "a\u202eb", "a\u2028b", "x" * (LONGEST_LINE + 1)]
)
def test_what_does_not_show_or_breaks_the_line_or_is_far_too_long_may_not(text):
    assert not is_one_line(text)


@pytest.mark.parametrize(
    "text", ["https://www.example.gov.uk", "http://example.gov.uk/a?b=c", "HTTPS://a.example.gov.uk:8443/"]
)
def test_a_full_http_or_https_url_with_a_host_is_a_web_address(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "www.example.gov.uk", "https://", "https:///path", "https://localhost", "//example.gov.uk"),
        *("javascript:alert(1)", "ftp://example.gov.uk", "https://a.example.gov.uk:0", "https://[::1"),
        *("https://me:secret@example.gov.uk", "https://example.gov.uk/a b", "https://example.gov.uk/<b>"),
        *("https://example.gov.uk/\x1b", "https://exämple.gov.uk", "https://example.gov.uk/" + "x" * 500),
    ],
)
def test_anything_else_is_none(text):
    assert not is_web_address(text)


def test_a_gss_code_is_a_letter_and_eight_digits():
    assert re.fullmatch(GSS_CODE, "E04001177")
    for text in ("E0400117", "E040011777", "e04001177", "E0400117\u0667", "E04001177\n"):
        assert not re.fullmatch(GSS_CODE, text)
