"""When a host is left alone, and when it is tried."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts.breaker import Breaker, Rest, Turn

LONGEST_S = 3.0


class Story:
    """A breaker with a clock, for tests that tell what happened to a host."""

    def __init__(self):
        self.breaker, self.now = Breaker(), 1000.0

    def enter(self):
        return self.breaker.enter(self.now, LONGEST_S)

    def fail(self, turn=None, *, hold_s=0.0, blocked=False, jitter=0.0):
        turn = turn or self.enter()
        return self.breaker.fail(turn, self.now, hold_s=hold_s, blocked=blocked, jitter=jitter)

    def succeed(self, turn=None):
        return self.breaker.succeed(turn or self.enter(), self.now)

    def open(self):
        return [self.fail() for _ in range(5)][-1]


def test_the_fifth_failure_in_a_row_opens_it_for_thirty_seconds():
    story = Story()
    assert [story.fail() for _ in range(4)] == [None] * 4
    assert story.fail() == Rest(wait_s=30, failures=5, blocked=False, again=False)
    story.now += 29.9
    assert isinstance(story.enter(), Rest)
    story.now += 0.1
    assert isinstance(story.enter(), Turn)


def test_a_success_in_between_begins_the_count_again():
    story = Story()
    for _ in range(10):
        assert [story.fail() for _ in range(4)] == [None] * 4
        assert story.succeed() is None


def test_one_exchange_alone_may_try_and_its_success_closes_it():
    story = Story()
    story.open()
    story.now += 30
    probe = story.enter()
    assert [type(story.enter()) for _ in range(3)] == [Rest] * 3
    assert story.succeed(probe) == 30
    assert [type(story.enter()) for _ in range(3)] == [Turn] * 3
    assert [story.fail() for _ in range(4)] == [None] * 4


def test_each_failed_probe_doubles_the_rest_to_five_minutes_and_a_success_forgets_that():
    story = Story()
    rests = [story.open().wait_s]
    for _ in range(5):
        story.now += rests[-1]
        rests.append(story.fail().wait_s)
    assert rests == [30, 60, 120, 240, 300, 300]
    story.now += 300
    assert story.succeed() == sum(rests)
    assert story.open().wait_s == 30


def test_jitter_makes_a_rest_longer_by_a_tenth_at_most_and_never_shorter():
    story = Story()
    for _ in range(4):
        story.fail()
    assert story.fail(jitter=1.0).wait_s == 33


def test_a_host_that_asks_to_be_left_alone_is_at_once_and_for_five_minutes_at_most():
    story = Story()
    assert story.fail(hold_s=120) == Rest(wait_s=120, failures=1, blocked=False, again=False)
    assert Story().fail(hold_s=1e9).wait_s == 300
    assert Story().fail(hold_s=3).wait_s == 30


def test_a_rest_says_whether_the_host_refused():
    story = Story()
    story.fail(hold_s=60, blocked=True)
    assert story.enter() == Rest(wait_s=60, failures=1, blocked=True, again=True)


def test_a_failure_that_began_before_it_opened_changes_nothing_and_a_success_closes_it():
    story = Story()
    late, later = story.enter(), story.enter()
    story.open()
    story.now += 10
    assert story.fail(late) is None
    assert story.enter().wait_s == 20
    assert story.succeed(later) == 10
    assert isinstance(story.enter(), Turn)


def test_a_probe_that_fails_after_another_exchange_closed_it_is_one_failure_of_five():
    story = Story()
    late = story.enter()
    story.open()
    story.now += 30
    probe = story.enter()
    story.succeed(late)
    assert story.fail(probe) is None
    assert [story.fail() for _ in range(3)] == [None] * 3
    assert story.fail() is not None


def test_a_probe_that_its_caller_gave_up_counts_as_a_try_and_does_not_double_the_rest():
    story = Story()
    story.open()
    story.now += 30
    story.breaker.give_up(story.enter(), story.now)
    assert story.enter().wait_s == 30
    story.now += 30
    assert story.fail().wait_s == 60


def test_an_exchange_that_its_caller_gave_up_is_no_failure():
    story = Story()
    for _ in range(20):
        story.breaker.give_up(story.enter(), story.now)
    assert isinstance(story.enter(), Turn)


def test_a_probe_that_is_never_heard_of_again_ends_by_itself():
    story = Story()
    story.open()
    story.now += 30
    lost = story.enter()
    assert story.enter().wait_s == LONGEST_S + 1
    story.now += LONGEST_S + 1
    probe = story.enter()
    assert isinstance(probe, Turn)
    assert story.fail(lost) is None
    assert isinstance(story.enter(), Rest)
    assert story.fail(probe).wait_s == 60


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["enter", "fail", "hold", "succeed", "give up", "wait"]),
        st.integers(0, 3),
        st.floats(0, 40),
    ),
    max_size=120,
)


@settings(deadline=None, max_examples=200)
@given(STEPS)
def test_whatever_happens_an_open_host_has_one_probe_and_two_tries_a_minute_at_most(steps):
    story, turns, probes, tries = Story(), [], [], []
    for what, which, seconds in steps:
        was_open = story.breaker.is_open
        if what == "wait":
            story.now += seconds
        elif what == "enter":
            turn = story.enter()
            turns += [turn] if isinstance(turn, Turn) else []
            probes += [turn] if isinstance(turn, Turn) and was_open else []
            tries += [story.now] if isinstance(turn, Turn) and was_open else []
        elif turns:
            end(story, what, turns.pop(which % len(turns)), seconds)
        tries = [each for each in tries if each > story.now - 60 and story.breaker.is_open]
        assert len(tries) <= 2
        assert len([each for each in probes if each in turns and each.until > story.now]) <= 1


def end(story, what, turn, seconds):
    if what == "succeed":
        story.succeed(turn)
    elif what == "give up":
        story.breaker.give_up(turn, story.now)
    else:
        story.fail(turn, hold_s=seconds if what == "hold" else 0.0, jitter=seconds / 40)
