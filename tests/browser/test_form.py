"""The whole form in a real browser: with and without JavaScript, in both languages, by keyboard alone."""

import pytest

SPEEDING = "report-speeding-traffic"
HUNGERFORD = "RG17 0JB"
BOTH = pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("npm-assets")]


@pytest.mark.parametrize(
    ("javascript", "language"), [(True, "en"), (False, "cy")], ids=["script-en", "plain-cy"]
)
def test_the_way_to_the_parish_clerk_with_nothing_for_axe_to_find(resident, javascript, language):
    with resident(javascript=javascript, language=language) as someone:
        someone.page.goto(f"{someone._url}/{language}")
        someone.assert_accessible()
        someone.page.goto(f"{someone._url}/{language}/{SPEEDING}")
        someone.assert_accessible()
        someone.press(someone.say("start"))
        someone.assert_accessible()
        someone.next()
        assert someone.page.title().startswith("Error: " if language == "en" else "Gwall: ")
        someone.assert_accessible()
        someone.give(HUNGERFORD)
        someone.assert_accessible()
        someone.next()
        someone.assert_accessible()
        someone.choose("Yes", "Yes", "Yes")
        someone.assert_accessible()
        someone.press(someone.say("finish"))
        assert "Hungerford Town Council" in someone.heading
        assert "clerk@hungerford-pc.example.gov.uk" in someone.text
        someone.assert_accessible()


@pytest.mark.parametrize(
    ("javascript", "language"), [(False, "en"), (True, "cy")], ids=["plain-en", "script-cy"]
)
def test_the_way_to_the_parish_clerk_otherwise(resident, javascript, language):
    with resident(javascript=javascript, language=language) as someone:
        someone.begin(SPEEDING)
        someone.give(HUNGERFORD)
        someone.choose("Yes", "Yes", "Yes")
        someone.press(someone.say("finish"))
        assert "clerk@hungerford-pc.example.gov.uk" in someone.text


@BOTH
def test_no_leads_to_the_highway_authority_and_back_keeps_the_answers(resident, javascript):
    with resident(javascript=javascript) as someone:
        someone.begin(SPEEDING)
        someone.give(HUNGERFORD)
        someone.choose("No")
        someone.press("Find out who to tell")
        assert someone.heading == "West Berkshire Council deals with this"
        someone.press("Back")
        assert someone.heading == "Check your answers"
        someone.page.get_by_role("button", name="Change Is the speed limit 40mph or less?").click()
        assert someone.page.get_by_role("radio", name="No", exact=True).is_checked()
        someone.choose("Yes")
        assert someone.heading == "Does the speeding mostly happen in daylight?"
        someone.press("Back")
        someone.press("Back")
        assert someone.page.locator("#postcode").input_value() == HUNGERFORD


@BOTH
def test_an_emergency_is_told_before_anything_else(resident, javascript):
    with resident(javascript=javascript) as someone:
        someone.begin("report-fly-tipping")
        someone.choose("Yes")
        assert someone.heading == "Call 999"
        someone.assert_accessible()
        someone.page.get_by_role("button", name="Cymraeg").click()
        assert someone.heading == "Ffoniwch 999"
        someone.assert_accessible()


def test_a_place_outside_is_told_and_can_be_changed(resident):
    with resident() as someone:
        someone.begin(SPEEDING)
        someone.give("BT1 1AA")
        assert someone.heading == "We do not know who deals with this there"
        someone.assert_accessible()
        someone.press("Change the place")
        assert someone.heading == "Where is it?"


def test_unparished_land_is_the_district_s_and_nothing_is_asked(resident, tiny_site):
    with resident(tiny_site) as someone:
        someone.begin(SPEEDING)
        ground = someone.page.locator("[data-map-ground]")
        box = ground.bounding_box()
        ground.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.5})
        someone.next()
        assert "Sampleton, unparished area" in someone.text
        someone.press("Find out who to tell")
        assert someone.heading == "Tiny District Council deals with this"
        someone.assert_accessible()


@BOTH
def test_a_number_and_a_day_are_typed_and_mistakes_are_found(resident, javascript):
    with resident(javascript=javascript) as someone:
        someone.begin("all-sorts")
        someone.choose("No")
        someone.give(HUNGERFORD)
        someone.page.get_by_role("radio", name="I know the number").check()
        someone.page.locator("#number").fill("ninety")
        someone.next()
        someone.assert_accessible()
        if javascript:
            assert someone.page.locator(".govuk-error-summary").evaluate("e => e === document.activeElement")
        someone.page.get_by_role("link", name="Enter a whole number, like 5").click()
        assert someone.page.locator("#number").evaluate("e => e === document.activeElement")
        someone.page.locator("#number").fill("40")
        someone.next()
        someone.assert_accessible()
        someone.page.locator("#number").fill("6")
        someone.next()
        someone.page.locator("#date-day").fill("30")
        someone.page.locator("#date-month").fill("2")
        someone.page.locator("#date-year").fill("2026")
        someone.next()
        someone.assert_accessible()
        someone.page.locator("#date-day").fill("28")
        someone.next()
        assert "28 February 2026" in someone.text


