"""The words of a pack apart from its rules, by language, as they stand in a file."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from routekit.model.value import Value
from routekit.rules.scalars import Text

NOT_TRANSLATED = "not_translated"


class QuestionTexts(Value):
    """The words of a question."""

    text: Text | None = None
    hint: Text | None = None
    options: dict[str, Text] = Field(default_factory=dict)


class OutcomeTexts(Value):
    """The words of an outcome."""

    say: Text | None = None


class RowTexts(Value):
    """The words of a row."""

    why: Text | None = None


class StopTexts(Value):
    """The words of an emergency stop."""

    say: Text | None = None
    why: Text | None = None


class LanguageEntry(Value):
    """The words of a pack in one language, by the ids of its parts."""

    title: Text | None = None
    questions: dict[str, QuestionTexts] = Field(default_factory=dict)
    outcomes: dict[str, OutcomeTexts] = Field(default_factory=dict)
    rows: dict[str, RowTexts] = Field(default_factory=dict)
    stops: dict[str, StopTexts] = Field(default_factory=dict)


def _none_yet(value: object) -> object:
    return None if value == NOT_TRANSLATED else value


def _or_none_yet(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [*schema["anyOf"][:1], {"const": NOT_TRANSLATED}]
    schema.pop("default")


class TextsEntry(Value):
    """Words apart from the rules: English, which replaces what stands in the rules, and Welsh.

    `cy: not_translated` says that there is no Welsh yet.
    """

    en: LanguageEntry = LanguageEntry()
    cy: Annotated[LanguageEntry | None, BeforeValidator(_none_yet), Field(json_schema_extra=_or_none_yet)] = (
        None
    )
