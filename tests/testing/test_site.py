"""The service when it is well: operations, protocols, house style and pages."""

import http.client
import re
import time
from contextlib import closing
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from defusedxml.ElementTree import fromstring

from routekit.testing import ModernGovServer, ParishCouncilRecord, Shape

NS = "http://moderngov.co.uk/namespaces"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def soap_call(envelope=SOAP_11, operation="GetParishCouncils", namespace=NS):
    body = (
        f'<e:Envelope xmlns:e="{envelope}"><e:Body><{operation} xmlns="{namespace}"/></e:Body></e:Envelope>'
    )
    if envelope == SOAP_12:
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{NS}/{operation}"'}
    else:
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NS}/{operation}"'}
    return {"method": "POST", "path": "/mgWebService.asmx", "body": body, "headers": headers}


def leaves(root):
    return [(leaf.tag, leaf.text.strip()) for leaf in root.iter() if not len(leaf)]


def local(tag):
    return tag.rpartition("}")[2]


def test_get_gives_every_council_with_what_it_publishes(server, client, councils):
    got = client(server).ask()
    root = fromstring(got.body)
    assert got.status == 200
    assert got.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert [item.findtext("parishcounciltitle") for item in root.iter("parishcouncil")] == [
        council.title for council in councils
    ]
    first = root.find("parishcouncil")
    assert first.findtext("parishcouncilid") == councils[0].id
    assert first.findtext("clerk/fullusername") == councils[0].clerk_name
    assert first.findtext("clerk/workaddress/email") == councils[0].email
    assert first.findtext("clerk/workaddress/phone") == councils[0].telephone
    assert first.findtext("clerk/workaddress/postcode") == councils[0].postcode
    assert first.findtext("clerk/workaddress/line2") == councils[0].address_lines[1]


def test_form_post_answers_as_get_does(server, client):
    posted = client(server).ask(method="POST", body="", headers=FORM)
    assert posted.status == 200
    assert posted.body == client(server).ask().body


@pytest.mark.parametrize(
    ("envelope", "content_type"),
    [(SOAP_11, "text/xml; charset=utf-8"), (SOAP_12, "application/soap+xml; charset=utf-8")],
)
def test_soap_wraps_the_same_tree(server, client, envelope, content_type):
    got = client(server).ask(**soap_call(envelope))
    assert (got.status, got.headers["Content-Type"]) == (200, content_type)
    result = fromstring(got.body).find(
        f"{{{envelope}}}Body/{{{NS}}}GetParishCouncilsResponse/{{{NS}}}GetParishCouncilsResult"
    )
    assert leaves(result[0]) == leaves(fromstring(client(server).ask().body))
    assert result[0].tag == "parishcouncils"


def test_the_answer_is_in_the_house_style(client, councils):
    bare = ParishCouncilRecord(id="1", title="Bare Parish Council", address_lines=("", "Second line"))
    with ModernGovServer([bare]) as server:
        text = client(server).ask().body.decode()
    assert text.startswith('<?xml version="1.0" encoding="utf-8"?>\r\n<parishcouncils>\r\n  <')
    assert not re.search(r"(?<!\r)\n", text)
    assert "<parishcouncilscount> 1</parishcouncilscount>" in text
    assert "<parishcouncilwebsite>\r\n    </parishcouncilwebsite>" in text
    assert "<line1>" not in text
    assert "<line2>Second line</line2>" in text
    assert "/>" not in text
    assert "postcode" not in text
    assert all(local(element.tag) == element.tag.lower() for element in fromstring(text.encode()).iter())


def test_every_answer_says_that_it_is_sample_data(server, client):
    asks = ({}, {"path": "/nowhere"}, {"method": "DELETE"}, soap_call())
    assert {client(server).ask(**ask).headers["X-Routekit"] for ask in asks} == {"sample data"}
    assert b"X-Routekit: sample data" in client(server).raw(b"nonsense\r\n\r\n")[0]


@pytest.mark.parametrize("shape", Shape)
def test_each_shape_says_the_same(client, councils, shape):
    with ModernGovServer(councils, shape=shape) as server:
        root = fromstring(client(server).ask().body)
    texts = " | ".join(text for _, text in leaves(root))
    for council in councils:
        said = (
            council.id,
            council.title,
            council.clerk_name,
            council.email,
            council.telephone,
            council.postcode,
        )
        assert all(part in texts for part in (*said, *council.address_lines, council.website))
    assert "parish" in root.tag


