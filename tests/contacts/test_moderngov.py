"""The Modern.Gov service without I/O: what a reply is taken for, and what an entry says."""

from datetime import UTC, datetime

import pytest

from routekit.contacts.details import details
from routekit.contacts.listing import entries
from routekit.contacts.moderngov import Service, checked_reply, get_is_off, listed
from routekit.contacts.transport import Reply
from routekit.contacts.xmlread import read_xml
from routekit.errors import SourceBlockedError, SourceResponseError, SourceUnavailableError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SERVICE = Service.at("https://council.example/moderngov/", allow_insecure=False)
ITEM = (
    "<parishcouncil><parishcouncilid>7</parishcouncilid>"
    "<parishcounciltitle>Over PC</parishcounciltitle>{}</parishcouncil>"
)
SOAP = (
    "<x:Envelope><x:Header/><x:Body><GetParishCouncilsResponse><GetParishCouncilsResult>{}"
    "</GetParishCouncilsResult></GetParishCouncilsResponse></x:Body></x:Envelope>"
)
DISTRICT = (
    "<r.parish><district><districtid>1</districtid><districtname>X</districtname>{}</district></r.parish>"
)
PARISH = "<parishes><parish>{}</parish></parishes>"
LIST = f"<parishcouncils>{ITEM.format('')}</parishcouncils>"


def reply(body=LIST, *, status=200, content_type="text/xml; charset=utf-8", **headers):
    encoded = body if isinstance(body, bytes) else body.encode()
    return Reply(status=status, content_type=content_type, body=encoded, **headers)


def titles(body):
    answer = reply(body)
    return [entry.title for entry in listed(SERVICE, checked_reply(SERVICE, answer, now=NOW))]


def read(inside, *, name=True, postal=True):
    root = read_xml(f"<parishcouncils>{ITEM.format(inside)}</parishcouncils>".encode())
    (entry,) = entries(root)
    return details(entry, name=name, postal=postal)


def test_the_requests_ask_for_nothing_but_the_list_and_say_who_asks():
    get, soap = SERVICE.get(), SERVICE.soap()
    assert (get.method, get.url) == (
        "GET",
        "https://council.example/moderngov/mgWebService.asmx/GetParishCouncils",
    )
    assert (soap.method, soap.url) == ("POST", "https://council.example/moderngov/mgWebService.asmx")
    assert soap.headers["SOAPAction"] == '"http://moderngov.co.uk/namespaces/GetParishCouncils"'
    assert get.headers["User-Agent"].startswith("routekit/")
    assert get.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (reply("", status=401), SourceBlockedError, "401"),
        (reply("<html>Just a moment...</html>", status=403), SourceBlockedError, "403"),
        (reply("slow down", status=429), SourceBlockedError, "429"),
        (reply("<html><script src='/_Incapsula_Resource'/></html>"), SourceBlockedError, "200"),
        (reply("<!DOCTYPE html><title>Just a moment...</title>", status=503), SourceBlockedError, "503"),
        (reply("", status=502), SourceUnavailableError, "502"),
        (reply("", status=503), SourceUnavailableError, "503"),
        (reply("", status=522), SourceUnavailableError, "522"),
        (reply("Object reference not set", status=500), SourceUnavailableError, "500"),
        (reply("<soap:Fault>no</soap:Fault>", status=500), SourceResponseError, "500"),
        (reply("", status=404), SourceResponseError, "404"),
        (reply("", status=410), SourceResponseError, "410"),
        (reply("", status=204), SourceResponseError, "204"),
        (
            reply("", status=302, location="https://new.example/x?who=1"),
            SourceResponseError,
            r"new\.example;",
        ),
        (reply("", status=301, location="file:///etc/passwd"), SourceResponseError, "another address"),
        (reply("", status=307), SourceResponseError, "another address"),
        (reply("\ufeff\r\n<HTML><p>x</p></HTML>"), SourceResponseError, "web page"),
        (reply(LIST, content_type="text/html"), SourceResponseError, "web page"),
        (reply("<!-- beginning of HttpRedirect.htm --><script/>"), SourceResponseError, "web page"),
    ],
)
def test_a_reply_that_cannot_hold_a_list_is_the_right_error(answer, error, words):
    with pytest.raises(error, match=words) as caught:
        listed(SERVICE, checked_reply(SERVICE, answer, now=NOW))
    assert caught.value.host == "council.example"
    assert caught.value.url == "https://council.example/moderngov/mgWebService.asmx"


