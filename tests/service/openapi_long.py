"""More of what test_openapi has: `make test-service`."""

from fuzzed_service import fuzz


def test_no_answer_is_a_failure_or_undocumented_in_many_tries(started):
    fuzz(started, examples=2000)
