"""Turn what pydantic found wrong with a pack into problems: a place in the file, a code, what is right."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from routekit.errors import Problem
from routekit.rules import languages, scalars, schema
from routekit.rules.outline import listed, row_name
from routekit.rules.reader import Node
from routekit.suggest import quoted, suggestion

Loc = tuple[str | int, ...]
Worded = tuple[str, str]

_FORMS = {
    scalars.ID_PATTERN: ("E207", "an id is lower-case letters, digits and _, beginning with a letter"),
    scalars.OPTION_PATTERN: ("E207", "an option's id is lower-case letters, digits and _"),
    scalars.ROW_PATTERN: ("E207", "a row's id is letters, digits, _ and -, beginning with a letter"),
    scalars.SLUG_PATTERN: ("E207", "write lower-case words joined by hyphens"),
    scalars.GSS_PATTERN: ("E207", "write a GSS code such as E06000037"),
    scalars.SOURCE_PATTERN: (
        "E207",
        "write a source such as boundaries, layer: and the layer's name, or derived:days_since",
    ),
    scalars.LAYER_PATTERN: ("E207", "write layer: and the layer's name, such as layer:lights"),
    scalars.CALL_PATTERN: ("E207", "write a telephone number such as 999"),
    scalars.VERSION_PATTERN: ("E208", "write a version such as 1.0.0"),
}
_PARTS = {
    "questions": "question",
    "facts": "fact",
    "outcomes": "outcome",
    "stops": "stop",
    "impossible": "impossible",
    "rows": "row",
    "cases": "case",
    "texts": "texts",
}
_SHAPES = {
    "string_type": "one text",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "tuple_type": "a list",
}
_MODELS: Mapping[str, type[BaseModel]] = {
    "effective": schema.EffectiveEntry,
    "number": schema.NumberEntry,
    "date": schema.DateEntry,
    "questions": schema.QuestionEntry,
    "facts": schema.FactEntry,
    "outcomes": schema.OutcomeEntry,
    "stops": schema.StopEntry,
    "impossible": schema.ImpossibleEntry,
    "rows": schema.RowEntry,
    "otherwise": schema.OtherwiseEntry,
    "cases": schema.CaseEntry,
    "texts": languages.TextsEntry,
}
_TEXTS: Mapping[str, type[BaseModel]] = {
    "questions": languages.QuestionTexts,
    "outcomes": languages.OutcomeTexts,
    "rows": languages.RowTexts,
    "stops": languages.StopTexts,
}


class _Found(NamedTuple):
    """One error of pydantic: where it is in the file and in the pack, and the node it is about."""

    kind: str
    loc: Loc
    node: Node
    mark: Node
    about_key: bool
    facts: Mapping[str, object]
    said: str
    file: type[BaseModel]


def diagnose(error: ValidationError, root: Node, file: type[BaseModel]) -> Iterator[Problem]:
    """Give a problem for each thing pydantic found, in pydantic's order; `file` is the model of the whole."""
    for details in error.errors(include_url=False, include_input=False):
        found = _found(details, root, file)
        worded = _WORDINGS.get(found.kind, _our_own)(found)
        if worded is not None:
            code, message = worded
            yield found.mark.problem(code, f"{_part(found.loc, root)}: {message}")


def _found(details: ErrorDetails, root: Node, file: type[BaseModel]) -> _Found:
    kind, loc = details["type"], details["loc"]
    node = mark = root
    for step in loc:
        if isinstance(step, int) and step < len(node.items):
            node = mark = node.items[step]
        elif isinstance(step, str) and step in node.entries:
            mark, node = node.entries[step]
        else:
            break
    about_key = kind == "extra_forbidden" or loc[-1:] == ("[key]",)
    return _Found(
        kind, loc, node, mark if about_key else node, about_key, details.get("ctx", {}), details["msg"], file
    )


def _part(loc: Loc, root: Node) -> str:
    """Name the part of the pack an error is in, as an author would."""
    if not loc or loc[0] == "otherwise":
        return "otherwise" if loc else "the pack"
    section, at = str(loc[0]), loc[1] if len(loc) > 1 else None
    if at is None or section not in _PARTS:
        return "the pack"
    if section in {"rows", "stops"} and isinstance(at, int):
        return row_name(listed(root, section)[at], at, _PARTS[section])
    return f"{_PARTS[section]} {at + 1 if isinstance(at, int) else quoted(at)}"


def _key(found: _Found) -> str:
    name = next((quoted(step) for step in reversed(found.loc) if isinstance(step, str)), "the pack")
    return f"a member of {name}" if found.loc and isinstance(found.loc[-1], int) else name


def _missing(found: _Found) -> Worded:
    return "E201", f"{_key(found)} is missing; add it"


def _unknown_key(found: _Found) -> Worded:
    known = [field.alias or name for name, field in _model(found.loc[:-1], found.file).model_fields.items()]
    return "E202", f"{_key(found)} is not a key here; {suggestion(found.loc[-1], known)}"


def _model(loc: Loc, file: type[BaseModel]) -> type[BaseModel]:
    """Give the model of the part in which an unknown key was found."""
    match loc:
        case ():
            return file
        case ("texts", _):
            return languages.LanguageEntry
        case ("texts", _, str(section), *_):
            return _TEXTS[section]
        case ("outcomes", _, "authority"):
            return schema.LookUpEntry
        case (_, _, str("number" | "date" as kind)):
            return _MODELS[kind]
        case _:
            return _MODELS[str(loc[0])]


def _wrong_shape(found: _Found) -> Worded:
    return "E203", f"{_key(found)} is {_shown(found.node)}; it must be {_SHAPES[found.kind]}"


def _too_short(found: _Found) -> Worded | None:
    content = found.node.content
    if isinstance(content, str):
        return "E204", f"{_key(found)} is empty; write something"
    needed = int(str(found.facts["min_length"]))
    if len(content) >= needed:
        return None  # pydantic counts only the members that are right
    return "E204", f"{_key(found)} has {len(content)} of at least {needed}; add what is missing"


def _too_long(found: _Found) -> Worded:
    return "E205", f"{_key(found)} is too long; at most {found.facts['max_length']} are allowed"


def _not_one_of(found: _Found) -> Worded:
    known = re.findall(r"'([^']*)'", str(found.facts["expected"]))
    return "E206", f"{_key(found)} is {_shown(found.node)}; {suggestion(found.node.text, known)}"


def _wrong_form(found: _Found) -> Worded:
    code, form = _FORMS[str(found.facts["pattern"])]
    value = quoted(str(found.loc[-2])) if found.about_key else _shown(found.node)
    return code, f"{value} is not of the right form; {form}"


def _our_own(found: _Found) -> Worded:
    if found.kind in {"E209", "E210"}:
        return found.kind, f"{_key(found)} is {_shown(found.node)}; write {found.said}"
    return found.kind, found.said


_WORDINGS: Mapping[str, Callable[[_Found], Worded | None]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    **dict.fromkeys(_SHAPES, _wrong_shape),
    "too_short": _too_short,
    "string_too_short": _too_short,
    "too_long": _too_long,
    "string_too_long": _too_long,
    "literal_error": _not_one_of,
    "string_pattern_mismatch": _wrong_form,
}


def _shown(node: Node) -> str:
    if node.text is not None:
        return quoted(node.text)
    return "a mapping" if isinstance(node.content, Mapping) else "a list"
