"""What is asked of a site, one request after another: its web service, then its pages."""

import itertools
import time

import pytest

from routekit.contacts import Limits
from routekit.contacts.conversation import MOST_PAGES
from routekit.errors import SourceBlockedError, SourceError, SourceResponseError, SourceUnavailableError
from routekit.testing import (
    Answer,
    Fault,
    ModernGovServer,
    Pages,
    PageShape,
    ParishCouncilRecord,
    sample_councils,
)

LIST, INDEX = "mgParishCouncilDetailsList.aspx", "mgParishCouncilDetails.aspx"
OFF = [Fault.NOT_FOUND, Fault.FORBIDDEN, Fault.HTML, Fault.SERVER_ERROR, Fault.SCRIPT_REDIRECT, Fault.CUT_XML]


def asked(server):
    return [request.path.rpartition("/")[2] for request in server.requests]


@pytest.fixture
def councils(areas):
    return sample_councils(areas)


@pytest.mark.parametrize("fault", OFF)
@pytest.mark.parametrize("path", ["", "/moderngov", "/Committee/modern.gov"])
def test_where_the_service_is_off_the_list_page_answers(source, councils, areas, fault, path):
    with ModernGovServer(councils, path=path) as server:
        server.spoil("service", fault)
        found = source.modern_gov(server.base_url + "/", areas=areas).councils()
        assert asked(server) == ["GetParishCouncils", LIST]
        assert {request.path.startswith(f"{path}/mg") for request in server.requests} == {True}
    assert [each.email for each in found] == [council.email for council in councils]
    assert [each.areas for each in found] == [(area.code,) for area in areas]
    assert {each.provenance.source for each in found} == {f"Modern.Gov {LIST}"}
    assert found[0].provenance.url == f"{server_url(found)}/{LIST}"


def server_url(found):
    return found[0].provenance.url.rpartition("/")[0]


@pytest.mark.parametrize("shape", PageShape)
def test_where_there_is_no_list_page_the_index_and_its_pages_answer(source, councils, areas, shape):
    pages = Pages(shown={"index"}, shape=shape, cloudflare=True)
    with ModernGovServer(councils, pages=pages) as server:
        server.spoil("service", Fault.NOT_FOUND)
        found = source.modern_gov(server.base_url, areas=areas).councils()
        assert asked(server) == ["GetParishCouncils", LIST, *[INDEX] * (1 + len(councils))]
    assert [(each.id, each.email) for each in found] == [(council.id, council.email) for council in councils]


def test_get_then_soap_then_the_pages(source, councils):
    with ModernGovServer(councils, protocols=[]) as server:
        assert len(source.modern_gov(server.base_url).councils()) == len(councils)
        assert [request.protocol for request in server.requests] == ["GET", "SOAP", None]


def test_blocked_pages_do_not_matter_while_the_service_answers(source, councils):
    with ModernGovServer(councils) as server:
        server.spoil("pages", Fault.FORBIDDEN)
        assert len(source.modern_gov(server.base_url).councils()) == len(councils)
        assert asked(server) == ["GetParishCouncils"]


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ((Fault.FORBIDDEN, Fault.FORBIDDEN), SourceBlockedError),
        ((Fault.FORBIDDEN, Fault.NOT_FOUND), SourceBlockedError),
        ((Fault.NOT_FOUND, Fault.FORBIDDEN), SourceResponseError),
        ((Fault.HTML, Fault.HTML), SourceResponseError),
        ((Fault.NOT_FOUND, Fault.NO_COUNCILS), SourceResponseError),
    ],
)
def test_where_nothing_answers_the_error_is_that_of_the_service(source, councils, quick, faults, error):
    with ModernGovServer(councils) as server:
        server.spoil("service", faults[0])
        server.spoil("pages", faults[1])
        with pytest.raises(error) as caught:
            source.modern_gov(server.base_url, limits=quick).councils()
        assert caught.value.url.endswith("mgWebService.asmx")
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    "fault",
    [Fault.RATE_LIMITED, Fault.UNAVAILABLE, Fault.REDIRECT, Fault.TRUNCATED, Fault.RESET, Answer(status=502)],
)
def test_a_site_that_is_unwell_elsewhere_or_asks_us_to_wait_is_left_alone(source, councils, quick, fault):
    with ModernGovServer(councils) as server:
        server.spoil("service", fault)
        with pytest.raises(SourceError):
            source.modern_gov(server.base_url, limits=quick).councils()
        assert asked(server) == ["GetParishCouncils"]


