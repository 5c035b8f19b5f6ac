"""What was probably meant: near names, and nothing huge compared or shown."""

import pytest

from routekit.suggest import choice, nearest, quoted, shortened, suggestion

NAMES = ("by_day", "suitable_site", "E04001177")
HUGE = [10**5_000, "x" * 1_000_000, b"by_day", None, float("nan"), ["by_day"]]
HUGE_IDS = ["a huge number", "a huge text", "bytes", "None", "nan", "a list"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("by_dya", "by_day"),
        ("BY_DAY", "by_day"),
        ("Suitable site", "suitable_site"),
        ("e04001177", "E04001177"),
        ("xyz", None),
        ("", None),
    ],
)
def test_the_nearest_name_is_found_whatever_its_case_and_spaces(word, meant):
    assert nearest(word, NAMES) == meant


def test_nothing_is_guessed_from_a_word_too_long_to_compare():
    assert nearest("a" * 60, ["a" * 59]) == "a" * 59
    assert nearest("a" * 61, ["a" * 60]) is None


def test_among_very_many_names_only_the_same_one_in_another_case_is_meant():
    codes = [f"E{number:08}" for number in range(201)]
    assert nearest("e00000007", codes) == "E00000007"
    assert nearest("E0000007", codes) is None
    assert nearest("E0000007", codes[:200]) is not None


@pytest.mark.parametrize("word", HUGE, ids=HUGE_IDS)
def test_what_is_no_short_text_is_like_nothing(word):
    assert nearest(word, NAMES) is None
    assert suggestion(word, NAMES) == "choose one of by_day, suitable_site, E04001177"


def test_a_suggestion_names_what_was_meant_else_what_there_is_else_nothing():
    assert suggestion("by_dya", NAMES) == 'did you mean "by_day"?'
    assert suggestion("xyz", {"by_day": 1}) == "choose one of by_day"
    assert suggestion("xyz", ()) == "there are none"


def test_what_is_shown_is_short_however_long_and_many_the_names_are():
    assert choice([str(number) for number in range(12)]).endswith("10, 11")
    assert choice([str(number) for number in range(13)]).endswith("10, 11, …")
    assert len(choice(["x" * 1_000_000] * 1_000)) < 1_000
    assert shortened("x" * 60) == "x" * 60
    assert shortened("x" * 61) == "x" * 60 + "…"


def test_a_quoted_text_stays_on_its_line():
    assert quoted("a\r\nb") == '"a  b"'


def test_a_quoted_text_shows_what_a_terminal_would_obey_or_hide():
    assert quoted("\x1b[31mcafé\0\u202e") == '"\\u001b[31mcafé\\u0000\\u202e"'
    assert quoted("x" * 61) == '"' + "x" * 60 + '…"'
