"""Deep links into councils' websites, from GOV.UK's list of local links."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routekit.contacts import NATIONAL_NUMBERS, Links, emergency_contact
from routekit.contacts.links import COLUMNS, Link
from routekit.errors import BodiesError, InputError, RoutekitError
from routekit.model import Unrouted

DISTRICT, COUNTY, UNITARY = "E07999001", "E10999001", "E06999037"
HEADER = ",".join(COLUMNS)


def row(gss, lgsl, lgil, url=None, name="Invented Council"):
    url = f"https://{gss}.example.gov.uk/{lgsl}/{lgil}".lower() if url is None else url
    return f"{name},00XX,{gss},Report it: invented,{lgsl},{lgil},{url},true"


@pytest.fixture
def write(tmp_path):
    def writing(*rows, header=HEADER):
        path = tmp_path / "links.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return writing


def test_a_link_is_by_council_service_and_interaction(write):
    links = Links.open(write(row(UNITARY, 571, 17), row(UNITARY, 571, 8), row(UNITARY, 557, 17)))
    assert links.link(UNITARY, 571, 17).url == "https://e06999037.example.gov.uk/571/17"
    assert links.link(UNITARY, 571, 8).lgil == 8
    assert links.link(UNITARY, 571, 0) is None
    assert links.link(UNITARY, 580) is None
    assert links.link("E06999038", 571) is None


@pytest.mark.parametrize(
    ("lgils", "chosen"),
    [((8, 17), 17), ((17, 4, 8), 4), ((0, 8), 0), ((8,), 8), ((17,), 17), ((), None)],
)
def test_where_no_interaction_is_asked_for_it_is_the_lowest_that_does_not_just_inform(write, lgils, chosen):
    found = Links.open(write(*(row(UNITARY, 571, lgil) for lgil in lgils))).link(UNITARY, 571)
    assert (found and found.lgil) == chosen


def test_a_countys_link_serves_its_districts_for_county_services_and_for_no_others(write):
    links = Links.open(write(row(COUNTY, 557, 17), row(COUNTY, 580, 17), row(DISTRICT, 564, 17)))
    assert links.link(DISTRICT, 557, county=COUNTY).gss == COUNTY
    assert links.link(DISTRICT, 580, county=COUNTY) is None
    assert links.link(DISTRICT, 557) is None
    assert links.link(DISTRICT, 564, county=COUNTY).gss == DISTRICT, "its own comes first"


def test_newer_columns_in_any_order_are_tolerated(write):
    header = "Status,URL,LGIL,LGSL,GSS,Authority Name,Last checked,Country"
    path = write(f"ok,https://a.example.gov.uk/,17,571,{UNITARY},Invented,2026-11-01,England", header=header)
    assert len(Links.open(path)) == 1


def test_rows_that_cannot_be_used_are_left_out_and_counted(write):
    links = Links.open(
        write(
            row("", 571, 17, "https://a.example.gov.uk"),
            row(UNITARY, "", 17),
            row(UNITARY, 571, "x"),
            row(UNITARY, 571, 17, ""),
            row(UNITARY, 571, 17, "javascript:alert(1)"),
            row(UNITARY, 571, 17, "https://user:word@a.example.gov.uk"),
            row(UNITARY, 571, 17, f"https://a.example.gov.uk/{'x' * 600}"),
            row(UNITARY, 571, 17),
        )
    )
    assert len(links) == 1
    assert dict(links.report.left_out) == {
        "no GSS code": 1,
        "no LGSL or LGIL number": 2,
        "no URL": 1,
        "a URL that is not http or https, or too long": 3,
    }


def test_a_file_that_is_cut_or_another_is_refused(write):
    path = write(row(UNITARY, 571, 17))
    whole = path.read_text(encoding="utf-8")
    for content in (whole[: whole.rindex(",571")], whole.replace("GSS", "Code"), ""):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(BodiesError):
            Links.open(path)
    with pytest.raises(InputError, match="path"):
        Links.open(path.with_name("missing.csv"))


def test_what_is_left_of_the_links_can_be_written_and_opened_again(write, tmp_path):
    links = Links.open(write(row(UNITARY, 571, 17), row(COUNTY, 571, 17), row(UNITARY, 557, 17)))
    some = links.only(lgsl=[571])
    some.write(tmp_path / "some.csv")
    again = Links.open(tmp_path / "some.csv")
    assert list(again) == list(some) == [each for each in links if each.lgsl == 571]
    assert [each.gss for each in links.only(council=COUNTY)] == [COUNTY]


def test_a_principal_council_is_reached_by_its_page_for_the_transaction(write, make_authority):
    source = Links.open(write(row("E06999001", 784, 8), row("E06999001", 548, 17))).serving([571, 548, 784])
    council = make_authority("Invented Council", kind="principal-council", telephone="01632 960000")
    council = council.model_copy(update={"id": "E06999001"})
    found = source.contact_for(council)
    assert (found.page, found.telephone) == ("https://e06999001.example.gov.uk/548/17", "01632 960000")
    assert found.provenance.source == "GOV.UK local links (links.csv), LGSL 548, LGIL 17"
    assert source.contact_for(make_authority("Ashsample Parish Council")) is None
    assert source.contact_for(council.model_copy(update={"id": "E06999002"})) is None


def test_an_emergency_is_a_number_with_its_source():
    for number in ("999", "101"):
        contact = NATIONAL_NUMBERS[number]
        assert contact.telephone == number
        assert contact.provenance.url.startswith("https://www.gov.uk/")
    pack = {"transaction": "x", "version": "1", "sha256": "0" * 64}
    unrouted = Unrouted(
        transaction="x", on="2026-11-21", pack=pack, reason="emergency", detail="x", call="999"
    )
    assert emergency_contact(unrouted).organisation == "Emergency services"
    assert emergency_contact(unrouted.model_copy(update={"call": None})) is None


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([UNITARY, DISTRICT]), st.integers(0, 3), st.integers(0, 20)), max_size=12
    )
)
def test_the_link_chosen_is_one_of_the_councils_own(write, rows):
    links = Links.open(write(*(row(*each) for each in rows)))
    for gss, lgsl, _ in rows:
        found = links.link(gss, lgsl)
        lgils = {lgil for *key, lgil in rows if tuple(key) == (gss, lgsl)}
        expected = min(lgils) if len(lgils) == 1 else min(lgils - {8})
        assert found == Link(gss, lgsl, expected, found.url)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
def test_no_file_gives_anything_but_links_or_an_error_of_ours(write, text):
    with contextlib.suppress(RoutekitError):
        assert len(Links.open(write(text))) == 0
