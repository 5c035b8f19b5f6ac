"""The councils on the public pages of a Modern.Gov site, where its web service is off.

No such page is publicly recorded. What is read is what sibling pages have (`mgLabel`, `mgSectionTitle`), and
tables and lists with labels; what stands under no council's name and label is not taken for a council's.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from routekit.contacts.cleaning import clean_lines, is_email
from routekit.contacts.htmlread import Page, PageRefusedError, Piece, read_html
from routekit.contacts.listing import Entry, Leaf
from routekit.contacts.naming import name_of
from routekit.contacts.origin import Origin
from routekit.contacts.transport import Reply

MOST_COUNCILS = 1_000
_DETAILS = re.compile(
    r"mgParishCouncilDetails\.aspx\?(?:[^#]{0,200}&)?ID=([A-Za-z0-9-]{1,40})(?![^&#])", re.IGNORECASE
)
_LABELLED = re.compile(
    r"\s{0,20}([^\W\d_][^:\d\n]{1,30}?)\s{0,20}:\s{0,20}(?=\S)",
)
_KNOWN = ("clerk", "phone", "telephone", "tel", "email", "website", "address", "contact", "mobile", "chair")
_TITLES = ("council", "parish", "name", "title", "parishcouncil")
_ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "clerc": "clerk",
        "ffon": "phone",
        "ebost": "email",
        "cyfeiriad": "address",
        "gwefan": "website",
        "cadeirydd": "chair",
        "symudol": "mobile",
        "enw": "name",
        "cyngor": "council",
    }
)


class Link(NamedTuple):
    """A link to the page about one council: the service's own id, and the council's title."""

    id: str
    title: str


def councils_on(origin: Origin, reply: Reply) -> tuple[Entry, ...]:
    """Give the councils of a page that shows all of them in full; none if it is not such a page.

    Raises SourceResponseError for a page that cannot be read.
    """
    page = _read(origin, reply)
    found = max(tuple(_in_tables(page)), tuple(_Sections(page.pieces).entries()), key=len)
    if len(found) > MOST_COUNCILS:
        raise origin.unreadable(f"shows more than {MOST_COUNCILS:,} councils")
    return found if any(leaf.text for entry in found for leaf in entry.leaves) else ()


def links_on(origin: Origin, reply: Reply) -> tuple[Link, ...]:
    """Give the councils that a page links to, each once, in order. Raises SourceResponseError."""
    found: dict[str, Link] = {}
    for piece in _read(origin, reply).pieces:
        ident = _DETAILS.search(piece.target)
        title = " ".join(clean_lines(piece.text))
        if ident and title:
            found.setdefault(ident[1], Link(ident[1], title))
    return tuple(found.values())


def council_on(origin: Origin, reply: Reply, link: Link) -> Entry:
    """Give the council that a page is about. Raises SourceResponseError if it names another or none."""
    reading = _Reading(link.title)
    named = False
    for piece in _read(origin, reply).pieces:
        if piece.kind == "heading":
            named = named or name_of(piece.text).cores == name_of(link.title).cores
            reading.close()
        else:
            reading.take(piece)
    if not named:
        raise origin.unreadable("shows a page that is not about the council it should be about")
    return reading.entry(link.id)


def _read(origin: Origin, reply: Reply) -> Page:
    try:
        return read_html(reply.body, reply.content_type)
    except PageRefusedError as error:
        raise origin.unreadable(f"sent a page that cannot be read: {error}") from None


class _Sections:
    """The parts of a page that are each under the name of a council."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._pieces = pieces

    def entries(self) -> Iterator[Entry]:
        reading: _Reading | None = None
        ident = ""
        for piece in self._pieces:
            link = _DETAILS.search(piece.target)
            if _is_title(piece):
                if reading is not None:
                    yield reading.entry(ident)
                reading, ident = _Reading(piece.text), link[1] if link else ""
            elif piece.kind == "heading":
                if reading is not None:
                    yield reading.entry(ident)
                reading = None
            elif reading is not None:
                ident = ident or (link[1] if link else "")
                reading.take(piece)
        if reading is not None:
            yield reading.entry(ident)


