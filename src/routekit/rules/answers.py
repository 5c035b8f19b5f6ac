"""Check what a caller gives: every name is a question or a fact, every value one of its answers."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from routekit.errors import InvalidAnswerError
from routekit.rules.columns import Spec
from routekit.suggest import choice, nearest, shortened, suggestion

Specs = Mapping[str, Spec]


def checked(given: object, specs: Specs, *, needed: Collection[str] = ()) -> dict[str, str]:
    """Give the same as a dict of texts, or raise InvalidAnswerError for the first thing that is wrong.

    `specs` has every name allowed, `needed` those that must be there. A whole number may be an int and a day
    a date.
    """
    if not isinstance(given, Mapping):
        raise InvalidAnswerError.of("answers", given, "a mapping of question id to option id is needed")
    found: dict[str, str] = {}
    for name, value in given.items():
        if not isinstance(name, str):
            raise InvalidAnswerError.of("answers", name, "the id of a question or fact is a text")
        if name not in specs:
            known = suggestion(name, specs)
            raise InvalidAnswerError.of(shortened(name), value, f"there is no such question or fact; {known}")
        found[name] = _answer(name, value, specs[name])
    for name in needed:
        if name not in given:
            raise InvalidAnswerError.of(name, None, f"it must be given; {_choice(specs[name])}")
    return found


def refuse_facts(given: object, facts: Collection[str]) -> None:
    """Raise InvalidAnswerError if a fact is given as an answer."""
    for name in facts:
        if isinstance(given, Mapping) and name in given:
            raise InvalidAnswerError.of(name, given[name], "it is looked up, never asked; leave it out")


def _answer(name: str, value: object, spec: Spec) -> str:
    if isinstance(value, str) and value in spec.options:
        return value
    text = _as_text(value, spec)
    if isinstance(text, str) and spec.span and spec.span.value(text) is not None:
        return text
    raise InvalidAnswerError.of(name, value, _expected(value, spec))


def _as_text(value: object, spec: Spec) -> object:
    if spec.span is None or isinstance(value, bool | datetime):
        return value
    if spec.span.kind == "number" and isinstance(value, int):
        return str(value) if spec.span.low <= value <= spec.span.high else value
    return value.isoformat() if spec.span.kind == "date" and isinstance(value, date) else value


def _expected(value: object, spec: Spec) -> str:
    meant = nearest(value, spec.options)
    return f'did you mean "{meant}"? ({_choice(spec)})' if meant else _choice(spec)


def _choice(spec: Spec) -> str:
    if spec.span is None:
        return choice(spec.options)
    kind = "a whole number" if spec.span.kind == "number" else "a day such as 2026-04-01"
    ends = f"{kind} from {spec.span.shown(spec.span.low)} to {spec.span.shown(spec.span.high)}"
    return f"give {ends}, or {choice(spec.options)}" if spec.options else f"give {ends}"
