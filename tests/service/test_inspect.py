"""The view for maintainers: what is known of a place, compared with what the library says of it."""

import json
from datetime import date
from pathlib import Path

import pytest
from defusedxml import ElementTree
from lxml import html

from routekit import Grid, LatLon, Router
from routekit.rules import Pack
from routekit.service.inspect.looking import inspected, pack_for, shown

DAY = date(2026, 4, 1)
SOUND = Path(__file__).parents[1] / "rules" / "sound"
STREET = {"latitude": 51.4147, "longitude": -1.5154}
HUNGERFORD = "E04001177"
EDGE = Grid(easting=434000, northing=169200, accuracy_m=2500)


@pytest.fixture(scope="module")
def library(west_berkshire):
    return Router.open(edition=west_berkshire.path, clock=lambda: DAY)


@pytest.fixture(scope="module")
def service(running):
    with running(inspect="true") as client:
        yield client


def test_areas_distances_and_roles_are_those_that_the_router_gives(library):
    told = inspected(library, EDGE, None)
    located = library.locate(EDGE, on=DAY)
    assert told.where.area == located.area
    assert told.where.candidates == located.candidates
    assert len(told.where.candidates) > 1
    assert told.boundary_m == pytest.approx(library.edition.boundary_distance(EDGE), abs=0.05)
    played = {each.role: each.authority for each in told.where.roles}
    assert played == dict(library.roles_in(located.area, DAY))


def test_every_pack_says_how_it_begins_at_the_place_with_its_proof(library):
    place = LatLon(**STREET)
    told = {each.pack.transaction: each for each in inspected(library, place, None).packs}
    assert set(told) == {each.id for each in library.transactions()}
    for transaction, here in told.items():
        decision = library.route(transaction, place)
        begins = {
            "ask": lambda found: found.question.id,
            "routed": lambda found: found.authority.id,
            "unrouted": lambda found: found.reason,
        }
        assert (here.begins, here.first) == (decision.kind, begins[decision.kind](decision))
        assert here.proof == library.pack(transaction).prove().line


def test_a_pack_that_is_not_in_force_says_so(library):
    told = {
        each.pack.transaction: each for each in inspected(library, LatLon(**STREET), date(2009, 1, 1)).packs
    }
    assert not told["report-fly-tipping"].in_force
    assert told["report-fly-tipping"].first == "not-in-force"


def test_outside_coverage_there_is_no_area_no_role_and_no_distance(library):
    told = inspected(library, Grid(easting=530000, northing=180000), None)
    assert (told.where.area, told.where.roles, told.boundary_m) == (None, (), None)
    assert all(each.begins in {"ask", "unrouted"} for each in told.packs)


OVERLAY = """format: 1
overlay: report-grass
version: 1.1.0
effective: {from: 2026-04-01, to: 2027-04-01}
maintainer: Tiny District Council
rows:
  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We cut it all., source: minute 3}
"""


def test_a_councils_own_rules_are_shown_where_and_when_they_hold(tmp_path, tiny_edition, tiny_bodies):
    place = Grid(easting=400_500, northing=50_500)
    area = tiny_edition.area_at(place).area
    overlay = tmp_path / "overlays" / area.district / "report-grass.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(OVERLAY)
    pack = tmp_path / "packs" / "report-grass.yaml"
    pack.parent.mkdir()
    pack.write_bytes((SOUND / "report-grass.yaml").read_bytes())
    library = Router.open(packs=[pack], edition=tiny_edition.path, bodies=tiny_bodies)
    before, after = date(2026, 3, 31), date(2026, 4, 1)
    assert [inspected(library, place, day).packs[0].overlaid for day in (before, after)] == [False, True]
    laid = pack_for(library, "report-grass", area.code, after)
    assert laid == Pack.load(pack, overlay=area.district, on=after)
    assert "We cut it all." in [row.why for row in shown(laid, "en").table.rows]
    assert pack_for(library, "report-grass", area.code, before) == pack_for(
        library, "report-grass", None, after
    )


