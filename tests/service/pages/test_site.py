"""The form as somebody without JavaScript has it: every page, every way back, and whatever is sent."""

import pytest
from plain_browser import answered

SPEEDING = "report-speeding-traffic"
pytestmark = pytest.mark.needs("npm-assets")


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
    page = page.send(**at(401_000, 50_700, "100"))
    assert page.heading == "Which of these is it in?"


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
def test_a_place_that_cannot_be_is_an_error_that_links_to_the_field_and_keeps_what_was_typed(
    browser, sent, words
):
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
    assert number(browser, at, **{"number.limit": "40"}).heading == "How many cars?"
    assert number(browser, at, **{"number.limit": "x"}).errors == [
        ("Enter a whole number, like 5", "#number")
    ]
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
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": "40"}).send(
        **{"number.cars": "6"}
    )
    page = page.send(**dict(zip(("day.seen", "month.seen", "year.seen"), typed, strict=True)))
    assert page.errors == [(words, f"#{field}")]


def test_a_day_is_given_in_three_parts_and_read_back_in_words(browser, at):
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": "40"}).send(
        **{"number.cars": "6"}
    )
    page = page.send(**{"day.seen": "5", "month.seen": "03", "year.seen": "2026"})
    assert page.heading == "Check your answers"
    assert "5 March 2026" in page.text
    assert "40 mph" in page.text
    again = page.press("When did you see it?")
    assert [again.fields()[f"{part}.seen"] for part in ("day", "month", "year")] == ["5", "3", "2026"]
    assert page.send().tree.xpath("//a/@href[. = 'https://example.gov.uk/new']")


def test_answers_that_the_pack_says_cannot_be_together_are_asked_for_again(browser, at):
    page = number(browser, at, **{"answer.limit": "in-range", "number.limit": "65"}).send(
        **{"number.cars": "9"}
    )
    assert page.heading == "How many cars?"
    assert [field for _, field in page.errors] == ["#number"]
    assert page.fields()["number.cars"] == "9"
    assert page.send(**{"number.cars": "8"}).heading == "When did you see it?"
