"""Check the words that stand apart from the rules: for parts that are there, and whether Welsh is whole."""

from collections.abc import Collection, Iterator, Mapping

from routekit.errors import Problem
from routekit.rules.languages import NOT_TRANSLATED
from routekit.rules.layers import WORDS
from routekit.rules.outline import Outline, inner, listed, value
from routekit.rules.reader import Node
from routekit.suggest import quoted, suggestion

CODES = {"questions": "E214", "outcomes": "E216", "rows": "E217", "stops": "E217"}


def check_texts(root: Node, names: Outline) -> Iterator[Problem]:
    """Give every problem of words for parts or options that are not there, and of Welsh that is missing."""
    for language in inner(root, "texts").values():
        for section, code in CODES.items():
            known = _parts(root, section)
            for name, entry in inner(language.value, section).items():
                word = section.removesuffix("s")
                if name not in known:
                    message = f"texts: no {word} is called {quoted(name)}; {suggestion(name, known)}"
                    yield entry.key.problem(code, message)
                elif section == "questions":
                    yield from _options(name, entry.value, names.questions[name].options)
    welsh = inner(root, "texts").get("cy")
    if welsh is not None and welsh.value.text is None:
        yield from _missing(root, welsh.value, welsh.key, names)


def no_welsh(root: Node) -> Iterator[Problem]:
    """Give a note if a pack has no Welsh and does not say that it has none yet."""
    texts = value(root, "texts")
    if texts is None or "cy" not in texts.entries:
        message = (
            f"the pack has no Welsh; add texts: cy:, or say that there is none yet with cy: {NOT_TRANSLATED}"
        )
        yield (texts or root).problem("W413", message, "note")


def _parts(root: Node, section: str) -> Mapping[str, Node]:
    parts = value(root, section)
    if parts is None:
        return {}
    if parts.entries:
        return {name: entry.value for name, entry in parts.entries.items()}
    rows = [*parts.items, *filter(None, [value(root, "otherwise") if section == "rows" else None])]
    return {id_.text: row for row in rows if (id_ := value(row, "id")) and id_.text}


def _options(question: str, words: Node, known: Collection[str]) -> Iterator[Problem]:
    for option, entry in inner(words, "options").items():
        if option not in known:
            message = (
                f"texts: {quoted(option)} is not an option of {quoted(question)}; {suggestion(option, known)}"
            )
            yield entry.key.problem("E215", message)


def _missing(root: Node, welsh: Node, at: Node, names: Outline) -> Iterator[Problem]:
    if "title" not in welsh.entries:
        yield _warning(at, "the title")
    for section, keys in WORDS.items():
        for name, part in _parts(root, section).items():
            words = inner(welsh, section).get(name)
            said = set(words.value.entries) if words else set()
            left = [key for key in keys if key in part.entries and key not in said]
            if section == "questions" and "options" in said and words:
                told = inner(words.value, "options")
                left += [f"option {each}" for each in names.questions[name].options if each not in told]
            if left:
                place = words.key if words else at
                yield _warning(place, f"{', '.join(left)} of {section.removesuffix('s')} {quoted(name)}")


def _warning(at: Node, what: str) -> Problem:
    return at.problem("W412", f"Welsh is missing for {what}; English is shown instead", "warning")


def ids(root: Node, section: str) -> tuple[str, ...]:
    """Give the ids of the members of a list, "" for one without."""
    found = (value(row, "id") for row in listed(root, section))
    return tuple(id_.text or "" if id_ else "" for id_ in found)
