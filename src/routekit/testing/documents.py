"""The XML of GetParishCouncils, in the house style of the operations that are publicly recorded.

SYNTHETIC: no answer of GetParishCouncils is publicly recorded, so the element names below are invented, in
three shapes. A client must not depend on the names of any one of them.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from xml.etree import ElementTree as ET

from routekit.testing.councils import ParishCouncilRecord

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\r\n'


class Shape(StrEnum):
    """How the service names and nests what it says: each is a guess, as the real one is not known."""

    NESTED = "nested"
    """`parishcouncil` with a `clerk` who has a `workaddress`, as councillors have in GetCouncillorsByWard."""
    FLAT = "flat"
    """`parishcouncil` with `clerkname`, `clerkemail` and the like side by side, in a container."""
    PLAIN = "plain"
    """`parish` with `id`, `name` and a `contactdetails` block; the root is `getparishcouncils`."""


def parish_councils(councils: Iterable[ParishCouncilRecord], shape: Shape) -> str:
    """Write the answer of GetParishCouncils without its XML declaration.

    As in the recorded operations: lower-case names in no namespace, two-space pretty print, CRLF, a count
    with a leading space, an empty field as an element that holds white space, and the empty parts of an
    address left out. Without councils the root is empty.
    """
    root_tag, container_tags, write = _SHAPES[shape]
    rows = tuple(councils)
    root = container = ET.Element(root_tag)
    for tag in container_tags:
        container = ET.SubElement(container, tag)
    if rows:
        ET.SubElement(container, "parishcouncilscount").text = f" {len(rows)}"
    for council in rows:
        write(container, council)
    ET.indent(root)
    _open_empty_elements(root)
    return ET.tostring(root, encoding="unicode").replace("\r\n", "\n").replace("\n", "\r\n")


def _nested(container: ET.Element, council: ParishCouncilRecord) -> None:
    item = ET.SubElement(container, "parishcouncil")
    ET.SubElement(item, "parishcouncilid").text = council.id
    ET.SubElement(item, "parishcounciltitle").text = council.title
    ET.SubElement(item, "parishcouncilwebsite").text = council.website
    clerk = ET.SubElement(item, "clerk")
    ET.SubElement(clerk, "fullusername").text = council.clerk_name
    _address(ET.SubElement(clerk, "workaddress"), council)


def _flat(container: ET.Element, council: ParishCouncilRecord) -> None:
    item = ET.SubElement(container, "parishcouncil")
    for tag, text in (
        ("parishcouncilid", council.id),
        ("parishcounciltitle", council.title),
        ("clerkname", council.clerk_name),
        ("clerkaddress", "\n".join(filter(None, (*council.address_lines, council.postcode)))),
        ("clerktelephone", council.telephone),
        ("clerkemail", council.email),
        ("website", council.website),
    ):
        ET.SubElement(item, tag).text = text


def _plain(container: ET.Element, council: ParishCouncilRecord) -> None:
    item = ET.SubElement(container, "parish")
    ET.SubElement(item, "id").text = council.id
    ET.SubElement(item, "name").text = council.title
    contact = ET.SubElement(item, "contactdetails")
    ET.SubElement(contact, "contactname").text = council.clerk_name
    ET.SubElement(contact, "contactrole").text = "Clerk"
    _address(contact, council)
    _unless_blank(contact, "url", council.website)


_Write = Callable[[ET.Element, ParishCouncilRecord], None]
_SHAPES: Mapping[Shape, tuple[str, tuple[str, ...], _Write]] = MappingProxyType(
    {
        Shape.NESTED: ("parishcouncils", (), _nested),
        Shape.FLAT: ("parishcouncillist", ("parishcouncils",), _flat),
        Shape.PLAIN: ("getparishcouncils", ("parishes",), _plain),
    }
)


def _address(block: ET.Element, council: ParishCouncilRecord) -> None:
    for number, line in enumerate(council.address_lines, start=1):
        _unless_blank(block, f"line{number}", line)
    _unless_blank(block, "postcode", council.postcode)
    _unless_blank(block, "phone", council.telephone)
    _unless_blank(block, "email", council.email)


def _unless_blank(parent: ET.Element, tag: str, text: str) -> None:
    if text.strip():
        ET.SubElement(parent, tag).text = text


def _open_empty_elements(element: ET.Element, depth: int = 0) -> None:
    if not len(element) and not (element.text or "").strip():
        element.text = "\n" + "  " * depth
    for child in element:
        _open_empty_elements(child, depth + 1)
