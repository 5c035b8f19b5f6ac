"""The words that the public reads: what is found, what is rightly left alone, and the lists behind it."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from routekit.errors import RulesError
from routekit.rules import Pack, lint
from routekit.rules.phrases import JARGON, PLAIN, phrases, words_of

TEXT = (Path(__file__).parent / "packs" / "W507-exclamation.yaml").read_text().replace("road!", "road.")
README = Path(__file__).parents[2] / "rules" / "README.md"
ENGLISH = files("routekit.rules") / "english"


@pytest.fixture
def said(tmp_path):
    """Lint a sound pack with some of its words replaced; the codes and messages of what is found."""

    def said(old, new):
        assert old in TEXT
        path = tmp_path / "mend-a-bench.yaml"
        path.write_text(TEXT.replace(old, new), encoding="utf-8")
        return [(problem.code, problem.message) for problem in lint(path)]

    return said


@pytest.fixture
def codes(said):
    return lambda old, new: {code for code, _ in said(old, new)}


QUESTION, HINT, SAY = "Is it beside a road?", "A lay-by counts.", "The council for the roads mends it."


@pytest.mark.parametrize(
    "question",
    [
        "Is it on a motorway, or on a main road?",
        "Does it look stolen, or used for a crime?",
        "Is anybody being hurt or threatened?",
        "Is there a safe place beside the road to set up equipment that measures speed?",
        "Is the limit there between 20mph and 30mph?",
        "What makes the noise?",
        "Is the sandwich band or island wet?",
        "Tell us where it is",
    ],
)
def test_one_question_with_an_and_or_an_or_in_it_asks_one_thing(said, question):
    assert said(QUESTION, f'"{question}"') == []


@pytest.mark.parametrize(
    "question",
    [
        "Has it fallen, or could it fall on somebody?",
        "Is it broken and does it lean?",
        "Where is it AND WHAT is wrong?",
        "Is it broken? Does it lean?",
        "Is it broken and/or leaning?",
        "Is it broken and / or leaning?",
    ],
)
def test_two_questions_in_one_are_found(codes, question):
    assert "W501" in codes(QUESTION, f'"{question}"')


@pytest.mark.parametrize(("words", "found"), [(25, set()), (26, {"W502"})])
def test_a_sentence_may_have_25_words(codes, words, found):
    assert codes(HINT, " ".join(["word"] * words) + ".") == found
    assert codes(HINT, f"{' '.join(['word'] * 25)}. {' '.join(['word'] * words)}.") == found


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("We commence on Monday.", '"commence" is not plain English; say: begin'),
        ("COMMENCING on Monday.", '"commencing" is not plain English; say: begin'),
        ("In order  to mend it.", '"in order to" is not plain English; say: to'),
        ("Bring wood, etc.", '"etc" is not plain English'),
        ("Bring wood (e.g. oak).", '"e.g" is not plain English; say: for example'),
    ],
)
def test_what_is_not_plain_english_is_named_with_what_to_say(said, text, say):
    assert any(code == "W503" and say in message for code, message in said(HINT, f'"{text}"'))


@pytest.mark.parametrize(
    "text",
    [
        "The precept pays.",
        "It is under Section 38.",
        "Ask the statutory undertakers.",
        "Here it is parish-first.",
        "Its LGSL is 559.",
        "The highway authority mends it.",
        "That is what the Act says.",
    ],
)
def test_council_jargon_is_named(codes, text):
    assert codes(HINT, text) == {"W504"}


@pytest.mark.parametrize(
    "text",
    [
        "National Highways mends it, or the Welsh Government in Wales.",
        "Tell DVLA on GOV.UK, or the NHS.",
        "It is on the A34 in RG14 5LD, or on the M4.",
        "The Campaign for Real Benches (CRB) mends it. CRB (a charity) does.",
        "Councils can act, and a section of the wall is bare.",
        "It is impacted earth of egg size, ensuingly tiered.",
        "Call 0345 988 1188 now.",
        "I do not know",
    ],
)
def test_names_numbers_and_what_only_looks_like_one_of_the_words_are_left_alone(said, text):
    assert said(HINT, f'"{text}"'.replace("impacted", "packed").replace("tiered", "tired")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Do NOT touch it.", {"W505"}),
        ("STAY AWAY from it.", {"W505"}),
        ("ASBESTOS is bad.", {"W505"}),
        ("Tell the CPRE of it.", {"W506"}),
        ("Tell the CPRE NOW.", {"W505"}),
        ('Tell "CPRE" of it.', {"W506"}),
    ],
)
def test_shouting_is_told_from_an_abbreviation(codes, text, found):
    assert codes(HINT, f"'{text}'") == found


def test_every_text_that_the_public_reads_is_looked_at(tmp_path):
    source = (Path(__file__).parent / "sound" / "report-speed.yaml").read_text()
    source = source.replace("cases:\n", "otherwise: {id: X, then: parish, why: So., source: x}\ncases:\n", 1)
    marked = re.sub(r"((?:title|text|hint|say|why): \"?)(\w)", r"\1Oh! \2", source)
    marked = marked.replace("dont_know: I do", "dont_know: Oh! I do")
    path = tmp_path / "report-speed.yaml"
    path.write_text(marked)
    found = [problem for problem in lint(path) if problem.code == "W507"]
    assert len(found) == marked.count("Oh!") > 20
    assert {problem.line for problem in found} == {
        at for at, line in enumerate(marked.splitlines(), 1) if "Oh!" in line
    }


def test_words_are_looked_at_although_the_rules_are_broken(codes):
    assert codes("then: clerk, why: It is", "then: clark, why: It IS") >= {"E216", "W505"}


def test_words_never_keep_a_pack_from_loading():
    assert Pack.parse(TEXT.replace(HINT, "CLICK HERE!").encode(), "mend-a-bench.yaml").rows


def test_a_pack_that_says_that_it_has_no_welsh_has_none(said):
    assert said("texts: {cy: not_translated}\n", "texts: {cy: not_translated}\n") == []
    assert said("texts: {cy: not_translated}\n", "") == [
        (
            "W413",
            "the pack has no Welsh; add texts: cy:, or say that there is none yet with cy: not_translated",
        )
    ]
    pack = Pack.parse(TEXT.encode(), "mend-a-bench.yaml")
    assert pack.in_language("cy") is pack
    with pytest.raises(RulesError, match="E203"):
        Pack.parse(TEXT.replace("cy: not_translated", "cy: later").encode(), "mend-a-bench.yaml")


def rows(table):
    with (ENGLISH / table).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", [PLAIN, JARGON])
def test_a_list_of_words_is_sorted_and_each_form_is_in_it_once(table):
    found = rows(table)
    assert [row["avoid"] for row in found] == sorted(row["avoid"] for row in found)
    forms = [form for row in found for form in row["avoid"].split("|")]
    assert len(forms) == len(set(forms))
    assert all(words_of(form) and row["say"] for row in found for form in row["avoid"].split("|"))


def test_no_word_is_on_both_lists():
    plain, jargon = (
        {each.words for found in phrases(table).values() for each in found} for table in (PLAIN, JARGON)
    )
    assert not plain & jargon


def test_who_says_that_a_word_is_not_plain_is_a_source_that_the_readme_names():
    sources = {row["source"] for row in rows(PLAIN)}
    assert all(f"({source})" in README.read_text(encoding="utf-8") for source in sources)


@pytest.mark.parametrize("table", [PLAIN, JARGON])
def test_what_is_to_be_said_is_not_itself_to_be_avoided(said, table):
    for row in rows(table):
        say = row["say"].replace('"', "").replace(":", "")
        assert [code for code, _ in said(HINT, f'"{say}"') if code in {"W503", "W504"}] == [], row


def test_a_pack_full_of_words_is_looked_at_to_the_end(tmp_path):
    path = tmp_path / "mend-a-bench.yaml"
    options = ", ".join(f'o{at}: "AA AA e.g. in order to, or is {"statutory " * 20}"' for at in range(900))
    path.write_text(TEXT.replace('{yes: "Yes", no: "No"}', f'{{yes: "Yes", no: "No", {options}}}'))
    assert 200_000 < path.stat().st_size < 256_000
    assert len(lint(path)) == 1_001
