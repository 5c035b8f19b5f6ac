"""Ask a started service for everything that its OpenAPI document allows, and much that it does not."""

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance


def fuzz(service, *, examples):
    """Let schemathesis check every answer: no 5xx, and nothing that is not in the document.

    A schema cannot say that a place is to be given in one way, so what it takes may still be refused.
    """
    schema = schemathesis.openapi.from_url(f"{service.url}/v1/openapi.json")
    for operation in schema.get_all_operations():
        for mode in GenerationMode:
            _fuzzed(operation.ok(), mode, service.url, examples)


def _fuzzed(operation, mode, url, examples):
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case):
        case.call_and_validate(base_url=url, excluded_checks=[positive_data_acceptance])

    holds()
