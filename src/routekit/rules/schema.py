"""The file format of a rule pack, as pydantic models over texts; the JSON Schema (`editors`) comes from them.

Only what can be said of one part alone is here. What parts say of each other is checked in `references`,
and whether the rows are complete in `proof`.
"""

from typing import Annotated, Literal, Self

from pydantic import (
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from routekit.model.value import Value
from routekit.rules.languages import TextsEntry
from routekit.rules.roles import Role
from routekit.rules.scalars import (
    FEWEST_OPTIONS,
    LAYER,
    LAYER_PATTERN,
    MOST_OPTIONS,
    MOST_OUTCOMES,
    AnyNumber,
    Call,
    Cell,
    ColumnName,
    Given,
    Group,
    Gss,
    Id,
    Interaction,
    IsoDate,
    LayerSource,
    Metres,
    OptionId,
    Options,
    RowId,
    Slug,
    Source,
    Text,
    Version,
    WholeNumber,
)


class EffectiveEntry(Value):
    """The days on which the pack holds: the first, and the first on which it no longer does."""

    from_: IsoDate = Field(alias="from")
    to: IsoDate | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to is not None and self.to <= self.from_:
            raise PydanticCustomError("E211", "`to` must be later than `from`: it is the first day after")
        return self


class NumberEntry(Value):
    """The whole numbers that may be answered, both ends included, and what they count."""

    from_: AnyNumber = Field(alias="from")
    to: AnyNumber
    unit: Text | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise PydanticCustomError("E226", "`to` must not be before `from`")
        return self


class DateEntry(Value):
    """The days that may be answered, both ends included."""

    from_: IsoDate = Field(alias="from")
    to: IsoDate

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise PydanticCustomError("E226", "`to` must not be before `from`")
        return self


class QuestionEntry(Value):
    """A question for the public: a choice of `id: text` in the order offered, a whole number, or a day.

    A number or a day may have options as well, such as `dont_know`. A group names several answers in cells.
    """

    text: Text
    hint: Text | None = None
    number: NumberEntry | None = None
    date: DateEntry | None = None
    options: Options | None = None
    groups: dict[OptionId, Group] = Field(default_factory=dict)

    @field_validator("options")
    @classmethod
    def _a_choice(cls, options: dict[str, str] | None, info: ValidationInfo) -> dict[str, str] | None:
        a_choice = all(info.data.get(kind, "") is None for kind in ("number", "date"))
        if a_choice and options is not None and len(options) < FEWEST_OPTIONS:
            raise PydanticCustomError("too_short", "too few", {"min_length": FEWEST_OPTIONS})
        return options

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        _check_kind(self)
        return self


class FactEntry(Value):
    """Something looked up in `source`; `unknown` is always one more option and is not listed.

    In a layer, it is what `column` says of the nearest feature, at most `within_m` metres away. Of
    `derived:name`, the function registered under that name makes the fact of what it `needs`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"source": {"pattern": LAYER_PATTERN}}},
            "then": {"required": ["column", "within_m"]},
            "else": {"properties": {"column": False, "within_m": False}},
        }
    )

    source: Source
    number: NumberEntry | None = None
    date: DateEntry | None = None
    options: tuple[OptionId, ...] | None = Field(default=None, min_length=1, max_length=MOST_OPTIONS)
    groups: dict[OptionId, Group] = Field(default_factory=dict)
    column: ColumnName | None = None
    within_m: Metres | None = None
    needs: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        _check_kind(self)
        if self.source.startswith("derived:") != bool(self.needs):
            raise PydanticCustomError("E225", "`needs` goes with a source such as derived:days_since")
        return self

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


def _check_kind(entry: QuestionEntry | FactEntry) -> None:
    if entry.number is not None and entry.date is not None:
        raise PydanticCustomError("E222", "give either `number` or `date`")
    if entry.options is None and entry.number is None and entry.date is None:
        raise PydanticCustomError("E201", '"options" is missing; add it, or `number` or `date`')


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


class StopEntry(Value):
    """An emergency, found before anything is looked up: when these answers are given, call this number."""

    id: RowId
    when: dict[str, Cell] = Field(min_length=1)
    call: Call
    say: Text
    why: Text
    source: Text


class ImpossibleEntry(Value):
    """Options that cannot be together, and why; no row needs to take them."""

    when: dict[str, Cell] = Field(min_length=1)
    why: Text


class OtherwiseEntry(Value):
    """The row for everything no row takes, except where anything is `unknown` or `dont_know`."""

    id: RowId
    then: str
    why: Text
    source: Text


class CaseEntry(Value):
    """An example that is checked: every fact and some answers, then an outcome or the next question."""

    given: Given
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
    """A routekit rule pack: which role handles a council transaction, as a decision table.

    With `extends` it needs only what differs from the pack of that name.
    """

    format: Annotated[Literal["1"], WithJsonSchema({"const": 1})]
    extends: Slug | None = None
    transaction: Slug
    version: Version
    title: Text
    lgsl: tuple[WholeNumber, ...] = ()
    lgil: Interaction | None = None
    effective: EffectiveEntry
    maintainer: Text
    licence: Text
    status: Literal["alpha", "beta", "live", "retired"]
    used_by: tuple[Gss, ...] = ()
    strategy: Literal["author", "fewest"] = "author"
    questions: dict[Id, QuestionEntry] = Field(default_factory=dict)
    facts: dict[Id, FactEntry] = Field(default_factory=dict)
    outcomes: dict[Id, OutcomeEntry] = Field(min_length=1, max_length=MOST_OUTCOMES)
    stops: tuple[StopEntry, ...] = ()
    impossible: tuple[ImpossibleEntry, ...] = ()
    rows: tuple[RowEntry, ...] = Field(min_length=1)
    otherwise: OtherwiseEntry | None = None
    drop: tuple[str, ...] = ()
    texts: TextsEntry = TextsEntry()
    cases: tuple[CaseEntry, ...] = ()


class OverlayFile(Value):
    """What one council has otherwise in a pack: rows and words, by their ids."""

    format: Annotated[Literal["1"], WithJsonSchema({"const": 1})]
    overlay: Slug
    version: Version
    effective: EffectiveEntry
    maintainer: Text
    rows: tuple[RowEntry, ...] = ()
    drop: tuple[str, ...] = ()
    texts: TextsEntry = TextsEntry()
    cases: tuple[CaseEntry, ...] = ()
