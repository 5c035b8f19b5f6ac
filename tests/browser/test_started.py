"""The pages and the view for maintainers of a really started `routekit serve` with a config file."""

import csv
import io
import re
from datetime import UTC, datetime

import httpx
import pytest
from all_sorts import ALL_SORTS
from configured import configured
from plain_browser import a_contact
from resident import Resident
from served_pages import served

from routekit.bodies import Bodies
from routekit.errors import EditionError
from routekit.installed import folders
from routekit.model import Provenance
from routekit.router import Router
from routekit.rules import Pack

SPEEDING = "report-speeding-traffic"
HUNGERFORD = "RG17 0JB"
pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("npm-assets")]


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    all_sorts = tmp_path_factory.mktemp("packs") / "all-sorts.yaml"
    all_sorts.write_text(ALL_SORTS, "utf-8")
    return [*(each / "packs" for each in folders("routekit.rules")), all_sorts]


@pytest.fixture(scope="module")
def started(tmp_path_factory, west_berkshire, west_berkshire_postcodes, packs, council):
    made = {"edition": west_berkshire.path, "postcodes": west_berkshire_postcodes.path, "packs": packs}
    with configured(tmp_path_factory.mktemp("started"), moderngov=council.base_url, **made) as service:
        yield service


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory, west_berkshire, west_berkshire_postcodes, packs):
    """Give a service whose contact source is not there."""
    made = {"edition": west_berkshire.path, "postcodes": west_berkshire_postcodes.path, "packs": packs}
    with configured(tmp_path_factory.mktemp("cut-off"), moderngov="http://127.0.0.1:9/", **made) as service:
        yield service


def counted(service):
    told = httpx.get(f"{service.url}/v1/evidence.csv").text
    return {
        (row["kind"], row["transaction"], row["subject"]): int(row["count"])
        for row in csv.DictReader(io.StringIO(told))
    }


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_the_whole_form_counts_once_and_takes_feedback(resident, started, javascript):
    before = counted(started)
    with resident(started.url, javascript=javascript) as someone:
        someone.begin(SPEEDING)
        someone.give(HUNGERFORD)
        someone.choose("Yes", "Yes", "Yes")
        assert counted(started) == before
        someone.press("Find out who to tell")
        assert "clerk@hungerford-pc.example.gov.uk" in someone.text
        someone.page.reload()
        someone.settle()
        someone.page.get_by_role("button", name="Cymraeg").click()
        someone.page.get_by_role("button", name="English").click()
        someone.page.get_by_text("Is this the wrong body?").click()
        someone.press("Send feedback")
        assert someone.page.title().startswith("Error: ")
        someone.assert_accessible()
        label = "The parish or town council says that it does not do this"
        someone.page.get_by_role("radio", name=label).check()
        someone.press("Send feedback")
        assert someone.heading == "Thank you for telling us"
        someone.assert_accessible()
        someone.page.reload()
        someone.press("Back")
        assert someone.heading == "Hungerford Town Council deals with this"
    after = counted(started)
    more = {key: number - before.get(key, 0) for key, number in after.items() if number != before.get(key, 0)}
    [outcome] = [key for key in more if key[0] == "routed"]
    assert more.pop(outcome) == 1
    assert more.pop(("misroute", SPEEDING, "parish-declines")) == 1
    assert {key[0] for key in more} == {"row"}
    log = started.log.read_text("utf-8")
    assert "POST /en/{transaction} 200" in log
    assert "RG17" not in log


def test_a_click_on_the_map_inspects_the_point(engine, started):
    with Resident(engine, started.url) as someone:  # whose links to packs name an area and a day
        page = someone.page
        page.goto(f"{started.url}/inspect")
        page.wait_for_selector(".leaflet-container .map-label", state="attached")
        assert someone.problems() == []
        ground = page.locator("[data-map-ground]").bounding_box()
        with page.expect_navigation():
            page.locator("[data-map-ground]").click(
                position={"x": ground["width"] / 3, "y": ground["height"] / 2}
            )
        page.wait_for_selector(".map-marker")
        latitude, longitude = (
            page.locator(f"input[name={name}]").input_value() for name in ("latitude", "longitude")
        )
        told = httpx.post(
            f"{started.url}/v1/inspect", json={"latitude": latitude, "longitude": longitude}
        ).json()
        area = told["where"]["area"]
        assert f"{area['name']} ({area['code']}, {area['kind']}) answers" in someone.text
        assert (
            page.locator("path.map-main.leaflet-interactive, .leaflet-container path.map-main").count() == 1
        )
        assert page.locator(".map-label", has_text=f"{area['name']} (here)").count() == 1
        assert someone.problems() == []
        assert [kind for kind, _ in someone.messages if kind in {"error", "pageerror"}] == []
        page.get_by_role("link", name="Report speeding traffic", exact=True).click()
        assert page.locator("svg").count() == 1
        assert told["packs"][0]["proof"]
        assert someone.problems() == []