def test_an_error_tells_when_to_come_back():
    for status in (429, 503):
        with pytest.raises((SourceBlockedError, SourceUnavailableError)) as caught:
            checked_reply(SERVICE, reply("", status=status, retry_after="120"), now=NOW)
        assert caught.value.retry_after == 120


@pytest.mark.parametrize(
    "body",
    [
        "Request format is unrecognized for URL unexpectedly ending in '/GetParishCouncils'.",
        "<html><title>Request format is unrecognised.</title></html>",
        "GetParishCouncils Web Service method name is not valid.",
    ],
)
def test_get_switched_off_is_told_apart_and_is_an_error_only_after_soap(body):
    answer = reply(body, status=500, content_type="text/html")
    assert get_is_off(checked_reply(SERVICE, answer, now=NOW))
    with pytest.raises(SourceResponseError, match="neither by GET nor by SOAP"):
        listed(SERVICE, answer)


@pytest.mark.parametrize(
    "body",
    [
        *("", "no xml", "<parishcouncils>", "<a><parishcouncils/></a>", "<councils/>", "<soap:Fault/>"),
        "<s:Envelope><s:Body><s:Fault><faultstring>x</faultstring></s:Fault></s:Body></s:Envelope>",
        "<s:Envelope><s:Body/></s:Envelope>",
        "<Envelope><Body><GetParishCouncilsResponse/></Body></Envelope>",
        "<parishcouncils><error>no data</error></parishcouncils>",
        "<parishcouncils><count>3</count></parishcouncils>",
        "<!DOCTYPE a><parishcouncils/>",
    ],
)
def test_what_is_not_a_list_of_councils_is_refused(body):
    with pytest.raises(SourceResponseError):
        listed(SERVICE, reply(body))


@pytest.mark.parametrize("body", ["<parishcouncils/>", "<parishcouncils><n> 0</n>\r\n</parishcouncils>"])
def test_a_list_with_nothing_in_it_is_an_answer(body):
    assert listed(SERVICE, reply(body)) == ()


@pytest.mark.parametrize(
    "body",
    [
        LIST,
        "\ufeff\r\n" + LIST,
        f"<ParishCouncils xmlns='x'>{ITEM.format('')}</ParishCouncils>",
        ITEM.format(""),
        '<parishes><parish id="7" name="Over PC"/></parishes>',
        DISTRICT.format(LIST),
        PARISH.format("<clerkname>Jo</clerkname><clerkid>9</clerkid><id>7</id><title>Over PC</title>"),
        PARISH.format("<bodyid>7</bodyid><bodytitle>Over PC</bodytitle>"),
        PARISH.format("<id>7</id><name/><name>Over PC</name>"),
        SOAP.format(LIST),
    ],
)
def test_a_council_is_found_however_the_service_names_and_nests_it(body):
    assert titles(body) == ["Over PC"]


def test_councils_side_by_side_in_a_soap_result_are_all_found():
    assert titles(SOAP.format(ITEM.format("") * 3)) == ["Over PC"] * 3


def test_a_person_is_never_taken_for_a_council():
    person = "<clerkid>9</clerkid><clerkname>Jo Example</clerkname></parish><parish>"
    assert titles(PARISH.format(f"{person}<id>7</id><title>Over PC</title>")) == ["Over PC"]


def test_a_council_without_a_title_is_left_out_and_one_without_an_id_is_not():
    body = PARISH.format("<id>1</id><name> </name></parish><parish><id>../x?</id><name>Over</name>")
    (entry,) = listed(SERVICE, reply(body))
    assert (entry.title, entry.id) == ("Over", "")
    assert SERVICE.page(entry.id) is None


