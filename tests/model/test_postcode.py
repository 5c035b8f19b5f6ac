"""Postcodes: the format is checked once, and whoever slips is told what would be right."""

import json
import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from routekit.errors import InvalidPlaceError
from routekit.model import Place, Postcode

PLACES = TypeAdapter(Place)

# The expression that the government's schemas have used since 2002, which this library does not use.
PUBLISHED = re.compile(
    r"([Gg][Ii][Rr] 0[Aa]{2})|((([A-Za-z][0-9]{1,2})|(([A-Za-z][A-Ha-hJ-Yj-y][0-9]{1,2})|(([A-Za-z][0-9]"
    r"[A-Za-z])|([A-Za-z][A-Ha-hJ-Yj-y][0-9][A-Za-z]?))))\s?[0-9][A-Za-z]{2})"
)

FIRST, SECOND, INWARD = "ABCDEFGHIJKLMNOPRSTUWYZ", "ABCDEFGHKLMNOPQRSTUVWXY", "ABDEFGHJLNPQRSTUWXYZ"
THIRD, FOURTH = "ABCDEFGHJKPSTUW", "ABEHMNPRVWXY"
digit, number = st.sampled_from("0123456789"), st.integers(10, 99).map(str)


def text(*parts):
    return st.tuples(*(st.sampled_from(part) if isinstance(part, str) else part for part in parts)).map(
        "".join
    )


outward = st.one_of(
    text(FIRST, digit),
    text(FIRST, number),
    text(FIRST, SECOND, digit),
    text(FIRST, SECOND, number),
    text(FIRST, digit, THIRD),
    text(FIRST, SECOND, digit, FOURTH),
).filter(lambda half: not half.startswith("BF"))
wholes = st.tuples(outward, text(digit, INWARD, INWARD)).map(" ".join)


@pytest.mark.parametrize(
    "postcode",
    [
        "M1 1AE",
        "B33 8TH",
        "CR2 6XH",
        "DN55 1PT",
        "W1A 0AX",
        "EC1A 1BB",
        "GIR 0AA",
        "SL0 9AA",
        "BT1 1AA",
        "JE2 3AB",
    ],
)
def test_every_shape_of_postcode_is_kept_as_it_is_written(postcode):
    assert Postcode(postcode).postcode == postcode
    assert Postcode(postcode).compact == postcode.replace(" ", "")


@pytest.mark.parametrize(
    "given_",
    ["rg145ld", " RG14 5LD ", "RG14\u00a05LD", "r g 1 4 5 l d", "RG145 LD", "RG14\t5ld\n", "RG14\u20095LD"],
)
def test_spaces_and_small_letters_do_not_matter(given_):
    assert Postcode(given_) == Postcode(postcode="RG14 5LD")
    assert hash(Postcode(given_)) == hash(Postcode("RG14 5LD"))


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("", "a postcode such as RG14 5LD is needed"),
        ("Hungerford", "a postcode such as RG14 5LD is needed"),
        ("51.4,-1.5", "a postcode such as RG14 5LD is needed"),
        ("90210", "a postcode such as RG14 5LD is needed"),
        ("RG14", "only its first half"),
        ("W1A", "only its first half"),
        ("RG14 5", "only its first half"),
        ("5LD", "only its second half"),
        ("RGI4 5LD", "did you mean RG14 5LD?"),
        ("RG14 SLD", "did you mean RG14 5LD?"),
        ("0X1 1AA", "did you mean OX1 1AA?"),
        ("SWIA 1AA", "did you mean SW1A 1AA?"),
        ("E1 OAA", "did you mean E1 0AA?"),
        ("RG14-5LD", "did you mean RG14 5LD?"),
        ("RG14 5LD.", "did you mean RG14 5LD?"),
        ("8F1 3AA", "a postcode such as RG14 5LD is needed"),
        ("RG14 5LO", "never C, I, K, M, O or V"),
        ("RG14 5CD", "never C, I, K, M, O or V"),
        ("RG04 5LD", "a postcode such as"),
        ("Q1 1AA", "a postcode such as"),
        ("AJ1 1AA", "a postcode such as"),
        ("RG14 5LDD", "a postcode such as"),
        ("RG14 5LD RG14 5LD", "a postcode such as"),
        ("\u017fW1A 1AA", "a postcode such as"),
        ("\uff32\uff2714 5LD", "a postcode such as"),
        ("RG\u0661\u0664 5LD", "a postcode such as"),
        ("R" * 1_000_000, "a postcode such as"),
        ("1" * 1_000_000, "a postcode such as"),
        ("A1 " * 300_000, "a postcode such as"),
    ],
    ids=lambda value: value[:20],
)
def test_what_cannot_be_a_postcode_is_refused_with_what_would_be_right(given_, expected):
    with pytest.raises(InvalidPlaceError) as caught:
        Postcode(given_)
    assert (caught.value.field, caught.value.value) == ("postcode", given_)
    assert expected in caught.value.expected
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize("given_", ["BFPO 61", "bfpo2", "BFPO", "BF1 3AA", "BF1"])
def test_british_forces_numbers_are_refused_because_they_are_at_no_one_place(given_):
    with pytest.raises(InvalidPlaceError, match="British Forces addresses are at no one place"):
        Postcode(given_)


