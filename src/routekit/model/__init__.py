"""The words of the domain as frozen values; nothing here reads a file, a clock or the network."""

from routekit.model.area import Area, AreaKind, Candidate, Located, RouteWarning, WarningCode
from routekit.model.authority import Authority, AuthorityKind
from routekit.model.contact import Contact, ContactStatus, Provenance, Referral
from routekit.model.decision import (
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
from routekit.model.place import Grid, LatLon, Place
from routekit.model.postcode import Postcode

__all__ = [
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
    "Transaction",
    "Unrouted",
    "UnroutedReason",
    "WarningCode",
]
