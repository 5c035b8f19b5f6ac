"""The retry budget of one host."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts.budget import RetryBudget


@settings(deadline=None)
@given(st.lists(st.sampled_from(["request", "retry"]), max_size=400))
def test_there_is_one_retry_to_ten_requests_beyond_the_first_two_whatever_the_order(wishes):
    budget, requests, retries = RetryBudget(), 0, 0
    for wish in wishes:
        if wish == "request":
            budget.earn()
            requests += 1
        else:
            retries += budget.spend()
            assert retries <= max(2, requests / 10)


def test_a_hundred_thousand_requests_that_all_fail_cost_a_tenth_more():
    budget, retries = RetryBudget(), 0
    for _ in range(100_000):
        budget.earn()
        retries += budget.spend() + budget.spend()
    assert retries == 10_000


def test_ten_retries_are_saved_up_at_most():
    budget = RetryBudget()
    for _ in range(100_000):
        budget.earn()
    assert [budget.spend() for _ in range(12)] == [True] * 10 + [False] * 2
