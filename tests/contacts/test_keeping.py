"""How old a list is, by two clocks of which either may be put back or forward."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts import Cache, Keeping
from routekit.contacts.keeping import Moment, in_utc, seconds_between, this_start
from routekit.errors import InputError

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY, YEAR = 3600, 86_400, 365 * 86_400
SECONDS = st.floats(0, 20 * DAY)
JUMPS = st.sampled_from((0, 0, -1, 1, HOUR, -HOUR, DAY, -DAY, YEAR, -YEAR))


def moment(seconds, elapsed_s=0.0, boot="a"):
    return Moment(NOW + timedelta(seconds=seconds), boot, elapsed_s)


@pytest.mark.parametrize(
    ("seconds", "age"),
    [
        (0, "fresh"),
        (HOUR - 1, "fresh"),
        (HOUR, "due"),
        (DAY - 1, "due"),
        (DAY, "old"),
        (7 * DAY - 1, "old"),
        (7 * DAY, "gone"),
        (YEAR, "gone"),
    ],
)
def test_a_list_is_fresh_for_an_hour_due_for_a_day_old_for_a_week_and_then_gone(seconds, age):
    assert Keeping().age_of(moment(0), moment(seconds, seconds), fresh_s=HOUR) == age
    assert Keeping().age_of(moment(0), moment(seconds, boot="another"), fresh_s=HOUR) == age


@settings(deadline=None)
@given(true_age=SECONDS, jump=JUMPS)
def test_while_the_machine_runs_no_jump_of_the_date_makes_a_list_younger_than_it_is(true_age, jump):
    age_s = seconds_between(moment(0), moment(true_age + jump, true_age))
    assert age_s is not None
    assert age_s >= true_age - 1e-3  # a date holds whole microseconds
    assert age_s >= 0


@settings(deadline=None)
@given(date_says=st.floats(-YEAR, YEAR), machine_says=st.floats(-YEAR, YEAR), same=st.booleans())
def test_an_age_is_never_negative(date_says, machine_says, same):
    now = moment(date_says, machine_says, "a" if same else "b")
    age_s = seconds_between(moment(0), now)
    assert age_s is None or age_s >= 0
    if age_s is None:
        assert Keeping().age_of(moment(0), now, fresh_s=HOUR) == "gone"


def test_a_list_from_the_future_of_an_earlier_start_is_gone():
    assert Keeping().age_of(moment(10), moment(0, boot="another"), fresh_s=HOUR) == "gone"


def test_an_hour_is_an_hour_in_every_hour_of_twenty_years_of_summer_time():
    london = ZoneInfo("Europe/London")
    first = datetime(2020, 1, 1, tzinfo=UTC)
    for hour in range(0, 20 * 366 * 24, 1):
        then = first + timedelta(hours=hour)
        if then.month in {3, 10} and then.day > 24:
            before, after = (in_utc(each.astimezone(london)) for each in (then, then + timedelta(hours=1)))
            assert seconds_between(Moment(before, "a", 0), Moment(after, "b", 0)) == HOUR


def test_the_zone_of_the_callers_clock_makes_no_difference():
    # Wall clocks show 01:30 twice that night; within one zone Python would say that no time has passed.
    london = ZoneInfo("Europe/London")
    first = datetime(2026, 10, 25, 1, 30, tzinfo=london, fold=0)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=london, fold=1)
    cache = Cache(elapsed=lambda: 0.0)
    assert seconds_between(cache.moment(first), cache.moment(second)) == HOUR


def test_the_start_of_the_machine_has_one_name_and_another_is_made_up_where_none_is_known(
    monkeypatch, tmp_path
):
    assert this_start() == this_start()
    monkeypatch.setattr("routekit.contacts.keeping.BOOT_ID", tmp_path / "none")
    assert this_start() != this_start()


@pytest.mark.parametrize("field", ["refresh_s", "stale_s", "pause_s"])
@pytest.mark.parametrize("value", [-1, math.nan, math.inf, "3600", None, True])
def test_a_number_of_seconds_that_cannot_be_is_refused(field, value):
    with pytest.raises(InputError, match=field):
        Keeping(**{field: value})
