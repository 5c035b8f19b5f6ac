"""What is kept of a list, as bytes: only what may be kept, with the version of its form."""

import hashlib
import json
from collections.abc import Set as AbstractSet

from pydantic import AwareDatetime, ConfigDict, ValidationError

from routekit.contacts.councils import ParishCouncil
from routekit.contacts.keeping import Moment
from routekit.model.value import Value

FORM = 1
_PUBLIC = frozenset(
    (
        *(
            "id",
            "title",
            "style",
            "areas",
            "method",
            "evidence",
            "role",
            "email",
            "telephone",
            "website",
            "page",
        ),
        *("looks_personal", "provenance"),
    )
)
SCHEMA = hashlib.sha256(
    json.dumps([FORM, sorted((name, str(ParishCouncil.model_fields[name].annotation)) for name in _PUBLIC)])
    .encode()
).hexdigest()[:16]  # fmt: skip


class Record(Value):
    """One list as it is kept; its councils are left out of its repr. `form` is the version of the form."""

    model_config = ConfigDict(hide_input_in_errors=True)

    form: str = SCHEMA
    district: str
    service: str
    fetched_at: AwareDatetime
    boot: str
    elapsed_s: float
    councils: tuple[ParishCouncil, ...]

    @property
    def moment(self) -> Moment:
        """Give when it was fetched."""
        return Moment(self.fetched_at, self.boot, self.elapsed_s)

    def concerns(self, codes: AbstractSet[str]) -> bool:
        """Tell whether it is of a district, or names an area, by GSS code."""
        return self.district in codes or any(not codes.isdisjoint(each.areas) for each in self.councils)

    def __repr__(self) -> str:
        return f"<Record of {len(self.councils)} councils of {self.district}>"

    __str__ = __repr__


def record_of(councils: tuple[ParishCouncil, ...], moment: Moment, *, district: str, service: str) -> Record:
    """Make the record of a list."""
    return Record(
        district=district,
        service=service,
        fetched_at=moment.at,
        boot=moment.boot,
        elapsed_s=moment.elapsed_s,
        councils=councils,
    )


def written(record: Record, *, name: bool, postal: bool) -> bytes:
    """Write a record; clerks' names and postal addresses only if these were asked for."""
    asked = {field for field, wanted in (("name", name), ("postal_address", postal)) if wanted}
    fields = dict.fromkeys(Record.model_fields, True) | {"councils": {"__all__": {*_PUBLIC, *asked}}}
    return record.model_dump_json(include=fields, exclude_none=True).encode()


def read(body: bytes) -> Record | None:
    """Read a record; None if it is of another form, or none at all."""
    try:
        record = Record.model_validate_json(body)
    except ValidationError:
        return None
    return record if record.form == SCHEMA else None


def digest_of(key: str, body: bytes) -> bytes:
    """Give the checksum of a record with the key it stands under, so that no record passes for another."""
    return hashlib.sha256(key.encode() + b"\0" + body).digest()
