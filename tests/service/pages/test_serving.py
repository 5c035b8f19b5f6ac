"""What the pages are served from: settings, assets, the ground of the map, and what is held next."""

import pytest
from plain_browser import Browser
from served_pages import served

from routekit.errors import DataError
from routekit.router import Router
from routekit.service.pages import FooterLink, PageSettings, pages
from routekit.service.pages.assets import Assets
from routekit.service.serving import Held, Serving

SPEEDING = "report-speeding-traffic"
pytestmark = pytest.mark.needs("npm-assets")


def test_an_unknown_transaction_is_not_found(browser):
    assert browser.open("/en/report-nothing").status == 404
    assert browser.post("/cy/report-nothing", at="start").status == 404


def test_the_index_lists_every_transaction_and_the_root_leads_to_it(browser, tiny_router):
    page = browser.open("/en")
    assert len(page.tree.xpath("//main//li/a")) == len(tiny_router.transactions())
    assert browser.client.get("/").headers["location"] == "/en"
    [english, *_] = browser.open("/cy").tree.xpath("//main//li/a[@href='/cy/report-litter']/@lang")
    assert english == "en"


def test_a_pack_that_is_not_in_force_says_from_when(tiny_edition, tiny_bodies, all_sorts, source):
    router = Router(
        packs=[all_sorts],
        edition=tiny_edition,
        bodies=tiny_bodies,
        clock=lambda: tiny_edition.date.replace(year=2019),
    )
    with served(router, source) as (url, _), Browser(url) as browser:
        page = browser.begin("all-sorts")
    assert page.heading == "You cannot use this service today"
    assert "It begins on 1 January 2020." in page.text


def test_what_is_held_next_is_shown_next(tiny_router, tiny_edition, tiny_bodies, all_sorts):
    with served(tiny_router) as (url, held), Browser(url) as browser:
        assert browser.open(f"/en/{SPEEDING}").status == 200
        held.replace(Serving(Router(packs=[all_sorts], edition=tiny_edition, bodies=tiny_bodies)))
        assert browser.open(f"/en/{SPEEDING}").status == 404


def test_a_council_chooses_the_title_the_transactions_and_the_links(tiny_router):
    link = FooterLink(
        text="Accessibility", text_cy="Hygyrchedd", href="https://www.example.gov.uk/accessibility"
    )
    chosen = PageSettings(
        title="Tiny reports",
        title_cy="Adroddiadau",
        language="cy",
        transactions=("report-litter",),
        links=(link,),
    )
    with served(tiny_router, None, chosen) as (url, _), Browser(url) as browser:
        assert browser.client.get("/").headers["location"] == "/cy"
        page = browser.open("/cy")
        assert page.title.endswith("Adroddiadau")
        assert page.tree.xpath("//main//li/a/@href") == ["/cy/report-litter"]
        assert page.tree.xpath("//footer//a/text()") == ["Hygyrchedd"]
        assert browser.open(f"/cy/{SPEEDING}").status == 404


def test_settings_that_name_what_there_is_not_are_refused_at_the_start(tiny_router):
    held = Held(Serving(tiny_router))
    with pytest.raises(ValueError, match="report-nothing"):
        pages(held, PageSettings(transactions=("report-nothing",)))
    with pytest.raises(ValueError, match="district is 'E06000037'"):
        pages(held, PageSettings(district="E06000037"))


def test_the_tiles_of_a_council_are_allowed_by_name_and_no_others(tiny_router):
    tiles = {"url": "https://tiles.example.gov.uk:8443/{z}/{x}/{y}.png", "attribution": "Example maps"}
    with served(tiny_router, None, PageSettings(tiles=tiles)) as (url, _), Browser(url) as browser:
        policy = browser.open("/en").response.headers["content-security-policy"]
    assert "img-src 'self' data: https://tiles.example.gov.uk:8443;" in policy


def test_assets_are_kept_for_good_under_a_name_that_changes_with_them(browser):
    page = browser.open("/en")
    for address in page.tree.xpath("//link[@rel='stylesheet']/@href | //script/@src"):
        answer = browser.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert browser.client.get("/assets/000000000000/pages.css").status_code == 404
    own = page.tree.xpath("//link/@href")[-1].rpartition("/")[0]
    assert browser.client.get(f"{own}/..%2fsite.py").status_code == 404


def test_the_ground_of_the_map_is_the_whole_of_a_small_edition(browser, tiny_edition):
    page = browser.begin(SPEEDING)
    data = page.tree.xpath("//script[@type='application/json']")[0].text_content()
    assert '"ground": "/assets/ground/en/' in data
    name = data.split("/assets/ground/en/")[1].split(".json")[0]
    answer = browser.client.get(f"/assets/ground/en/{name}.json")
    codes = {each["properties"]["code"] for each in answer.json()["areas"]["features"]}
    assert codes == {area.code for area in tiny_edition.areas()}
    assert "immutable" in answer.headers["cache-control"]
    assert browser.client.get("/assets/ground/en/other.json").headers["cache-control"] == "no-store"


def test_the_pages_cannot_be_made_without_what_the_build_makes(tmp_path):
    with pytest.raises(DataError, match="make assets"):
        Assets.open(tmp_path)
