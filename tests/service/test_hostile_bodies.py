"""Bodies that mean mischief: refused at once with a 4xx, in the one form, and never a plausible answer."""

import asyncio
import json
import time

import pytest
from asked_of_service import HUNGERFORD, SPEEDING
from hypothesis import given, settings
from hypothesis import strategies as some

from routekit.service.reading import Gone, read_body

JSON = {"content-type": "application/json"}
GOOD = json.dumps(HUNGERFORD).encode()


def sent(ask, content, **headers):
    return ask("POST", SPEEDING, content=content, headers={**JSON, **headers})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "malformed-json"),
        (b"{", "malformed-json"),
        (b"{}{}", "malformed-json"),
        (b"\xef\xbb\xbf{}", "malformed-json"),
        (GOOD.decode().encode("utf-16"), "malformed-json"),
        (b'{"reference": "\xff"}', "malformed-json"),
        (b'{"latitude": NaN, "longitude": 1}', "malformed-json"),
        (b'{"latitude": -Infinity, "longitude": 1}', "malformed-json"),
        (b'{"latitude": 51, "latitude": 52, "longitude": 1}', "malformed-json"),
        (b'{"answers": {"a": "1", "a": "2"}}', "malformed-json"),
        (b'{"latitude": ' + b"9" * 100_000 + b"}", "malformed-json"),
        (b'{"latitude": 1e999, "longitude": 1}', "invalid-field"),
        (b'{"latitude": ' + b"9" * 400 + b', "longitude": 1}', "invalid-field"),
        (b'{"reference": "\\ud800"}', "invalid-field"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b"[" * 30_000 + b"]" * 30_000, "too-deep"),
        (b'{"answers": ' + b"[" * 9 + b"]" * 9 + b"}", "too-deep"),
        (b"null", "invalid-field"),
    ],
    ids=range(19),
)
def test_what_is_no_sound_json_is_refused(ask, content, code):
    began = time.perf_counter()
    reply = sent(ask, content)
    assert reply.json()["error_code"] == code
    assert reply.status_code in {400, 422}
    assert time.perf_counter() - began < 2


MANY = 100_000
KEYS = [b'"%d":0' % number for number in range(MANY)]


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        (SPEEDING, b"{" + b",".join([*KEYS, KEYS[-1]]) + b"}", "malformed-json"),
        (SPEEDING, b"{" + b",".join(KEYS) + b"}", "too-large"),
        (SPEEDING, b'{"answers": {' + b", ".join(KEYS[:1001]) + b"}}", "too-large"),
        (SPEEDING, b'{"answers": {' + b", ".join(KEYS[:900]) + b"}}", "invalid-field"),
        ("/v1/batch", b'{"rows": [' + b"{}, " * MANY + b"{}]}", "too-large"),
        ("/v1/batch", b'{"rows": [' + b"{}, " * 9_000 + b"{}]}", "invalid-field"),
        ("/v1/batch", b'{"rows": [' + b"0, " * 3 * MANY + b"0]}", "invalid-field"),
    ],
    ids=["a key twice", "keys", "answers", "bad answers", "rows", "bad rows", "no rows"],
)
def test_a_wide_body_is_refused_as_fast_as_it_is_read(ask, path, content, code):
    """One request that took a second would hold up every other; the first of these once took minutes."""
    began = time.process_time()
    reply = ask("POST", path, content=content, headers=JSON)
    assert reply.json()["error_code"] == code
    assert len(reply.content) < 1000
    assert time.process_time() - began < 0.5


def test_a_batch_over_its_rows_is_told_so_up_to_ten_times_as_many(make):
    few = make(max_rows=10)
    row = {"transaction": "report-litter", **HUNGERFORD, "answers": {}}
    for rows, code in ((11, "invalid-field"), (100, "invalid-field"), (200, "too-large")):
        assert few.post("/v1/batch", {"rows": [row] * rows}).json()["error_code"] == code


def test_brackets_in_a_text_are_not_depth(ask):
    body = {**HUNGERFORD, "reference": '[[[[[[[[[[\\"{{{{{{{{{{'}
    assert ask.post(SPEEDING, body).json()["reference"] == body["reference"]


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": ""},
        {"content-encoding": "gzip"},
    ],
)
def test_another_type_is_refused(ask, headers):
    reply = sent(ask, GOOD, **headers)
    assert (reply.status_code, reply.json()["error_code"]) == (415, "wrong-type")


def test_json_in_utf_8_may_say_so_or_nothing(ask):
    assert sent(ask, GOOD, **{"content-type": 'Application/JSON; charset="UTF-8"'}).status_code == 200
    assert ask("POST", SPEEDING, content=GOOD).status_code == 200
    assert sent(ask, GOOD, **{"content-encoding": " Identity "}).status_code == 200


def test_a_body_is_bounded_whether_or_not_it_says_how_long_it_is(make):
    small = make(max_body_bytes=1024)

    async def pieces():
        for _ in range(100):
            yield b" " * 100

    for content in (b" " * 1025, pieces()):
        reply = sent(small, content)
        assert (reply.status_code, reply.json()["error_code"]) == (413, "too-large")
    assert sent(small, GOOD + b" " * (1024 - len(GOOD))).status_code == 200


def test_a_client_that_goes_in_the_middle_of_its_body_is_not_taken_to_be_done():
    messages = iter([{"type": "http.request", "body": GOOD, "more_body": True}, {"type": "http.disconnect"}])

    async def receive():
        return next(messages)

    with pytest.raises(Gone):
        asyncio.run(read_body(receive))


def test_the_name_of_a_field_is_given_back_in_short(ask):
    said = ask.post(SPEEDING, {**HUNGERFORD, "x" * 10_000: 1}).json()
    assert said["field"] == "x" * 200
    assert len(said["error_desc"]) < 300


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.floats() | some.integers() | some.text(max_size=5),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
FIELDS = some.sampled_from(
    ["latitude", "longitude", "easting", "northing", "postcode", "accuracy_m", "on", "reference", "answers"]
)


@settings(max_examples=120, deadline=None)
@given(body=some.dictionaries(FIELDS, ANYTHING, max_size=5) | ANYTHING)
def test_nothing_that_can_be_written_as_json_is_a_failure(ask, body):
    reply = sent(ask, json.dumps(body).encode())
    assert reply.status_code in {200, 400, 422}
    assert reply.json()["status"] in {"routed", "needs_answers", "unrouted", "error"}


@settings(max_examples=120, deadline=None)
@given(content=some.binary(max_size=60))
def test_no_bytes_are_a_failure(ask, content):
    assert 400 <= sent(ask, content).status_code < 500


@settings(max_examples=100, deadline=None)
@given(query=some.text(some.characters(codec="ascii", categories=("L", "N", "P", "S")), max_size=40))
def test_no_query_is_a_failure(ask, query):
    assert ask.get("/v1/where", params=None, extensions={}).status_code == 422
    assert ask.get(f"/v1/where?{query.replace('#', '')}").status_code in {200, 400, 422}
