"""Every deliberate error of routekit; nothing from a library below escapes.

RoutekitError
├── InputError(ValueError)          the caller can put it right
│   ├── InvalidPlaceError           impossible, swapped or malformed place
│   ├── UnknownTransactionError     no such transaction
│   └── InvalidAnswerError          no such question or option
│       └── ImpossibleSituationError  answers and facts that a pack says cannot be together
├── DataError                       the maintainer can put it right
│   ├── RulesError                  a pack: every problem, each with file:line:column
│   ├── EditionError                a boundary file or its source
│   └── BodiesError                 a table of authorities
└── SourceError                     an outside contact source
    ├── SourceUnavailableError      unreachable, too slow, 5xx; has retry_after
    ├── SourceBlockedError          it refuses us: 401, 403, 429 or a firewall page
    └── SourceResponseError         it answered something we cannot read
"""

from datetime import date
from types import NoneType
from typing import Any, ClassVar, NamedTuple, Self


class RoutekitError(Exception):
    """Root of every deliberate error. `code` is stable; the wording is not.

    Every fact is an attribute as well as part of the message, and errors pickle.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **facts: Any) -> None:  # noqa: ANN401 - facts differ by class
        super().__init__(message)
        self.message = message
        self.__dict__.update(facts)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (type(self), self.message), self.__dict__)


def _restore(kind: type[RoutekitError], message: str) -> RoutekitError:
    error = kind.__new__(kind, message)
    error.args = (message,)
    return error


class InputError(RoutekitError, ValueError):
    """What the caller gave cannot be used: `field`, its `value`, and what was `expected`."""

    code = "invalid-input"
    field: str
    value: object
    expected: str

    @classmethod
    def of(cls, field: str, value: object, expected: str) -> Self:
        """Make the error from its three facts; a long value is shortened in the message."""
        return cls(f"{field} is {_shown(value)}; {expected}", field=field, value=value, expected=expected)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle a value that is not plain as it is shown: it may be anything at all."""
        facts = dict(self.__dict__)
        if not isinstance(facts.get("value"), (str, int, float, date, NoneType)):
            facts["value"] = _shown(facts["value"])
        return (_restore, (type(self), self.message), facts)


_LONGEST_VALUE = 80


def _shown(value: object) -> str:
    try:
        shown = repr(value)
    except Exception:  # noqa: BLE001 - huge integers and deep lists refuse, and any other value may
        return f"a value of type {type(value).__name__} that cannot be shown"
    return shown if len(shown) <= _LONGEST_VALUE else shown[:_LONGEST_VALUE] + "…"


class InvalidPlaceError(InputError):
    """A place that cannot exist, or coordinates that are clearly swapped."""

    code = "invalid-place"


class UnknownTransactionError(InputError):
    """No pack of this name is loaded."""

    code = "unknown-transaction"


class InvalidAnswerError(InputError):
    """An answer to a question that the pack does not ask, or that is not one of its options."""

    code = "invalid-answer"


class ImpossibleSituationError(InvalidAnswerError):
    """Answers and facts each of which may be, but which the pack says cannot be together."""

    code = "impossible-situation"


class DataError(RoutekitError):
    """Data that routekit was given to work with is broken."""

    code = "broken-data"


class Problem(NamedTuple):
    """One thing wrong with a pack: where it is, its code, and what would be right."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.severity} {self.code} {self.message}"


class RulesError(DataError):
    """A pack cannot be used. `problems` holds all of them, in file order."""

    code = "broken-rules"
    problems: tuple[Problem, ...]

    @classmethod
    def of(cls, problems: tuple[Problem, ...]) -> Self:
        """Make the error from everything that was found wrong."""
        return cls("\n".join(map(str, problems)), problems=problems)


class EditionError(DataError):
    """A boundary edition, or the source it is compiled from, is damaged, foreign or missing."""

    code = "broken-edition"


class BodiesError(DataError):
    """A table of authorities or a register of contacts contradicts itself or cannot be read."""

    code = "broken-bodies"


class SourceError(RoutekitError):
    """An outside contact source failed. It never changes who is responsible.

    `host` and `url` (without its query) say which; `retry_after` is in seconds, or None.
    """

    code = "source-failed"
    host: str
    url: str
    retry_after: float | None = None


class SourceUnavailableError(SourceError):
    """The source cannot be reached, is too slow, or is unwell; `passing` if trying again may help."""

    code = "source-unavailable"
    passing: bool = False


class SourceBlockedError(SourceError):
    """The source refuses to serve us; trying again at once will not help."""

    code = "source-blocked"


class SourceResponseError(SourceError):
    """The source answered something that cannot be a list of councils."""

    code = "source-response"
