"""Contacts that an officer keeps in a CSV file: a contact source without a network."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import MappingProxyType

from routekit.contacts.cleaning import is_email, looks_personal, telephone_in, website_in
from routekit.formulas import unescaped
from routekit.model import Authority, Contact, Provenance
from routekit.model.text import is_one_line
from routekit.tables import Layout, Record, read_table

COLUMNS = (
    *("authority", "organisation", "role", "email", "telephone", "page", "name", "postal_address"),
    *("source", "checked"),
)
LAYOUT = Layout(columns=COLUMNS, others=True, unique="authority")


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
        each line needs an `email`, a `telephone` or a `page`. An apostrophe that keeps a spreadsheet from
        running a cell as a formula does not count. Other columns are left alone, such as those of a snapshot.

        The whole file is checked now, and no cell is repeated in a message: it may be a person's. Raises
        InputError if the file cannot be opened, BodiesError naming line and column of every mistake.
        """
        return cls(read_table(path, LAYOUT, partial(_contact, name=include_name, postal=include_postal)))

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give the contact kept for an authority; None if there is none."""
        return self._contacts.get(authority.id)

    def waits_for(self, _authority: Authority) -> bool:
        """Say that `contact_for` never waits."""
        return False

    def contact(self, authority: str) -> Contact | None:
        """Give the contact kept for an authority by its id; None if there is none."""
        return self._contacts.get(authority)

    def __len__(self) -> int:
        return len(self._contacts)

    def __repr__(self) -> str:
        return f"<Register of {len(self)} contacts>"


def check_row(row: Record) -> None:
    """Check a row of a register. Raises BodiesError."""
    _contact(row, name=False, postal=False)


def _contact(row: Record, *, name: bool, postal: bool) -> Contact:
    row = row._replace(cells={column: unescaped(cell) for column, cell in row.cells.items()})
    email, telephone, page = _email(row), _telephone(row), _page(row)
    person, address = row.text("name"), _address(row)
    if not (email or telephone or page):
        raise row.wrong("email", "this, a telephone or a page is needed")
    return Contact(
        authority=row.needed("authority"),
        organisation=row.needed("organisation"),
        role=row.needed("role"),
        email=email,
        telephone=telephone,
        page=page,
        name=person if name else None,
        postal_address=address if postal else None,
        looks_personal=looks_personal(email, person),
        provenance=Provenance(source=row.needed("source"), fetched_at=_checked(row)),
    )


def _email(row: Record) -> str | None:
    text = row.cells["email"]
    if text and not is_email(text):
        raise row.wrong("email", "one e-mail address and nothing else is needed")
    return text or None


def _telephone(row: Record) -> str | None:
    text = row.cells["telephone"]
    number = telephone_in(text)
    if text and number is None:
        raise row.wrong("telephone", "a United Kingdom number with its area code is needed")
    return number


def _page(row: Record) -> str | None:
    text = row.cells["page"]
    page = website_in(text) if text else None
    if text and page is None:
        raise row.wrong("page", "a full http or https address is needed")
    return page


def _address(row: Record) -> str | None:
    """Put the lines of an address on one, as a service's is."""
    lines = (line.rstrip(",") for line in row.cells["postal_address"].splitlines())
    address = ", ".join(line for line in lines if line)
    if not is_one_line(address):
        raise row.wrong("postal_address", "an address is needed, and not a very long text")
    return address or None


def _checked(row: Record) -> datetime | None:
    day = row.day("checked")
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=UTC)
