"""Ten scripted days of a source that comes and goes, on jumping clocks: they replay from their seed."""

import pytest
from cache_days import Days


@pytest.mark.parametrize("seed", range(12))
def test_ten_days_replay_from_their_seed_and_never_give_what_is_too_old_or_falsely_fresh(tmp_path, seed):
    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    told, said, tries = Days(seed, first).run()
    assert (told, said, tries) == Days(seed, again).run()
    answers = [answer for what, answer in told if what == "ask"]
    assert len(answers) > 20
    failures = [kind for kind, _ in said]
    assert set(failures) <= {"refresh-failed", "gave-stale"}
