"""Finding the councils in an answer whose element names nobody has published.

No answer of GetParishCouncils is publicly recorded and the WSDL leaves it untyped, so items and fields are
told by what their names contain, in the house style of the operations that are recorded.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from routekit.contacts.cleaning import HTML_TAGS, clean_lines
from routekit.contacts.xmlread import Element

_OF_A_PERSON = re.compile("clerk|contact|user|person|chair|councillor|member")
_ANY = 2
_ID = re.compile(r"[A-Za-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of text and the names of the elements it stands in, innermost last. Personal: never shown."""

    path: tuple[str, ...]
    lines: tuple[str, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """Give the text on one line."""
        return " ".join(self.lines)

    @property
    def name(self) -> str:
        """Give the name of the innermost element."""
        return self.path[-1]

    def within(self, word: str) -> bool:
        """Tell whether a word is part of the name of any element it stands in."""
        return any(word in name for name in self.path)


@dataclass(frozen=True, slots=True)
class Entry:
    """One council as the service lists it, unknown elements included. Personal: only its id is shown.

    `id` is the service's own and "" if it is not one; `leaves` leaves out the two that id and title are from.
    """

    id: str
    title: str = field(repr=False)
    leaves: tuple[Leaf, ...] = field(default=(), repr=False)


def entries(root: Element) -> tuple[Entry, ...]:
    """Give the councils under a root element, in the order listed; one without a title is left out."""
    found = [entry for child in root.children() for entry in _entries(child)]
    single = None if found else _entry(root)
    return tuple(entry for entry in (*found, *([single] if single else ())) if entry.title)


def _entries(element: Element) -> Iterator[Entry]:
    """Give the item that this element is, else those inside it: an item holds no other item."""
    entry = _entry(element)
    if entry is not None:
        yield entry
        return
    for child in element.children():
        yield from _entries(child)


def _entry(element: Element) -> Entry | None:
    leaves = tuple(_leaves(element))
    own = [leaf for leaf in leaves if len(leaf.path) == 1 and not _OF_A_PERSON.search(leaf.name)]
    ids = [leaf for leaf in own if leaf.name.endswith("id")]
    titles = [leaf for leaf in own if leaf.name.endswith(("title", "name"))]
    if "parish" not in element.name:
        titles = [leaf for leaf in titles if _closeness(leaf.name) < _ANY]
    if not titles or not ids:
        return None
    title, ident = min(titles, key=_preference), min(ids, key=_preference)
    rest = tuple(leaf for leaf in leaves if leaf is not title and leaf is not ident)
    return Entry(ident.text if _ID.fullmatch(ident.text) else "", title.text, rest)


def _preference(leaf: Leaf) -> tuple[bool, int]:
    return not leaf.text, _closeness(leaf.name)


def _closeness(name: str) -> int:
    """Tell a council's own title or id (0, 1) from that of its ward, district or whatever else (2)."""
    if "parish" in name or "council" in name:
        return 0
    return 1 if name in {"title", "name", "id"} else _ANY


def _leaves(element: Element, path: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Give every text inside an element, attributes included; raw HTML is text of the element it is in."""
    for name, text in element.attributes:
        yield Leaf((*path, name), clean_lines(text))
    if path and all(child.name in HTML_TAGS for child in element.children()):
        yield Leaf(path, clean_lines(element.text()))
        return
    for child in element.children():
        yield from _leaves(child, (*path, child.name))
