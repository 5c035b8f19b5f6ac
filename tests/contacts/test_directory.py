"""Which contact source serves an authority."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest

from routekit.bodies import Bodies
from routekit.contacts import Directory, Install, own_contact
from routekit.contacts.installs import COLUMNS, read_installs
from routekit.errors import BodiesError, InputError, SourceUnavailableError
from routekit.testing import Fault, ModernGovServer, ParishCouncilRecord, sample_councils

DISTRICT, OTHER = "E06999037", "E06999038"
TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def nation():
    return Bodies.open()


def table(folder, *rows, columns=COLUMNS):
    path = folder / "installs.csv"
    path.write_text("\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def row(server):
    return [DISTRICT, "Sampleshire", server.base_url, "False", ""]


def test_a_parish_council_is_looked_up_in_the_install_of_its_district(source, server, areas, make_authority):
    directory = source.directory(
        [Install(DISTRICT, server.base_url, "Sampleshire")],
        areas_of=lambda district: [area for area in areas if area.district == district],
        allow_insecure=True,
    )
    assert directory.contact_for(make_authority("x", areas[0])).email == server.councils[0].email
    assert directory.contact_for(make_authority("x", areas[1])).email == server.councils[1].email
    assert len(server.requests) == 1


def test_a_directory_knows_nobody_but_the_parish_councils_that_an_install_lists(
    source, server, make_authority
):
    directory = source.directory([Install(DISTRICT, server.base_url, "Sampleshire")], allow_insecure=True)
    own = {"website": "https://sampleshire.example.gov.uk", "telephone": "01632 960000"}
    principal = make_authority("Sampleshire Council", kind="principal-council", **own)
    elsewhere = make_authority("Ashsample Parish Council", district=OTHER, **own)
    unlisted = make_authority("Nowhere Parish Council", **own)
    for authority in (principal, elsewhere, unlisted):
        assert directory.contact_for(authority) is None, "its own record is for `refer` to fall back on"
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", ["E04001192", "E04001196"])
def test_either_parish_of_a_group_leads_to_the_clerk_of_their_joint_council(
    source, west_berkshire, nation, code
):
    areas = west_berkshire.areas("E06000037")
    land = next(area for area in areas if area.code == code)
    council = nation.holder("parish_council", land, TODAY).authority
    with ModernGovServer(sample_councils(areas)) as server:
        installs = [Install("E06000037", server.base_url, "West Berkshire")]
        directory = source.directory(installs, areas_of=west_berkshire.areas, allow_insecure=True)
        found = directory.contact_for(council)
    assert found.organisation == council.name == "Tidmarsh with Sulham Parish Council"
    assert found.email == "clerk@tidmarsh-with-sulham-pc.example.gov.uk"


def test_the_contact_of_an_own_record_is_what_the_record_says_or_nothing(make_authority):
    found = own_contact(make_authority("Sampleshire Council", website="https://sampleshire.example.gov.uk"))
    assert (found.organisation, found.page, found.telephone, found.email) == (
        "Sampleshire Council",
        "https://sampleshire.example.gov.uk",
        None,
        None,
    )
    assert own_contact(make_authority("Sampleshire Council")) is None


def test_a_name_in_two_districts_of_one_install_is_taken_for_neither(source, make_area, make_authority):
    here, there = make_area(1, "Ashsample"), make_area(90, "Ashsample", district=OTHER)
    record = ParishCouncilRecord(id="1", title="Ashsample Parish Council", telephone="01632 960001")
    with ModernGovServer([record]) as server:
        installs = [Install(DISTRICT, server.base_url, "A"), Install(OTHER, f"{server.base_url}/", "B")]
        directory = source.directory(
            installs, areas_of={DISTRICT: [here], OTHER: [there]}.get, allow_insecure=True
        )
        assert directory.contact_for(make_authority("Ashsample Parish Council", here)) is None
        alone = source.directory(installs[:1], areas_of={DISTRICT: [here]}.get, allow_insecure=True)
        assert alone.contact_for(make_authority("Ashsample Parish Council", here)) is not None


def test_a_failing_install_fails_only_those_it_serves(source, server, areas, make_authority, quick):
    server.fault = Fault.SERVER_ERROR
    with ModernGovServer(server.councils) as well:
        installs = [Install(DISTRICT, server.base_url, "A"), Install(OTHER, well.base_url, "B")]
        directory = source.directory(installs, allow_insecure=True, limits=quick)
        with pytest.raises(SourceUnavailableError):
            directory.contact_for(make_authority("x", areas[0]))
        assert directory.contact_for(make_authority(server.councils[0].title, district=OTHER)) is not None


def test_a_table_is_opened_and_its_choices_reach_the_source(source, tmp_path, server, row, make_authority):
    directory = source.open_directory(
        table(tmp_path, row), allow_insecure=True, include_name=True, include_postal=True
    )
    authority = make_authority(server.councils[0].title)
    found = directory.contact_for(authority)
    assert found.name == server.councils[0].clerk_name
    assert found.postal_address.endswith(server.councils[0].postcode)
    directory.close()
    directory.contact_for(authority)
    assert len(server.requests) == 2


def test_the_installed_table_knows_west_berkshire_and_only_calls_over_tls():
    installs = {
        install.district: install
        for install in read_installs(
            None, today=datetime(2026, 11, 21, tzinfo=UTC).date(), allow_insecure=False
        )
    }
    assert installs["E06000037"].base_url == "http://decisionmaking.westberks.gov.uk"
    assert len(installs) > 290
    with Directory.open() as directory:
        source = directory._source(installs["E06000037"])
    assert (
        repr(source) == "<ModernGov https://decisionmaking.westberks.gov.uk/mgWebService.asmx for E06000037>"
    )


def test_rows_out_of_use_are_left_out(tmp_path, row):
    ended, disabled = [*row[:4], "2026-03-31"], [row[0], row[1], row[2], "True", ""]
    lasting, uncoded = [OTHER, *row[1:4], "2027-03-31"], ["", *row[1:]]
    path = table(tmp_path, ended, disabled, uncoded, lasting)
    today = datetime(2026, 11, 21, tzinfo=UTC).date()
    assert [found.district for found in read_installs(path, today=today, allow_insecure=True)] == [OTHER]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("base_url", ""),
        ("base_url", "sampleshire.example.gov.uk"),
        ("base_url", "https://clerk:hunter2@sampleshire.example.gov.uk"),
        ("base_url", "http://127.0.0.1:80"),
        ("disabled", "perhaps"),
        ("end_date", "31/03/2023"),
        ("name", ""),
        ("name", "Sample\x1b[2Jshire"),
        ("end_date", "1238544000"),
        ("gss", "Sampleshire"),
    ],
)
def test_a_mistake_in_a_table_is_named_by_line_and_column(source, tmp_path, column, value):
    good = [OTHER, "Othershire", "https://othershire.example.gov.uk", "False", ""]
    bad = dict(
        zip(COLUMNS, [DISTRICT, "Sampleshire", "https://sampleshire.example.gov.uk", "", ""], strict=True)
    )
    path = table(tmp_path, good, (bad | {column: value}).values())
    with pytest.raises(BodiesError, match=rf"installs\.csv:3 {column}: ") as caught:
        source.open_directory(path)
    assert (caught.value.line, caught.value.column) == (3, column)
    assert "hunter2" not in repr(caught.value)


def test_a_district_listed_twice_is_a_mistake(source, tmp_path, row):
    with pytest.raises(BodiesError, match=r"installs\.csv:3 gss: line 2"):
        source.open_directory(table(tmp_path, row, row), allow_insecure=True)
    with pytest.raises(InputError, match="installs"):
        source.directory(
            [Install(DISTRICT, "https://a.example", "A"), Install(DISTRICT, "https://b.example", "B")]
        )


def test_an_install_that_cannot_be_called_is_refused_before_it_is_used(source):
    with pytest.raises(InputError, match="base_url"):
        source.directory([Install(DISTRICT, "http://127.0.0.1:8080", "Sampleshire")])


def test_a_choice_that_does_not_exist_is_refused_at_once(source):
    with pytest.raises(TypeError, match="include_names"):
        source.directory([], include_names=True)


def test_threads_share_one_source_per_district(server, areas, make_authority):
    directory = Directory([Install(DISTRICT, server.base_url, "Sampleshire")], allow_insecure=True)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(directory.contact_for, [make_authority(server.councils[0].title)] * 32))
    assert {contact.email for contact in found} == {server.councils[0].email}
