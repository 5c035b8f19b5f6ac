"""routekit: which public body handles a council transaction here, why, and how to reach it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.errors import (
        BodiesError,
        DataError,
        EditionError,
        InputError,
        InvalidAnswerError,
        InvalidPlaceError,
        RoutekitError,
        RulesError,
        SourceBlockedError,
        SourceError,
        SourceResponseError,
        SourceUnavailableError,
        UnknownTransactionError,
    )
    from routekit.model import (
        Area,
        Ask,
        Authority,
        Contact,
        Decision,
        Grid,
        LatLon,
        Place,
        Postcode,
        Provenance,
        Question,
        Referral,
        Routed,
        Stretch,
        Transaction,
        Unrouted,
    )
    from routekit.referral import arefer, refer
    from routekit.router import Router

__all__ = [
    "Area",
    "Ask",
    "Authority",
    "BodiesError",
    "Contact",
    "DataError",
    "Decision",
    "EditionError",
    "Grid",
    "InputError",
    "InvalidAnswerError",
    "InvalidPlaceError",
    "LatLon",
    "Place",
    "Postcode",
    "Provenance",
    "Question",
    "Referral",
    "Routed",
    "RoutekitError",
    "Router",
    "RulesError",
    "SourceBlockedError",
    "SourceError",
    "SourceResponseError",
    "SourceUnavailableError",
    "Stretch",
    "Transaction",
    "UnknownTransactionError",
    "Unrouted",
    "arefer",
    "refer",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import routekit` is nearly free (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'routekit' has no attribute {name!r}")
    if name.endswith("Error"):
        home = "routekit.errors"
    elif name in {"refer", "arefer"}:
        home = "routekit.referral"
    else:
        home = "routekit.router" if name == "Router" else "routekit.model"
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
