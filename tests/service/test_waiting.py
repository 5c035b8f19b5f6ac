"""Who waits for contacts: few where sites hang, and nobody who need not."""

from contextlib import ExitStack

import pytest
from asgi_client import AsgiClient
from asked_of_service import HUNGERFORD

from routekit.errors import SourceUnavailableError
from routekit.service.app import create_app
from routekit.service.serving import LEAST_WAITING, MOST_WAITING, Held, Serving, Waiting
from routekit.service.settings import Settings


def in_vain(waiting, error):
    with pytest.raises(type(error)), waiting.turn():
        raise error


def how_many(waiting):
    """Count how many more may wait at once."""
    count = 0
    with ExitStack() as turns:
        while True:
            try:
                turns.enter_context(waiting.turn())
            except SourceUnavailableError:
                break
            count += 1
        turns.pop_all()  # they are not over, so nothing came of them
    return count


@pytest.mark.parametrize("error", [TimeoutError(), SourceUnavailableError("down")])
def test_after_each_wait_in_vain_half_as_many_may_wait_but_a_few_always(error):
    for failures, most in ((0, 64), (1, 32), (2, 16), (5, 2), (6, 2), (9, 2)):
        waiting = Waiting(MOST_WAITING)
        for _ in range(failures):
            in_vain(waiting, error)
        assert how_many(waiting) == most
    assert LEAST_WAITING == 2


def test_after_a_wait_that_came_to_something_all_may_wait_again():
    waiting = Waiting(MOST_WAITING)
    for _ in range(5):
        in_vain(waiting, TimeoutError())
    with waiting.turn():
        pass
    assert how_many(waiting) == MOST_WAITING


def test_never_more_than_are_set_may_wait():
    waiting = Waiting(1)
    for _ in range(5):
        in_vain(waiting, TimeoutError())
    assert how_many(waiting) == 1


class Source:
    """A source that publishes nothing, and says whether it has to wait for that."""

    def __init__(self, *, waits):
        self.waits = waits

    def waits_for(self, _authority):
        return self.waits

    async def contact_for(self, _authority):
        return None


@pytest.mark.parametrize(("waits", "status"), [(True, "unavailable"), (False, "none-published")])
def test_who_need_not_wait_is_not_held_up_by_those_who_do(router, waits, status):
    held = Held(Serving(router, Source(waits=waits), waiting=Waiting(0)))
    ask = AsgiClient(create_app(held, Settings()))
    said = ask.post("/v1/route/find-parish-clerk?contact=1", HUNGERFORD).json()
    ask.close()
    assert (said["status"], said["contact_status"]) == ("routed", status)
