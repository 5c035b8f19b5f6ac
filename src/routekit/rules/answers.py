"""Check what a caller gives: every name is a question or a fact, every value one of its options."""

from collections.abc import Collection, Mapping

from routekit.errors import InvalidAnswerError
from routekit.suggest import choice, nearest, shortened, suggestion

Options = Mapping[str, tuple[str, ...]]


def checked(given: object, options: Options, *, needed: Collection[str] = ()) -> dict[str, str]:
    """Give the same as a dict, or raise InvalidAnswerError for the first thing that is wrong.

    `options` has every name allowed, `needed` those that must be there.
    """
    if not isinstance(given, Mapping):
        raise InvalidAnswerError.of("answers", given, "a mapping of question id to option id is needed")
    for name, value in given.items():
        if not isinstance(name, str):
            raise InvalidAnswerError.of("answers", name, "the id of a question or fact is a text")
        if name not in options:
            known = suggestion(name, options)
            raise InvalidAnswerError.of(shortened(name), value, f"there is no such question or fact; {known}")
        if not isinstance(value, str) or value not in options[name]:
            raise InvalidAnswerError.of(name, value, _expected(value, options[name]))
    for name in needed:
        if name not in given:
            raise InvalidAnswerError.of(name, None, f"it must be given; {choice(options[name])}")
    return dict(given)


def refuse_facts(given: object, facts: Collection[str]) -> None:
    """Raise InvalidAnswerError if a fact is given as an answer."""
    for name in facts:
        if isinstance(given, Mapping) and name in given:
            raise InvalidAnswerError.of(name, given[name], "it is looked up, never asked; leave it out")


def _expected(value: object, options: tuple[str, ...]) -> str:
    meant = nearest(value, options)
    return f'did you mean "{meant}"? ({choice(options)})' if meant else choice(options)