def test_the_call_answers_what_the_page_shows(service):
    told = service.post("/v1/inspect", json={**STREET, "on": "2026-04-01"}).raise_for_status().json()
    page = html.fromstring(
        service.post("/inspect", data={**STREET, "on": "2026-04-01"}).raise_for_status().text
    )
    rows = {row.findtext("th") or row.find("th/a").text: row for row in page.iterfind(".//tbody/tr")}
    for each in told["where"]["candidates"]:
        assert rows[each["area"]["code"]].findtext("td") == each["area"]["name"]
    for each in told["where"]["roles"]:
        if each["authority"]:
            assert rows[each["role"]].findtext("td") == each["authority"]["name"]
    for each in told["packs"]:
        cells = [cell.text for cell in rows[each["title"]].iterfind("td")]
        assert cells[-2].endswith(f": {each['first']}")
        assert cells[-1] == each["proof"]


def test_each_packs_table_and_picture_are_one_link_away_and_load_nothing_foreign(service):
    page = service.post("/inspect", data=STREET).text
    links = html.fromstring(page).xpath("//tbody//a/@href")
    assert len(links) == len(service.get("/v1/transactions").json()["transactions"])
    shown = service.get(links[0])
    assert "<svg" in shown.text
    assert "<table" in shown.text
    assert "unsafe" not in shown.headers["content-security-policy"]
    assert "script" not in shown.text


def test_the_call_for_a_pack_gives_its_table_picture_and_proof(service):
    told = service.get("/v1/inspect/report-litter", params={"area": HUNGERFORD, "on": "2026-04-01"}).json()
    assert told["proof"] == Pack.load("report-litter").prove().line
    assert [row["id"] for row in told["table"]["rows"]]
    assert told["picture"]["boxes"]
    assert ElementTree.fromstring(told["svg"]).tag.endswith("svg")
    welsh = service.get("/v1/inspect/report-litter", params={"language": "cy"}).json()
    assert welsh["table"]["language"] == "cy"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"latitude": "151", "longitude": "1"}, "must be from -90 to 90"),
        ({"latitude": "north", "longitude": "1"}, "latitude cannot be read"),
        ({"accuracy_m": "5"}, "give latitude and longitude"),
        ({**STREET, "on": "2026-02-30"}, "a day such as"),
        ({**STREET, "postcode": "RG17 0NF"}, "only one of them"),
        ({"postcode": "<script>"}, "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_read_is_said_on_the_page_and_kept_in_the_form(service, given, said):
    page = service.post("/inspect", data=given)
    assert page.status_code == 422
    assert said in page.text
    fields = html.fromstring(page.text).xpath("//input")
    assert {each.name: each.value for each in fields if each.value} == {k: str(v) for k, v in given.items()}


def test_no_page_runs_a_foreign_script_or_keeps_a_place(service):
    for page in (service.get("/inspect"), service.post("/inspect", data=STREET)):
        scripts = html.fromstring(page.text).xpath("//script[not(@type='application/json')]/@src")
        assert page.text.count("<script") == len(scripts) + 1
        for address in scripts:
            assert address.startswith("/inspect/assets/")
            assert service.get(address).headers["cache-control"].endswith("immutable")
        assert "style=" not in page.text
        assert page.headers["cache-control"] == "private, no-cache"
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "51.4147" not in "".join(html.fromstring(page.text).xpath("//@href"))


@pytest.mark.parametrize("path", ["/inspect/no-such", "/inspect/report-litter?area=E04999999"])
def test_a_pack_or_an_area_that_there_is_not_is_not_found(service, path):
    assert service.get(path).status_code == 404
    call = service.get(f"/v1{path}")
    assert call.status_code in {404, 422}
    assert json.loads(call.text)["status"] == "error"


def test_without_the_setting_there_is_no_view(make):
    client = make()
    assert client.get("/inspect").status_code == 404
    assert client.post("/v1/inspect", STREET).status_code == 404
    assert "inspect" not in client.get("/v1/openapi.json").text
