"""Surveying many districts in one run: politely, and whatever some of the services do."""

import itertools
import threading
import time
from contextlib import ExitStack
from dataclasses import replace

import pytest

from routekit.contacts import Choices, Hooks, Install, Limits, Surveyor, findings
from routekit.errors import InputError
from routekit.model import Area, Authority
from routekit.testing import Answer, Fault, ModernGovServer, Pages, dirty_councils, sample_councils

PAUSE_S = 0.12
LIMITS = Limits(deadline_s=5, attempts=1)


def district_of(number):
    return f"E06998{number:03}"


def areas_of(district, names=("Ashsample", "Overmade", "Undermade")):
    start = int(district[-3:]) * 10
    return [
        Area(code=f"E04{980_000 + start + n}", name=name, kind="parish", district=district)
        for n, name in enumerate(names)
    ]


def authorities_of(district):
    return [
        Authority(
            id=f"parish-council:{area.code}",
            name=f"{area.name} Parish Council",
            kind="parish-council",
            areas=(area.code,),
            district=district,
        )
        for area in areas_of(district)
    ]


def surveyor(**choices):
    chosen = Choices(limits=LIMITS, allow_insecure=True, **choices.pop("choices", {}))
    return Surveyor(
        areas_of=areas_of, authorities_of=authorities_of, choices=chosen, **{"pause_s": 0, **choices}
    )


@pytest.fixture
def serve():
    """Serve a district, by default all of its parishes."""
    with ExitStack() as stack:

        def serving(number, *, fault=None, councils=None, **site):
            district = district_of(number)
            server = ModernGovServer(
                sample_councils(areas_of(district)) if councils is None else councils, **site
            )
            server.fault = fault
            stack.enter_context(server)
            return Install(district, server.base_url, f"District {number}"), server

        yield serving


def test_a_score_of_services_is_asked_one_thing_at_a_time_each_with_a_pause(serve):
    sites = [
        serve(number, pages=Pages(shown={"index"}), protocols=[] if number % 2 else {"GET"})
        for number in range(20)
    ]
    began = time.monotonic()
    found = list(surveyor(pause_s=PAUSE_S, at_once=8).surveys(install for install, _ in sites))
    took = time.monotonic() - began
    assert sorted(each.district for each in found) == [district_of(number) for number in range(20)]
    assert {each.status for each in found} == {"listed"}
    alone = 0.0
    for number, (_, server) in enumerate(sites):
        assert len(server.requests) == (7 if number % 2 else 1)
        for earlier, later in itertools.pairwise(server.requests):
            assert earlier.until is not None
            assert later.at - earlier.until >= PAUSE_S * 0.9, "one at a time, and a pause between"
            alone += PAUSE_S
    assert took < alone, "but several hosts at once"


def test_districts_that_share_a_host_wait_for_each_other(serve):
    install, server = serve(1)
    shared = [Install(district_of(number), f"{server.base_url}/", "shared") for number in (2, 3)]
    found = list(surveyor(pause_s=PAUSE_S).surveys([install, *shared]))
    assert len(found) == len(server.requests) == 3
    for earlier, later in itertools.pairwise(server.requests):
        assert later.at - earlier.until >= PAUSE_S * 0.9


def test_no_more_hosts_than_allowed_are_asked_at_once(serve):
    sites = [serve(number, fault=Fault.SLOW, lasting_s=0.3) for number in range(6)]
    list(surveyor(at_once=2).surveys(install for install, _ in sites))
    spans = [(request.at, request.until) for _, server in sites for request in server.requests]
    assert len(spans) == 6
    assert all(sum(begin <= moment < end for begin, end in spans) <= 2 for moment, _ in spans)


def test_a_name_in_two_districts_of_a_shared_service_is_certain_for_neither(serve):
    install, server = serve(1)
    known = (install, Install(district_of(2), server.base_url, "other"))
    (found,) = surveyor(known=known).surveys([install])
    assert [each.council for each in found.found] == [None, None, None]
    assert {each.title for each in found.unmatched} == {council.title for council in server.councils}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.REFUSED, "unavailable"),
        (Fault.FORBIDDEN, "blocked"),
        (Fault.REDIRECT, "moved"),
        (Fault.NOT_FOUND, "gone"),
        (Fault.HTML, "unreadable"),
        (Fault.NO_COUNCILS, "empty"),
        (None, "listed"),
    ],
)
def test_whatever_a_service_does_is_a_survey_that_says_so(serve, fault, status):
    install, _ = serve(1, fault=fault)
    (survey,) = surveyor().surveys([install])
    assert survey.status == status
    assert survey.answered == (status in {"listed", "empty"})
    assert bool(survey.detail) != survey.answered
    kinds = {(found.kind, found.severity) for found in findings(survey, had=3)}
    assert (("service", "error") in kinds) == (not survey.answered)
    assert (("lists-nothing", "error") in kinds) == (status == "empty")


def test_one_that_fails_leaves_the_others_alone(serve):
    sites = [serve(number, fault=Fault.SERVER_ERROR if number == 1 else None) for number in range(3)]
    found = {each.district: each.status for each in surveyor().surveys(install for install, _ in sites)}
    assert found == {district_of(0): "listed", district_of(1): "unavailable", district_of(2): "listed"}


