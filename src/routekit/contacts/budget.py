"""How many retries a host may cost: one for every ten requests, and two to begin with."""

REQUESTS_A_RETRY = 10
FIRST_RETRIES = 2
MOST_SAVED = 10


class RetryBudget:
    """The retries that one host may still be sent, counted in requests.

    To n requests there are at most max(2, n / 10) retries: the first two are lent, and the first twenty
    requests pay them back. At most ten are saved up, so that an outage after a good month is not met with a
    month of retries. It needs no clock, and no lock, which `Host` has.
    """

    def __init__(self) -> None:
        self._saved = self._owed = FIRST_RETRIES * REQUESTS_A_RETRY

    def earn(self) -> None:
        """Count a request that was sent for the first time."""
        if self._owed:
            self._owed -= 1
        else:
            self._saved = min(self._saved + 1, MOST_SAVED * REQUESTS_A_RETRY)

    def spend(self) -> bool:
        """Take a retry; tell whether there was one."""
        if self._saved < REQUESTS_A_RETRY:
            return False
        self._saved -= REQUESTS_A_RETRY
        return True
