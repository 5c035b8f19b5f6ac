"""The calls: what each gives for what it is asked, and what it says when it cannot."""

import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING, TODAY


def refused(reply):
    said = reply.json()
    assert said["status"] == "error"
    assert reply.headers["content-type"] == "application/json"
    return reply.status_code, said["error_code"], said["field"]


def test_a_place_and_answers_lead_to_an_authority(ask):
    said = ask.post(SPEEDING, {**HUNGERFORD, "answers": ANSWERS, "reference": "FS-1"}).json()
    assert (said["status"], said["reference"]) == ("routed", "FS-1")
    assert said["decision"]["authority"]["id"] == "parish-council:E04001177"
    assert said["decision"]["on"] == TODAY.isoformat()
    assert (said["error_code"], said["contact_status"], said["contact"]) == ("", None, None)


def test_too_few_answers_are_a_200_that_asks(ask):
    reply = ask.post(SPEEDING, HUNGERFORD)
    assert reply.status_code == 200
    assert reply.json()["status"] == "needs_answers"
    assert reply.json()["decision"]["question"]["id"] == "limit_up_to_40"


def test_a_place_that_is_not_covered_is_a_200_that_says_why(ask):
    said = ask.post(SPEEDING, {"latitude": 54.6, "longitude": -5.93, "answers": ANSWERS}).json()
    assert (said["status"], said["decision"]["reason"]) == ("unrouted", "outside-coverage")


@pytest.mark.parametrize(
    "place",
    [
        HUNGERFORD,
        {"latitude": "51.4147", "longitude": " -1.5154 ", "postcode": "", "easting": ""},
        {"easting": 433700, "northing": "168700", "accuracy_m": ""},
        {"postcode": "RG17 0AA"},
    ],
)
def test_a_place_is_given_in_three_ways_as_numbers_or_texts(ask, place):
    said = ask.post("/v1/where", place).json()
    assert said["status"] == "found"
    assert said["district"] == {"code": "E06000037", "name": "West Berkshire Council"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (422, "invalid-place", "place")),
        ({**HUNGERFORD, "postcode": "RG14 5LD"}, (422, "invalid-place", "place")),
        ({"latitude": 51.4}, (422, "invalid-place", "longitude")),
        ({"latitude": 151.4, "longitude": 1}, (422, "invalid-place", "latitude")),
        ({"latitude": -1.5154, "longitude": 51.4147}, (422, "invalid-place", "latitude")),
        ({"latitude": True, "longitude": 1}, (422, "invalid-field", "latitude")),
        ({"latitude": "5_1", "longitude": 1}, (422, "invalid-field", "latitude")),
        ({"latitude": "1e1", "longitude": 1}, (422, "invalid-field", "latitude")),
        ({"postcode": "RG14"}, (422, "invalid-place", "postcode")),
        ({"postcode": "RG14 5LD", "accuracy_m": 9}, (422, "invalid-place", "accuracy_m")),
        ({**HUNGERFORD, "on": "2026-02-30"}, (422, "invalid-input", "on")),
        ({**HUNGERFORD, "on": "1 April"}, (422, "invalid-field", "on")),
        ({**HUNGERFORD, "answer": {}}, (422, "invalid-field", "answer")),
        ({**HUNGERFORD, "answers": {"limit": "yes"}}, (422, "invalid-answer", "limit")),
        ({**HUNGERFORD, "answers": {"by_day": "perhaps"}}, (422, "invalid-answer", "by_day")),
        ({**HUNGERFORD, "answers": ["yes"]}, (422, "invalid-field", "answers")),
        ({**HUNGERFORD, "reference": "x" * 201}, (422, "invalid-field", "reference")),
        ([], (422, "invalid-field", "")),
        ("", (422, "invalid-field", "")),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_field(ask, body, expected):
    assert refused(ask("POST", SPEEDING, json=body)) == expected


def test_an_error_gives_the_reference_back(ask):
    said = ask.post(SPEEDING, {"latitude": 151, "longitude": 1, "reference": "FS-2"}).json()
    assert (said["status"], said["reference"]) == ("error", "FS-2")
    assert "must be from -90 to 90" in said["error_desc"]
    assert ask.post(SPEEDING, {**HUNGERFORD, "reference": "x" * 201}).json()["reference"] == ""


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/v1/route/report-dragons", (404, "unknown-transaction", "transaction")),
        ("GET", "/v1/transactions/report-dragons", (404, "unknown-transaction", "transaction")),
        ("GET", "/v1/nothing", (404, "unknown-path", "")),
        ("POST", "/v1/route/", (404, "unknown-path", "")),
        ("POST", "/v1/route/a/b", (404, "unknown-path", "")),
        ("DELETE", "/v1/where", (405, "wrong-method", "")),
        ("GET", "/v1/batch", (405, "wrong-method", "")),
        ("POST", f"{SPEEDING}?shap=flat", (422, "invalid-field", "shap")),
        ("POST", f"{SPEEDING}?shape=round", (422, "invalid-field", "shape")),
        ("POST", f"{SPEEDING}?shape=flat&shape=nested", (422, "invalid-field", "shape")),
    ],
)
def test_every_error_has_the_one_form(ask, method, path, expected):
    named = {"json": HUNGERFORD} if method == "POST" else {}
    assert refused(ask(method, path, **named)) == expected


