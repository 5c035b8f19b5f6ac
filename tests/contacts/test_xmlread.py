"""Reading XML from outside."""

import defusedxml.ElementTree
import pytest
from defusedxml.common import DefusedXmlException
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts.xmlread import LARGEST_DEPTH, MOST_ELEMENTS, MOST_TEXT, XmlRefusedError, read_xml


def test_elements_have_local_lower_case_names_and_their_text_in_order():
    root = read_xml(b'<s:A xmlns:s="x"><B>one<c> two </c>three</B></s:A>')
    assert (root.name, [child.name for child in root.children()]) == ("a", ["b"])
    assert root.children()[0].text() == "one two three"


def test_attributes_are_kept_but_for_namespaces():
    root = read_xml(b'<a xmlns="x" xmlns:y="z" ID="7"/>')
    assert root.attributes == (("id", "7"),)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain words",
        b"<a>",
        b"<a></b>",
        b"<a/><b/>",
        b"<a>\x00</a>",
        b"<a>\x92</a>",
        b"<a>&nbsp;</a>",
        b"<!DOCTYPE a><a/>",
        b'<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % e SYSTEM "http://x.invalid/"> %e;]><a/>',
        b"<a>" * (LARGEST_DEPTH + 1) + b"</a>" * (LARGEST_DEPTH + 1),
        b"<a>" * 300_000,
        b"<a>" + b"<b/>" * MOST_ELEMENTS + b"</a>",
        b"<a>" + b"<!---->" * (3 * MOST_ELEMENTS) + b"</a>",
        b"<a>" + b"x" * (MOST_TEXT + 1) + b"</a>",
        b"<a " + b" ".join(b'a%d=""' % number for number in range(MOST_ELEMENTS + 1)) + b"/>",
        *(
            f'<?xml version="1.0" encoding="{name}"?><a/>'.encode()
            for name in ("utf-7", "idna", "rot13", "unicode_escape", "nothing", "utf-32", "punycode")
        ),
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_not_plain_bounded_xml_is_refused(body):
    with pytest.raises(XmlRefusedError):
        read_xml(body)


def test_the_largest_documents_allowed_are_read():
    deep = read_xml(b"<a>" * LARGEST_DEPTH + b"x" * MOST_TEXT + b"</a>" * LARGEST_DEPTH)
    assert len(deep.text()) == MOST_TEXT
    assert len(read_xml(b"<a>" + b"<b/>" * (MOST_ELEMENTS - 1) + b"</a>").children()) == MOST_ELEMENTS - 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_accents_are_right_in_every_encoding_that_is_read(encoding):
    body = f'<?xml version="1.0" encoding="{encoding}"?><a>Ll\u00e2n \u00e9</a>'.encode(encoding)
    assert read_xml(body).text() == "Ll\u00e2n \u00e9"


TREES = st.recursive(
    st.text("abc &<\u0175", max_size=8),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


def as_xml(tree, name="r"):
    if isinstance(tree, str):
        text = tree.replace("&", "&amp;").replace("<", "&lt;")
        return f"<{name}>{text}</{name}>"
    return f"<{name}>{''.join(as_xml(part, f'n{number}') for number, part in enumerate(tree))}</{name}>"


def plain(element):
    return element.tag, "".join(element.itertext()), [plain(child) for child in element]


def ours(element):
    return element.name, element.text(), [ours(child) for child in element.children()]


@settings(deadline=None, max_examples=150)
@given(TREES)
def test_a_document_reads_as_a_second_reader_reads_it(tree):
    body = as_xml(tree).encode()
    assert ours(read_xml(body)) == plain(defusedxml.ElementTree.fromstring(body))


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=60) | st.text("<>ab/!?[]&;\"'= ", max_size=40).map(str.encode))
def test_nothing_but_a_refusal_comes_out_of_rubbish(body):
    try:
        read_xml(body)
    except XmlRefusedError:
        return
    try:
        defusedxml.ElementTree.fromstring(body)
    except DefusedXmlException as error:
        pytest.fail(f"the second reader refuses what was read: {error}")
