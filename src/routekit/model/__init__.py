"""The words of the domain as frozen values; nothing here reads a file, a clock or the network."""

from routekit.model.area import Area, AreaKind, Candidate, Located, RouteWarning, WarningCode
from routekit.model.authority import Authority, AuthorityKind
from routekit.model.contact import Contact, ContactStatus, Provenance, Referral, Tried
from routekit.model.decision import (
    AnswerRange,
    Ask,
    Because,
    Decision,
    EditionRef,
    Fact,
    GivenAnswer,
    Option,
    PackRef,
    Question,
    Reason,
    Routed,
    Step,
    Transaction,
    Unrouted,
    UnroutedReason,
)
from routekit.model.place import Place
from routekit.model.point import Grid, LatLon
from routekit.model.postcode import Postcode
from routekit.model.stretch import Stretch

__all__ = [
    "AnswerRange",
    "Area",
    "AreaKind",
    "Ask",
    "Authority",
    "AuthorityKind",
    "Because",
    "Candidate",
    "Contact",
    "ContactStatus",
    "Decision",
    "EditionRef",
    "Fact",
    "GivenAnswer",
    "Grid",
    "LatLon",
    "Located",
    "Option",
    "PackRef",
    "Place",
    "Postcode",
    "Provenance",
    "Question",
    "Reason",
    "Referral",
    "RouteWarning",
    "Routed",
    "Step",
    "Stretch",
    "Transaction",
    "Tried",
    "Unrouted",
    "UnroutedReason",
    "WarningCode",
]
