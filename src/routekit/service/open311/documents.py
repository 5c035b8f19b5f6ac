"""A GeoReport document in its two forms: XML, and JSON that follows from it by the Spark convention."""

import re
from typing import Final, Literal, NamedTuple
from xml.etree import ElementTree as ET

from pydantic_core import to_json

Form = Literal["xml", "json"]
Said = str | int | bool | None
Part = Said | list["Part"] | dict[str, "Part"]

TYPES: Final[dict[Form, str]] = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}

# What each member of a list is called in XML; JSON has no name for it.
_MEMBERS: Final = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Document(NamedTuple):
    """A document: the name of its root in XML, and what it says."""

    name: str
    says: Part

    def written(self, form: Form) -> bytes:
        """Give its bytes, in UTF-8."""
        if form == "json":
            return to_json(self.says)
        root = _element(self.name, self.says)
        written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return written


def _element(name: str, says: Part) -> ET.Element:
    element = ET.Element(name)
    if isinstance(says, dict):
        element.extend(_element(*each) for each in says.items())
    elif isinstance(says, list):
        element.extend(_element(_MEMBERS[name], each) for each in says)
    else:
        element.text = _text(says)
    return element


def _text(says: Said) -> str:
    """Give what XML can hold: a pack may have a character that it cannot, and then U+FFFD stands for it."""
    if says is None:
        return ""
    if isinstance(says, bool):
        return "true" if says else "false"
    return _NOT_XML.sub("\ufffd", str(says))
