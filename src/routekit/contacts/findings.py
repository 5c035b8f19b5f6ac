"""What somebody who looks after contacts should know of a survey."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from routekit.contacts.moderngov import OPERATION
from routekit.contacts.snapshot import Change
from routekit.contacts.survey import Survey
from routekit.model.value import Value

Severity = Literal["error", "warning", "note"]
FindingKind = Literal[
    "service",
    "lists-nothing",
    "unmatched",
    "missing",
    "changed",
    "personal",
    "unread",
    "dirty",
    "shared-mailbox",
    "by-pages",
]


class Finding(Value):
    """One thing that was found in a district: of what kind, how bad, about whom, and what would put it right.

    No text of a contact is in it. `authority` is an id, or that of the service for a council.
    """

    district: str
    kind: FindingKind
    severity: Severity
    authority: str = ""
    what: str


def findings(survey: Survey, changes: Iterable[Change] = (), *, had: int = 0) -> tuple[Finding, ...]:
    """Give what was found, the worst first; `had` is how many contacts the snapshot before had."""
    found = [
        *(*_service(survey, had), *_changed(survey, changes, had)),
        *(*_unmatched(survey), *_authorities(survey), *_notes(survey)),
    ]
    order = ("error", "warning", "note")
    return tuple(sorted(found, key=lambda each: order.index(each.severity)))


def _service(survey: Survey, had: int) -> Iterator[Finding]:
    here = survey.district
    if not survey.answered:
        yield Finding(
            district=here,
            kind="service",
            severity="error",
            what=f"{survey.status}: {survey.detail}; what the snapshot has is kept",
        )
    elif survey.status == "empty" and had:
        what = f"lists no council, and {had} were known; what the snapshot has is kept"
        yield Finding(district=here, kind="lists-nothing", severity="error", what=what)
    if survey.by and OPERATION not in survey.by:
        what = f"answers by {survey.by.rpartition(' ')[2]} only: its web service is off or refuses us"
        yield Finding(district=here, kind="by-pages", severity="note", what=what)


def _changed(survey: Survey, changes: Iterable[Change], had: int) -> Iterator[Finding]:
    words = {
        "added": "is new",
        "removed": "is no longer published, or no longer certain",
        "changed": "has changed",
        "reviewed-differs": "was reviewed, and is published otherwise since; review it again",
        "reviewed-gone": "was reviewed, and is no longer published; review it again",
    }
    for change in changes:
        if change.kind == "added" and not had:
            continue  # all of them are new in a district's first snapshot
        fields = f": {', '.join(change.fields)}" if change.fields else ""
        yield Finding(
            district=survey.district,
            kind="changed",
            severity="warning",
            authority=change.authority,
            what=f"{change.organisation} {words[change.kind]}{fields}",
        )


def _unmatched(survey: Survey) -> Iterator[Finding]:
    for council in survey.unmatched:
        like = f"; {council.suggestion}, {council.suggested_name}, is called much the same"
        yield Finding(
            district=survey.district,
            kind="unmatched",
            severity="warning",
            authority=council.id,
            what=f"{council.title} is no area's for certain{like if council.suggestion else ''}; "
            f"an override for {council.id or 'it'} settles it",
        )


def _authorities(survey: Survey) -> Iterator[Finding]:
    if survey.status != "listed":
        return
    for each in survey.found:
        if each.contact is None:
            why = "is not listed" if each.council is None else "is listed without any way to reach it"
            yield Finding(
                district=survey.district,
                kind="missing",
                severity="warning",
                authority=each.authority.id,
                what=f"{each.authority.name} {why}",
            )
        elif each.contact.looks_personal:
            yield Finding(
                district=survey.district,
                kind="personal",
                severity="warning",
                authority=each.authority.id,
                what=f"{each.authority.name} has a mailbox that looks like a person's own",
            )


def _notes(survey: Survey) -> Iterator[Finding]:
    councils = [each.council for each in survey.found if each.council is not None]
    unread = Counter(name for council in councils for name in council.unread)
    for name, count in sorted(unread.items()):
        yield Finding(
            district=survey.district,
            kind="unread",
            severity="note",
            what=f"element {name} of {count} councils is not known, and nothing is taken from it",
        )
    for council in councils:
        if council.raw:
            fields = ", ".join(dict.fromkeys(name for name, _ in council.raw))
            what = f"{council.title} has fields that are not as they should be: {fields}"
            yield Finding(
                district=survey.district, kind="dirty", severity="note", authority=council.id, what=what
            )
    boxes: dict[str, list[str]] = {}
    for each in survey.found:
        if each.contact is not None and each.contact.email:
            boxes.setdefault(each.contact.email.casefold(), []).append(each.authority.name)
    for names in boxes.values():
        if len(names) > 1:
            what = f"one mailbox is that of {', '.join(names)}"
            yield Finding(district=survey.district, kind="shared-mailbox", severity="note", what=what)
