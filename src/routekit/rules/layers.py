"""Lay files over one another: a profile over the pack it extends, a council's overlay over both.

What is merged are nodes, so that every problem of the merged pack still has its file, line and column.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from pydantic import ValidationError

from routekit.errors import Problem
from routekit.rules.diagnosis import diagnose
from routekit.rules.outline import inner, listed, value
from routekit.rules.reader import Entry, Node, read
from routekit.rules.schema import OverlayFile
from routekit.suggest import quoted, suggestion

BY_ID = frozenset({"questions", "facts", "outcomes"})
ROWS = frozenset({"rows", "stops"})
NOT_OF_THE_PACK = frozenset({"drop"})
WORDS: Mapping[str, tuple[str, ...]] = {
    "questions": ("text", "hint", "options"),
    "outcomes": ("say",),
    "rows": ("why",),
    "stops": ("say", "why"),
}


class Source(NamedTuple):
    """The bytes of a file and its name in problems; `council` is the GSS code whose overlay it is."""

    data: bytes
    file: str
    council: str | None = None


class Layered(NamedTuple):
    """Several files as one; `root` is None when one of them cannot be read at all.

    `version` is that of the overlays, to be added to the pack's. The digest is that of the one file, else of
    everything the merged pack says.
    """

    root: Node | None
    problems: tuple[Problem, ...]
    digest: str
    version: str = ""


def layered(sources: Sequence[Source]) -> Layered:
    """Read and merge files: packs, the one that extends none first, then overlays, the strongest last."""
    problems: list[Problem] = []
    root: Node | None = None
    version = ""
    for source in sources:
        reading = read(source.data, source.file)
        problems += reading.problems
        if reading.root is None:
            return Layered(None, tuple(problems), "")
        if source.council is None:
            root = reading.root if root is None else _extended(root, reading.root, problems)
            continue
        overlay = checked_overlay(reading.root)
        if not isinstance(overlay, OverlayFile) or root is None:
            return Layered(None, (*problems, *(overlay if isinstance(overlay, tuple) else ())), "")
        root = _overlaid(root, reading.root, problems)
        version += f"{'.' if version else '+'}{source.council}.{overlay.version}"
    assert root is not None, "there is at least one pack"
    laid = _with_english(root)
    digest = hashlib.sha256(sources[0].data if len(sources) == 1 else _canonical(laid))
    return Layered(laid, tuple(problems), digest.hexdigest(), version)


def checked_overlay(root: Node) -> OverlayFile | tuple[Problem, ...]:
    """Give an overlay as its file says it, or what is wrong with the parts of it."""
    try:
        return OverlayFile.model_validate(root.plain())
    except ValidationError as error:
        return tuple(diagnose(error, root, OverlayFile))


def _canonical(root: Node) -> bytes:
    return json.dumps(root.plain(), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _extended(base: Node, upper: Node, problems: list[Problem]) -> Node:
    """Lay a profile over a pack: it has cases of its own; all else that it does not say is the pack's."""
    return _merged(_without_cases(base), upper, upper.entries, problems)


def _overlaid(base: Node, overlay: Node, problems: list[Problem]) -> Node:
    """Lay an overlay over a pack: its rows, words and cases; a case replaces that with the same `given`."""
    kept = {key: entry for key, entry in overlay.entries.items() if key in {"rows", "drop", "texts", "cases"}}
    problems += _never_read(base, overlay)
    return _merged(base, overlay, kept, problems)


def _never_read(base: Node, overlay: Node) -> Iterator[Problem]:
    """Warn of a council's own words for what comes before any place, and so any council, is looked at."""
    urgent = {name for stop in listed(base, "stops") for name in inner(stop, "when")}
    for language in inner(overlay, "texts").values():
        reworded = [(name, "question", each) for name, each in inner(language.value, "questions").items()]
        found = [each for each in reworded if each[0] in urgent]
        found += [(name, "stop", each) for name, each in inner(language.value, "stops").items()]
        for name, what, entry in found:
            message = f"{what} {quoted(name)} comes before the council is known; reword it in a profile"
            yield entry.key.problem("W414", message, "warning")


def _without_cases(root: Node) -> Node:
    return _mapping(root, {key: entry for key, entry in root.entries.items() if key != "cases"})