def test_what_is_found_is_who_is_who_and_what_is_missing(serve):
    first, second, third = sample_councils(areas_of(district_of(1)))
    councils = [
        replace(first, email="jo@gmail.com"),
        replace(second, title="Overmaed Parish Council"),
        replace(third, email=first.email, telephone="tba"),
    ]
    install, _ = serve(1, councils=councils)
    (survey,) = surveyor().surveys([install])
    assert [each.contact is not None for each in survey.found] == [True, False, True]
    assert survey.found[0].council.evidence == "called like E04980010, Ashsample"
    (unmatched,) = survey.unmatched
    assert (unmatched.suggestion, unmatched.suggested_name) == ("E04980011", "Overmade")
    said = {found.kind: found.what for found in findings(survey)}
    assert said["unmatched"].startswith(
        "Overmaed Parish Council is no area's for certain; E04980011, Overmade,"
    )
    assert said["missing"] == "Overmade Parish Council is not listed"
    assert said["personal"] == "Ashsample Parish Council has a mailbox that looks like a person's own"
    assert said["dirty"] == "Undermade Parish Council has fields that are not as they should be: phone"
    assert "gmail" not in repr(survey)


def test_an_area_that_has_its_council_is_not_suggested_for_another(serve):
    councils = sample_councils(areas_of(district_of(1)))
    install, _ = serve(1, councils=[*councils, replace(councils[0], id="99", title="Ashsampel PC")])
    (survey,) = surveyor().surveys([install])
    assert [(each.title, each.suggestion) for each in survey.unmatched] == [("Ashsampel PC", None)]


def test_an_override_settles_what_no_name_does(serve):
    install, server = serve(
        1, councils=[replace(sample_councils(areas_of(district_of(1)))[0], title="Vale PC")]
    )
    overrides = {district_of(1): {server.councils[0].id: ("E04980012",)}}
    (survey,) = surveyor(choices={"overrides": overrides}).surveys([install])
    assert survey.unmatched == ()
    assert survey.found[2].council.method == "override"
    assert survey.found[2].contact.email == server.councils[0].email


def test_unknown_elements_and_one_clerk_for_several_are_noted(serve):
    councils = [
        replace(each, email="clerk@vale.example.gov.uk") for each in sample_councils(areas_of(district_of(1)))
    ]
    install, server = serve(1, councils=councils)
    xml = (
        b"<parishcouncils><parishcouncil><parishcouncilid>1</parishcouncilid><title>Ashsample PC</title>"
        b"<email>clerk@a.example.gov.uk</email><faxmachine>none</faxmachine></parishcouncil></parishcouncils>"
    )
    (survey,) = surveyor().surveys([install])
    shared = [found.what for found in findings(survey) if found.kind == "shared-mailbox"]
    assert shared == [
        "one mailbox is that of Ashsample Parish Council, Overmade Parish Council, Undermade Parish Council"
    ]
    server.fault = Answer(body=xml)
    (survey,) = surveyor().surveys([install])
    assert [found.what for found in findings(survey) if found.kind == "unread"] == [
        "element faxmachine of 1 councils is not known, and nothing is taken from it"
    ]


def test_a_service_that_only_its_pages_stand_in_for_is_noted(serve):
    install, server = serve(1, protocols=[])
    (survey,) = surveyor().surveys([install])
    assert [(found.severity, found.what) for found in findings(survey) if found.kind == "by-pages"] == [
        ("note", "answers by mgParishCouncilDetailsList.aspx only: its web service is off or refuses us")
    ]
    server.spoil("pages", Fault.FORBIDDEN)
    (survey,) = surveyor().surveys([install])
    assert survey.status == "unreadable"


def test_whoever_stops_early_leaves_no_thread_and_asks_no_more(serve):
    sites = [serve(number) for number in range(4)]
    surveys = surveyor(at_once=1, pause_s=0).surveys(install for install, _ in sites)
    next(surveys)
    surveys.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("routekit-survey")]
    asked = sum(len(server.requests) for _, server in sites)
    time.sleep(0.1)
    assert sum(len(server.requests) for _, server in sites) == asked < 4


def test_dirt_never_stops_a_survey(serve):
    district = district_of(1)
    install, _ = serve(1, councils=dirty_councils(sample_councils(areas_of(district) * 6)))
    (survey,) = surveyor().surveys([install])
    assert survey.status == "listed"


def test_a_survey_that_cannot_be_is_refused_before_anybody_is_asked(serve):
    install, server = serve(1)
    secure = Surveyor(areas_of=areas_of, authorities_of=authorities_of)
    with pytest.raises(InputError, match="base_url"):
        list(secure.surveys([install]))
    for field, wrong in (("pause_s", -1), ("pause_s", 61), ("at_once", 0), ("at_once", 33)):
        with pytest.raises(InputError, match=field):
            surveyor(**{field: wrong})
    assert server.requests == ()


def test_a_survey_uses_every_choice_of_its_surveyor():
    opened = []
    with ModernGovServer() as server:
        server.fault = Fault.SERVER_ERROR
        choices = Choices(limits=LIMITS, allow_insecure=True, hooks=Hooks(on_open=opened.append))
        surveyor = Surveyor(areas_of=areas_of, authorities_of=authorities_of, choices=choices, pause_s=0)
        installs = [Install(district_of(n), server.base_url, "Sample") for n in range(6)]
        assert [each.answered for each in surveyor.surveys(installs)] == [False] * 6
    assert [each.failures for each in opened] == [5]