def test_a_place_between_parishes_is_settled_on_the_map(resident):
    with resident() as someone:
        someone.begin("find-parish-clerk")
        someone.page.locator("[data-map-ground]").click(position={"x": 150, "y": 200})
        someone.page.locator("input[name=accuracy]").evaluate("e => { e.value = '3000' }")
        someone.next()
        assert someone.heading == "Which of these is it in?"
        someone.assert_accessible()
        first = someone.page.locator("input[type=radio]").first.get_attribute("value")
        path = someone.page.locator(".leaflet-interactive.map-main").first
        path.dispatch_event("click")
        assert someone.page.locator("input[type=radio]:checked").count() == 1
        assert first.startswith("E04")
        someone.next()
        assert someone.heading == "Check your answers"


def test_the_keyboard_alone_is_enough(resident):
    with resident() as someone:
        page = someone.page
        page.goto(f"{someone._url}/en/{SPEEDING}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
        reach(page, "Start now")
        page.keyboard.press("Enter")
        page.wait_for_selector("#postcode")
        someone.settle()
        reach(page, "Choose the middle of the map")
        page.keyboard.press("Enter")
        assert "A point on the map is chosen" in someone.text
        reach(page, "Continue")
        page.keyboard.press("Enter")
        while page.wait_for_selector("h1") and page.locator("input[type=radio]").count():
            heading = someone.heading
            while page.evaluate("document.activeElement.type") != "radio":
                page.keyboard.press("Tab")
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            page.locator("h1").filter(has_not_text=heading).wait_for()
        assert someone.heading == "Check your answers"
        reach(page, "Find out who to tell")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('deals with this')")


def reach(page, words):
    """Tab until the focus is on the button that says this."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if (
            page.evaluate(
                "document.activeElement.matches('button') && document.activeElement.innerText.trim()"
            )
            == words
        ):
            return
    raise AssertionError(f"the keyboard does not reach {words}")


def test_the_device_s_location_is_taken_when_it_is_asked_for(resident):
    where = {"latitude": 51.4147, "longitude": -1.5154, "accuracy": 12}
    with resident(geolocation=where, permissions=["geolocation"]) as someone:
        someone.begin(SPEEDING)
        someone.page.get_by_role("button", name="Use my location").click()
        someone.page.locator("[data-map-said]", has_text="12 metres").wait_for()
        someone.next()
        someone.choose("Yes", "Yes", "Yes")
        assert "known to about 12 metres" in someone.text
        assert "Hungerford" in someone.text


def test_a_location_that_is_refused_is_told(resident):
    with resident(permissions=[]) as someone:
        someone.begin(SPEEDING)
        someone.page.get_by_role("button", name="Use my location").click()
        someone.page.locator("[data-map-said]", has_text="did not say").wait_for()


def test_a_postcode_takes_the_point_on_the_map_back(resident):
    with resident() as someone:
        someone.begin(SPEEDING)
        someone.page.locator("[data-map-ground]").click(position={"x": 150, "y": 200})
        someone.page.locator("#postcode").press_sequentially("RG17 0JB")
        assert "The point is taken back" in someone.text
        assert someone.page.locator("input[name=latitude]").input_value() == ""


def test_a_reload_sends_the_same_again_and_shows_the_same(resident):
    with resident() as someone:
        someone.begin(SPEEDING)
        someone.give(HUNGERFORD)
        before = someone.heading
        someone.page.reload()
        assert someone.heading == before


def test_a_narrow_screen_shows_everything_without_scrolling_sideways(resident):
    with resident(width=320) as someone:
        for path in ("/en", f"/en/{SPEEDING}"):
            someone.page.goto(someone._url + path)
            assert not wider_than_the_screen(someone.page)
        someone.begin(SPEEDING)
        assert not wider_than_the_screen(someone.page)
        someone.give(HUNGERFORD)
        someone.choose("Yes", "Yes", "Yes")
        assert not wider_than_the_screen(someone.page)
        someone.press("Find out who to tell")
        assert not wider_than_the_screen(someone.page)


def wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_an_outcome_prints_with_its_map_and_without_its_buttons(resident):
    with resident() as someone:
        someone.begin(SPEEDING)
        someone.give(HUNGERFORD)
        someone.choose("Yes", "Yes", "Yes")
        someone.press("Find out who to tell")
        assert not someone.page.locator(".map-svg").is_visible()
        someone.page.emulate_media(media="print")
        assert someone.page.locator(".map-svg").is_visible()
        assert not someone.page.locator("[data-map-ground]").is_visible()
        for hidden in (".language", ".back", ".phase"):
            assert not someone.page.locator(hidden).is_visible()
        assert len(someone.page.pdf()) > 10_000
