"""The browser's own Back button, which residents press more often than ours."""

import pytest

HUNGERFORD = "RG17 0JB"
pytestmark = [pytest.mark.needs("chromium"), pytest.mark.needs("npm-assets")]


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_the_browser_s_back_button_shows_each_page_again(resident, javascript):
    with resident(javascript=javascript) as someone:
        someone.begin("report-speeding-traffic")
        someone.give(HUNGERFORD)
        someone.choose("Yes")
        seen = someone.heading
        someone.choose("Yes", "Yes")
        someone.press("Find out who to tell")
        for _ in range(3):
            someone.page.go_back()
        assert someone.heading == seen
        someone.choose("No")
        assert someone.heading == "Check your answers"


def test_what_a_script_would_do_is_not_offered_without_one(resident):
    with resident(javascript=False) as someone:
        someone.begin("report-speeding-traffic")
        assert someone.page.locator("[data-map-button]").count() == 2
        assert not someone.page.locator("[data-map-button]:visible").count()
        assert not someone.page.locator("[data-map-hint]:visible").count()
