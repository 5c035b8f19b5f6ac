"""What a misroute is: a decision that was wrong, with a reason from a closed set and no words."""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from routekit.service.asked import Id, Question

Reason = Literal[
    "wrong-parish",
    "wrong-tier",
    "parish-declines",
    "agreement-missing",
    "authority-changed",
    "contact-wrong",
    "question-misread",
    "wrong-transaction",
    "nobody-named",
    "other",
]

# What each says, for whoever reports one and whoever reads the counts.
REASONS: Final[dict[Reason, str]] = {
    "wrong-parish": "The right kind of authority, but of another area.",
    "wrong-tier": "A parish, a district or a county had it where another of the three should have.",
    "parish-declines": "The parish council does not do this, or no longer.",
    "agreement-missing": "Another authority acts there under an agreement that is in no table.",
    "authority-changed": "The authority was abolished, merged or renamed.",
    "contact-wrong": "The right authority, but what was sent did not reach it.",
    "question-misread": "An answer was not so: the question was misunderstood.",
    "wrong-transaction": "The report was about something else.",
    "nobody-named": "Nobody was named, and somebody should have been.",
    "other": "None of these.",
}

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}$")]


class Misroute(Question):
    """A decision that was wrong. There is no field for words, a place or a person, and none is taken."""

    transaction: Id = Field(
        description="The transaction that was routed.", examples=["report-speeding-traffic"]
    )
    pack_version: Version = Field(description="`decision.pack.version` of the decision.", examples=["1.0.0"])
    reason: Reason = Field(
        description="Why it was wrong: " + " ".join(f"`{code}`: {words}" for code, words in REASONS.items()),
        examples=["wrong-tier"],
    )
    authority: Id | None = Field(
        None,
        description="The id of the authority that was named; left out where none was.",
        examples=["parish-council:E04001174"],
    )
    should_be: Id | None = Field(
        None, description="The id of the authority that should have had it.", examples=["E06000037"]
    )
    area: Id | None = Field(
        None,
        description="The GSS code of the area of the decision; nothing finer is taken.",
        examples=["E04001174"],
    )
