"""The form as somebody without JavaScript has it: every page, every way back, and whatever is sent."""

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_browser import Browser, a_contact
from served_pages import served

from routekit.model import Provenance
from routekit.router import Router
from routekit.service.pages import FooterLink, PageSettings, pages
from routekit.service.serving import Held, Serving

SPEEDING = "report-speeding-traffic"
ASHSAMPLE = {"latitude": "50.3544", "longitude": "-1.9944"}
SEA = {"latitude": "50.3544", "longitude": "-1.85"}
pytestmark = pytest.mark.needs("npm-assets")


def degrees(edition, easting, northing, accuracy="0"):
    from routekit.boundaries import Projection

    longitude, latitude, _ = Projection.open().to_lonlat(easting, northing)
    return {"latitude": repr(latitude), "longitude": repr(longitude), "accuracy": accuracy}


@pytest.fixture(scope="module")
def at(tiny_edition):
    return lambda easting, northing, accuracy="0": degrees(tiny_edition, easting, northing, accuracy)


def answered(page, *answers):
    for answer in answers:
        [name] = {each.get("name") for each in page.main_form.xpath(".//input[@type='radio']")}
        page = page.send(**{name: answer})
    return page


def test_the_way_to_a_clerk_asks_one_question_a_page_and_ends_with_the_contact(browser, at):
    page = browser.begin(SPEEDING)
    assert page.heading == "Where is it?"
    page = page.send(**at(400_500, 50_500))
    assert page.heading == "Is the speed limit 40mph or less?"
    page = answered(page, "yes", "yes", "yes")
    assert page.heading == "Check your answers"
    page = page.send()
    assert page.heading == "Ashsample Parish Council deals with this"
    assert "clerk@ashsample.example.gov.uk" in page.text
    assert "The limit is 40mph or less" in page.text
    assert "This service has not sent anything" in page.text
    assert page.tree.xpath("//main//*[local-name()='svg'][@aria-label]")


def test_the_first_no_is_enough_and_leads_to_the_council(browser, at):
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "no").send()
    assert page.heading == "Tiny District Council deals with this"
    assert "Also tell" in page.text


def test_where_no_answer_can_change_the_outcome_nothing_is_asked(browser, at):
    page = browser.begin(SPEEDING).send(**at(401_000, 51_500))
    assert page.heading == "Check your answers"
    assert "Sampleton, unparished area" in page.text
    assert "There is no parish or town council here." in page.send().text


def test_an_emergency_comes_before_the_place_and_says_whom_to_call(browser):
    page = answered(browser.begin("report-fly-tipping"), "yes")
    assert page.heading == "Call 999"
    assert page.tree.xpath("//a/@href[. = 'tel:999']")
    assert page.press("Back").heading == "Is somebody dumping it now?"


def test_outside_the_boundaries_is_said_and_the_place_can_be_changed(browser, at):
    page = browser.begin(SPEEDING).send(**at(430_000, 50_500))
    assert page.heading == "We do not know who deals with this there"
    assert "The tiny district (invented)" in page.text
    assert page.press("Change the place").heading == "Where is it?"


def test_where_nobody_is_recorded_that_is_said_with_the_reason(browser, at):
    page = browser.begin("report-noise").send()
    while "Where is it?" not in page.heading:
        page = answered(page, "no")
    page = page.send(**at(400_500, 50_500))
    while page.main_form.xpath(".//input[@type='radio']"):
        radios = page.main_form.xpath(".//input[@type='radio']")
        page = page.send(**{radios[0].get("name"): radios[-1].get("value")})
    assert page.heading == "Check your answers"
    page = page.send()
    assert page.heading == "We found nobody who deals with this there"
    assert "We have no record of who does this for Ashsample." in page.text


def test_a_place_on_a_boundary_asks_which_area_with_a_map_to_choose_from(browser, at):
    page = answered(browser.begin(SPEEDING).send(**at(401_000, 50_500, "100")), "yes", "yes", "yes")
    assert page.heading == "Which of these is it in?"
    assert {each.text_content().strip() for each in page.tree.xpath("//label")} == {"Ashsample", "Overmade"}
    assert page.tree.xpath("//main//*[local-name()='svg']")
    page = page.send(**{"answer.place": "E04999002"})
    assert "Overmade" in page.text
    assert page.send().heading == "Overmade and Undermade Parish Council deals with this"


