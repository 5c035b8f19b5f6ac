"""`routekit contacts`, with a local service in the place of the councils'."""

import csv
import json
from dataclasses import replace

import pytest

from routekit.testing import Fault, ModernGovServer, sample_councils

DISTRICT = "E06000037"


@pytest.fixture
def service(west_berkshire):
    with ModernGovServer(sample_councils(west_berkshire.areas())) as server:
        yield server


@pytest.fixture
def contacts(run, service, west_berkshire, tmp_path):
    """Give a function that runs a command of `contacts` on West Berkshire's local service."""

    def running(command, *more, asked=True):
        here = ["--district", DISTRICT, "--base-url", service.base_url, "--allow-insecure"] if asked else []
        polite = ["--pause", "0"] if asked and command != "show" else []
        edition = ["--edition", west_berkshire.path] if command != "links" else []
        return run("contacts", command, *here, *polite, *edition, *more)

    return running


@pytest.fixture
def out(tmp_path):
    return tmp_path / "contacts.csv"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sync_writes_a_register_that_route_takes(run, contacts, out, west_berkshire):
    done = contacts("sync", "--out", out)
    assert (done.code, done.err) == (0, "  districts ...\n")
    assert "E06000037 West Berkshire Council: listed, 62 of 62 parish councils" in done.out
    assert done.out.endswith(f"62 contacts in {out}\n")
    assert len(rows(out)) == 62
    assert {row["mark"][:6] for row in rows(out)} == {"SAMPLE"}
    assert all("Office for National Statistics" in row["attribution"] for row in rows(out))
    answers = [f"--answer={each}=yes" for each in ("limit_up_to_40", "by_day", "suitable_site")]
    routed = run(
        "route", "report-speeding-traffic", "--at", "51.4147,-1.5154", *answers, "--on", "2026-11-21",
        "--register", out, "--json", "--edition", west_berkshire.path,
    )  # fmt: skip
    contact = json.loads(routed.out)["contact"]
    assert contact["email"] == "clerk@hungerford-pc.example.gov.uk"
    assert contact["provenance"]["source"] == "sample: Modern.Gov GetParishCouncils"


def test_a_second_sync_keeps_what_a_person_reviewed(contacts, out, service):
    contacts("sync", "--out", out)
    table = rows(out)
    table[0].update(email="right@example.gov.uk", reviewed="2026-11-21")
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    first, second, *others = service.councils
    service.councils = [
        replace(first, email="new@example.gov.uk"),
        replace(second, email="new@example.gov.uk"),
        *others,
    ]
    done = contacts("sync", "--out", out, "--json")
    assert [row["email"] for row in rows(out)[:2]] == ["right@example.gov.uk", "new@example.gov.uk"]
    changes = json.loads(done.out)["districts"][0]["changes"]
    assert [(each["kind"], each["fields"]) for each in changes] == [
        ("reviewed-differs", ["email"]),
        ("changed", ["email"]),
    ]


def test_a_service_that_fails_fails_the_run_and_leaves_the_file_as_it_was(contacts, out, service):
    contacts("sync", "--out", out)
    before = out.read_bytes()
    service.fault = Fault.FORBIDDEN
    done = contacts("sync", "--out", out)
    assert done.code == 1
    assert "error service: blocked: 127.0.0.1 refuses to serve us (status 403)" in done.out
    assert out.read_bytes() == before


def test_where_nothing_can_be_written_nobody_is_asked(contacts, service, tmp_path):
    done = contacts("sync", "--out", tmp_path / "none" / "contacts.csv")
    assert (done.code, service.requests) == (2, ())
    assert f"the folder {tmp_path / 'none'} is not there" in done.err


def test_what_was_done_is_not_done_again_when_a_run_is_resumed(contacts, out, service):
    service.fault = Fault.FORBIDDEN
    assert contacts("sync", "--out", out, "--resume").code == 1
    service.fault = None
    (out.parent / "contacts.csv.done").write_text(json.dumps([DISTRICT]), encoding="utf-8")
    asked = len(service.requests)
    done = contacts("sync", "--out", out, "--resume")
    assert done.out.endswith("1 districts were done already\n")
    assert len(service.requests) == asked
    assert not (out.parent / "contacts.csv.done").exists()
    (out.parent / "contacts.csv.done").write_text("{", encoding="utf-8")
    assert contacts("sync", "--out", out, "--resume").code == 2
    assert contacts("sync", "--out", out).code == 0, "a new run begins anew"


def test_check_writes_nothing_and_its_exit_code_says_how_bad_it_is(contacts, out, service, tmp_path):
    contacts("sync", "--out", out)
    before = out.read_bytes()
    assert contacts("check", "--snapshot", out, "--fail-on", "warning").code == 0
    first, *others = service.councils
    service.councils = [replace(first, email="zebedee@gmail.com"), *others[:-1]]
    warned = contacts("check", "--snapshot", out)
    assert warned.code == 0
    assert "warning changed: Aldermaston Parish Council has changed: email" in warned.out
    assert "warning personal: Aldermaston Parish Council has a mailbox" in warned.out
    assert "is no longer published, or no longer certain" in warned.out
    assert "gmail" not in warned.out
    assert contacts("check", "--snapshot", out, "--fail-on", "warning").code == 1
    service.fault = Fault.REDIRECT
    moved = contacts("check", "--json")
    assert moved.code == 1
    (district,) = json.loads(moved.out)["districts"]
    assert district["status"] == "moved"
    assert "elsewhere.invalid" in district["detail"]
    assert out.read_bytes() == before


