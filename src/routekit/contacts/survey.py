"""What one service was found to publish about the parish councils of a district."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from pydantic import Field

from routekit.contacts.councils import ParishCouncil
from routekit.contacts.resembling import Suggestion
from routekit.errors import SourceBlockedError, SourceError, SourceUnavailableError
from routekit.model import Authority, Contact
from routekit.model.value import Value

SurveyStatus = Literal["listed", "empty", "unavailable", "blocked", "moved", "gone", "unreadable"]
_MOVED, _GONE = range(300, 400), frozenset({404, 410})


class Unmatched(Value):
    """A council that is listed and certainly acts for no area, and the area it might act for."""

    id: str
    title: str
    suggestion: str | None = None
    suggested_name: str | None = None
    likeness: float | None = None


class Found(Value):
    """An authority of the district, the council it is listed as (None: it is not), and how to reach it."""

    authority: Authority
    council: ParishCouncil | None = None
    contact: Contact | None = Field(default=None, repr=False)


class Survey(Value):
    """What was found in one district: every authority, and every council that is nobody's for certain.

    `by` names the operation or the page that listed the councils; `detail` says what was wrong if none did.
    `in_public` is False for a service that is not on the public internet, which can only be a sample.
    """

    district: str
    name: str
    base_url: str
    on: date
    status: SurveyStatus
    detail: str = ""
    by: str = ""
    in_public: bool = True
    found: tuple[Found, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the service gave a list, if only an empty one."""
        return self.status in {"listed", "empty"}


class Surveyed(NamedTuple):
    """The district that is surveyed, and when."""

    district: str
    name: str
    base_url: str
    on: date
    in_public: bool


def listed_survey(
    about: Surveyed,
    councils: Sequence[ParishCouncil],
    authorities: Iterable[Authority],
    suggestions: Sequence[Suggestion | None],
) -> Survey:
    """Say what a list holds about each authority; `suggestions` go with the councils, one each."""
    return Survey(
        **about._asdict(),
        status="listed" if councils else "empty",
        by=councils[0].provenance.source if councils else "",
        found=tuple(_found(authority, councils) for authority in authorities),
        unmatched=tuple(
            _unmatched(council, suggestion)
            for council, suggestion in zip(councils, suggestions, strict=True)
            if not council.areas and council.method != "override"
        ),
    )


def failed_survey(about: Surveyed, error: SourceError) -> Survey:
    """Say that there is no list, and why."""
    return Survey(**about._asdict(), status=_status(error), detail=error.message)


def _status(error: SourceError) -> SurveyStatus:
    if isinstance(error, SourceBlockedError):
        return "blocked"
    if isinstance(error, SourceUnavailableError):
        return "unavailable"
    status = vars(error).get("status")
    if status in _MOVED:
        return "moved"
    return "gone" if status in _GONE else "unreadable"


def _found(authority: Authority, councils: Sequence[ParishCouncil]) -> Found:
    """Find the one council that acts for any of the areas of an authority."""
    here = [each for each in councils if set(each.areas) & set(authority.areas)]
    if len(here) != 1:
        return Found(authority=authority)
    return Found(authority=authority, council=here[0], contact=here[0].contact_of(authority))


def _unmatched(council: ParishCouncil, suggestion: Suggestion | None) -> Unmatched:
    if suggestion is None:
        return Unmatched(id=council.id, title=council.title)
    return Unmatched(
        id=council.id,
        title=council.title,
        suggestion=suggestion.area,
        suggested_name=suggestion.name,
        likeness=suggestion.likeness,
    )
