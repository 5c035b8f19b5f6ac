"""The file format of a rule pack, as pydantic models over texts; the JSON Schema comes from them.

Only what can be said of one part alone is here. What parts say of each other is checked in `references`
(so a reference has no pattern: it is a known name or not), and whether the rows are complete in `proof`.
"""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from routekit.model.value import Value
from routekit.rules.roles import Role

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
OPTION_PATTERN = r"^[a-z0-9][a-z0-9_]*$"
ROW_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]*$"
SLUG_PATTERN = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
LAYER_PATTERN = r"^layer:[a-z][a-z0-9]*(-[a-z0-9]+)*$"
SOURCE_PATTERN = r"^(layer:)?[a-z][a-z0-9]*(-[a-z0-9]+)*$"
VERSION_PATTERN = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?$"
GSS_PATTERN = r"^[A-Z][0-9]{8}$"

MOST_OPTIONS = 100
MOST_OUTCOMES = 64
FARTHEST_M = 1000
LAYER = "layer:"


def _whole_number(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[1-9][0-9]{0,5}", value):
        return int(value)
    raise PydanticCustomError("E210", "a whole number such as 571")


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


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
OptionId = Annotated[str, StringConstraints(pattern=OPTION_PATTERN, max_length=64)]
RowId = Annotated[str, StringConstraints(pattern=ROW_PATTERN, max_length=64)]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=64)]
Version = Annotated[str, StringConstraints(pattern=VERSION_PATTERN, max_length=64)]
Gss = Annotated[str, StringConstraints(pattern=GSS_PATTERN)]
Source = Annotated[str, StringConstraints(pattern=SOURCE_PATTERN, max_length=64)]
LayerSource = Annotated[str, StringConstraints(pattern=LAYER_PATTERN, max_length=64)]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Metres = Annotated[
    int, BeforeValidator(_metres), Field(json_schema_extra={"minimum": 1, "maximum": FARTHEST_M})
]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]

_ONE = {"type": "string"}
Cell = Annotated[
    tuple[str, ...],
    Field(min_length=1),
    BeforeValidator(_listed),
    WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}]}),
]


class EffectiveEntry(Value):
    """The days on which the pack holds: the first, and the first on which it no longer does."""

    from_: IsoDate = Field(alias="from")
    to: IsoDate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise PydanticCustomError("E211", "`to` must be later than `from`: it is the first day after")
        return self


class QuestionEntry(Value):
    """A question for the public. Options are `id: text`, in the order in which they are offered."""

    text: Text
    hint: Text | None = None
    options: dict[OptionId, Text] = Field(min_length=2, max_length=MOST_OPTIONS)


class FactEntry(Value):
    """Something looked up in `source`; `unknown` is always one more option and is not listed.

    In a layer, it is what `column` says of the nearest feature, at most `within_m` metres away.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"source": {"pattern": LAYER_PATTERN}}},
            "then": {"required": ["column", "within_m"]},
            "else": {"properties": {"column": False, "within_m": False}},
        }
    )

    source: Source
    options: tuple[OptionId, ...] = Field(min_length=1, max_length=MOST_OPTIONS)
    column: ColumnName | None = None
    within_m: Metres | None = None

    @model_validator(mode="after")
    def _of_a_layer(self) -> Self:
        given = [value is not None for value in (self.column, self.within_m)]
        if self.source.startswith(LAYER) and not all(given):
            raise PydanticCustomError("E221", "a fact from a layer needs `column` and `within_m`; add them")
        if not self.source.startswith(LAYER) and any(given):
            raise PydanticCustomError("E221", "`column` and `within_m` are for a layer; leave them out")
        return self


class LookUpEntry(Value):
    """What `column` says of the nearest feature of a layer, at most `within_m` metres away."""

    source: LayerSource
    column: ColumnName
    within_m: Metres


class OutcomeEntry(Value):
    """An end of the flow: the role that handles it, who has the duty, who is told, what the public reads.

    `authority` says where the id of the authority is looked up that plays the role at the very place; it is
    the one for the area where the layer does not say.
    """

    role: Role
    authority: LookUpEntry | None = None
    fallback: Role | None = None
    also_tell: tuple[Role, ...] = ()
    say: Text


class RowEntry(Value):
    """One row: when these options are given, then this outcome. A column left out may be anything."""

    id: RowId
    when: dict[str, Cell] = Field(min_length=1)
    then: str
    why: Text
    source: Text


class OtherwiseEntry(Value):
    """The row for everything no row takes, except where anything is `unknown` or `dont_know`."""

    id: RowId
    then: str
    why: Text
    source: Text


class CaseEntry(Value):
    """An example that is checked: every fact and some answers, then an outcome or the next question."""

    given: dict[str, str]
    expect: str | None = None
    row: str | None = None
    ask: str | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.expect is None) == (self.ask is None):
            raise PydanticCustomError("E218", "give either `expect` (an outcome) or `ask` (a question)")
        if self.row is not None and self.ask is not None:
            raise PydanticCustomError("E218", "`row` goes with `expect`, not with `ask`")
        return self


class PackFile(Value):
    """A routekit rule pack: which role handles a council transaction, as a decision table."""

    format: Annotated[Literal["1"], WithJsonSchema({"const": 1})]
    transaction: Slug
    version: Version
    title: Text
    lgsl: tuple[WholeNumber, ...] = ()
    effective: EffectiveEntry
    maintainer: Text
    licence: Text
    status: Literal["alpha", "beta", "live", "retired"]
    used_by: tuple[Gss, ...] = ()
    questions: dict[Id, QuestionEntry] = Field(default_factory=dict)
    facts: dict[Id, FactEntry] = Field(default_factory=dict)
    outcomes: dict[Id, OutcomeEntry] = Field(min_length=1, max_length=MOST_OUTCOMES)
    rows: tuple[RowEntry, ...] = Field(min_length=1)
    otherwise: OtherwiseEntry | None = None
    cases: tuple[CaseEntry, ...] = ()


def pack_schema() -> dict[str, object]:
    """Give the JSON Schema (2020-12) of a pack file, for editors that complete and check YAML."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **PackFile.model_json_schema(mode="validation"),
    }