def test_without_scripts_inspect_has_the_form_and_the_picture_with_every_distance(resident, started):
    with resident(started.url, javascript=False) as someone:
        page = someone.page
        page.goto(f"{started.url}/inspect")
        assert page.locator(".map-svg").is_visible()
        page.get_by_label("Easting").fill("434000")
        page.get_by_label("Northing").fill("169200")
        page.get_by_label("Metres it may be off").fill("2500")
        page.get_by_role("button", name="Inspect").click()
        assert re.search(r"[0-9] m away, [0-9]+%", page.locator(".map-svg").inner_html())
        assert (
            page.get_by_role("table", name="Areas that the place may be in").locator("tbody tr").count() > 2
        )
        assert page.locator(".map-svg .map-circle").is_visible()
        assert someone.problems() == []


def test_a_page_that_there_is_not_is_said_as_a_page(resident, started):
    with resident(started.url) as someone:
        for path in ("/en/report-nothing", "/cy/report-nothing", "/en/a/b"):
            assert someone.page.goto(started.url + path).status == 404
            someone.assert_accessible()
        someone.messages.clear()  # the browser logs each 404


def test_what_cannot_be_read_is_said_as_a_page(resident, started):
    with resident(started.url) as someone:
        someone.begin(SPEEDING)
        someone.page.locator("#postcode").fill("x" * 300)
        someone.page.locator("button", has_text="Continue").click()
        assert someone.heading == "We could not read what your browser sent"
        someone.assert_accessible()
        someone.messages.clear()


@pytest.mark.parametrize(
    ("transaction", "heading"),
    [
        ("not-yet", "You cannot use this service today"),
        ("motorway", "We found nobody who deals with this there"),
    ],
)
def test_nobody_can_be_named_and_axe_finds_nothing(resident, started, transaction, heading):
    with resident(started.url) as someone:
        someone.begin(transaction)
        if someone.page.locator("#postcode").count():
            someone.give(HUNGERFORD)
        if someone.page.get_by_role("button", name="Find out who to tell").count():
            someone.press("Find out who to tell")
        assert someone.heading == heading
        someone.assert_accessible()


def test_a_contact_that_cannot_be_had_is_said(resident, cut_off):
    with resident(cut_off.url) as someone:
        someone.begin(SPEEDING)
        someone.give(HUNGERFORD)
        someone.choose("Yes", "Yes", "Yes")
        someone.press("Find out who to tell")
        assert "We could not look up the contact details of Hungerford Town Council" in someone.text
        assert "West Berkshire Council" in someone.text
        someone.assert_accessible()


def test_a_contact_from_an_earlier_copy_says_so(resident, west_berkshire):
    day = datetime(2026, 11, 17, tzinfo=UTC)
    stale = Provenance(source="an earlier copy", stale=True, fetched_at=day)
    with served(router_of(west_berkshire), Source(stale)) as (url, _), resident(url) as someone:
        someone.begin("find-parish-clerk")
        point(someone)
        someone.press("Find out who to tell")
        assert "They are from 17 November 2026." in someone.text
        someone.assert_accessible()


def test_postcodes_that_cannot_be_read_are_said_as_a_page(resident, west_berkshire):
    def damaged():
        raise EditionError("the postcodes are damaged")

    with served(router_of(west_berkshire, damaged)) as (url, _), resident(url) as someone:
        someone.begin("find-parish-clerk")
        someone.give(HUNGERFORD)
        assert someone.heading == "Sorry, there is a problem with the service"
        someone.assert_accessible()
        someone.messages.clear()  # the browser logs the 503


def router_of(edition, postcodes=None):
    packs = [Pack.load("find-parish-clerk")]
    return Router(packs=packs, edition=edition, bodies=Bodies.open(), postcodes=postcodes)


def point(someone):
    """Choose Hungerford on the map."""
    for name, value in (("latitude", "51.4147"), ("longitude", "-1.5154"), ("accuracy", "8")):
        someone.page.locator(f"input[name={name}]").evaluate("(each, value) => { each.value = value }", value)
    someone.next()


class Source:
    """A contact source with a clerk for everybody."""

    def __init__(self, provenance):
        self._provenance = provenance

    async def contact_for(self, authority):
        return a_contact(authority, provenance=self._provenance)