def test_the_shapes_share_neither_root_nor_path_to_a_title(client, councils):
    roots, titles = set(), set()
    for shape in Shape:
        with ModernGovServer(councils[:1], shape=shape) as server:
            root = fromstring(client(server).ask().body)
        parents = {child: parent for parent in root.iter() for child in parent}
        title = next(element for element in root.iter() if element.text == councils[0].title)
        roots.add(root.tag)
        titles.add((parents[title].tag, title.tag, root.find(title.tag) is None))
    assert len(roots) == 3
    assert len(titles) == 2


def test_escaped_text_is_escaped_again(client, councils):
    record = replace(councils[0], title="Bareham &amp; Coley Parish Council")
    with ModernGovServer([record]) as server:
        assert b"Bareham &amp;amp; Coley" in client(server).ask().body


def test_no_councils_give_an_empty_root_and_no_count(client):
    with ModernGovServer() as server:
        root = fromstring(client(server).ask().body)
    assert (root.tag, len(root), root.text.strip()) == ("parishcouncils", 0, "")


@pytest.mark.parametrize("name", ["getparishcouncils", "GetParishCouncilDetails", "GetMeetings"])
def test_an_operation_that_is_not_there_is_named_in_plain_text(server, client, name):
    got = client(server).ask(f"/mgWebService.asmx/{name}")
    assert (got.status, got.headers["Content-Type"]) == (500, "text/plain; charset=utf-8")
    assert got.body.decode().strip() == f"{name} Web Service method name is not valid."


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (soap_call(operation="GetUser"), b"did not recognize the value of HTTP Header SOAPAction"),
        (soap_call(SOAP_11) | {"body": "<not-an-envelope/>"}, b"unable to read request"),
        (soap_call(SOAP_11) | {"body": "<cut"}, b"unable to read request"),
        (soap_call(SOAP_11, namespace="http://elsewhere.invalid"), b"unable to read request"),
        (soap_call(SOAP_11) | {"headers": soap_call(SOAP_12)["headers"]}, b"unable to read request"),
        (soap_call() | {"body": f"<!DOCTYPE a [<!ENTITY b 'c'>]>{soap_call()['body']}"}, b"unable to read"),
        (soap_call() | {"body": soap_call()["body"].replace("e:Envelope", "Envelope")}, b"unable to read"),
    ],
)
def test_a_wrong_soap_call_is_a_soap_fault(server, client, wrong, message):
    got = client(server).ask(**wrong)
    assert got.status == 500
    assert any(local(element.tag) == "Fault" for element in fromstring(got.body).iter())
    assert message in got.body


@pytest.mark.parametrize(
    "ask",
    [
        {
            "path": "/mgWebService.asmx",
            "method": "POST",
            "body": "<a/>",
            "headers": {"Content-Type": "text/xml"},
        },
        {"method": "POST", "body": "{}", "headers": {"Content-Type": "application/json"}},
    ],
)
def test_a_request_in_no_known_format_is_unrecognised(server, client, ask):
    got = client(server).ask(**ask)
    assert got.status == 500
    assert b"Request format is unrecognized" in got.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_verbs_are_not_allowed(server, client, method):
    assert client(server).ask(method=method).status == 405


def test_head_has_the_length_and_no_body(server, client):
    whole = client(server).ask()
    received, ending = client(server).raw(
        b"HEAD /mgWebService.asmx/GetParishCouncils HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"
    )
    assert received.endswith(b"\r\n\r\n")
    assert f"Content-Length: {len(whole.body)}".encode() in received
    assert ending == "closed"


def test_only_the_protocols_that_are_on_answer(client, councils):
    asks = {"GET": {}, "POST": {"method": "POST", "body": "", "headers": FORM}, "SOAP": soap_call()}
    for on in asks:
        with ModernGovServer(councils, protocols={on}) as server:
            statuses = {protocol: client(server).ask(**ask).status for protocol, ask in asks.items()}
        assert statuses == {protocol: 200 if protocol == on else 500 for protocol in asks}


def test_the_service_is_below_its_path_only(client, councils):
    with ModernGovServer(councils, path="/modern.gov/sub") as server:
        assert server.base_url.endswith("/modern.gov/sub")
        ask = client(server).ask
        assert ask("/modern.gov/sub/mgWebService.asmx/GetParishCouncils").status == 200
        assert ask("/modern.gov/sub/mgwebservice.asmx/GetParishCouncils?lDummy=0").status == 200
        assert ask("/mgWebService.asmx/GetParishCouncils").status == 404
        assert ask("/modern.gov/sub//mgWebService.asmx/GetParishCouncils").status == 404