def test_an_override_is_taken_from_a_file(contacts, service, tmp_path):
    service.councils = [replace(service.councils[0], title="The Vale PC")]
    said = contacts("check", "--json")
    (unmatched,) = json.loads(said.out)["districts"][0]["unmatched"]
    matches = tmp_path / "matches.csv"
    matches.write_text(
        f"district,service_id,areas,source\n{DISTRICT},{unmatched['id']},E04001146 E04001147,me\n"
    )
    settled = json.loads(contacts("check", "--json", "--matches", matches).out)["districts"][0]
    assert (settled["unmatched"], settled["contacts"]) == ([], 2)
    for row, words in (
        (f"{DISTRICT},7,E99,me", "matches.csv:2 areas"),
        (f"{DISTRICT},7,,", "matches.csv:2 source"),
        ("X,7,,me", "matches.csv:2 district"),
    ):
        matches.write_text(f"district,service_id,areas,source\n{row}\n")
        refused = contacts("check", "--matches", matches)
        assert (refused.code, words in refused.err) == (1, True)
    matches.write_text(f"district,service_id,areas,source\n{DISTRICT},7,E04999999,me\n")
    assert "the code of one of the areas" in contacts("check", "--matches", matches).err


def test_show_finds_a_contact_in_a_file_in_a_service_and_in_the_tables(contacts, out):
    contacts("sync", "--out", out)
    for asked in (["E04001177"], ["parish-council:E04001177"]):
        for more in (["--register", out], None):
            done = contacts("show", *asked, *(more or []), asked=more is None)
            assert done.code == 0
            assert "e-mail: clerk@hungerford-pc.example.gov.uk" in done.out
    named = contacts("show", "E04001177", "--include-name", "--include-postal", "--json")
    assert json.loads(named.out)["name"] == "Jo Placeholder"
    assert "telephone: 101" in contacts("show", "police:E23000029", asked=False).out
    assert "https://www.westberks.gov.uk" in contacts("show", DISTRICT, asked=False).out
    nobody = contacts("show", "parish-council:E04000000", "--register", out, asked=False)
    assert (nobody.code, nobody.out) == (4, "no contact of parish-council:E04000000 is published\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sync"], "--district CODE"),
        (["sync", "--all", "--district", DISTRICT], "or --all"),
        (["check", "--district", DISTRICT, "--district", "E06000038", "--base-url", "x"], "one --district"),
        (["check", "--district", "E06000001"], "has no area in it"),
        (["check", "--district", DISTRICT, "--base-url", "http://127.0.0.1:1"], "not public"),
        (["show", "E04001177"], "give --register or --district"),
        (["show", "E04999999", "--district", DISTRICT], "no parish council of"),
        (["show", "E04001177", "--base-url", "https://a.example"], "goes with --district"),
        (["show", "E04001177", "--register", "x.csv", "--district", DISTRICT], "no network"),
        (["show", "E04001177", "--register", "missing.csv"], "an existing CSV file"),
    ],
)
def test_a_slip_of_the_hand_is_bad_input_and_asks_nobody(run, west_berkshire, arguments, words):
    done = run("contacts", *arguments, "--edition", west_berkshire.path)
    assert done.code == 2
    assert words in done.err


def test_links_are_checked_shown_and_cut_down(run, tmp_path):
    file, some = tmp_path / "links.csv", tmp_path / "some.csv"
    header = "Authority Name,SNAC,GSS,Description,LGSL,LGIL,URL,Supported by GOV.UK,Status"
    lines = [
        f"Invented,00XX,{DISTRICT},x,571,17,https://a.example.gov.uk/571,true,ok",
        f"Invented,00XX,{DISTRICT},x,557,17,https://a.example.gov.uk/557,true,ok",
        f"Invented,00XX,{DISTRICT},x,580,17,javascript:alert(1),true,ok",
        "Invented,00XX,,x,580,17,https://a.example.gov.uk/580,true,ok",
    ]
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    done = run("contacts", "links", file, "--council", DISTRICT)
    assert done.out.splitlines() == [
        "2 links of 1 councils for 2 services",
        "  left out: 1 rows with a URL that is not http or https, or too long",
        "  left out: 1 rows with no GSS code",
        "  LGSL 557 LGIL 17: https://a.example.gov.uk/557",
        "  LGSL 571 LGIL 17: https://a.example.gov.uk/571",
    ]
    run("contacts", "links", file, "--lgsl", "571", "--out", some)
    again = json.loads(run("contacts", "links", some, "--council", DISTRICT, "--json").out)
    assert again["shown"] == [
        {"gss": DISTRICT, "lgsl": 571, "lgil": 17, "url": "https://a.example.gov.uk/571"}
    ]
    assert run("contacts", "links", tmp_path / "missing.csv").code == 2