def _is_title(piece: Piece) -> bool:
    """Tell the name of a council, at the head of what is said of it."""
    leads_there = piece.kind == "link" and _DETAILS.search(piece.target) is not None
    return (piece.kind == "heading" or leads_there) and (
        name_of(piece.text).style != "unknown" or _DETAILS.search(piece.target) is not None
    )


class _Reading:
    """What is said of one council: the texts under each label."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._leaves: list[Leaf] = []
        self._label = ""
        self._text: list[str] = []

    def take(self, piece: Piece) -> None:
        """Read the next piece."""
        if piece.kind == "label":
            self.close()
            self._label = label_of(piece.text)
        elif piece.kind == "link":
            self._link(piece)
        elif piece.kind == "text" and not self._label:
            self._plain(piece.text)
        elif piece.kind == "text":
            self._text.append(piece.text)
        elif piece.kind == "break":
            self._text.append("\n")
        elif "".join(self._text).strip():
            self.close()

    def close(self) -> None:
        """End the text under a label."""
        text = "".join(self._text)
        if self._label and text.strip():
            self._add((self._label,), text)
        self._label, self._text = "", []

    def entry(self, ident: str) -> Entry:
        """Give the council as read."""
        self.close()
        return Entry(ident, " ".join(clean_lines(self._title)), tuple(self._leaves))

    def _link(self, piece: Piece) -> None:
        target = piece.target.strip()
        scheme, _, rest = target.partition(":")
        where = (self._label,) if self._label else ()
        if scheme.lower() == "mailto":
            address = rest.partition("?")[0]
            self._add((*where, "email"), address) if is_email(address) else self._text.append(piece.text)
            self._text.append("" if "@" in piece.text else piece.text)
        elif scheme.lower() == "tel":
            self._add((*where, "phone"), rest)
        elif self._label and scheme.lower() in {"http", "https"}:
            self._add((*where, "website"), target)
        else:
            self._text.append(piece.text)

    def _plain(self, text: str) -> None:
        """Read a line such as "Clerk: Jo Example", which has its label in the text."""
        for line in text.splitlines():
            found = _LABELLED.match(line)
            label = label_of(found[1]) if found else ""
            if found and label.endswith(_KNOWN):
                self._add((label,), line[found.end() :])

    def _add(self, path: tuple[str, ...], text: str) -> None:
        lines = clean_lines(text)
        if lines:
            self._leaves.append(Leaf(path, lines))


def label_of(text: str) -> str:
    """Give a label as the name of an element: letters only, in lower case, Welsh words in English."""
    plain = unicodedata.normalize("NFKD", text[:200]).casefold()
    letters = re.sub(r"[^a-z]", "", plain)[:40]
    return _ENGLISH.get(letters, letters)


def _in_tables(page: Page) -> Iterator[Entry]:
    """Give the councils of tables that have a council in each row, and a heading for each column."""
    for heads, *rows in page.tables:
        labels = [label_of("".join(piece.text for piece in cell)) for cell in heads]
        titled = next((n for n, label in enumerate(labels) if label in _TITLES), None)
        if titled is None:
            continue
        for row in rows:
            if len(row) == len(labels):
                yield _row(labels, row, titled)


def _row(labels: list[str], row: tuple[tuple[Piece, ...], ...], titled: int) -> Entry:
    title = " ".join(piece.text for piece in row[titled] if piece.text)
    ids = (_DETAILS.search(piece.target) for piece in row[titled])
    reading = _Reading(title)
    for number, (label, cell) in enumerate(zip(labels, row, strict=True)):
        if number != titled:
            reading.take(Piece("label", label))
            for piece in cell:
                reading.take(piece)
    return reading.entry(next((found[1] for found in ids if found), ""))