def test_the_service_page_names_its_operation(server, client):
    got = client(server).ask("/mgWebService.asmx")
    assert (got.status, got.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert b"GetParishCouncils" in got.body


def test_one_connection_serves_many_requests(server):
    host, port = server.base_url.removeprefix("http://").split(":")
    with closing(http.client.HTTPConnection(host, int(port), timeout=10)) as connection:
        bodies = set()
        for _ in range(3):
            connection.request("GET", "/mgWebService.asmx/GetParishCouncils")
            bodies.add(connection.getresponse().read())
            first = connection.sock
        assert len(bodies) == 1
        assert connection.sock is first
    assert len(server.requests) == 3


def test_an_idle_connection_outlasts_the_faults(client, councils):
    with ModernGovServer(councils, lasting_s=0.1) as server, client(server).connect() as connection:
        for _ in range(2):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: t\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 404")
            time.sleep(0.3)


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", b"413"),
        (b"POST /mgWebService.asmx HTTP/1.1\r\nHost: t\r\nContent-Length: 0000065537\r\n\r\n", b"413"),
        (b"POST /mgWebService.asmx HTTP/1.1\r\nHost: t\r\nContent-Length: 65537\r\n\r\n", b"413"),
        (b"POST /mgWebService.asmx HTTP/1.1\r\nHost: t\r\nContent-Length: -1\r\n\r\n", b"400"),
        (
            b"POST /mgWebService.asmx HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"411",
        ),
        (b"BREW /coffee HTTP/1.1\r\nHost: t\r\n\r\n", b"501"),
        (b"\x16\x03\x01 hello\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414"),
    ],
)
def test_what_is_not_proper_http_is_refused_and_the_connection_ends(server, client, capfd, request_, status):
    received, _ = client(server).raw(request_)
    assert received.split(b" ")[1] == status
    assert client(server).ask().status == 200
    assert capfd.readouterr() == ("", "")


class Page(HTMLParser):
    def __init__(self, markup):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(markup.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if data.strip():
            self.words.append(data.strip())

    def links(self):
        """Give the links of the part about councils: the menu has the first, and the footer the last."""
        return [attributes["href"] for tag, attributes in self.tags if tag == "a"][1:-1]


def test_the_list_page_shows_every_council_in_full(server, client, councils):
    page = Page(client(server).ask("/mgParishCouncilDetailsList.aspx").body)
    assert [f"mailto:{council.email}" for council in councils] == [
        link for link in page.links() if link.startswith("mailto:")
    ]
    for council in councils:
        for said in (council.title, council.clerk_name, council.telephone, *council.address_lines):
            assert said in page.words
    assert ("h2", {"class": "mgSectionTitle"}) in page.tags
    assert ("span", {"class": "mgLabel"}) in page.tags


def test_the_index_page_leads_to_a_page_for_each_council(server, client, councils):
    index = Page(client(server).ask("/mgParishCouncilDetails.aspx?bcr=1").body)
    assert ("ul", {"class": "mgBulletList"}) in index.tags
    for link, council in zip(index.links(), councils, strict=True):
        page = Page(client(server).ask(f"/{link}").body)
        assert ("h2", {"class": "mgSubTitleTxt"}) in page.tags
        assert council.title in page.words
        assert page.links() == [f"mailto:{council.email}", council.website]


def test_pages_match_in_any_case_and_unknown_councils_are_not_found(server, client, councils):
    assert client(server).ask(f"/MGPARISHCOUNCILDETAILS.ASPX?id={councils[0].id}").status == 200
    assert client(server).ask("/mgParishCouncilDetails.aspx?ID=no-such").status == 404
    assert client(server).ask("/mgListParishCouncils.aspx").status == 404
    assert client(server).ask("/mgParishCouncilDetails.aspx", "POST", body="").status == 404


def test_pages_leave_out_what_is_not_published_and_escape_the_rest(client):
    record = ParishCouncilRecord(id='7"><b>', title="<script>alert(1)</script> & Sons")
    with ModernGovServer([record]) as server:
        markup = client(server).ask("/mgParishCouncilDetailsList.aspx").body
        index = client(server).ask("/mgParishCouncilDetails.aspx").body
    assert b"<script>alert" not in markup + index
    assert b"mgLabel" not in markup
    assert Page(index).links() == ['mgParishCouncilDetails.aspx?ID=7"><b>']
