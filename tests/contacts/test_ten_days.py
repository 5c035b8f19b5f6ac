"""Ten days of services that come and go, played from a seed: the same days again, and what must hold."""

import pytest
import ten_days

PLAYED = {"tasks": ten_days.played_by_tasks, "one by one": ten_days.played_one_by_one}


@pytest.fixture(scope="module", params=PLAYED)
def played(request):
    play = PLAYED[request.param]
    return play, play(1, mean_s=240.0)


def test_ten_days_replay_exactly_from_a_seed_and_another_seed_is_other_days(played):
    play, first = played
    assert "\n".join(play(1, mean_s=240.0).log).encode() == "\n".join(first.log).encode()
    assert play(2, days=1).log[:50] != first.log[:50]


def test_the_days_have_everything_in_them(played):
    play, first = played
    log = "\n".join(first.log)
    for word in ("given", "retries", "opens", "closes", "was not asked", "source-blocked", "did not answer"):
        assert word in log, word
    assert all(word in log for word in ("impatient",) if play is ten_days.played_by_tasks)
    assert first.probes > 20


def test_a_host_is_asked_far_less_than_it_is_wanted(played):
    _, first = played
    assert sum(first.attempts.values()) < sum(first.calls.values()) / 2
