"""What a row of a result says of a decision."""

from typing import Final, Literal, NamedTuple

from routekit.batch.problem import Problem
from routekit.errors import InputError
from routekit.model import Ask, Authority, Decision, Routed, Unrouted

Status = Literal["routed", "needs_answers", "unrouted", "rejected"]

STATUS: Final[dict[str, Status]] = {"routed": "routed", "ask": "needs_answers", "unrouted": "unrouted"}


class Verdict(NamedTuple):
    """The columns of a result that follow from a decision; None is an empty cell.

    `rows` and `warnings` are ids and codes with a space between; `reason` says why nobody can be named.
    """

    status: Status
    authority_id: str | None = None
    authority_name: str | None = None
    role: str | None = None
    outcome: str | None = None
    fallback_id: str | None = None
    fallback_name: str | None = None
    rows: str | None = None
    question: str | None = None
    reason: str | None = None
    warnings: str | None = None
    pack_version: str | None = None
    rejected_for: str | None = None
    rejected_column: str | None = None
    rejected_reason: str | None = None

    @classmethod
    def of(cls, decision: Decision) -> "Verdict":
        """Take what a row says from a decision."""
        told = cls(
            status=STATUS[decision.kind],
            warnings=_joined(sorted({warning.code for warning in decision.warnings})),
            pack_version=decision.pack.version,
        )
        match decision:
            case Ask():
                return told._replace(question=decision.question.id)
            case Unrouted(because=because):
                rows = [] if because is None else [reason.row for reason in because.reasons]
                return told._replace(reason=decision.reason, rows=_joined(rows))
            case Routed():
                return told._replace(
                    authority_id=decision.authority.id,
                    authority_name=decision.authority.name,
                    role=decision.role,
                    outcome=decision.outcome,
                    fallback_id=_id(decision.fallback),
                    fallback_name=decision.fallback.name if decision.fallback else None,
                    rows=_joined([reason.row for reason in decision.because.reasons]),
                )

    @classmethod
    def rejected(cls, problem: Problem) -> "Verdict":
        """Say that a row cannot be decided."""
        return cls(
            status="rejected",
            rejected_for=problem.code,
            rejected_column=problem.field,
            rejected_reason=problem.reason,
        )

    @classmethod
    def refused(cls, error: InputError) -> "Verdict":
        """Say that the answers of a row cannot be, or cannot be together."""
        return cls.rejected(Problem.of(error, error.field))


def _id(authority: Authority | None) -> str | None:
    return authority.id if authority else None


def _joined(words: list[str]) -> str | None:
    return " ".join(words) or None
