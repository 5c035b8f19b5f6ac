"""Decisions and contacts in words."""

from datetime import date

import click
import pytest

from routekit.cli import show
from routekit.cli.show import show_referral
from routekit.model import (
    Area,
    Ask,
    Authority,
    Because,
    Candidate,
    Contact,
    EditionRef,
    Option,
    PackRef,
    Provenance,
    Question,
    Reason,
    Referral,
    Routed,
    RouteWarning,
    Unrouted,
)

STEP = {
    "transaction": "report-grass",
    "on": date(2026, 4, 1),
    "pack": PackRef(transaction="report-grass", version="1.0.0", sha256="0" * 64),
    "edition": EditionRef(name="tiny-2026-01", date=date(2026, 1, 1), sha256="1" * 64),
}
ASH = Area(code="W04999001", name="Ashsample", name_cy="Onnen", kind="community", district="W06999001")
ELM = Area(code="W04999002", name="Elmsample", kind="community", district="W06999001")
BECAUSE = Because(reasons=(Reason(row="G1", why="It is grass."),), area=ASH)
COUNCIL = Authority(id="W06999001", name="Sample Council", kind="principal-council")
CLERK = Contact(
    authority="W04999001",
    organisation="Ash Community Council",
    role="Clerk",
    email="a.person@example.gov.uk",
    looks_personal=True,
    provenance=Provenance(source="made up"),
)
DUTY = CLERK.model_copy(update={"organisation": "Sample Council", "role": "Enquiries"})


def show_decision(decision):
    return click.unstyle(show.show_decision(decision))


def show_briefly(decision):
    return click.unstyle(show.show_briefly(decision))


def routed(**more):
    because = more.pop("because", BECAUSE)
    return Routed(
        authority=COUNCIL, role="grass_authority", outcome="council", say="They cut it.",
        because=because, **STEP, **more,
    )  # fmt: skip


def place(**more):
    options = (Option(id=ASH.code, text=ASH.name), Option(id="outside", text="None of these"))
    return Ask(
        question=Question(id="place", text="Which of these is it in?", options=options), **STEP, **more
    )


def referral(status, contact=CLERK):
    return Referral(decision=routed(), contact=contact, contact_status=status, fallback_contact=DUTY)


@pytest.mark.parametrize("status", ["unavailable", "blocked", "none-published"])
def test_without_a_contact_the_one_with_the_duty_is_shown(status):
    assert "fallback contact:\n    Sample Council, Enquiries" in show_referral(referral(status, None))


@pytest.mark.parametrize("status", ["fresh", "stale"])
def test_with_a_contact_the_one_with_the_duty_is_not_shown(status):
    shown = show_referral(referral(status))
    assert "Ash Community Council, Clerk" in shown
    assert "fallback" not in shown


def test_a_mailbox_that_looks_personal_is_said_to_look_so():
    assert "careful: the mailbox looks like a person's own" in show_referral(referral("fresh"))
    plain = CLERK.model_copy(update={"looks_personal": False})
    assert "careful" not in show_referral(referral("fresh", plain))


def test_a_fallback_that_was_taken_is_said_to_be_one():
    said = "nobody holds the role the rules name, so the body with the duty has it"
    taken = BECAUSE.model_copy(update={"fallback_taken": True})
    assert said in " ".join(show_decision(routed(because=taken)).split())
    assert "fallback" not in show_decision(routed())


def test_nobody_in_the_role_still_says_why():
    reason = {"reason": "no-responsible-authority", "detail": "nobody is recorded", **STEP}
    shown = show_decision(Unrouted(because=BECAUSE, **reason))
    assert shown.startswith("✗ no-responsible-authority\n  nobody is recorded\n")
    assert "because (G1): It is grass." in shown
    assert "because" not in show_decision(Unrouted(**reason))


def test_an_emergency_gives_the_number_to_call():
    shown = show_decision(Unrouted(reason="emergency", detail="There is danger.", call="999", **STEP))
    assert "  call 999\n" in shown


def test_an_area_has_its_welsh_name_unless_that_is_the_same():
    assert "area: Ashsample / Onnen (W04999001)" in show_decision(routed())
    same = BECAUSE.model_copy(update={"area": ELM.model_copy(update={"name_cy": "Elmsample"})})
    assert "area: Elmsample (W04999002)" in show_decision(routed(because=same))


def test_other_areas_are_those_with_the_same_result():
    candidates = tuple(Candidate(area=area, share=1.0, distance_m=0.0) for area in (ASH, ELM))
    shown = show_decision(routed(because=BECAUSE.model_copy(update={"candidates": candidates})))
    assert "  or in Elmsample (W04999002), with the same result\n" in shown


def test_none_of_these_says_what_it_is_outside_of():
    assert "--answer place=outside  None of these: outside tiny-2026-01\n" in show_decision(place())
    assert "--answer place=W04999001  Ashsample\n" in show_decision(place())


def test_an_option_called_outside_of_another_question_is_left_alone():
    options = (Option(id="outside", text="Out of doors"),)
    asked = Ask(question=Question(id="where", text="Where?", options=options), **STEP)
    assert "--answer where=outside  Out of doors\n" in show_decision(asked)


def test_in_brief_a_decision_is_who_where_why_and_the_codes_of_its_warnings():
    warnings = tuple(RouteWarning(code="not-checked", detail=each) for each in ("one", "another"))
    assert show_briefly(routed(warnings=warnings)).splitlines() == [
        "→ Sample Council  (W06999001)",
        "  area: Ashsample / Onnen (W04999001)",
        "  because (G1): It is grass.",
        "  careful: not-checked",
    ]
    assert show_briefly(place()).splitlines() == [
        "? Which of these is it in?",
        "  Ashsample, None of these: outside tiny-2026-01",
    ]
    nowhere = Unrouted(reason="outside-coverage", detail="not covered", **STEP)
    assert show_briefly(nowhere).splitlines() == ["✗ outside-coverage", "  not covered"]