def test_where_the_list_page_asks_us_to_wait_the_index_is_not_asked(source, councils, quick):
    with ModernGovServer(councils) as server:
        server.script(Answer(status=404), Answer(status=429, headers=(("Retry-After", "60"),)))
        with pytest.raises(SourceResponseError):
            source.modern_gov(server.base_url, limits=quick).councils()
        assert asked(server) == ["GetParishCouncils", LIST]


def test_a_list_with_nothing_in_it_is_an_answer_and_no_page_is_asked(source):
    with ModernGovServer() as server:
        assert source.modern_gov(server.base_url).councils() == ()
        assert asked(server) == ["GetParishCouncils"]


def test_a_page_about_one_council_that_is_gone_leaves_its_title(source, councils, areas):
    with ModernGovServer(councils, pages=Pages(shown={"index"})) as server:
        server.script(Fault.NOT_FOUND, Fault.NOT_FOUND, None, Fault.NOT_FOUND)
        found = source.modern_gov(server.base_url, areas=areas).councils()
    assert (found[0].title, found[0].areas, found[0].email) == (councils[0].title, (areas[0].code,), None)
    assert [each.email for each in found[1:]] == [council.email for council in councils[1:]]


@pytest.mark.parametrize("fault", [Fault.FORBIDDEN, Fault.HTML, Fault.TRUNCATED, Fault.SERVER_ERROR])
def test_a_page_about_one_council_that_fails_fails_the_list(source, councils, quick, fault):
    with ModernGovServer(councils, pages=Pages(shown={"index"})) as server:
        server.script(Fault.NOT_FOUND, Fault.NOT_FOUND, None, None, fault)
        with pytest.raises(SourceResponseError):
            source.modern_gov(server.base_url, limits=quick).councils()


def test_more_pages_than_are_bearable_are_not_asked_for(source):
    many = [ParishCouncilRecord(id=str(n), title=f"Over {n} PC") for n in range(MOST_PAGES + 1)]
    with ModernGovServer(many, pages=Pages(shown={"index"})) as server:
        server.spoil("service", Fault.NOT_FOUND)
        with pytest.raises(SourceResponseError):
            source.modern_gov(server.base_url).councils()
        assert len(server.requests) == 3


def test_the_deadline_holds_over_the_service_and_every_page(source, councils):
    limits = Limits(deadline_s=0.6)
    with ModernGovServer(councils, pages=Pages(shown={"index"})) as server:
        server.script(Fault.NOT_FOUND, Fault.NOT_FOUND, None, None, Fault.DRIP)
        began = time.monotonic()
        with pytest.raises((SourceResponseError, SourceUnavailableError)):
            source.modern_gov(server.base_url, limits=limits).councils()
        assert time.monotonic() - began < limits.deadline_s + 0.6


def test_a_pause_is_kept_between_two_requests(source, councils):
    pause_s = 0.15
    began = time.monotonic()
    with ModernGovServer(councils[:2], pages=Pages(shown={"index"})) as server:
        server.spoil("service", Fault.NOT_FOUND)
        found = source.modern_gov(server.base_url, pause_s=pause_s, limits=Limits(deadline_s=20)).councils()
        times = [request.at for request in server.requests]
    assert len(found) == 2
    assert time.monotonic() - began >= 4 * pause_s
    assert all(later - earlier >= pause_s for earlier, later in itertools.pairwise(times))
