"""Reading a web page from outside: one bounded parse, then a flat run of headings, labels, links and text.

Scripts are never run and nothing is fetched; what is in them, and in styles, forms and menus, is left out.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_TAGS = 40_000
_DEEPEST = 250  # libxml2 leaves out what is nested deeper than 256
_CHARSET = re.compile(r"charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_IN_PAGE = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_ENCODINGS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"})
_END = re.compile(rb"</html\s*>", re.IGNORECASE)
_SKIPPED = frozenset(("head", "script", "style", "noscript", "template", "nav", "footer", "aside")) | {
    *("svg", "iframe", "object", "select", "textarea", "button")
}
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(("p", "tr", "li", "dd", "div", "table", "ul", "ol", "section", "address"))
_LABELS = frozenset(("th", "dt"))
_SHOUTED = frozenset(("strong", "b"))
_CLOUDFLARE = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]{4,400})$")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){2,200}")


class PageRefusedError(Exception):
    """The page is not one that is read here. It never leaves this package."""


class Piece(NamedTuple):
    """One thing on a page, in its order. `target` is where a link, or one in a heading, leads.

    `end` closes a block such as a paragraph or the row of a table; `break` is a new line in one.
    """

    kind: Literal["heading", "label", "link", "text", "break", "end"]
    text: str = ""
    target: str = ""


class Page(NamedTuple):
    """A page as read: its pieces, and the tables that have a row of headings, as rows of cells."""

    pieces: tuple[Piece, ...]
    tables: tuple[tuple[tuple[tuple[Piece, ...], ...], ...], ...]


def read_html(body: bytes, content_type: str) -> Page:
    """Read a whole page. Raises PageRefusedError.

    A page that does not end is refused: cut off, it would look like one with fewer councils.
    """
    if not _END.search(body[-4096:]):
        raise PageRefusedError("it does not end, or is no web page")
    if body.count(b"<") > MOST_TAGS:
        raise PageRefusedError(f"it has more than {MOST_TAGS:,} tags")
    root = _parsed(_decoded(body, content_type))
    main = _main(root)
    tables = tuple(rows for table in main.iter("table") if (rows := _rows(table)))
    return Page(tuple(_pieces(main)), tables)


def _main(root: "_Element") -> "_Element":
    """Find the part of a page that is Modern.Gov's: what is around it is the site's, its footer above all."""
    marked = [each for each in root.iter("div", "main") if each.get("id") == "modgov"]
    marked += [each for each in root.iter("div", "main") if each.tag == "main" or each.get("role") == "main"]
    if not marked:
        raise PageRefusedError("no part of it is marked as Modern.Gov's, or as its main part")
    return marked[0]


def _decoded(body: bytes, content_type: str) -> str:
    """Decode a page as it says, else as UTF-8; letters are never guessed."""
    said = _CHARSET.search(content_type)
    inside = _IN_PAGE.search(body[:4096])
    name = said[1] if said else inside[1].decode("ascii") if inside else "utf-8"
    if name.lower() not in _ENCODINGS:
        raise PageRefusedError("it is in an encoding that is not read here")
    # The errors of libraries hold the page, so none may be the context of ours.
    with suppress(UnicodeDecodeError):
        return body.decode("windows-1252" if name.lower() == "iso-8859-1" else name).replace("\0", "")
    raise PageRefusedError("it is not in the encoding that it says")


def _parsed(text: str) -> "_Element":
    from lxml import etree  # noqa: PLC0415 - slow to import, and only needed where a service is off

    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    root = None
    with suppress(etree.LxmlError, ValueError):
        root = etree.fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text), parser)
    if root is None:
        raise PageRefusedError("there is nothing on it that can be read")
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise PageRefusedError(f"it is more than {_DEEPEST} elements deep")
    return root


def _pieces(root: "_Element") -> Iterator[Piece]:
    """Give the pieces of an element, in order; iteratively, since a page may be deep."""
    from lxml import etree  # noqa: PLC0415 - as above

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = str(element.tag).lower()
        if event == "start":
            whole = _whole(element, name)
            if whole is not None or name in _SKIPPED:
                walk.skip_subtree()
                yield from whole or ()
            elif name == "br":
                yield Piece("break")
            elif element.text:
                yield Piece("text", element.text)
        else:
            if name in _BLOCKS:
                yield Piece("end")
            if element.tail and element is not root:
                yield Piece("text", element.tail)


def _whole(element: "_Element", name: str) -> tuple[Piece, ...] | None:
    """Give an element that counts as one piece; None if what is inside it counts."""
    text = _text(element)
    if name in _HEADINGS:
        inside = next((str(each.get("href") or "") for each in element.iter("a")), "")
        return (Piece("heading", text, inside),)
    if name in _LABELS or "mgLabel" in str(element.get("class") or "").split():
        return (Piece("label", text),)
    if name in _SHOUTED and text.rstrip().endswith(":"):
        return (Piece("label", text),)
    hidden = _hidden_email(element)
    if hidden:
        return (Piece("link", hidden, f"mailto:{hidden}"),)
    return (Piece("link", text, str(element.get("href") or "")),) if name == "a" else None


def _text(element: "_Element") -> str:
    return " ".join(
        part
        for each in element.iter()
        for part in (
            each.text if str(each.tag).lower() not in _SKIPPED else None,
            each.tail if each is not element else None,
        )
        if part
    )


def _hidden_email(element: "_Element") -> str | None:
    """Give an e-mail address that Cloudflare has hidden: hexadecimal, each byte XOR the first."""
    in_link = _CLOUDFLARE.search(str(element.get("href") or ""))
    code = str(element.get("data-cfemail") or "") or (in_link[1] if in_link else "")
    if not _HEX.fullmatch(code):
        return None
    key, *coded = bytes.fromhex(code)
    return bytes(byte ^ key for byte in coded).decode("ascii", "replace").partition("?")[0]


def _rows(table: "_Element") -> tuple[tuple[tuple[Piece, ...], ...], ...]:
    """Give the rows of a table whose first row is of headings; nothing for any other table."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    rows = [cells for cells in rows if cells]
    if len(rows) < 2 or len(rows[0]) < 2 or any(cell.tag != "th" for cell in rows[0]):  # noqa: PLR2004 - a table
        return ()
    return tuple(tuple(tuple(_pieces(cell)) for cell in cells) for cells in rows)
