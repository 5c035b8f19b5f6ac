"""GeoReport v2 discovery, driven by an existing client and read back against the specification's fields."""

import re
from pathlib import Path

import pytest
from defusedxml import ElementTree
from georeport import GeoReport
from requests import HTTPError

from routekit.rules import Pack
from routekit.service.open311.services import service_definition, service_list

SPEEDING, TIPPING = "report-speeding-traffic", "report-fly-tipping"
SOUND = Path(__file__).parents[1] / "rules" / "sound"
FORMS = ["xml", "json"]

# The fields of wiki.open311.org/GeoReport_v2 and /Service_Discovery in XML: a text, or a list of fields.
BOOLEAN, NUMBER, SOME, ANY = r"true|false", r"[1-9][0-9]*", r".+", r"(?s).*"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"
DATATYPE = r"string|number|datetime|text|singlevaluelist|multivaluelist"
SERVICE = {
    "service_code": SOME,
    "service_name": SOME,
    "description": SOME,
    "metadata": BOOLEAN,
    "type": r"realtime|batch|blackbox",
    "keywords": ANY,
    "group": ANY,
}
ATTRIBUTE = {
    "variable": BOOLEAN,
    "code": SOME,
    "datatype": DATATYPE,
    "required": BOOLEAN,
    "datatype_description": ANY,
    "order": NUMBER,
    "description": SOME,
}
ENDPOINT = {
    "specification": SOME,
    "url": r"https?://\S+",
    "changeset": TIME,
    "type": r"production|test",
    "formats": [("format", r"text/xml|application/json")],
}
DOCUMENTS = {
    "services": [("service", SERVICE)],
    "service_definition": {"service_code": SOME, "attributes": [("attribute", ATTRIBUTE)]},
    "discovery": {
        "changeset": TIME,
        "contact": SOME,
        "key_service": SOME,
        "endpoints": [("endpoint", ENDPOINT)],
    },
    "errors": [("error", {"code": NUMBER, "description": SOME})],
}
VALUES = [("value", {"key": SOME, "name": SOME})]


def check(element, form):
    """Compare an element with the form that the specification gives it."""
    if isinstance(form, str):
        assert len(element) == 0
        assert re.fullmatch(form, element.text or ""), (element.tag, element.text)
    elif isinstance(form, list):
        [(tag, within)] = form
        assert {each.tag for each in element} <= {tag}
        for each in element:
            check(each, within)
    else:
        more = {"values": VALUES} if element.findtext("datatype") == "singlevaluelist" else {}
        assert [each.tag for each in element] == [*form, *more]
        for each in element:
            check(each, {**form, **more}[each.tag])


def as_spark(element):
    """Give the JSON that follows from XML by the Spark convention, all as texts."""
    lists = {"services", "attributes", "values", "errors", "endpoints", "formats"}
    if element.tag in lists:
        return [as_spark(each) for each in element]
    return {each.tag: as_spark(each) for each in element} if len(element) else element.text or ""


def as_texts(json):
    match json:
        case list():
            return [as_texts(each) for each in json]
        case dict():
            return {name: as_texts(each) for name, each in json.items()}
        case bool():
            return str(json).lower()
        case None:
            return ""
    return str(json)


@pytest.fixture(scope="module")
def service(running):
    with running(
        open311_jurisdiction="westberks.example.gov.uk",
        open311_groups='{"report-fly-tipping": "Street scene"}',
        open311_contact="digital@example.gov.uk",
    ) as client:
        yield client


@pytest.fixture(params=FORMS)
def client(service, request):
    root = str(service.base_url.join("/open311/v2"))
    return GeoReport(root, jurisdiction="westberks.example.gov.uk", output_format=request.param)


@pytest.mark.parametrize(
    "path",
    [
        "discovery",
        "v2/services",
        *(f"v2/services/{each}" for each in (SPEEDING, TIPPING, "find-parish-clerk")),
        "v2/services/no-such-thing",
        "v2/requests",
    ],
)
def test_every_document_has_the_fields_of_the_specification_and_its_json_says_the_same(service, path):
    xml, json = (service.get(f"/open311/{path}.{form}") for form in FORMS)
    assert xml.headers["content-type"] == "text/xml; charset=utf-8"
    assert json.headers["content-type"] == "application/json; charset=utf-8"
    assert xml.status_code == json.status_code
    assert re.match(rb"<\?xml version='1.0' encoding='utf-8'\?>", xml.content)
    root = ElementTree.fromstring(xml.content)
    check(root, DOCUMENTS[root.tag])
    assert as_spark(root) == as_texts(json.json())


def test_an_existing_client_lists_every_transaction(service, client):
    listed = {each["service_code"]: each for each in client.get_service_list()}
    transactions = service.get("/v1/transactions").json()["transactions"]
    assert {code: each["service_name"] for code, each in listed.items()} == {
        each["id"]: each["title"] for each in transactions
    }
    assert str(listed[TIPPING]["metadata"]).lower() == "true"
    assert listed[TIPPING]["group"] == "Street scene"
    assert listed[TIPPING]["keywords"] == "LGSL 587, LGIL 17"


