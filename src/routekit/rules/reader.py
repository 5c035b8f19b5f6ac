"""Read YAML as texts, lists and mappings, each with its line and column; anything else is refused.

Only PyYAML's parse events are used, never a constructor: `yes`, `30` and `2009-04-01` stay texts, nothing
in a file can make an object, and every limit is checked before the parser goes on. What authors write and
libyaml and the pure parser read differently (tabs, a bare ? inside brackets) is refused with either.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, Protocol, TypeAlias

import yaml

from routekit.errors import Problem, RulesError

LARGEST_FILE = 256_000  # bytes
DEEPEST = 20
MOST_NODES = 50_000
MOST_CHARACTERS_SHOWN = 20
BARE_QUESTION_MARK = "inside [ ] or { } a text with ? in it must be in quotes"

Parser: TypeAlias = "type[yaml.SafeLoader | yaml.CSafeLoader]"
PARSER: Parser = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(frozen=True, slots=True)
class Node:
    """A text, a list or a mapping of a YAML file, and where it starts (line and column from 1)."""

    file: str
    line: int
    column: int
    content: "str | tuple[Node, ...] | Mapping[str, Entry]"

    @property
    def text(self) -> str | None:
        """The text, or None if this is a list or a mapping."""
        return self.content if isinstance(self.content, str) else None

    @property
    def items(self) -> "tuple[Node, ...]":
        """The members of a list; empty if this is something else."""
        return self.content if isinstance(self.content, tuple) else ()

    @property
    def entries(self) -> "Mapping[str, Entry]":
        """The keys and values of a mapping; empty if this is something else."""
        return self.content if isinstance(self.content, Mapping) else {}

    def problem(self, code: str, message: str, severity: str = "error") -> Problem:
        """Give a problem that is here."""
        return Problem(self.file, self.line, self.column, code, message, severity)

    def plain(self) -> object:
        """Give the same as str, list and dict, without places."""
        if isinstance(self.content, str):
            return self.content
        if isinstance(self.content, tuple):
            return [item.plain() for item in self.content]
        return {key: entry.value.plain() for key, entry in self.content.items()}


class Entry(NamedTuple):
    """A key of a mapping, as a node for its place, and its value."""

    key: Node
    value: Node


class Reading(NamedTuple):
    """What a file holds, and what was wrong with it; `root` is None when it could not be read at all."""

    root: Node | None
    problems: tuple[Problem, ...]


def read(data: bytes, file: str, parser: Parser = PARSER) -> Reading:
    """Read the bytes of a file called `file`; nothing is raised, whatever they are.

    A repeated key keeps its first value, an alias stands for an empty text, a tag or an anchor is left out:
    each is a problem, but the rest of the file can still be checked.
    """
    problems: list[Problem] = []
    try:
        text = _decoded(data, file)
        root = _Tree(file, _events(text, file, parser), problems).document()
    except RulesError as error:
        return Reading(None, (*problems, *error.problems))
    return Reading(root, tuple(problems))


# --- characters ----------------------------------------------------------------------------------------

_CONTROL = r"\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f"
_BIDIRECTIONAL = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_BREAKS_AND_NONE = r"\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_CONTROL}{_BIDIRECTIONAL}{_BREAKS_AND_NONE}]|\r(?!\n)")


def _decoded(data: bytes, file: str) -> str:
    if len(data) > LARGEST_FILE:
        raise _refusal(file, 1, 1, "E102", f"the file is larger than {LARGEST_FILE:,} bytes; split the pack")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        line, column = _end_of(before)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise _refusal(file, line, column, "E103", message) from error
    found = tuple(islice(_FORBIDDEN.finditer(text), MOST_CHARACTERS_SHOWN))
    if found:
        places = (_end_of(text[: match.start()]) for match in found)
        raise RulesError.of(
            tuple(
                Problem(file, line, column, "E104", _character_message(match.group()))
                for match, (line, column) in zip(found, places, strict=True)
            )
        )
    return text


def _end_of(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _character_message(character: str) -> str:
    if character == "\t":
        return "a tab is not allowed; use spaces"
    if character == "\ufeff":
        return "U+FEFF is a byte order mark; save the file as UTF-8 without one"
    name = unicodedata.name(character, "a control character")
    return f"U+{ord(character):04X} ({name.lower()}) cannot be seen and is not allowed; remove it"


def _refusal(file: str, line: int, column: int, code: str, message: str) -> RulesError:
    return RulesError.of((Problem(file, line, column, code, message),))


# --- events --------------------------------------------------------------------------------------------


def _events(text: str, file: str, parser: Parser) -> Iterator[yaml.Event]:
    """Give the parser's events, stopping at the event that goes too deep or is one node too many."""
    depth = nodes = 0
    for event in _parsed(text, file, parser):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        nodes += isinstance(event, yaml.NodeEvent)
        if depth > DEEPEST:
            message = f"nested more than {DEEPEST} levels deep; a pack needs five"
            raise _refusal(file, *_place(event.start_mark), "E106", message)
        if nodes > MOST_NODES:
            message = f"more than {MOST_NODES:,} keys and values; split the pack"
            raise _refusal(file, *_place(event.start_mark), "E107", message)
        yield event


