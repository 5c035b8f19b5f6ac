"""Cleaning what people type into contact fields."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routekit.contacts import libraries
from routekit.contacts.cleaning import (
    clean_lines,
    email_in,
    is_email,
    looks_personal,
    telephone_in,
    website_in,
)
from routekit.contacts.naming import name_of


@pytest.fixture(autouse=True, params=["with the extra", "without"])
def extra(request, monkeypatch):
    """Run every test with the libraries of the extra `contacts`, and as if they were not installed."""
    if request.param == "without":
        monkeypatch.setattr(libraries, "_library", lambda _: None)
    return request.param


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("  one \t two  ", ["one two"]),
        ("one\r\n  two\n\n", ["one", "two"]),
        ("\r\n   ", []),
        ("&amp;quot;Sample House&amp;quot;", ['"Sample House"']),
        ("&amp;amp;amp;", ["&amp;"]),
        ("Chair&amp;#39;s", ["Chair's"]),
        ("Jo&nbsp;Example", ["Jo Example"]),
        ("<strong>Sam</strong> Sample<br />", ["Sam Sample"]),
        ("1 Sample Road<br>Sampleton", ["1 Sample Road", "Sampleton"]),
        ("Jo <jo@example.gov.uk>", ["Jo <jo@example.gov.uk>"]),
        ("a\u202eb\u200bc\x07d", ["abcd"]),
        ("cafe\u0301", ["caf\u00e9"]),
        ("x" * 501, []),
    ],
)
def test_text_is_given_as_it_was_meant(text, lines):
    assert list(clean_lines(text)) == lines


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("clerk@sample.example.gov.uk", "clerk@sample.example.gov.uk"),
        ("clerk@a.example.gov.uk;office@a.example.gov.uk", "clerk@a.example.gov.uk"),
        ("clerk@a.example.gov.uk (for parish matters)", "clerk@a.example.gov.uk"),
        ("not an address; office@a.example.gov.uk", "office@a.example.gov.uk"),
        ("mailto:clerk@a.example.gov.uk?cc=x@b.example", "clerk@a.example.gov.uk"),
        ("Jo Example <jo@a.example.gov.uk>", "jo@a.example.gov.uk"),
        ("nic.o'invented@example.gov.uk", "nic.o'invented@example.gov.uk"),
        ("clerk@a.example.gov.uk.", "clerk@a.example.gov.uk"),
        ("01632 960000", None),
        ("clerk at a.example.gov.uk", None),
        ("clerk@localhost", None),
        ("clerk@a..example", None),
        ("clerk@-a.example", None),
        (".clerk@a.example", "clerk@a.example"),
        ("cl\u0117rk@a.example", None),
        ("x" * 65 + "@a.example", None),
        ("clerk@" + "a." * 130 + "example", None),
        ("", None),
    ],
)
def test_the_first_valid_address_of_a_field_is_taken(text, email):
    assert email_in(text) == email


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("01632 960001", "01632 960001"),
        ("01632960001", "01632 960001"),
        ("(01632) 960 001", "01632 960001"),
        ("01632-960-001", "01632 960001"),
        ("+44 (0)1632 960001", "01632 960001"),
        ("+441632960001", "01632 960001"),
        ("0044 1632 960001", "01632 960001"),
        ("Home: (01632) 960001 x12345", "01632 960001"),
        ("01632 960001 / 07700 900123", "01632 960001"),
        ("01632 960001 01632 960002", "01632 960001"),
        ("960001 or 07700900123", "07700 900123"),
        ("02079460123", "020 7946 0123"),
        ("0121 4960001", "0121 496 0001"),
        ("01134960001", "0113 496 0001"),
        ("0306 9990001", "0306 999 0001"),
        ("08081570001", "0808 157 0001"),
        ("0800 123456", "0800 123456"),
        ("01632 96000", "01632 96000"),
        ("tba", None),
        ("960001", None),
        ("016329600011", None),
        ("0463 296 0001", None),
        ("07700 90012", None),
        ("please see info above", None),
        ("+1 202 555 0123", None),
    ],
)
def test_the_first_plausible_number_of_a_field_is_taken_and_spaced_as_usual(text, number):
    assert telephone_in(text) == number


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://sample-pc.example.gov.uk/a?b=c", "https://sample-pc.example.gov.uk/a?b=c"),
        ("http://sample-pc.example.gov.uk", "http://sample-pc.example.gov.uk"),
        ("www.sample-pc.example.gov.uk", "https://www.sample-pc.example.gov.uk"),
        ("javascript:alert(1)", None),
        ("ftp://sample-pc.example.gov.uk", None),
        ("https://user@sample-pc.example.gov.uk", None),
        ("https://127.0.0.1/", None),
        ("https://[::1", None),
        ("https://sample-pc.example.gov.uk:99999/", None),
        ("https://sample-pc.example.gov.uk/\r\nX: y", None),
        ('https://sample-pc.example.gov.uk/"onload=', None),
        ("none", None),
        ("", None),
    ],
)
def test_a_website_is_a_full_web_address_or_nothing(text, url):
    assert website_in(text) == url


@pytest.mark.parametrize(
    ("email", "name", "personal"),
    [
        ("sample.clerk@gmail.com", None, True),
        ("sampleclerk@BTINTERNET.com", None, True),
        ("clerk@yahoo.co.uk", None, True),
        ("clerk@sample-pc.example.gov.uk", "Jo Example", False),
        ("jo.example@sample-pc.example.gov.uk", "Jo Example", True),
        ("nic.o'invented@sample-pc.example.gov.uk", "Nic O'Invented", True),
        ("clerk@sample-pc.example.gov.uk", "The Clerk", False),
        ("clerk@gmail.com.example.gov.uk", None, False),
        ("clerk@notgmail.com", None, False),
        (None, "Jo Example", False),
    ],
)
def test_a_mailbox_looks_personal_by_its_provider_or_by_the_name_it_bears(email, name, personal):
    assert looks_personal(email, name) is personal


def test_an_address_with_other_letters_is_given_as_it_is_sent_where_the_extra_is_installed(extra):
    sent = "clerk@xn--bcher-kva.example.gov.uk" if extra == "with the extra" else None
    assert email_in("clerk@b\u00fccher.example.gov.uk") == sent


def test_a_number_in_use_comes_before_one_that_only_could_be_where_the_extra_is_installed(extra):
    first = "020 7946 0123" if extra == "with the extra" else "01632 960001"
    assert telephone_in("01632 960001 or 020 7946 0123") == first


def test_what_is_reserved_is_no_address_where_the_extra_is_installed(extra):
    assert email_in("clerk@council.test") == (None if extra == "with the extra" else "clerk@council.test")


def test_a_domain_is_given_in_lower_case():
    assert email_in("Clerk@Sample-PC.Example.GOV.UK") == "Clerk@sample-pc.example.gov.uk"


INJECTED = [
    "clerk@a.example.gov.uk?bcc=x@b.example",
    "clerk@a.example.gov.uk%0d%0abcc:x@b.example",
    "clerk@a.example.gov.uk\r\nBcc: x@b.example",
    "<script>clerk@a.example.gov.uk</script>",
    "clerk@a.example.gov.uk'; drop table councils;--",
    '"><img src=x onerror=alert(1)>clerk@a.example.gov.uk',
    "../../etc/passwd",
    "01632 960001;phone-context=evil.example",
    "+44 1632 960001\r\nX-Evil: 1",
    "javascript:alert('01632 960001')",
]


@pytest.mark.parametrize("text", INJECTED)
def test_nothing_but_an_address_a_number_or_lines_comes_out_of_what_is_put_in(text):
    email, number = email_in(text), telephone_in(text)
    assert email is None or re.fullmatch(r"[A-Za-z0-9.+'_&-]+@[a-z0-9.-]+", email)
    assert number is None or re.fullmatch(r"0[0-9 ]+", number)
    for line in clean_lines(text):
        assert line.isprintable()
        assert "<script" not in line
        assert "<img" not in line


MILLION = 1_000_000


@pytest.mark.parametrize(
    "unit", ["a", "@", "a@", "a.", "0", "0 ", "+44", "<b ", "&amp;", "\u0301", "\u202e", "(", "www.", "and "]
)
def test_a_million_characters_are_refused_at_once(unit):
    text = unit * (MILLION // len(unit))
    for read in (email_in, telephone_in, website_in, clean_lines, name_of, is_email):
        began = time.perf_counter()
        read(text)
        assert time.perf_counter() - began < 0.25, f"{read.__name__}: 50 ms are promised"


ANYTHING = st.text(max_size=80) | st.text("01+4 ()-./x@a;:<>&\"'", max_size=80)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANYTHING)
def test_whatever_is_typed_gives_a_clean_value_or_nothing(text):
    email, number = email_in(text), telephone_in(text)
    assert email is None or is_email(email)
    assert number is None or telephone_in(number) == number
    assert all(line == " ".join(line.split()) and line.isprintable() for line in clean_lines(text))
    website_in(text)


@pytest.mark.parametrize(
    "text", ["@" * 200_000, "a." * 100_000 + "@", "0 " * 100_000, "<b " * 60_000, "&amp;" * 50_000]
)
def test_a_long_field_of_one_thing_is_nothing(text):
    assert (email_in(text), telephone_in(text), website_in(text), clean_lines(text)) == (None, None, None, ())
