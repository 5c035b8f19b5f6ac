"""The answer to one question as a browser sends it: one of the options, a number, or a day in three parts."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from routekit.model import AnswerRange, Question
from routekit.service.pages.form import ANSWER, Fields

NUMBER: Final = "number."
PARTS: Final = ("day", "month", "year")
IN_RANGE: Final = "in-range"  # the choice that says that the number or the day is given

_WHOLE: Final = re.compile(r"-?[0-9]{1,9}")


class Mistake(NamedTuple):
    """What is wrong with a field: the key of the words that say so, their parts, and the field's id."""

    key: str
    parts: Mapping[str, str | date]
    field: str


def field_of(question: Question) -> str:
    """Give the id of the first field of a question, which an error links to."""
    if question.range is None or question.options:
        return "answer"
    return "number" if question.range.kind == "number" else "date-day"


def answer_in(fields: Fields, question: Question) -> str | Mistake:
    """Give the answer to a question in fields, or what is wrong with it."""
    chosen = fields.get(ANSWER + question.id, "") or _typed(fields, question)
    if any(option.id == chosen for option in question.options):
        return chosen
    if question.range is None or (question.options and chosen != IN_RANGE):
        return Mistake("error.answer_missing", {}, field_of(question))
    if question.range.kind == "number":
        return _number(fields.get(NUMBER + question.id, ""), question.range)
    return _day([fields.get(f"{part}.{question.id}", "").strip() for part in PARTS], question.range)


def _typed(fields: Fields, question: Question) -> str:
    """Give the choice of whoever typed a number or a day without choosing to."""
    names = (NUMBER + question.id, *(f"{part}.{question.id}" for part in PARTS))
    return IN_RANGE if any(fields.get(name, "").strip() for name in names) else ""


def _number(text: str, span: AnswerRange) -> str | Mistake:
    squeezed = text.replace(",", "").replace(" ", "")
    if not squeezed:
        return Mistake("error.number_missing", {}, "number")
    if not _WHOLE.fullmatch(squeezed):
        return Mistake("error.number_whole", {"first": span.first}, "number")
    answer = str(int(squeezed))
    if not span.holds(answer):
        return Mistake("error.number_between", {"first": span.first, "last": span.last}, "number")
    return answer


def _day(parts: list[str], span: AnswerRange) -> str | Mistake:
    if not any(parts):
        return Mistake("error.date_missing", {}, "date-day")
    wrong = next((name for name, part in zip(PARTS, parts, strict=True) if not _WHOLE.fullmatch(part)), "day")
    try:
        day, month, year = map(int, parts)
        answer = date(year, month, day).isoformat()
    except ValueError:
        return Mistake("error.date_real", {}, f"date-{wrong}")
    if not span.holds(answer):
        ends = {"first": date.fromisoformat(span.first), "last": date.fromisoformat(span.last)}
        return Mistake("error.date_between", ends, "date-day")
    return answer
