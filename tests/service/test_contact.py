"""Contacts: within their time, whatever a council's site does, and with little that is personal."""

import asyncio
import time

import httpx
import pytest
from asgi_client import AsgiClient
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING

from routekit.contacts import Register
from routekit.service.app import create_app
from routekit.service.opening import Opener
from routekit.service.serving import Held
from routekit.service.settings import Settings
from routekit.testing import Fault, ModernGovServer, sample_councils

BODY = {**HUNGERFORD, "answers": ANSWERS}
URL = f"{SPEEDING}?contact=1"
DISTRICT = "E06000037"
FAULTS = [Fault.SLOW, Fault.DRIP, Fault.REFUSED, Fault.FORBIDDEN, Fault.BOMB, Fault.HTML]
REGISTER = """authority,organisation,role,email,telephone,page,name,postal_address,source,checked
parish-council:E04001177,Hungerford Town Council,Clerk,clerk@example.gov.uk,,,Alex Example,,a list,2026-03-02
"""


@pytest.fixture
def opened(sample_cache, postcodes_file, monkeypatch):
    """Give a function that opens what settings name, and makes a client of it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))

    def opening(**settings):
        chosen = Settings(sample=True, postcodes=postcodes_file, **settings)
        made.append(AsgiClient(create_app(Held(Opener.of(chosen).open()), chosen)))
        return made[-1]

    made = []
    yield opening
    for each in made:
        each.close()


@pytest.fixture
def site(west_berkshire, tmp_path):
    """Give a started Modern.Gov service of West Berkshire, and the table that names it."""
    with ModernGovServer(sample_councils(west_berkshire.areas())) as server:
        table = tmp_path / "installs.csv"
        header = "gss,name,base_url,disabled,end_date"
        table.write_text(f"{header}\n{DISTRICT},West Berkshire,{server.base_url},False,\n", "utf-8")
        yield server, {"contacts": "directory", "installs": table, "allow_insecure": True}


def test_a_contact_comes_from_the_councils_own_service_without_the_clerks_name(opened, site):
    _, settings = site
    said = opened(**settings).post(URL, BODY).json()
    assert said["contact_status"] == "fresh"
    assert said["contact"]["email"].endswith("example.gov.uk")
    assert (said["contact"]["name"], said["contact"]["postal_address"]) == (None, None)
    named = opened(**settings, include_name=True).post(f"{URL}&shape=flat", BODY).json()
    assert named["contact_name"]
    assert named["contact_postal_address"] == ""


def test_no_contact_is_looked_up_unless_it_is_asked_for(opened, site):
    server, settings = site
    assert opened(**settings).post(SPEEDING, BODY).json()["contact_status"] is None
    assert server.requests == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_site_that_is_down_changes_no_decision_and_is_no_failure(opened, site, fault):
    server, settings = site
    server.fault = fault
    ask = opened(**settings, contact_budget_s=0.6)
    began = time.perf_counter()
    reply = ask.post(URL, BODY)
    assert time.perf_counter() - began < 1.5
    said = reply.json()
    assert (reply.status_code, said["status"]) == (200, "routed")
    assert said["contact_status"] in {"unavailable", "blocked"}
    assert said["contact"] is None
    assert said["fallback_contact"]["organisation"] == "West Berkshire Council"


def test_a_site_that_hangs_is_soon_left_alone(opened, site):
    """The source gives up before its caller does, so that its failures count, and then nobody waits."""
    server, settings = site
    server.fault = Fault.SLOW
    ask = opened(**settings, contact_budget_s=0.4)

    async def many():
        transport = httpx.ASGITransport(ask.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            for _ in range(5):
                assert (await client.post(URL, json=BODY)).json()["contact_status"] == "unavailable"
            began = time.perf_counter()
            for _ in range(20):
                assert (await client.post(URL, json=BODY)).json()["contact_status"] == "unavailable"
            return time.perf_counter() - began

    assert asyncio.run(many()) < 1


class Hanging:
    def __init__(self):
        self.asked = 0

    async def contact_for(self, _authority):
        self.asked += 1
        await asyncio.sleep(60)


def test_only_so_many_wait_for_contacts_and_the_others_are_told_at_once(make):
    source = Hanging()
    ask = make(contacts=source, budget_s=0.5)

    async def many():
        transport = httpx.ASGITransport(ask.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            return await asyncio.gather(*(client.post(URL, json=BODY) for _ in range(100)))

    replies = asyncio.run(many())
    assert {reply.json()["contact_status"] for reply in replies} == {"unavailable"}
    assert source.asked == 64


def test_a_register_needs_no_network(opened, tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_text(REGISTER, "utf-8")
    assert len(Register.open(file)) == 1
    said = opened(contacts="register", register_file=file).post(URL, BODY).json()
    assert (said["contact_status"], said["contact"]["email"]) == ("fresh", "clerk@example.gov.uk")
    assert said["contact"]["name"] is None


def test_links_give_the_pages_of_principal_councils(opened, tmp_path):
    file = tmp_path / "links.csv"
    columns = "Authority Name,SNAC,GSS,Description,LGSL,LGIL,URL,Supported by GOV.UK"
    file.write_text(
        f"{columns}\nWest Berkshire,,{DISTRICT},,571,17,https://example.gov.uk/report,\n", "utf-8"
    )
    said = opened(links=file).post(URL, {**HUNGERFORD, "answers": {"limit_up_to_40": "no"}}).json()
    assert said["contact"]["page"] == "https://example.gov.uk/report"


def test_without_contacts_the_council_of_the_district_is_given(opened):
    said = opened().post(URL, BODY).json()
    assert (said["contact_status"], said["contact"]) == ("none-published", None)
    assert said["fallback_contact"]["page"] == "https://www.westberks.gov.uk"