def test_another_place_forgets_which_area_was_picked(browser, at):
    page = answered(browser.begin(SPEEDING).send(**at(401_000, 50_500, "100")), "yes", "yes", "yes")
    page = page.send(**{"answer.place": "E04999002"}).press("Where it is")
    page = page.send(**at(402_000, 50_500, "100"))
    assert page.heading == "Check your answers"
    assert "Ashsample" not in page.text


def test_back_goes_step_by_step_to_the_start_and_keeps_every_answer(browser, at):
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    headings = []
    while page.tree.xpath("//button[@name='show']") and len(headings) < 10:
        page = page.press("Back")
        headings.append(page.heading)
        if page.heading == "Report speeding traffic":
            break
    assert headings == [
        "Check your answers",
        "Is there a safe place beside the road to set up equipment that measures speed?",
        "Does the speeding mostly happen in daylight?",
        "Is the speed limit 40mph or less?",
        "Where is it?",
        "Report speeding traffic",
    ]
    assert page.send().heading == "Check your answers"


def test_a_page_gone_back_to_has_the_answer_filled_in(browser, at):
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "no")
    page = page.press("Is the speed limit")
    assert page.fields()["answer.limit_up_to_40"] == "yes"
    page = browser.begin(SPEEDING).send(postcode="rg145ld").press("Change the place")
    assert page.fields()["postcode"] == "RG14 5LD"


def test_a_changed_answer_leads_to_what_it_makes_needed(browser, at):
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "no")
    assert page.heading == "Check your answers"
    page = answered(page.press("Is the speed limit"), "yes")
    assert page.heading == "Does the speeding mostly happen in daylight?"


def test_the_language_can_change_on_every_page_and_the_answers_stay(browser, at):
    page = browser.open(f"/en/{SPEEDING}")
    assert page.tree.xpath("//nav//a[@hreflang='cy']/@href") == [f"/cy/{SPEEDING}"]
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes")
    welsh = page.press("Cymraeg")
    assert welsh.heading == "Gwirio eich atebion"
    assert welsh.tree.get("lang") == "cy"
    assert welsh.press("English").heading == "Check your answers"
    assert "sy'n delio â hyn" in welsh.send().heading


def test_a_pack_with_welsh_is_all_in_welsh_and_one_without_says_what_is_english(browser, at):
    page = answered(browser.begin("all-sorts", "cy"), "no")
    page = page.send(**at(400_500, 50_500))
    assert page.heading == "Beth yw'r terfyn?"
    assert not page.tree.xpath("//main//*[@lang]")
    page = browser.begin(SPEEDING, "cy").send(**at(400_500, 50_500))
    [english] = page.tree.xpath("//h1/span[@lang='en']")
    assert english.text_content() == "Is the speed limit 40mph or less?"
    assert "yn Saesneg" in page.text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Enter a postcode, or choose a point on the map"),
        ({"postcode": "RG14"}, "Enter a full postcode, like RG14 5LD"),
        ({"postcode": "RGl4 5LD"}, "Enter a full postcode. Did you mean RG14 5LD?"),
        ({"postcode": "RG14 9JX"}, "Check the postcode: we do not have one like it"),
        ({"postcode": "RG14 9ZZ"}, "We do not know where that postcode is. Choose a point on the map"),
        ({"latitude": "x", "longitude": "1"}, "Choose the point again, or enter a postcode"),
        ({"latitude": "51", "longitude": "nan"}, "Choose the point again, or enter a postcode"),
        ({"latitude": "-1.9", "longitude": "50.3"}, "Choose the point again, or enter a postcode"),
    ],
)
def test_a_place_that_cannot_be_is_an_error_that_links_to_the_field_and_keeps_what_was_typed(browser, sent, words):
    page = browser.begin(SPEEDING).send(**sent)
    assert page.errors == [(words, "#postcode")]
    assert page.title.startswith("Error: Where is it?")
    assert page.tree.xpath("//input[@id='postcode']/@aria-describedby")[0].endswith("postcode-error")
    assert (page.fields()["postcode"] or "") == sent.get("postcode", "")


def test_a_question_without_an_answer_is_an_error_that_links_to_the_first_choice(browser, at):
    page = browser.begin(SPEEDING).send(**at(400_500, 50_500)).send()
    assert page.errors == [("Choose an answer", "#answer")]
    assert page.tree.xpath("//input[@id='answer']/@value") == ["yes"]
    assert page.title.startswith("Error: Is the speed limit")


