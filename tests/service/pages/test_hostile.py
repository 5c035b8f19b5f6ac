"""Whatever is sent there is a page, which keeps nothing and runs nothing foreign."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_browser import answered

SPEEDING = "report-speeding-traffic"
pytestmark = pytest.mark.needs("npm-assets")


def test_every_page_is_kept_by_nobody_else_and_runs_nothing_foreign(browser, at):
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
        assert headers["cache-control"] == "private, no-cache"
        assert "set-cookie" not in headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["img-src"] == "'self' data:"
        assert not page.tree.xpath(
            "//@style | //style | //@onclick | //script[not(@src)][not(@type='application/json')]"
        )
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
    [
        *("at", "show", "postcode", "latitude", "longitude", "accuracy", "x", "answer.", "answer.place"),
        *("answer.limit_up_to_40", "answer.by_day", "answer.parish", "answer.limit", "number.limit"),
        *("day.seen", "month.seen"),
    ]
)
STRANGE = (
    "place check outcome start question.by_day question.place question. yes no in-range 50.3544 -1.9944 0 "
    "1e400 nan -0 RG145LD BT11AA E04999001 outside \0"
)
VALUES = st.one_of(st.sampled_from(STRANGE.split(" ")), st.text(max_size=30))


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
