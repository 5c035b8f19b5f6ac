"""The scalars of a pack file: texts of a certain form, and what they are read as.

A reference has no pattern: it is a known name or not, which `references` says.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from routekit.model.text import GSS_CODE

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
OPTION_PATTERN = r"^[a-z0-9][a-z0-9_]*$"
ROW_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]*$"
SLUG_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
LAYER_PATTERN = r"^layer:[a-z][a-z0-9]*(-[a-z0-9]+)*$"
SOURCE_PATTERN = r"^((layer:)?[a-z][a-z0-9]*(-[a-z0-9]+)*|derived:[a-z][a-z0-9_]*([-.][a-z0-9_]+)*)$"
CALL_PATTERN = r"^[0-9]+( [0-9]+)*$"
VERSION_PATTERN = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$"
GSS_PATTERN = f"^{GSS_CODE}$"

FEWEST_OPTIONS = 2
MOST_OPTIONS = 100
MOST_OUTCOMES = 64
FARTHEST_M = 1000
LONGEST_TEXT = 1000
LONGEST_NAME = 64
LAYER = "layer:"

YES_NO: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "yes_no": MappingProxyType({"yes": "Yes", "no": "No"}),
        "yes_no_dont_know": MappingProxyType({"yes": "Yes", "no": "No", "dont_know": "I do not know"}),
    }
)


def _whole_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,5}", value):
        return int(value)
    raise PydanticCustomError("E210", "a whole number such as 571")


def _interaction(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"0|[1-9][0-9]{0,2}", value):
        return int(value)
    raise PydanticCustomError("E210", "a whole number such as 17")


def _metres(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,3}", value) and int(value) <= FARTHEST_M:
        return int(value)
    raise PydanticCustomError("E210", "a whole number of metres from 1 to 1000")


def _iso_date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("E209", "a date written YYYY-MM-DD")


def _any_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"0|-?[1-9][0-9]{0,8}", value):
        return int(value)
    raise PydanticCustomError("E210", "a whole number such as 30")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _written_out(value: object) -> object:
    return dict(YES_NO[value]) if isinstance(value, str) and value in YES_NO else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=LONGEST_NAME)]
OptionId = Annotated[str, StringConstraints(pattern=OPTION_PATTERN, max_length=LONGEST_NAME)]
RowId = Annotated[str, StringConstraints(pattern=ROW_PATTERN, max_length=LONGEST_NAME)]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=LONGEST_NAME)]
Version = Annotated[str, StringConstraints(pattern=VERSION_PATTERN, max_length=LONGEST_NAME)]
Gss = Annotated[str, StringConstraints(pattern=GSS_PATTERN)]
Source = Annotated[str, StringConstraints(pattern=SOURCE_PATTERN, max_length=LONGEST_NAME)]
LayerSource = Annotated[str, StringConstraints(pattern=LAYER_PATTERN, max_length=LONGEST_NAME)]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
Metres = Annotated[
    int, BeforeValidator(_metres), Field(json_schema_extra={"minimum": 1, "maximum": FARTHEST_M})
]
Call = Annotated[
    str,
    StringConstraints(pattern=CALL_PATTERN, max_length=20),
    WithJsonSchema({"type": ["string", "integer"], "pattern": CALL_PATTERN}),
]
AnyNumber = Annotated[int, BeforeValidator(_any_number)]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Interaction = Annotated[int, BeforeValidator(_interaction), Field(json_schema_extra={"minimum": 0})]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]

_ONE = {"type": ["string", "integer"]}
Cell = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}]}),
]
Group = Annotated[Cell, Field(max_length=MOST_OPTIONS)]
Given = Annotated[
    dict[str, str],
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "integer"]}}),
]
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
Options = Annotated[
    dict[OptionId, Text],
    Field(min_length=1, max_length=MOST_OPTIONS),
    BeforeValidator(_written_out),
    WithJsonSchema({"anyOf": [{"enum": list(YES_NO)}, _TEXTS]}),
]
