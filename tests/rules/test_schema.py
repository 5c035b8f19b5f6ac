"""The JSON Schema for editors: current, and made from the same models that check packs."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from routekit.rules import ROLES, installed_packs, overlay_schema, pack_schema
from routekit.rules.reader import read

FOLDER = Path(__file__).parents[2] / "rules" / "routekit_rules"
SOUND = [*sorted((Path(__file__).parent / "sound").glob("*.yaml")), *installed_packs().values()]
BAD = Path(__file__).parent / "packs"
# What parts say of each other, and the file itself, are beyond a schema.
SAID_BY_A_SCHEMA = {"E201", "E202", "E203", "E204", "E206", "E207", "E208"}


def as_an_editor_reads(path):
    """Read a file as a YAML 1.2 editor would: whole numbers are numbers, all else here is text."""

    def typed(value):
        if isinstance(value, dict):
            return {key: typed(each) for key, each in value.items()}
        if isinstance(value, list):
            return [typed(each) for each in value]
        return int(value) if re.fullmatch(r"-?[0-9]{1,9}", value) else value

    return typed(read(path.read_bytes(), str(path)).root.plain())


@pytest.mark.parametrize(("name", "schema"), [("pack", pack_schema), ("overlay", overlay_schema)])
def test_the_committed_schema_is_current(name, schema):
    """If this fails, write json.dumps(schema(), indent=2) and a newline to the file."""
    assert (FOLDER / f"{name}.schema.json").read_text() == json.dumps(schema(), indent=2) + "\n"
    Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_every_sound_pack_follows_the_schema(path):
    found = Draft202012Validator(pack_schema()).iter_errors(as_an_editor_reads(path))
    assert [error.message for error in found] == []


def test_a_profile_and_an_overlay_follow_their_schemas():
    profile = {"format": 1, "extends": "report-grass", "transaction": "x", "version": "1.0.0"}
    assert Draft202012Validator(pack_schema()).is_valid(profile)
    assert not Draft202012Validator(pack_schema()).is_valid({**profile, "extends": 7})
    assert not Draft202012Validator(pack_schema()).is_valid(
        {"format": 1, "transaction": "x", "version": "1.0.0"}
    )
    overlay = {
        "format": 1,
        "overlay": "x",
        "version": "1.0.0",
        "effective": {"from": "2026-04-01"},
        "maintainer": "x",
    }
    assert Draft202012Validator(overlay_schema()).is_valid(overlay)
    assert not Draft202012Validator(overlay_schema()).is_valid({**overlay, "questions": {}})


@pytest.mark.parametrize("path", sorted(BAD.glob("E20*.yaml")), ids=lambda path: path.stem)
def test_the_schema_refuses_what_lint_refuses_of_a_part_alone(path):
    codes = set(re.findall(r"E[0-9]{3}", path.with_suffix(".problems").read_text()))
    if codes and codes <= SAID_BY_A_SCHEMA:
        assert not Draft202012Validator(pack_schema()).is_valid(as_an_editor_reads(path))


def test_the_schema_is_closed_and_knows_the_roles():
    schema = pack_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert all(part["additionalProperties"] is False for part in schema["$defs"].values())
    assert schema["$defs"]["OutcomeEntry"]["properties"]["role"]["enum"] == list(ROLES)
    assert schema["properties"]["format"]["const"] == 1


def test_what_an_editor_reads_as_a_number_is_a_number_in_the_schema():
    assert pack_schema()["properties"]["lgsl"]["items"]["type"] == "integer"
