"""Somebody with a real browser: what they do, and what the pages they see must never do to them."""

import re
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WORDS = {
    "en": {"start": "Start now", "next": "Continue", "finish": "Find out who to tell", "back": "Back"},
    "cy": {
        "start": "Dechrau nawr",
        "next": "Parhau",
        "finish": "Gweld wrth bwy i roi gwybod",
        "back": "Yn ôl",
    },
}
STORED = "[document.cookie, localStorage.length, sessionStorage.length, navigator.serviceWorker?.controller]"


SCRIPTS = re.compile("<script.*?</script>", re.DOTALL)


def looked_over(page):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]


@contextmanager
def chromium():
    """Start Debian's Chromium without a window."""
    switches = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=switches)
        try:
            yield browser
        finally:
            browser.close()


class Resident:
    """Somebody who uses the pages; every request, message and cookie is noted."""

    def __init__(self, browser, url, *, javascript=True, language="en", width=1000, **more):
        self._browser, self._url, self.language, self.javascript = browser, url, language, javascript
        self._how = {"java_script_enabled": javascript, "viewport": {"width": width, "height": 900}, **more}
        self.requests, self.messages = [], []

    def __enter__(self):
        self.context = self._browser.new_context(**self._how)
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("request", lambda each: self.requests.append(each))  # noqa: PLW0108 - playwright marks it
        self.page.on("console", lambda message: self.messages.append((message.type, message.text)))
        self.page.on("pageerror", lambda error: self.messages.append(("pageerror", str(error))))
        return self

    def __exit__(self, *_):
        self.context.close()

    @property
    def heading(self):
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def text(self):
        return " ".join(self.page.locator("main").inner_text().split())

    def say(self, what):
        return WORDS[self.language][what]

    def begin(self, transaction):
        self.page.goto(f"{self._url}/{self.language}/{transaction}")
        self.press(self.say("start"))

    def press(self, words):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()
        self.settle()

    def settle(self):
        """Wait until the scripts have run, where there are any."""
        if self.javascript:
            self.page.wait_for_selector("body.js-enabled")
            if self.page.locator("[data-map]").count():
                self.page.wait_for_selector(".leaflet-container .map-label", state="attached")

    def next(self):
        self.press(self.say("next"))

    def choose(self, *options):
        for option in options:
            self.page.get_by_role("radio", name=option, exact=True).check()
            self.next()

    def give(self, postcode):
        self.page.locator("#postcode").fill(postcode)
        self.next()

    def problems(self):
        """Give what axe-core finds wrong with the page, by the rule and the element."""
        if self.javascript:
            return looked_over(self.page)
        # axe-core is a script: it looks at what came where scripts run, without those of the page.
        context = self._browser.new_context(viewport=self._how["viewport"])
        try:
            page = context.new_page()
            page.goto(f"{self._url}/{self.language}")
            page.set_content(SCRIPTS.sub("", self.page.content()))
            return looked_over(page)
        finally:
            context.close()

    def assert_accessible(self):
        assert self.problems() == []

    def assert_well_behaved(self):
        """No request left the host or named a place, nothing was kept, and nothing broke the policy."""
        for request in self.requests:
            assert request.url.startswith((self._url, "data:")), request.url
            assert "?" not in request.url, request.url
            assert "51." not in request.url, request.url
        assert self.context.cookies() == []
        if self.javascript:
            assert self.page.evaluate(STORED) == ["", 0, 0, None]
        wrong = [(kind, text) for kind, text in self.messages if kind in {"error", "warning", "pageerror"}]
        assert wrong == []