@pytest.mark.parametrize("given_", [None, 5, True, b"RG14 5LD", ["RG14 5LD"], float("nan")])
def test_what_is_not_text_is_refused(given_):
    with pytest.raises(InvalidPlaceError, match="text such as RG14 5LD is needed"):
        Postcode(given_)


@pytest.mark.parametrize(
    ("text_", "named", "field"),
    [
        ((), {}, "postcode"),
        (("RG14", "5LD"), {}, "postcode"),
        (("RG14 5LD",), {"postcode": "RG14 5LD"}, "postcode"),
        (("RG14 5LD",), {"accuracy_m": 5}, "accuracy_m"),
    ],
)
def test_one_postcode_and_nothing_else_is_needed(text_, named, field):
    with pytest.raises(InvalidPlaceError) as caught:
        Postcode(*text_, **named)
    assert caught.value.field == field


def test_a_postcode_is_a_frozen_value_that_survives_json_and_pickle():
    place = Postcode("RG14 5LD")
    assert json.loads(place.model_dump_json()) == {"kind": "postcode", "postcode": "RG14 5LD"}
    assert PLACES.validate_json(place.model_dump_json()) == place
    assert pickle.loads(pickle.dumps(place)) == place
    with pytest.raises(ValidationError):
        place.postcode = "RG14 5LE"


def test_a_slip_inside_json_is_one_validation_error_that_says_what_is_meant():
    with pytest.raises(ValidationError, match=r"did you mean RG14 5LD\?"):
        PLACES.validate_python({"kind": "postcode", "postcode": "RGI4 5LD"})


@given(wholes, st.data())
@settings(deadline=None)
def test_whatever_royal_mails_guide_allows_is_kept_however_it_is_typed(postcode, data):
    typed = "".join(
        data.draw(st.sampled_from([char, char.lower(), f" {char}", f"{char.lower()}  "])) for char in postcode
    )
    assert Postcode(typed).postcode == postcode
    assert PLACES.validate_json(Postcode(typed).model_dump_json()) == Postcode(postcode)


@given(st.one_of(st.text(max_size=9), st.text("ABGIORSTWZ0123456789 -bf", min_size=5, max_size=9)))
@settings(deadline=None, max_examples=500)
def test_any_text_is_refused_or_is_a_postcode_by_the_published_expression_too(typed):
    try:
        kept = Postcode(typed).postcode
    except InvalidPlaceError as error:
        meant = re.fullmatch(r"did you mean (.+)\?", error.expected)
        assert not meant or Postcode(meant[1]).postcode == meant[1]
        return
    assert PUBLISHED.fullmatch(kept)
    assert kept.replace(" ", "") == "".join(typed.split()).upper()
