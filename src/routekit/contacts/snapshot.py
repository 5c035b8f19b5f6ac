"""A dated list of contacts that a person reviews: what `contacts sync` writes, and a `Register` reads.

A row that a person has reviewed, or written, stays as it is when the list is written again.
"""

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Self

from routekit.contacts.register import COLUMNS as REGISTER_COLUMNS
from routekit.contacts.register import LAYOUT, check_row
from routekit.contacts.survey import Found, Survey
from routekit.errors import InputError
from routekit.formulas import escaped, unescaped
from routekit.model.value import Value
from routekit.tables import Record, read_table

PUBLISHED = ("organisation", "role", "email", "telephone", "page", "name", "postal_address")
COLUMNS = (
    *REGISTER_COLUMNS,
    *("district", "areas", "service_id", "method", "evidence", "reviewed", "seen", "news"),
    *("mark", "attribution"),
)
SAMPLE = "SAMPLE: from a service that is not public; not for use"
_DIGITS = 16

Row = Mapping[str, str]
ChangeKind = Literal["added", "removed", "changed", "reviewed-differs", "reviewed-gone"]


class Change(Value):
    """What differs from the snapshot before, of one authority: the names of the fields, never their texts.

    Of a row that a person reviewed, `reviewed-differs` and `reviewed-gone` say what the service did since.
    """

    kind: ChangeKind
    district: str
    authority: str
    organisation: str
    fields: tuple[str, ...] = ()


class Snapshot:
    """The rows of a snapshot by authority, in order. Immutable."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        found = {row["authority"]: MappingProxyType(dict(row)) for row in rows}
        ordered = sorted(found.items(), key=lambda each: (each[1].get("district", ""), each[0]))
        self._rows: Mapping[str, Row] = MappingProxyType(dict(ordered))

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Read a snapshot, or any register. Raises InputError if there is no such file, and BodiesError."""
        return cls(read_table(path, LAYOUT, _row))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, by district and authority."""
        return tuple(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<Snapshot of {len(self)} contacts>"

    def updated(self, survey: Survey, *, attribution: str = "") -> tuple["Snapshot", tuple[Change, ...]]:
        """Give the snapshot with what a survey found, and what changed.

        Nothing changes where the service gave no list, or an empty one where there was one before.
        """
        before = {key: row for key, row in self._rows.items() if row.get("district") == survey.district}
        if survey.status != "listed":
            return self, ()
        now = {each.authority.id: _made(survey, each, attribution) for each in survey.found if each.contact}
        merged, changes = _merged(before, now, survey)
        others = [row for key, row in self._rows.items() if key not in before and key not in now]
        kept = [row for key, row in self._rows.items() if key in now and key not in before]
        elsewhere = {row["authority"] for row in kept}  # by hand, without a district: it stays
        fresh = [row for row in merged if row["authority"] not in elsewhere]
        return Snapshot([*others, *kept, *fresh]), tuple(
            each for each in changes if each.authority not in elsewhere
        )

    def text(self) -> str:
        """Write the rows as CSV; a cell that a spreadsheet would take for a formula is escaped."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        extra = sorted({name for row in self.rows for name in row} - set(COLUMNS))
        columns = (*COLUMNS, *extra)
        writer.writerow(columns)
        writer.writerows([escaped(row.get(column, "")) for column in columns] for row in self.rows)
        return out.getvalue()

    def write(self, path: str | Path) -> None:
        """Write the file whole or not at all. Raises InputError if it cannot be written."""
        target = Path(path)
        try:
            mode = target.stat().st_mode & 0o777 if target.exists() else 0o600
            with tempfile.NamedTemporaryFile(
                "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
            ) as file:
                written = Path(file.name)
                try:
                    file.write(self.text())
                    file.flush()
                    os.fsync(file.fileno())
                    written.chmod(mode)
                    written.replace(target)
                except BaseException:
                    written.unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise InputError.of("path", str(path), f"it cannot be written: {error.strerror}") from error


def _row(row: Record) -> Row:
    check_row(row)
    return {column: unescaped(cell) for column, cell in row.cells.items()}


def _made(survey: Survey, found: Found, attribution: str) -> dict[str, str]:
    contact, council = found.contact, found.council
    if contact is None or council is None:
        raise InputError.of("found", found.authority.id, "an authority with a contact is needed")
    row = {name: getattr(contact, name) or "" for name in PUBLISHED}
    return row | {
        "authority": contact.authority,
        "source": contact.provenance.source if survey.in_public else f"sample: {contact.provenance.source}",
        "checked": survey.on.isoformat(),
        "district": survey.district,
        "areas": " ".join(council.areas),
        "service_id": council.id,
        "method": council.method or "",
        "evidence": council.evidence,
        "reviewed": "",
        "seen": _fingerprint(row),
        "news": "",
        "mark": "" if survey.in_public else SAMPLE,
        "attribution": attribution,
    }


def _fingerprint(row: Row) -> str:
    text = "\x1f".join(row[name] for name in PUBLISHED)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _is_a_persons(row: Row) -> bool:
    """Tell a row that a person has reviewed, or written: what the service has not, no service can change."""
    return bool(row.get("reviewed")) or not row.get("service_id")


def _merged(
    before: Mapping[str, Row], now: Mapping[str, Row], survey: Survey
) -> tuple[list[Row], list[Change]]:
    rows: list[Row] = []
    changes: list[Change] = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        row, change = _one(old, new, survey.on)
        if row is not None:
            rows.append(row)
        if change is not None:
            kind, fields = change
            said = new or old or {}
            changes.append(
                Change(
                    kind=kind,
                    district=survey.district,
                    authority=key,
                    organisation=said.get("organisation", ""),
                    fields=fields,
                )
            )
    return rows, changes


def _one(
    old: Row | None, new: Row | None, on: date
) -> tuple[Row | None, tuple[ChangeKind, tuple[str, ...]] | None]:
    """Say what becomes of one row, and what that changes."""
    if old is None:
        return new, ("added", ())
    if _is_a_persons(old):
        return _reviewed(old, new, on)
    if new is None:
        return None, ("removed", ())
    fields = tuple(name for name in (*PUBLISHED, "areas") if old.get(name, "") != new[name])
    added = {name: cell for name, cell in old.items() if name not in COLUMNS}
    return added | dict(new), ("changed", fields) if fields else None


def _reviewed(old: Row, new: Row | None, on: date) -> tuple[Row, tuple[ChangeKind, tuple[str, ...]] | None]:
    """Keep a person's row; say in it, once, what the service has changed since."""
    if not old.get("service_id"):
        return old, None
    if new is None:
        said = f"no longer published on {on}"
        told = old.get("seen") == "gone"
        return dict(old) | ({} if told else {"news": said, "seen": "gone"}), None if told else (
            "reviewed-gone",
            (),
        )
    if old.get("seen") == new["seen"]:
        return dict(old) | {"checked": new["checked"]}, None
    fields = tuple(name for name in PUBLISHED if old.get(name, "") != new[name])
    said = f"published otherwise on {on}: {', '.join(fields) or 'as it is here'}"
    return dict(old) | {"news": said, "seen": new["seen"], "checked": new["checked"]}, (
        ("reviewed-differs", fields) if fields else None
    )