def _merged(base: Node, upper: Node, entries: Mapping[str, Entry], problems: list[Problem]) -> Node:
    dropped = {id_.text: id_ for id_ in listed(upper, "drop") if id_.text}
    known = [id_.text for row in listed(base, "rows") if (id_ := value(row, "id")) and id_.text]
    problems += [
        id_.problem("E217", f"drop: no row is called {quoted(name)}; {suggestion(name, known)}")
        for name, id_ in dropped.items()
        if name not in known
    ]
    merged = dict(base.entries)
    if dropped and "rows" in merged:
        merged["rows"] = _changed(merged["rows"], lambda rows: _left(rows, dropped))
    for key, entry in entries.items():
        if key in NOT_OF_THE_PACK:
            continue
        merged[key] = _laid(key, merged[key], entry) if key in merged else entry
    return _mapping(upper, merged)


def _laid(key: str, old: Entry, new: Entry) -> Entry:
    if key in BY_ID:
        return Entry(new.key, _mapping(new.value, {**old.value.entries, **new.value.entries}))
    if key in ROWS:
        return Entry(new.key, _list(new.value, _by(_id, old.value.items, new.value.items)))
    if key == "cases":
        return Entry(new.key, _list(new.value, _by(_given, old.value.items, new.value.items)))
    if key == "impossible":
        return Entry(new.key, _list(new.value, (*old.value.items, *new.value.items)))
    return Entry(new.key, _deep(old.value, new.value)) if key == "texts" else new


def _deep(old: Node, new: Node) -> Node:
    """Merge mappings of mappings; a text of the upper replaces the one below it."""
    if not old.entries or not new.entries:
        return new
    entries = dict(old.entries)
    for key, entry in new.entries.items():
        entries[key] = Entry(entry.key, _deep(entries[key].value, entry.value)) if key in entries else entry
    return _mapping(new, entries)


def _by(key: Callable[[Node], object], old: Iterable[Node], new: Iterable[Node]) -> tuple[Node, ...]:
    """Put each new member in the place of the old one with the same key, else at the end."""
    merged: list[Node] = list(old)
    places = {key(node): at for at, node in enumerate(merged) if key(node) is not None}
    for node in new:
        if (at := places.get(key(node))) is not None:
            merged[at] = node
        else:
            merged.append(node)
    return tuple(merged)


def _id(row: Node) -> str | None:
    found = value(row, "id")
    return found.text if found else None


def _given(case: Node) -> object:
    entries = inner(case, "given")
    return frozenset((name, entry.value.text) for name, entry in entries.items()) if entries else None


def _left(rows: Node, dropped: Mapping[str, Node]) -> Node:
    return _list(rows, tuple(row for row in rows.items if _id(row) not in dropped))


# --- words ---------------------------------------------------------------------------------------------


def _with_english(root: Node) -> Node:
    """Put the words of `texts: en:` where they belong, so that they may stand apart from the rules."""
    texts = value(root, "texts")
    english = value(texts, "en") if texts else None
    if english is None:
        return root
    laid = root if "title" not in english.entries else _put(root, "title", english.entries["title"])
    return reduce(lambda found, section: _worded(found, english, section), WORDS, laid)


def _worded(root: Node, english: Node, section: str) -> Node:
    words = inner(english, section)
    if section not in root.entries or not words:
        return root
    part = root.entries[section]
    if part.value.items:
        rows = (_said(row, words.get(_id(row) or ""), section) for row in part.value.items)
        return _put(root, section, Entry(part.key, _list(part.value, tuple(rows))))
    entries = {
        name: Entry(each.key, _said(each.value, words.get(name), section))
        for name, each in part.value.entries.items()
    }
    return _put(root, section, Entry(part.key, _mapping(part.value, entries)))


def _said(part: Node, words: Entry | None, section: str) -> Node:
    for key in WORDS[section] if words else ():
        if words and key in words.value.entries and (part.entries or part.content == {}):
            part = _put(part, key, _option_words(part, key, words.value.entries[key]))
    return part


def _option_words(part: Node, key: str, words: Entry) -> Entry:
    """Options keep their order and those that have no new words; of a list of ids the words make options."""
    old = part.entries.get(key)
    if key != "options" or old is None or not old.value.entries:
        return words
    known = {name: words.value.entries.get(name, entry) for name, entry in old.value.entries.items()}
    return Entry(old.key, _mapping(old.value, known))


# --- nodes ---------------------------------------------------------------------------------------------


def _put(node: Node, key: str, entry: Entry) -> Node:
    return _mapping(node, {**node.entries, key: entry})


def _mapping(node: Node, entries: Mapping[str, Entry]) -> Node:
    return Node(node.file, node.line, node.column, entries)


def _list(node: Node, items: tuple[Node, ...]) -> Node:
    return Node(node.file, node.line, node.column, items)


def _changed(entry: Entry, change: Callable[[Node], Node]) -> Entry:
    return Entry(entry.key, change(entry.value))
