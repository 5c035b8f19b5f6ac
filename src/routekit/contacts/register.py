"""Contacts that an officer keeps in a CSV file: a contact source without a network."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from routekit.contacts.cleaning import is_email, looks_personal, telephone_in, website_in
from routekit.contacts.table import Row, read_table
from routekit.model import Authority, Contact, Provenance

COLUMNS = (
    *("authority", "organisation", "role", "email", "telephone", "page", "name", "postal_address"),
    *("source", "checked"),
)


class Register:
    """Contacts by the id of their authority. Immutable, and safe to share between threads."""

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._contacts = MappingProxyType({contact.authority: contact for contact in contacts})

    @classmethod
    def open(
        cls, path: str | Path, *, include_name: bool = False, include_postal: bool = False
    ) -> "Register":
        """Read a CSV file (UTF-8, header line), one contact a line.

        Columns: `authority` (its id, as `parish-council:E04001174`), `organisation`, `role`, `email`,
        `telephone`, `page`, `name`, `postal_address`, `source` (who says so) and `checked` (a day, as
        2026-11-21). Empty cells are allowed in all but `authority`, `organisation`, `role` and `source`, but
        each line needs an `email`, a `telephone` or a `page`.

        Raises InputError if the file cannot be opened, BodiesError naming line and column of a mistake.
        """
        seen: dict[str, Row] = {}
        contacts = []
        for row in read_table(path, COLUMNS):
            contact = _contact(row, name=include_name, postal=include_postal)
            first = seen.setdefault(contact.authority, row)
            if first is not row:
                raise row.wrong("authority", f"line {first.line} has this authority already")
            contacts.append(contact)
        return cls(contacts)

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give the contact kept for an authority; None if there is none."""
        return self._contacts.get(authority.id)

    def __len__(self) -> int:
        return len(self._contacts)

    def __repr__(self) -> str:
        return f"<Register of {len(self)} contacts>"


def _contact(row: Row, *, name: bool, postal: bool) -> Contact:
    cells = row.cells
    email, telephone, page = _email(row), _telephone(row), _page(row)
    if not (email or telephone or page):
        raise row.wrong("email", "this, a telephone or a page is needed")
    return Contact(
        authority=row.needed("authority"),
        organisation=row.needed("organisation"),
        role=row.needed("role"),
        email=email,
        telephone=telephone,
        page=page,
        name=cells["name"] or None if name else None,
        postal_address=cells["postal_address"] or None if postal else None,
        looks_personal=looks_personal(email, cells["name"]),
        provenance=Provenance(source=row.needed("source"), fetched_at=_checked(row)),
    )


def _email(row: Row) -> str | None:
    text = row.cells["email"]
    if text and not is_email(text):
        raise row.wrong("email", "one e-mail address and nothing else is needed")
    return text or None


def _telephone(row: Row) -> str | None:
    text = row.cells["telephone"]
    number = telephone_in(text)
    if text and number is None:
        raise row.wrong("telephone", "a United Kingdom number with its area code is needed")
    return number


def _page(row: Row) -> str | None:
    text = row.cells["page"]
    page = website_in(text) if text else None
    if text and page is None:
        raise row.wrong("page", "a full http or https address is needed")
    return page


def _checked(row: Row) -> datetime | None:
    text = row.cells["checked"]
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise row.wrong("checked", "a day is needed, as 2026-11-21") from error
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
