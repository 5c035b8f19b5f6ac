"""What `contacts sync` and `contacts check` found, in words and as JSON."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.contacts import Change, Finding, Snapshot, Survey


class Told:
    """A survey with what it changes, and how many contacts its district had before."""

    def __init__(self, survey: "Survey", changes: "tuple[Change, ...]", had: int) -> None:
        self.survey, self.changes, self.had = survey, changes, had

    def findings(self) -> "tuple[Finding, ...]":
        """Give what somebody should know of it."""
        from routekit.contacts import findings

        return findings(self.survey, self.changes, had=self.had)


def had_of(snapshot: "Snapshot", survey: "Survey") -> int:
    """Count the contacts that a snapshot had of the district of a survey."""
    return sum(row.get("district") == survey.district for row in snapshot.rows)


def as_json_text(told: list[Told], **more: object) -> str:
    """Give all that was found as JSON."""
    districts = [
        {
            "district": each.survey.district,
            "name": each.survey.name,
            "base_url": each.survey.base_url,
            "status": each.survey.status,
            "detail": each.survey.detail,
            "by": each.survey.by,
            "on": each.survey.on.isoformat(),
            "contacts": sum(found.contact is not None for found in each.survey.found),
            "unmatched": [council.model_dump() for council in each.survey.unmatched],
            "changes": [change.model_dump() for change in each.changes],
            "findings": [found.model_dump() for found in each.findings()],
        }
        for each in told
    ]
    return json.dumps({**more, "districts": districts}, indent=2, ensure_ascii=False)


def text(told: list[Told], most: int) -> str:
    """Give what was found in lines, with at most so many of a kind."""
    lines = []
    for each in told:
        survey = each.survey
        with_contact = sum(found.contact is not None for found in survey.found)
        answer = f"{with_contact:,} of {len(survey.found):,} parish councils" if survey.found else "no list"
        lines.append(f"{survey.district} {survey.name}: {survey.status}, {answer}")
        lines += _shown(each.findings(), most)
    return "\n".join(lines)


def _shown(found: "tuple[Finding, ...]", most: int) -> list[str]:
    lines = []
    for kind in dict.fromkeys(each.kind for each in found):
        same = [each for each in found if each.kind == kind]
        lines += [f"  {each.severity} {each.kind}: {each.what}" for each in same[:most]]
        if len(same) > most:
            lines.append(f"  and {len(same) - most} more of {kind}")
    return lines
