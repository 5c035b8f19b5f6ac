"""The picture of a flow: whoever walks along it ends where the pack decides, after the same questions."""

import re

import pytest
from drawn_packs import drawn_packs, large_pack
from hypothesis import given, settings

from routekit.errors import ImpossibleSituationError, InputError
from routekit.rules import Pack
from routekit.rules.showing import MOST_ARROWS, MOST_BOXES, Picture, picture_of

LAW = settings(deadline=None, max_examples=60)


def holds(member, answer):
    """The oracle: whether an answer is a member of a cell, by reading its text."""
    low, dots, high = member.partition("..")
    if not dots or answer == member:
        return answer == member
    if answer.lstrip("-").isdigit() and low.lstrip("-").isdigit():
        return int(low) <= int(answer) <= int(high)
    return answer[:4].isdigit() and answer.count("-") == 2 and low <= answer <= high


def walked(picture, situation):
    """Follow the one arrow with the answer on it from box to box; give the questions passed, and the end."""
    box, asked = picture.boxes[0], []
    while box.number is not None:
        if box.kind == "question":
            asked.append(box.column)
        arrows = picture.arrows_from(box.id)
        answer = situation[box.column]
        (arrow,) = [each for each in arrows if any(holds(member, answer) for member in each.options)]
        box = picture.box(arrow.end)
    return asked, box


def check(pack, picture, situation):
    asked, end = walked(picture, situation)
    try:
        row = pack.decide(situation)
    except ImpossibleSituationError:
        return
    if end.kind == "more":
        assert row.outcome in end.ends
    elif row.outcome == "emergency":
        assert (end.kind, end.ends) == ("stop", (row.id,))
    else:
        assert (end.kind, end.ends) == ("outcome", (row.outcome,))
    followed = [name for name, _ in pack.walk(situation).used if name in pack.questions]
    assert asked == followed[: len(asked)]
    assert end.kind == "more" or asked == followed


@LAW
@given(table=drawn_packs())
def test_every_situation_of_a_random_pack_ends_in_the_box_of_what_decide_gives(table):
    pack = table.pack()
    picture = picture_of(pack)
    assert picture.collapsed is None
    for situation in table.situations()[::7]:
        check(pack, picture, situation)


def test_situations_of_the_catalogue_end_in_the_box_of_what_decide_gives(pack, situations):
    picture = picture_of(pack)
    assert picture.collapsed is None
    for situation in situations(pack):
        check(pack, picture, situation)


@pytest.mark.parametrize("shape", [(6, 40), (12, 60), (20, 120)])
def test_a_large_flow_is_collapsed_and_what_is_shown_of_it_is_right(shape, situations):
    pack = large_pack(*shape)
    picture = picture_of(pack)
    more = [box for box in picture.boxes if box.kind == "more"]
    assert more
    assert len(picture.boxes) <= MOST_BOXES
    assert len(picture.arrows) <= MOST_ARROWS
    assert "Too large to draw whole" in picture.collapsed
    for situation in situations(pack):
        check(pack, picture, situation)


def test_a_flow_that_cannot_even_begin_within_the_limit_is_one_box():
    options = [f"o{n}" for n in range(64)]
    text = [
        "format: 1\ntransaction: t\nversion: 1.0.0\ntitle: T\neffective: {from: 2020-01-01}\nmaintainer: M",
        "licence: MIT\nstatus: alpha\nquestions:\n  q: {text: Which, options: {"
        + ", ".join(f"{each}: {each}" for each in options) + "}}\noutcomes:",
        *(f"  {each}: {{role: police, say: Told}}" for each in options), "rows:",
        *(f"  - {{id: R{each}, when: {{q: {each}}}, then: {each}, why: So, source: H}}" for each in options),
    ]  # fmt: skip
    picture = picture_of(Pack.parse("\n".join(text).encode(), "t.yaml"))
    (box,) = picture.boxes
    assert (box.kind, set(box.ends), picture.arrows) == ("more", set(options), ())


def test_arrows_are_joined_and_their_answers_part_all_there_are(pack):
    picture = picture_of(pack, ids=True)
    pairs = [(arrow.start, arrow.end) for arrow in picture.arrows]
    assert len(pairs) == len(set(pairs))
    for box in picture.boxes:
        if box.number is None:
            assert picture.arrows_from(box.id) == ()
            continue
        said = [option for arrow in picture.arrows_from(box.id) for option in arrow.options]
        assert len(said) == len(set(said))
        known = pack.questions.get(box.column)
        options = [each.id for each in known.options] if known else pack.facts[box.column].options
        assert {option for option in said if ".." not in option and not option.isdigit()} == set(options)


def test_answers_to_the_same_box_are_joined_in_words(founding):
    picture = picture_of(founding)
    assert {arrow.words for arrow in picture.arrows} >= {"Yes", "No or I do not know", "No or not known"}
    assert [box.head for box in picture.boxes][:2] == ["Looked up 1", "Looked up 2"]
    (clerk,) = (box for box in picture.boxes if box.ends == ("clerk",))
    assert (clerk.words, clerk.details[0]) == ("parish council", "The duty is with: highway authority")


def test_a_fact_stands_below_the_questions_that_are_asked_whatever_it_is():
    picture = picture_of(Pack.load("report-street-light"))
    kinds = [box.kind for box in picture.boxes if box.number]
    assert kinds == ["question", "question", "question", "fact", "question", "fact", "fact"]


def test_kinds_are_told_apart_by_a_word_in_both_languages(pack):
    for language in ("en", "cy"):
        picture = picture_of(pack, language=language)
        words = {}
        for box in picture.boxes:
            word = re.sub(r" \d+$", "", box.head) if box.number else box.head.split(" ")[0]
            words.setdefault(word, set()).add(box.kind)
        assert all(len(kinds) == 1 for kinds in words.values()), words


def test_welsh_is_shown_where_there_is_any(request):
    pack = Pack.load(request.path.parents[1] / "sound" / "report-speed.yaml")
    picture = picture_of(pack, language="cy")
    assert picture.title == "Adrodd am oryrru"
    assert "Beth yw'r terfyn cyflymder?" in {box.words for box in picture.boxes}
    assert {"hyd at 30 mph", "o 31 mph ymlaen neu Nid wyf yn gwybod"} <= {
        each.words for each in picture.arrows
    }


def test_a_picture_is_json_and_the_same_each_time(pack):
    picture = picture_of(pack)
    assert Picture.model_validate_json(picture.model_dump_json()) == picture == picture_of(pack)


def test_another_language_is_refused(founding):
    with pytest.raises(InputError, match="en or cy is needed"):
        picture_of(founding, language="fr")


def test_the_sentences_name_every_box_and_every_answer(pack):
    picture = picture_of(pack)
    told = " ".join(picture.told)
    for box in picture.boxes:
        assert box.head in told
    assert all(f"{arrow.words}: go to " in told for arrow in picture.arrows)
