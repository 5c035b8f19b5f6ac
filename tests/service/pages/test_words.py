"""The words of the pages: the same keys in both languages, each of them used, each with the same parts."""

import re
import string
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from routekit.model import UnroutedReason, WarningCode
from routekit.service.pages import site
from routekit.service.pages.settings import LANGUAGES
from routekit.service.pages.wording import Words

FOLDER = Path(site.__file__).parent
CLOSED = ("wrong.", "warning.", "page.phase_", "question.range_", "problem.")


@pytest.fixture(scope="module")
def both():
    return [Words.of(language).texts for language in LANGUAGES]


def parts(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_with_the_same_parts(both):
    english, welsh = both
    assert english.keys() == welsh.keys()
    for key, text in english.items():
        assert parts(text) == parts(welsh[key]), key
        assert welsh[key] != text or len(re.sub(r"\{.*?\}", "", text)) < 12, key


def test_every_key_that_is_used_is_there_and_every_one_that_is_there_is_used(both):
    sources = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    used = set(re.findall(r"""["']([a-z][a-z-]*\.[a-z_-]+[a-z])["']""", text))
    blocks = {key.split(".")[0] for key in both[0]}
    named = {
        key for key in used if key.split(".")[0] in blocks and not key.endswith((".html", ".css", ".js"))
    }
    assert named - set(both[0]) == set()
    reached = {key for key in both[0] if key in used or key.startswith((*CLOSED, *get_args(UnroutedReason)))}
    assert set(both[0]) - reached == set()


def test_every_warning_and_every_reason_has_words(both):
    for texts in both:
        assert {f"warning.{code}" for code in get_args(WarningCode)} <= set(texts)
        assert {f"{reason}.title" for reason in get_args(UnroutedReason)} <= set(texts)


def test_a_day_is_said_in_words():
    assert [Words.of(language).day(date(2026, 4, 1)) for language in LANGUAGES] == [
        "1 April 2026",
        "1 Ebrill 2026",
    ]
