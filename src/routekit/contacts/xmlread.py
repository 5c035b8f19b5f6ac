"""Reading XML from outside: one bounded parse into plain elements, without DTDs or entities."""

from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST_DEPTH = 64
MOST_ELEMENTS = 20_000
MOST_TEXT = 256 * 1024
LONGEST_TAG = 64 * 1024
_PIECE = 16 * 1024
_TOO_MANY = f"it has more than {MOST_ELEMENTS:,} elements and attributes"
# expat hands other encodings to any codec Python knows, some of which warn or are not text encodings.
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1", "windows-1252"})


class XmlRefusedError(Exception):
    """The document is not well-formed, or not one that is read here. It never leaves this package."""


@dataclass(slots=True, eq=False)
class Element:
    """An element by its local name in lower case; `parts` are its text and children, in order."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    parts: "list[str | Element]" = field(default_factory=list, repr=False)

    def children(self) -> "list[Element]":
        """Give the child elements."""
        return [part for part in self.parts if isinstance(part, Element)]

    def text(self) -> str:
        """Give all text in it, its children's too: free text may hold raw HTML."""
        return "".join(part if isinstance(part, str) else part.text() for part in self.parts)


def read_xml(body: bytes) -> Element:
    """Read a document and give its root.

    It is parsed in pieces and given up at the first thing refused. A tag that does not end is refused before
    expat has read it whole, which takes seconds and a hundred megabytes for a million attributes. The caller
    bounds the body. Raises XmlRefusedError.
    """
    if body.count(b"<") > 3 * MOST_ELEMENTS:  # a start and an end tag each, and some comments
        raise XmlRefusedError(_TOO_MANY)
    reading = _Reading()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.XmlDeclHandler = reading.declare
    parser.StartDoctypeDeclHandler = reading.refuse_dtd
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.add
    try:
        for end in range(_PIECE, len(body) + _PIECE, _PIECE):
            parser.Parse(body[end - _PIECE : end], False)  # noqa: FBT003 - the parameter is positional only
            if end - parser.CurrentByteIndex > LONGEST_TAG + _PIECE:
                raise XmlRefusedError(f"it has a tag of more than {LONGEST_TAG:,} bytes")
        parser.Parse(b"", True)  # noqa: FBT003 - the parameter is positional only
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise XmlRefusedError("it is not well-formed XML") from error
    return reading.root


class _Reading:
    """The document read so far."""

    def __init__(self) -> None:
        self._open: list[Element] = [Element("")]
        self._elements = 0

    @property
    def root(self) -> Element:
        return self._open[0].children()[0]

    def declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise XmlRefusedError("it is in an encoding that is not read here")

    def refuse_dtd(self, *_: object) -> None:
        raise XmlRefusedError("it has a document type definition")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1 + len(attributes)
        if self._elements > MOST_ELEMENTS:
            raise XmlRefusedError(_TOO_MANY)
        if len(self._open) > LARGEST_DEPTH:
            raise XmlRefusedError(f"it is more than {LARGEST_DEPTH} elements deep")
        given = tuple((key.lower(), text) for key, text in attributes.items() if not key.startswith("xmlns"))
        element = Element(name.rpartition(":")[2].lower(), given)
        self._open[-1].parts.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        element = self._open.pop()
        if sum(len(part) for part in element.parts if isinstance(part, str)) > MOST_TEXT:
            raise XmlRefusedError(f"it has an element of more than {MOST_TEXT:,} characters")

    def add(self, text: str) -> None:
        self._open[-1].parts.append(text)
