"""More of what test_openapi has, with every call there is: `make test-service`, some minutes."""

from fuzzed_service import fuzz
from live_service import live


def test_no_answer_is_a_failure_or_undocumented_in_many_tries(tmp_path, sample_cache, postcodes_file):
    every_call = {"get_route": "true", "inspect": "true", "evidence": "true"}
    with live(tmp_path, sample_cache, postcodes=postcodes_file, receive_s=1, **every_call) as service:
        fuzz(service, examples=600)
