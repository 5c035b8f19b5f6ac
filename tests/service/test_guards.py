"""What stands before every call: limits, headers, metrics, the log, and what is said when something fails."""

import asyncio
import logging

import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from routekit.errors import EditionError
from routekit.model import Contact, Provenance
from routekit.service.accesslog import AccessLog
from routekit.service.health import State

CANARIES = ("51.4147", "-1.5154", "RG14 5LD", "RG14", "FS-CANARY", "Canary Clerk", "canary@")


def pages(*routes):
    return [lambda _held, _settings: [Route(path, answer) for path, answer in routes]]


async def boom(_request):
    raise RuntimeError("51.4147 Canary Clerk")


async def broken(_request):
    raise EditionError("/data/ew.edition is damaged")


async def slow(_request):
    await asyncio.sleep(5)


async def page(_request):
    return PlainTextResponse("a page", headers={"content-security-policy": "default-src 'self'"})


def test_every_answer_has_the_security_headers(ask):
    for reply in (ask.get("/v1/transactions"), ask.get("/nothing"), ask.get("/metrics")):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "server" not in reply.headers
        assert "access-control-allow-origin" not in reply.headers


def test_a_page_says_for_itself_what_it_may_load(make):
    reply = make(parts={"more": pages(("/page", page))}).get("/page")
    assert reply.headers.get_list("content-security-policy") == ["default-src 'self'"]


def test_what_fails_is_told_in_the_one_form_and_logged_without_what_was_sent(make, caplog):
    ask = make(parts={"more": pages(("/boom", boom), ("/broken", broken))})
    with caplog.at_level(logging.INFO):
        replies = ask.get("/boom"), ask.get("/broken")
    for reply in replies:
        assert (reply.status_code, reply.json()["error_code"]) == (500, "failed")
        assert "51.4147" not in reply.text
        assert "damaged" not in reply.text
    assert "GET /boom failed: RuntimeError at boom:" in caplog.text
    assert "GET /broken failed: /data/ew.edition is damaged" in caplog.text
    assert not any(canary in caplog.text for canary in CANARIES)


async def half(_request):
    async def pieces():
        yield b"half an answer"
        raise RuntimeError

    return StreamingResponse(pieces())


def test_an_answer_that_fails_half_way_is_cut_off_and_never_followed_by_another(make):
    with pytest.raises(ConnectionAbortedError):
        make(parts={"more": pages(("/half", half))}).get("/half")


def test_a_page_may_take_only_so_long(make, caplog):
    reply = make(parts={"more": pages(("/slow", slow))}, request_s=0.2).get("/slow")
    assert (reply.status_code, reply.json()["error_code"]) == (503, "too-slow")
    assert reply.headers["retry-after"] == "1"
    assert "GET /slow took longer than 0.2 s" in caplog.text


def test_too_many_requests_at_once_are_told_to_come_again(make):
    ask = make(parts={"more": pages(("/slow", slow))}, request_s=0.5, max_requests=3)

    async def many():
        import httpx

        transport = httpx.ASGITransport(ask.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            going = [asyncio.create_task(client.get("/slow")) for _ in range(3)]
            await asyncio.sleep(0.1)
            shed, health = await client.get("/v1/transactions"), await client.get("/healthz")
            await asyncio.gather(*going)
            return shed, health, await client.get("/v1/transactions")

    shed, health, after = asyncio.run(many())
    assert (shed.status_code, shed.json()["error_code"]) == (503, "too-busy")
    assert shed.headers["retry-after"] == "1"
    assert (health.status_code, after.status_code) == (200, 200)


def test_a_body_that_nobody_reads_does_not_let_a_request_past_the_limit(make):
    ask = make(parts={"more": pages(("/slow", slow))}, request_s=0.5, max_requests=1)

    async def two():
        import httpx

        transport = httpx.ASGITransport(ask.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            going = asyncio.create_task(client.request("GET", "/slow", content=b"{}"))
            await asyncio.sleep(0.1)
            shed = await client.request("GET", "/v1/transactions", content=b"{}")
            await going
            return shed

    assert asyncio.run(two()).json()["error_code"] == "too-busy"


class Clerk:
    async def contact_for(self, authority):
        return Contact(
            authority=authority.id,
            organisation=authority.name,
            role="Clerk",
            name="Canary Clerk",
            email="canary@example.gov.uk",
            provenance=Provenance(source="a test"),
        )


def test_no_place_and_no_person_is_logged_or_counted(make, caplog):
    lines = []
    log = AccessLog(lines.append, clock=iter(range(1000)).__next__)
    ask = make(contacts=Clerk(), parts={"log": log}, get_route=True)
    with caplog.at_level(logging.DEBUG):
        body = {**HUNGERFORD, "answers": ANSWERS, "reference": "FS-CANARY"}
        assert ask.post(f"{SPEEDING}?contact=1", body).json()["contact"]["name"] == "Canary Clerk"
        ask.post("/v1/where", {"postcode": "RG14 5LD"})
        ask.post("/v1/route/RG14%205LD", {"postcode": "RG14 5LD"})
        ask.get("/v1/where?latitude=51.4147&longitude=-1.5154&reference=FS-CANARY")
        ask.get("/51.4147/-1.5154")
        ask.post("/v1/batch", {"rows": [{"transaction": "FS-CANARY", "postcode": "RG14 5LD"}]})
        metrics = ask.get("/metrics").text
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("routekit")]
    told = "".join([*lines, metrics, *ours])
    assert len(told) > 1000
    assert not [canary for canary in CANARIES if canary in told]
    assert 'routekit_requests_total{call="other",status="404"} 1.0' in metrics
    assert 'routekit_requests_total{call="POST /v1/route/{transaction}",status="404"} 1.0' in metrics


def test_the_access_log_has_a_line_a_request(make):
    lines, now = [], [0.0]
    log = AccessLog(lines.append, clock=lambda: now[0])
    ask = make(parts={"log": log})
    ask.get("/healthz")
    assert lines == []
    now[0] = 1.0
    ask.post(SPEEDING, HUNGERFORD)
    said = "".join(lines).splitlines()
    assert [line.split()[1:-1] for line in said] == [
        ["GET", "/healthz", "200"],
        ["POST", "/v1/route/{transaction}", "200"],
    ]
    assert said[1].startswith("1970-01-01T00:00:01Z ")
    assert said[1].endswith("ms")


def test_health_and_readiness_say_what_is_served(make, router):
    state = State()
    ask = make(parts={"state": state})
    assert ask.get("/healthz").json() == {"status": "ok"}
    said = ask.get("/readyz").json()
    assert (said["status"], said["swap"], said["edition"]["name"]) == ("ready", "", router.edition.name)
    assert said["packs"]["report-speeding-traffic"] == "1.0.0"
    state.swap = "what is new cannot be served: pack.yaml:3:1"
    assert (ask.get("/readyz").status_code, ask.get("/readyz").json()["swap"]) == (200, state.swap)
    state.stopping = True
    assert (ask.get("/readyz").status_code, ask.get("/readyz").json()["status"]) == (503, "stopping")


def test_metrics_can_be_switched_off(make):
    assert make(metrics=False).get("/metrics").status_code == 404
