"""Limits on one exchange."""

import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts import Limits
from routekit.contacts.guard import Deadline, pause, retry_after
from routekit.contacts.origin import Origin
from routekit.errors import InputError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORIGIN = Origin("council.example", "https://council.example/mgWebService.asmx")


@pytest.mark.parametrize("field", ["deadline_s", "connect_s", "keep_s"])
@pytest.mark.parametrize("value", [-1, math.nan, math.inf, "3", None, True])
def test_a_time_that_cannot_be_is_refused_by_name(field, value):
    with pytest.raises(InputError, match=field):
        Limits(**{field: value})


@pytest.mark.parametrize("field", ["body_bytes", "header_bytes", "attempts"])
@pytest.mark.parametrize("value", [0, -1, 1.5, "3", None, True])
def test_a_count_that_cannot_be_is_refused_by_name(field, value):
    with pytest.raises(InputError, match=field):
        Limits(**{field: value})


def test_a_deadline_is_from_a_millisecond_to_an_hour_and_keeping_from_nothing_to_for_ever():
    assert (Limits(keep_s=0).keep_s, Limits(keep_s=1e300).keep_s) == (0, 1e300)
    for seconds in (0, 0.0001, 3601, 1e300):
        with pytest.raises(InputError, match="deadline_s"):
            Limits(deadline_s=seconds)


def test_a_deadline_never_has_less_than_nothing_left():
    ticks = iter([10.0, 11.0, 14.0])
    deadline = Deadline(3, clock=lambda: next(ticks))
    assert (deadline.remaining(), deadline.remaining()) == (2.0, 0.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("1000000000", 1e9),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), 0),
        ("Sat, 21 Nov 2026 12:00:30", 30),
        *(
            (nonsense, None)
            for nonsense in (None, "", "-1", "1.5", "soon", "\u0663", "Sat, 99 Nov", "9" * 5000)
        ),
        ("Sat, 21 Nov 2026 12:00:30 +9999999999999999999999", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_or_nothing(header, seconds):
    assert retry_after(header, NOW) == seconds


@settings(deadline=None)
@given(
    st.text(max_size=70) | st.from_regex(r"[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d+:\d+:\d+ [+-]?\d*")
)
def test_any_retry_after_is_read_or_ignored(header):
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds < math.inf


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_whole_seconds_of_retry_after_are_read_as_they_stand(seconds):
    assert retry_after(str(seconds), NOW) == seconds
    assert retry_after(f"-{seconds}", NOW) is None


@settings(deadline=None)
@given(st.integers(-2_000_000_000, 200_000_000_000))
def test_a_date_of_retry_after_is_the_time_until_then_and_never_negative(ahead):
    moment = NOW + timedelta(seconds=ahead)
    seconds = retry_after(format_datetime(moment, usegmt=True), NOW)
    assert seconds == max(0.0, float(ahead))


def after(seconds):
    return ORIGIN.unavailable("failed", retry_after=seconds, passing=True)


@pytest.mark.parametrize(
    ("error", "left", "wait"),
    [
        (after(None), 3.0, 0.1),
        (after(None), 0.2, None),
        (after(0.0), 3.0, 0.0),
        (after(1.5), 3.0, 1.5),
        (after(1.5), 1.0, None),
        (after(2.5), 9.0, None),
        (ORIGIN.unavailable("failed"), 3.0, None),
        (ORIGIN.blocked("refuses", retry_after=1.0), 3.0, None),
        (ORIGIN.unreadable("sent nonsense"), 3.0, None),
        (KeyboardInterrupt(), 3.0, None),
    ],
)
def test_only_what_may_pass_is_tried_again_and_only_in_time(error, left, wait):
    assert pause(error, 1, left, 0.5) == wait


def test_pauses_are_jittered_from_nothing_to_twice_as_much_each_time_and_two_seconds_at_most():
    error = after(None)
    assert [pause(error, attempts, 9.0, 1.0) for attempts in range(1, 6)] == [0.2, 0.4, 0.8, 1.6, 2.0]
    assert pause(error, 3, 9.0, 0.0) == 0.0
