"""A demonstration is told piece by piece, in words and as values."""

from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from routekit.model import Decision, Referral

TRANSACTION = "report-speeding-traffic"


class Told(NamedTuple):
    """A piece of a demonstration: what is shown, and the same as a value if it is a scene."""

    text: str
    value: dict[str, object] | None = None


def scene(
    number: int, title: str, shown: list[str], decision: "Decision", referral: "Referral | None" = None
) -> Told:
    """Tell a scene: its title, what is shown of it, and its decision and referral as values."""
    heading = "\n" + click.style(f"{number}. {title}", fg="cyan", bold=True)
    value: dict[str, object] = {
        "title": title,
        "decision": decision.model_dump(mode="json"),
        "referral": referral.model_dump(mode="json", exclude={"decision"}) if referral else None,
    }
    return Told("\n".join([heading, *shown]), value)