def number(browser, at, **sent):
    return answered(browser.begin("all-sorts"), "no").send(**at(400_500, 50_500)).send(**sent)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter a number"),
        ("ten", "Enter a whole number, like 5"),
        ("7.5", "Enter a whole number, like 5"),
        ("71", "Enter a number from 5 to 70"),
        ("-6", "Enter a number from 5 to 70"),
    ],
)
def test_a_number_that_will_not_do_is_an_error_and_stays_as_typed(browser, at, typed, words):
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": typed})
    assert page.errors == [(words, "#number")]
    assert (page.fields()["number.limit"] or "") == typed


def test_a_number_or_one_of_the_options_answers_a_question_that_has_both(browser, at):
    assert number(browser, at).errors == [("Choose an answer", "#answer")]
    assert number(browser, at, **{"answer.limit": "dont_know"}).heading == "Check your answers"
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": " 0,040 "})
    assert page.heading == "How many cars?"
    assert "Count them." in page.text
    page = page.send(**{"number.cars": "6"})
    assert page.heading == "When did you see it?"


@pytest.mark.parametrize(
    ("typed", "words", "field"),
    [
        (("", "", ""), "Enter a date", "date-day"),
        (("31", "2", "2026"), "Enter a real date, like 27 3 2026", "date-day"),
        (("1", "x", "2026"), "Enter a real date, like 27 3 2026", "date-month"),
        (("1", "1", ""), "Enter a real date, like 27 3 2026", "date-year"),
        (("1", "1", "1999"), "Enter a date from 1 January 2020 to 31 December 2030", "date-day"),
    ],
)
def test_a_day_that_will_not_do_is_an_error_at_the_part_that_is_wrong(browser, at, typed, words, field):
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": "40"}).send(**{"number.cars": "6"})
    page = page.send(**dict(zip(("day.seen", "month.seen", "year.seen"), typed, strict=True)))
    assert page.errors == [(words, f"#{field}")]


def test_a_day_is_given_in_three_parts_and_read_back_in_words(browser, at):
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": "40"}).send(**{"number.cars": "6"})
    page = page.send(**{"day.seen": "5", "month.seen": "03", "year.seen": "2026"})
    assert page.heading == "Check your answers"
    assert "5 March 2026" in page.text
    assert "40 mph" in page.text
    again = page.press("When did you see it?")
    assert [again.fields()[f"{part}.seen"] for part in ("day", "month", "year")] == ["5", "3", "2026"]
    assert page.send().tree.xpath("//a/@href[. = 'https://example.gov.uk/new']")


def test_answers_that_the_pack_says_cannot_be_together_are_asked_for_again(browser, at):
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": "65"}).send(**{"number.cars": "9"})
    assert page.heading == "How many cars?"
    assert [field for _, field in page.errors] == ["#number"]
    assert page.fields()["number.cars"] == "9"
    assert page.send(**{"number.cars": "8"}).heading == "When did you see it?"


def test_a_source_that_is_down_changes_nobody_and_says_so(browser, at, source, down):
    source.gives = down
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert page.heading == "Ashsample Parish Council deals with this"
    assert "We could not look up the contact details of Ashsample Parish Council just now." in page.text
    assert "In the meantime you can reach Tiny District Council:" in page.text
    assert "01632 960000" in page.text


def test_a_source_that_is_slow_is_given_up_after_two_seconds(browser, at, source):
    source.gives = None

    async def never(_):
        await asyncio.sleep(60)

    source.contact_for, before = never, source.contact_for
    try:
        page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    finally:
        source.contact_for = before
    assert "just now" in page.text
    assert page.response.elapsed.total_seconds() < 4


def test_nothing_published_is_said_and_the_body_with_the_duty_is_named(browser, at, source):
    source.gives = None
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert "Ashsample Parish Council publishes no contact details that we know of." in page.text
    assert "Tiny District Council" in page.text


def test_a_copy_says_of_which_day_it_is(browser, at, source):
    stale = Provenance(source="a copy", stale=True, fetched_at=datetime(2026, 11, 17, tzinfo=UTC))
    source.gives = lambda authority: a_contact(authority, provenance=stale)
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert "We could not check these details just now. They are from 17 November 2026." in page.text


def test_a_mailbox_that_looks_like_a_person_s_own_gives_way_to_a_page(browser, at, source):
    source.gives = lambda authority: a_contact(authority, email="jo@mail.example", looks_personal=True)
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert "jo@mail.example" not in page.response.text
    assert "https://ashsample.example.gov.uk/" in page.text