def _parsed(text: str, file: str, parser: Parser) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=parser)
    except yaml.MarkedYAMLError as error:
        code, message = _syntax(error.problem or error.context or "it makes no sense")
        raise _refusal(file, *_place(error.problem_mark or error.context_mark), code, message) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The pure parser lets chr() and int() fail on impossible escapes and directives, without a place.
        raise _refusal(file, 1, 1, *_syntax("an escape or a directive is impossible")) from error


def _syntax(found: str) -> tuple[str, str]:
    if found.endswith("but got '?'"):
        return "E115", BARE_QUESTION_MARK
    return "E105", f"this is not YAML: {found}; check indentation, quotes and brackets"


class _Mark(Protocol):
    """A mark of either parser; both count from 0."""

    line: int
    column: int


def _place(mark: _Mark | None) -> tuple[int, int]:
    return (1, 1) if mark is None else (mark.line + 1, mark.column + 1)


# --- tree ----------------------------------------------------------------------------------------------


class _Tree:
    """Builds nodes from events; recursion is bounded because the events are."""

    def __init__(self, file: str, events: Iterator[yaml.Event], problems: list[Problem]) -> None:
        self._file = file
        self._events = events
        self._problems = problems
        self._brackets = 0

    def document(self) -> Node:
        next(self._events)
        start = next(self._events)
        if not isinstance(start, yaml.DocumentStartEvent):
            raise _refusal(self._file, 1, 1, "E113", "the file is empty; a pack is a mapping")
        if start.version or start.tags:
            self._report(start, "E112", "a % directive is not allowed; remove it")
        root = self._node(next(self._events))
        if not isinstance(root.content, Mapping):
            raise _refusal(
                self._file, root.line, root.column, "E113", "a pack must be a mapping (key: value)"
            )
        next(self._events)
        after = next(self._events)
        if isinstance(after, yaml.DocumentStartEvent):
            self._report(after, "E112", "a second document starts here; a pack is one document")
        return root

    def _node(self, event: yaml.Event) -> Node:
        line, column = _place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self._report(event, "E109", f'"*{event.anchor}" is an alias; write the value out')
            return Node(self._file, line, column, "")
        self._check_properties(event)
        if isinstance(event, yaml.ScalarEvent):
            self._check_text(event)
            return Node(self._file, line, column, event.value)
        in_brackets = isinstance(event, yaml.CollectionStartEvent) and bool(event.flow_style)
        self._brackets += in_brackets
        inner = tuple(self._items()) if isinstance(event, yaml.SequenceStartEvent) else self._mapping()
        self._brackets -= in_brackets
        return Node(self._file, line, column, inner)

    def _items(self) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event)

    def _mapping(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event)
            value = self._node(next(self._events))
            if key.text is None:
                self._report(event, "E114", "a list or a mapping cannot be a key; write a text")
            elif not key.text:
                self._report(event, "E114", "a key is empty; write one before the colon")
            elif key.text == "<<":
                self._report(event, "E111", '"<<" (a merge key) is not allowed; write the keys out')
            elif key.text in entries:
                first = entries[key.text].key
                self._report(event, "E108", f'"{key.text}" is here twice; it is also on line {first.line}')
            else:
                entries[key.text] = Entry(key, value)
        return entries

    def _check_properties(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self._report(event, "E109", f'"&{event.anchor}" is an anchor; remove it')
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            self._report(event, "E110", "a tag (!) is not allowed; every value is a text")

    def _check_text(self, event: yaml.ScalarEvent) -> None:
        match = _FORBIDDEN.search(event.value)
        if match:
            self._report(event, "E104", _character_message(match.group()))
        if self._brackets and not event.style and "?" in event.value:
            self._report(event, "E115", BARE_QUESTION_MARK)

    def _report(self, event: yaml.Event, code: str, message: str) -> None:
        self._problems.append(Problem(self._file, *_place(event.start_mark), code, message))
