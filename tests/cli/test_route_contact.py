"""`routekit route --contact`, with a local service in the place of the council's."""

import json
from functools import partial

import pytest

from routekit.contacts import Directory
from routekit.testing import ModernGovServer, sample_councils

YES = ["--answer", "limit_up_to_40=yes", "--answer", "by_day=yes", "--answer", "suitable_site=yes"]
SULHAM, TIDMARSH = "464644,173821", "462969,174256"


@pytest.fixture
def service(tmp_path, monkeypatch, west_berkshire):
    """Serve West Berkshire's councils, and have directories opened with a table that leads there."""
    with ModernGovServer(sample_councils(west_berkshire.areas())) as server:
        table = tmp_path / "installs.csv"
        table.write_text(
            f"gss,name,base_url,disabled,end_date\nE06000037,West Berkshire,{server.base_url},False,\n",
            encoding="utf-8",
        )
        monkeypatch.setattr(Directory, "open", partial(Directory.open, table, allow_insecure=True))
        yield server


@pytest.mark.parametrize("place", [SULHAM, TIDMARSH], ids=["Sulham", "Tidmarsh"])
def test_a_parish_of_a_group_is_given_the_clerk_of_the_joint_council(run, service, place):
    asked = ["report-speeding-traffic", "--grid", place, *YES, "--on", "2026-11-21", "--contact"]
    done = run("route", *asked, "--json")
    assert done.code == 0
    referral = json.loads(done.out)
    assert referral["decision"]["authority"]["areas"] == ["E04001192", "E04001196"]
    assert referral["contact_status"] == "fresh"
    assert referral["contact"]["organisation"] == "Tidmarsh with Sulham Parish Council"
    assert referral["contact"]["email"] == "clerk@tidmarsh-with-sulham-pc.example.gov.uk"
    assert len(service.requests) == 1
    assert "contact: fresh" in run("route", *asked).out


def test_a_councils_page_for_the_transaction_is_taken_from_the_local_links(run, tmp_path):
    links = tmp_path / "links.csv"
    links.write_text(
        "Authority Name,SNAC,GSS,Description,LGSL,LGIL,URL,Supported by GOV.UK\n"
        "West Berkshire,00MB,E06000037,x,571,8,https://a.example.gov.uk/about,true\n"
        "West Berkshire,00MB,E06000037,x,571,17,https://a.example.gov.uk/report,true\n",
        encoding="utf-8",
    )
    asked = ["report-speeding-traffic", "--grid", SULHAM, "--on", "2026-11-21", "--links", links, "--json"]
    council = json.loads(run("route", *asked, "--answer", "limit_up_to_40=no").out)
    assert council["contact"]["page"] == "https://a.example.gov.uk/report"
    clerk = json.loads(run("route", *asked, *YES).out)
    assert clerk["contact"] is None
    assert clerk["fallback_contact"]["page"] == "https://www.westberks.gov.uk"