def test_answers_that_an_existing_client_reads_from_a_definition_route(service, client):
    attributes = client.get_service_definition(SPEEDING)["attributes"]
    attributes = attributes["attribute"] if isinstance(attributes, dict) else attributes
    values = {
        each["code"]: each["values"]["value"] if isinstance(each["values"], dict) else each["values"]
        for each in attributes
    }
    answers = {code: each[0]["key"] for code, each in values.items()}
    place = {"latitude": 51.4147, "longitude": -1.5154}
    told = service.post(f"/v1/route/{SPEEDING}", json={**place, "answers": answers}).json()
    assert told["status"] == "routed"


def test_an_existing_client_is_told_that_there_is_no_such_service(client):
    with pytest.raises(HTTPError) as caught:
        client.get_service_definition("no-such-thing")
    assert caught.value.response.status_code == 404
    assert "service_code was not found" in caught.value.response.text


def test_the_questions_stand_in_the_packs_order_after_what_to_do_in_an_emergency():
    pack = Pack.load(TIPPING)
    attributes = service_definition(pack).says["attributes"]
    assert [each["order"] for each in attributes] == list(range(1, len(attributes) + 1))
    assert [each["code"] for each in attributes] == [*pack.stops, *pack.questions]
    first = attributes[0]
    assert (first["variable"], first["required"]) == (False, False)
    assert first["description"].startswith("Is somebody dumping it now? Yes: Call 999.")


def test_a_number_or_a_day_says_its_range_and_one_that_may_be_a_word_too_is_a_text():
    pack = Pack.load(SOUND / "report-speed.yaml")
    only = pack.questions["mph"].model_copy(update={"options": ()})
    number_alone = made_of(pack, questions={**pack.questions, "mph": only})
    for each, datatype in ((pack, "string"), (number_alone, "number")):
        by_code = {each["code"]: each for each in service_definition(each).says["attributes"]}
        assert by_code["mph"]["datatype"] == datatype
        assert by_code["mph"]["datatype_description"].startswith("a whole number from 5 to 70, in mph")
        assert "values" not in by_code["mph"]
        assert by_code["since"]["datatype"] == "datetime"
        assert by_code["since"]["datatype_description"] == "a day from 2000-01-01 to 2099-12-31"


def made_of(pack, **other):
    return Pack(**{each: getattr(pack, each) for each in pack.__dataclass_fields__} | other)


def test_a_pack_without_questions_has_no_metadata_to_ask_for():
    [clerk, tipping] = service_list([Pack.load("find-parish-clerk"), Pack.load(TIPPING)], {}).says
    assert (clerk["metadata"], tipping["metadata"]) == (False, True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("path", ["requests", "requests/638344", "tokens/1"])
def test_a_report_is_refused_as_georeport_refuses(service, path, form):
    personal = {"email": "jo@example.gov.uk", "lat": "51.4147", "service_code": SPEEDING}
    told = service.post(f"/open311/v2/{path}.{form}", data=personal)
    assert told.status_code in {400, 404}
    assert "jo@example" not in told.text
    described = told.json()[0]["description"] if form == "json" else told.text
    assert "takes none" in described or "only method" in described


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("v2/services.yaml", 404),
        ("v2/services", 404),
        ("v3/services.xml", 404),
        ("", 404),
        ("v2/services/.xml", 404),
    ],
)
def test_what_there_is_not_is_an_error_of_georeport(service, path, status):
    told = service.get(f"/open311/{path}")
    assert told.status_code == status
    root = ElementTree.fromstring(told.content)
    check(root, DOCUMENTS["errors"])


def test_one_jurisdiction_is_served_and_an_empty_one_is_the_same_as_none(service):
    services = "/open311/v2/services.json"
    assert service.get(services).json() == service.get(services, params={"jurisdiction_id": ""}).json()
    told = service.get(services, params={"jurisdiction_id": "sfgov.org"})
    assert (told.status_code, told.json()[0]["code"]) == (404, 404)
    assert "jurisdiction_id" in told.json()[0]["description"]


def test_the_discovery_of_the_sample_leads_a_client_to_its_services_and_says_that_it_is_a_test(service):
    told = service.get("/open311/discovery.json")
    assert told.headers["cache-control"] == "no-store"  # its address is what the client called it
    [endpoint] = told.json()["endpoints"]
    assert endpoint["type"] == "test"
    assert GeoReport(endpoint["url"]).get_service_list()


def test_a_host_that_is_none_is_not_repeated(service):
    told = service.get("/open311/discovery.xml", headers={"host": 'evil"><script>'})
    assert told.status_code == 400
    assert b"evil" not in told.content


def test_the_address_that_is_set_is_the_one_that_is_told(make):
    told = make(public_url="https://routes.example.gov.uk").get("/open311/discovery.json")
    assert told.json()["endpoints"][0]["url"] == "https://routes.example.gov.uk/open311/v2"
    assert told.headers["cache-control"].startswith("public")


def test_without_the_setting_there_is_no_open311(make):
    assert make(open311=False).get("/open311/discovery.xml").status_code == 404


def test_what_xml_cannot_hold_does_not_break_a_document():
    pack = Pack.load(TIPPING)
    title = pack.transaction.model_copy(update={"title": "Tip\x07 & <dump>"})
    broken = Pack(
        **{each: getattr(pack, each) for each in pack.__dataclass_fields__} | {"transaction": title}
    )
    root = ElementTree.fromstring(service_list([broken], {}).written("xml"))
    assert root.findtext("service/service_name") == "Tip\ufffd & <dump>"
