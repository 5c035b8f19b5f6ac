"""The JSON Schema of packs and overlays, with which editors complete and check what is written."""

from typing import Any

from routekit.rules.schema import OverlayFile, PackFile

_ALWAYS = frozenset({"format", "transaction", "version"})
_WORDS = frozenset({"text", "say", "why"})


def pack_schema() -> dict[str, object]:
    """Give the JSON Schema (2020-12) of a pack file, for editors that complete and check YAML.

    Words may stand in `texts`, and a pack that extends another has most of its parts from there.
    """
    schema = _schema(PackFile)
    always = [name for name in schema["required"] if name in _ALWAYS]
    alone = [name for name in schema["required"] if name not in {*_ALWAYS, "title"}]
    return {**schema, "required": always, "anyOf": [{"required": ["extends"]}, {"required": alone}]}


def overlay_schema() -> dict[str, object]:
    """Give the JSON Schema (2020-12) of a council's overlay."""
    return _schema(OverlayFile)


def _schema(file: type[PackFile | OverlayFile]) -> dict[str, Any]:
    schema = file.model_json_schema(mode="validation")
    for part in schema["$defs"].values():
        part["required"] = [name for name in part.get("required", ()) if name not in _WORDS]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