def test_the_clerk_comes_before_others_and_work_before_home():
    found = read(
        "<email>office@example.gov.uk</email><homeaddress><email>home@example.gov.uk</email>"
        "<line1>1 Home Road</line1><phone>01632 960003</phone></homeaddress>"
        "<clerk><name>Jo Example</name><workaddress><line1>The Office</line1><postcode>ZZ1 1ZZ</postcode>"
        "<fax>01632 960009</fax><mobile>07700 900001</mobile><phone>01632 960001</phone>"
        "<email>clerk@example.gov.uk</email></workaddress></clerk>"
    )
    assert (found.email, found.telephone) == ("clerk@example.gov.uk", "01632 960001")
    assert (found.name, found.postal_address) == ("Jo Example", "The Office, ZZ1 1ZZ")
    assert found.unread == ("fax",)


def test_without_a_clerk_work_still_comes_before_home():
    found = read(
        "<homeaddress><email>home@example.gov.uk</email><phone>01632 960003</phone></homeaddress>"
        "<workaddress><email>office@example.gov.uk</email><phone>01632 960001</phone></workaddress>"
    )
    assert (found.email, found.telephone) == ("office@example.gov.uk", "01632 960001")


def test_a_telephone_on_a_desk_comes_before_one_in_a_pocket():
    found = read("<mobilephone>07700 900001</mobilephone><phone>01632 960001</phone>")
    assert found.telephone == "01632 960001"
    assert read("<mobilephone>07700 900001</mobilephone>").telephone == "07700 900001"


def test_one_dirty_field_spoils_nothing_else():
    found = read("<email>none yet</email><phone>tba</phone><website>soon</website><clerkname>Jo</clerkname>")
    assert (found.email, found.telephone, found.website, found.name) == (None, None, None, "Jo")


def test_a_contact_written_as_one_text_is_read_for_what_can_be_told():
    found = read("<parishcouncilcontact>Jo, 01632 960001, <b>clerk@example.gov.uk</b></parishcouncilcontact>")
    assert (found.email, found.telephone, found.name) == ("clerk@example.gov.uk", "01632 960001", None)


def test_a_clerk_with_an_address_in_the_name_has_no_name():
    assert read("<clerk>Jo Example clerk@example.gov.uk</clerk>").name is None


def test_only_a_chair_makes_the_role_chair():
    assert read("<chairname>Jo</chairname>").role == "Chair"
    assert read("<chairname>Jo</chairname><clerkname>Sam</clerkname>").role == "Clerk"
    assert read("").role == "Clerk"


def test_a_number_in_the_email_field_is_a_telephone_number():
    found = read("<email>01632 960001</email>")
    assert (found.email, found.telephone) == (None, "01632 960001")


def test_the_lines_of_an_address_are_kept_apart_and_given_once():
    assert read(
        "<clerkaddress>The Office\r\n1 Sample Road<br/>\r\nZZ1 1ZZ</clerkaddress>"
    ).postal_address == ("The Office, 1 Sample Road, ZZ1 1ZZ")
    lines = "<a><line1>1 Sample Road</line1><line4>ZZ1 1ZZ</line4><postcode>ZZ1 1ZZ</postcode></a>"
    assert read(lines).postal_address == "1 Sample Road, ZZ1 1ZZ"


def test_personal_data_that_was_not_asked_for_is_not_kept():
    inside = "<clerk><name>Jo Example</name><line1>1 Home Road</line1></clerk>"
    found = read(inside, name=False, postal=False)
    assert (found.name, found.postal_address, found.unread) == (None, None, ())


def test_every_prefix_of_an_answer_is_refused():
    body = (
        f"\r\n<parishcouncils>{ITEM.format('<clerk><name>Jo</name></clerk>') * 2}</parishcouncils>"
    ).encode()
    for length in range(len(body)):
        with pytest.raises(SourceResponseError):
            listed(SERVICE, reply(body[:length]))
    assert len(listed(SERVICE, reply(body))) == 2


def test_nothing_personal_is_in_the_repr_of_what_was_read():
    answer = reply(
        f"<parishes>{ITEM.format('<clerkname>Zebedee</clerkname><line1>9 Zebra Road</line1>')}</parishes>"
    )
    (entry,) = listed(SERVICE, answer)
    shown = repr(answer) + repr(entry) + repr(entry.leaves) + repr(details(entry, name=True, postal=True))
    assert "Zeb" not in shown
    assert "Over" not in repr(entry)
