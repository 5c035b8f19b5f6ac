"""The OpenAPI document: valid, the same as what checks requests, and true of every answer."""

import json

import jsonschema
import pytest
from asked_of_service import ANSWERS, HUNGERFORD, SPEEDING
from fuzzed_service import fuzz
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from routekit.service.settings import Settings
from routekit.service.table import every_call

CALLS = every_call(Settings(get_route=True))
(ROUTE,) = (call for call in CALLS if call.name == "route")


@pytest.fixture(scope="session")
def document(ask):
    return ask.get("/v1/openapi.json").json()


def resolved(document, schema):
    return {**schema, "components": document["components"]}


def operation(document, call):
    return document["paths"][call.path][call.method.lower()]


def test_the_document_is_openapi_3_1(document):
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_every_call_is_described_and_nothing_else(document):
    described = {(method.upper(), path) for path, each in document["paths"].items() for method in each}
    assert described == {(call.method, call.path) for call in CALLS}
    names = [operation(document, call)["operationId"] for call in CALLS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("call", [call for call in CALLS if call.body], ids=lambda call: call.name)
def test_every_example_is_answered_with_what_is_described(document, ask, call):
    described = operation(document, call)
    (example,) = described["requestBody"]["content"]["application/json"]["examples"].values()
    reply = ask.post(call.path.replace("{transaction}", "report-speeding-traffic"), example["value"])
    assert reply.status_code == 200
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    jsonschema.validate(reply.json(), resolved(document, schema))


NUMBERS = some.floats(allow_nan=False, allow_infinity=False)
BODIES = some.fixed_dictionaries(
    {},
    optional={
        "latitude": some.none() | NUMBERS | some.text("0123456789.+- e", max_size=6) | some.booleans(),
        "longitude": some.floats(-8, 2) | some.integers() | some.just([]),
        "on": some.none() | some.sampled_from(["", "2026-04-01", "2026-4-1", 5]),
        "reference": some.none() | some.text(max_size=5) | some.just("x" * 201),
        "answers": some.dictionaries(some.text(max_size=3), some.text(max_size=3) | some.none(), max_size=2),
        "other": some.just(1),
    },
)


@pytest.fixture(scope="session")
def described(document):
    """Give what checks a body of a route by the document."""
    content = operation(document, ROUTE)["requestBody"]["content"]["application/json"]
    return Draft202012Validator(resolved(document, content["schema"])).is_valid


@settings(max_examples=300, deadline=None)
@given(body=BODIES)
def test_the_schema_that_is_described_is_the_one_that_checks(described, body):
    """What the schema takes is refused for its meaning alone, and what it refuses never gets so far."""
    assert described(body) == checks(ROUTE, body)


def checks(call, body):
    try:
        call.read_body.validate_python(json.loads(json.dumps(body)))
    except ValueError:
        return False
    return True


def test_no_answer_is_a_failure_or_undocumented(started):
    """The whole document in short: `make test-service` has more of it."""
    fuzz(started, examples=12)


def test_a_flat_answer_is_the_described_one(document, ask):
    for body in (HUNGERFORD, {**HUNGERFORD, "answers": ANSWERS}):
        row = ask.post(f"{SPEEDING}?shape=flat", body).json()
        schema = {"$ref": "#/components/schemas/FlatRouting"}
        jsonschema.validate(row, resolved(document, schema))
