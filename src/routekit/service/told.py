"""What callers are told: the forms of every answer in the nested shape, and of an error."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from routekit.model import (
    Area,
    Authority,
    Candidate,
    Contact,
    ContactStatus,
    Decision,
    EditionRef,
    PackRef,
    Question,
    RouteWarning,
    Transaction,
)

Status = Literal["routed", "needs_answers", "unrouted"]


class Told(BaseModel):
    """An answer. `error_code` and `error_desc` are empty in all but errors: some platforms look for them."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Trouble(Told):
    """What is wrong with a request: the field, a stable code, and a sentence on what would be right."""

    status: Literal["error"] = "error"
    error_code: str = Field(examples=["invalid-place"])
    error_desc: str = Field(examples=["latitude is 151.4; it must be from -90 to 90 degrees"])
    field: str = Field("", examples=["latitude"], description="The field, empty if it is none in particular.")
    reference: str = Field("", examples=["FS-1042"])


class Routing(Told):
    """A decision, and how to reach the authority if that was asked for."""

    status: Status
    error_code: Literal[""] = ""
    error_desc: Literal[""] = ""
    reference: str = Field("", examples=["FS-1042"])
    decision: Decision
    contact_status: ContactStatus | None = Field(None, description="None unless a contact was asked for.")
    contact: Contact | None = None
    fallback_contact: Contact | None = None


class District(Told):
    """The council of a district, unitary or borough."""

    code: str
    name: str


class Played(Told):
    """Who plays a role; nobody where no authority is given."""

    role: str
    authority: Authority | None


class Whereabouts(Told):
    """Which area a place is in, which others it may be in, and who plays each role there."""

    status: Literal["found", "outside-coverage"]
    error_code: Literal[""] = ""
    error_desc: Literal[""] = ""
    reference: str = ""
    on: date
    edition: EditionRef
    detail: str = Field("", description="Why a postcode is at no place.")
    area: Area | None
    candidates: tuple[Candidate, ...]
    outside: float = Field(description="The share of the place that is in no area, from 0 to 1.")
    district: District | None
    roles: tuple[Played, ...]
    warnings: tuple[RouteWarning, ...]


class Transactions(Told):
    """Every transaction that can be asked about."""

    transactions: tuple[Transaction, ...]


class Described(Told):
    """A transaction and its questions, without what single councils have otherwise."""

    transaction: Transaction
    language: Literal["en", "cy"]
    pack: PackRef
    effective_from: date
    effective_to: date | None
    questions: tuple[Question, ...]


class Routings(Told):
    """The answer to each row of a batch, in its order."""

    rows: tuple[Routing | Trouble, ...]
