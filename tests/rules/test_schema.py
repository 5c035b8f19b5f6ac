"""The JSON Schema for editors: current, and made from the same models that check packs."""

import json
from pathlib import Path

from routekit.rules import ROLES, pack_schema

COMMITTED = Path(__file__).parents[2] / "rules" / "routekit_rules" / "pack.schema.json"


def test_the_committed_schema_is_current():
    """If this fails, write json.dumps(pack_schema(), indent=2) and a newline to the file."""
    assert COMMITTED.read_text() == json.dumps(pack_schema(), indent=2) + "\n"


def test_the_schema_is_closed_and_knows_the_roles():
    schema = pack_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert all(part["additionalProperties"] is False for part in schema["$defs"].values())
    assert schema["$defs"]["OutcomeEntry"]["properties"]["role"]["enum"] == list(ROLES)
    assert schema["properties"]["format"]["const"] == 1


def test_what_an_editor_reads_as_a_number_is_a_number_in_the_schema():
    assert pack_schema()["properties"]["lgsl"]["items"]["type"] == "integer"