def test_a_path_says_which_methods_it_has(ask):
    assert ask("PUT", "/v1/where").headers["allow"] == "GET, POST"
    assert ask("POST", "/healthz").headers["allow"] == "GET, HEAD"


def test_a_transaction_is_described_in_welsh_with_its_questions(ask):
    english, welsh = (
        ask.get(f"/v1/transactions/report-speeding-traffic?language={each}").json() for each in ("en", "cy")
    )
    assert [each["id"] for each in english["questions"]] == [each["id"] for each in welsh["questions"]]
    assert english["transaction"]["title"] == "Report speeding traffic"
    assert english["transaction"]["lgsl"] == [571]
    assert welsh["language"] == "cy"
    assert english["questions"][0]["options"][0] == {"id": "yes", "text": "Yes"}


def test_every_transaction_is_listed(ask, router):
    listed = ask.get("/v1/transactions").json()["transactions"]
    assert [each["id"] for each in listed] == [each.id for each in router.transactions()]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/transactions",
        "/v1/transactions/report-speeding-traffic",
        "/v1/where?postcode=RG14%205LD",
        f"{SPEEDING}?latitude=51.4147&longitude=-1.5154&answer=limit_up_to_40:no",
    ],
)
def test_what_a_caller_has_is_not_sent_again(ask, path):
    first = ask.get(path)
    tag = first.headers["etag"]
    again = ask.get(path, headers={"if-none-match": f'"other", W/{tag}'})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert (again.headers["etag"], again.headers["cache-control"]) == (tag, first.headers["cache-control"])
    assert ask.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_an_answer_with_a_place_is_kept_by_nobody_else(ask):
    assert ask.get("/v1/transactions").headers["cache-control"] == "public, max-age=300"
    assert ask.get("/v1/where?postcode=RG14%205LD").headers["cache-control"] == "private, no-cache"
    assert ask.post(SPEEDING, HUNGERFORD).headers["cache-control"] == "no-store"
    with_contact = ask.get(f"{SPEEDING}?latitude=51.4147&longitude=-1.5154&contact=1")
    assert with_contact.headers["cache-control"] == "no-store"


def test_get_routes_only_where_it_is_allowed(ask, make):
    url = f"{SPEEDING}?easting=433700&northing=168700&answer=limit_up_to_40:no&reference=a"
    assert ask.get(url).json()["status"] == "routed"
    assert refused(make().get(url)) == (405, "wrong-method", "")
    assert refused(make().get("/v1/where?easting=433700&northing=168700")) == (405, "wrong-method", "")
    twice = f"{url}&answer=limit_up_to_40:yes"
    assert refused(ask.get(twice)) == (422, "invalid-input", "answer")


def test_head_gives_what_get_gives(ask):
    assert ask("HEAD", "/v1/transactions").headers["etag"] == ask.get("/v1/transactions").headers["etag"]


def test_where_names_who_plays_each_role(ask, router):
    said = ask.post("/v1/where", HUNGERFORD).json()
    played = {each["role"]: each["authority"]["id"] for each in said["roles"]}
    assert played["parish_council"] == "parish-council:E04001177"
    assert played["highway_authority"] == "E06000037"
    assert said["area"]["code"] == "E04001177"
    assert said["edition"]["sha256"] == router.edition.ref.sha256


def test_a_postcode_that_is_not_listed_is_said_to_be_so(ask):
    said = ask.post("/v1/where", {"postcode": "ZE1 0AA"}).json()
    assert said["status"] == "outside-coverage"
    assert said["detail"]
    assert said["area"] is None


def test_a_batch_answers_each_row_as_a_call_of_its_own(ask):
    rows = [
        {**HUNGERFORD, "answers": ANSWERS, "reference": "1"},
        {"latitude": 151, "longitude": 1, "reference": "2"},
        {"postcode": "RG14 5LD"},
    ]
    for shape in ("nested", "flat"):
        told = ask.post(
            f"/v1/batch?shape={shape}",
            {"rows": [{**row, "transaction": "report-speeding-traffic"} for row in rows]},
        ).json()["rows"]
        alone = [ask.post(f"{SPEEDING}?shape={shape}", row).json() for row in rows]
        assert told[0] == alone[0]
        assert told[2] == alone[2]
        assert {key: told[1][key] for key in alone[1]} == alone[1]


def test_a_batch_is_bounded_and_names_a_row_that_does_not_fit(make, ask):
    few = make(max_rows=2)
    row = {"transaction": "report-litter", **HUNGERFORD}
    assert few.post("/v1/batch", {"rows": [row] * 2}).status_code == 200
    assert refused(few.post("/v1/batch", {"rows": [row] * 3})) == (422, "invalid-field", "rows")
    bad = {"rows": [row, {**row, "latitude": []}]}
    assert refused(ask.post("/v1/batch", bad)) == (422, "invalid-field", "rows[1].latitude")
    assert ask.post("/v1/batch", {"rows": []}).json() == {"rows": []}