def test_what_a_site_publishes_is_never_code_on_the_page(browser, at, source):
    source.gives = lambda authority: a_contact(
        authority, page="javascript:alert(1)", telephone="<b>01632</b>", name="</script><script>alert(1)</script>"
    )
    page = answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "yes", "yes", "yes").send()
    assert not [href for href in page.tree.xpath("//a/@href") if href.startswith("javascript")]
    assert "<script>alert" not in page.response.text
    assert not page.tree.xpath("//main//b")


def test_every_page_is_kept_by_nobody_and_runs_nothing_foreign(browser, at):
    seen = [
        browser.open("/en"),
        browser.open(f"/en/{SPEEDING}"),
        browser.begin(SPEEDING),
        browser.begin(SPEEDING).send(),
        answered(browser.begin(SPEEDING).send(**at(400_500, 50_500)), "no").send(),
        browser.open("/en/report-nothing"),
    ]
    for page in seen:
        headers = page.response.headers
        assert headers["cache-control"] == "no-store"
        assert "set-cookie" not in headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["img-src"] == "'self' data:"
        assert not page.tree.xpath("//@style | //style | //@onclick | //script[not(@src)][not(@type='application/json')]")
        for address in page.tree.xpath("//@action | //@href"):
            assert "latitude" not in address


def test_the_place_and_the_answers_are_in_no_address(browser, at):
    page = browser.begin(SPEEDING).send(**at(400_500, 50_500))
    assert str(page.response.url).endswith(f"/en/{SPEEDING}")
    assert {form.get("method") for form in page.tree.xpath("//form")} == {"post"}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=" + b"x" * 300, "application/x-www-form-urlencoded"),
        (b"x" * 20_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(200)), "application/x-www-form-urlencoded"),
        (b"a=%ff", "application/x-www-form-urlencoded"),
        (b"a=\xff", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_a_body_that_no_browser_sends_is_refused_with_a_page(browser, body, kind):
    answer = browser.client.post(f"/en/{SPEEDING}", content=body, headers={"content-type": kind})
    assert answer.status_code == 400
    assert "We could not read what your browser sent" in answer.text


NAMES = st.sampled_from(
    ["at", "show", "postcode", "latitude", "longitude", "accuracy", "answer.limit_up_to_40", "answer.by_day"]
    + ["answer.place", "answer.parish", "answer.", "answer.limit", "number.limit", "day.seen", "month.seen", "x"]
)
VALUES = st.one_of(
    st.sampled_from(
        ["place", "check", "outcome", "start", "question.by_day", "question.place", "question.", "yes", "no", "in-range"]
        + ["50.3544", "-1.9944", "0", "1e400", "nan", "-0", "RG14 5LD", "BT1 1AA", "E04999001", "outside", "\0"]
    ),
    st.text(max_size=30),
)


@pytest.mark.parametrize("transaction", [SPEEDING, "all-sorts"])
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fields=st.dictionaries(NAMES, VALUES, max_size=12))
def test_whatever_fields_are_sent_there_is_a_page_and_no_failure(browser, transaction, fields):
    body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()})
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.client.post(f"/en/{transaction}", content=body, headers=kind)
    assert answer.status_code in {200, 400}
    assert "<h1" in answer.text


def test_a_step_that_is_not_reached_is_not_shown(browser, at):
    page = browser.post(f"/en/{SPEEDING}", show="outcome", **at(400_500, 50_500))
    assert page.heading == "Is the speed limit 40mph or less?"
    page = browser.post(f"/en/{SPEEDING}", at="check")
    assert page.heading == "Where is it?"


def test_an_answer_that_was_not_asked_for_decides_nothing(browser, at):
    sent = {"answer.danger": "yes", "answer.parish": "unparished", "answer.taken_on": "no"}
    page = browser.post(f"/en/{SPEEDING}", at="start", **at(400_500, 50_500), **sent)
    assert page.heading == "Is the speed limit 40mph or less?"
    assert "answer.parish" not in page.fields()


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
    router = Router(packs=[all_sorts], edition=tiny_edition, bodies=tiny_bodies, clock=lambda: tiny_edition.date.replace(year=2019))
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
    link = FooterLink(text="Accessibility", text_cy="Hygyrchedd", href="https://www.example.gov.uk/accessibility")
    chosen = PageSettings(
        title="Tiny reports", title_cy="Adroddiadau", language="cy", transactions=("report-litter",), links=(link,)
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
    from routekit.errors import DataError
    from routekit.service.pages.assets import Assets

    with pytest.raises(DataError, match="make assets"):
        Assets.open(tmp_path)
