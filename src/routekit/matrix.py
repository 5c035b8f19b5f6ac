"""The matrix: for each transaction, district and kind of parish, who handles each outcome on a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.model import Area, Authority
from routekit.model.value import Value
from routekit.rules import Pack
from routekit.settle import settle

OWN: Mapping[str, str] = MappingProxyType(
    {
        "council": "the parish's own council",
        "grouped": "the council that the parish shares",
        "meeting": "the parish meeting",
    }
)
UNKNOWN = "unknown"


class MatrixRow(Value):
    """Who handles one outcome.

    `council` is the district, unitary or borough on the day. `parish` and `taken_on` are empty if the pack
    does not ask, `taken_on` also if it makes no difference. `authority` and `fallback` are ids; `authority`
    is None if each parish has its own or nobody is recorded, and `handled_by` says which.
    """

    transaction: str
    district: str
    council: str
    parish: str
    taken_on: str
    outcome: str
    role: str
    authority: str | None
    handled_by: str
    fallback: str | None
    agreement: str | None
    not_checked: tuple[str, ...]


def in_force(pack: Pack, on: date) -> bool:
    """Tell whether a pack holds on a day."""
    begun = pack.effective_from is None or pack.effective_from <= on
    return begun and (pack.effective_to is None or on < pack.effective_to)


def matrix(
    packs: Iterable[Pack], bodies: Bodies, *, on: date, districts: Sequence[str] = ()
) -> tuple[MatrixRow, ...]:
    """Give the rows of each pack that is in force, for each district: those named, or all on the day.

    A district may have any code that it has had. Facts that no table has are unknown, as in `route`. Raises
    InputError for a district that no table has.
    """
    for code in districts:
        if bodies.lower_tier(code, on)[0] not in bodies.districts:
            raise InputError.of("district", code, "the GSS code of a district in the tables is needed")
    codes = tuple(dict.fromkeys(districts)) or bodies.districts_on(on)
    tables = [_Table(pack, bodies, on) for pack in packs if in_force(pack, on)]
    return tuple(row for table in tables for code in codes for row in table.rows(code))


class _Case(NamedTuple):
    """A kind of parish, whether it has taken the transaction on, and the outcomes then possible."""

    parish: str
    taken_on: str
    outcomes: tuple[str, ...]


class _Table:
    """The rows of one pack on a day."""

    def __init__(self, pack: Pack, bodies: Bodies, on: date) -> None:
        self._pack = pack
        self._bodies = bodies
        self._on = on

    def rows(self, district: str) -> Iterator[MatrixRow]:
        """Give the rows of one district."""
        land = Area(code=district, name=district, kind="unparished", district=district)
        shared = self._bodies.taken_on(land, self._pack.ref.transaction, self._on).value == "yes"
        for case in self._cases():
            for outcome in () if shared and case.taken_on == "no" else case.outcomes:
                yield self._row(land, case, outcome)

    def _cases(self) -> Iterator[_Case]:
        """Give each kind of parish, and what it has taken on only where that makes a difference."""
        for parish in [kind for kind in self._options("parish") if kind != UNKNOWN] or [""]:
            found = {answer: self._outcomes(parish, answer) for answer in ("yes", "no")}
            if found["yes"] == found["no"]:
                found = {"": found["yes"]}
            yield from (_Case(parish, answer, outcomes) for answer, outcomes in found.items())

    def _options(self, fact: str) -> tuple[str, ...]:
        return self._pack.facts[fact].options if fact in self._pack.facts else ()

    def _outcomes(self, parish: str, taken_on: str) -> tuple[str, ...]:
        """Give the outcomes that the answers can still lead to, in the pack's order."""
        known = {"parish": parish, "taken_on": taken_on}
        walk = self._pack.walk({fact: known.get(fact, UNKNOWN) for fact in self._pack.facts})
        possible = {row.outcome for row in walk.rows}
        return tuple(outcome for outcome in self._pack.outcomes if outcome in possible)

    def _row(self, land: Area, case: _Case, outcome: str) -> MatrixRow:
        # It stands for each parish of the kind, so the council made up for it is not named.
        area = land.model_copy(update={"kind": "parish"}) if case.parish in OWN else land
        transaction = self._pack.ref.transaction
        settled = settle(
            self._bodies, self._pack.outcomes[outcome], area, transaction=transaction, on=self._on
        )
        return MatrixRow(
            transaction=transaction,
            district=land.district,
            council=self._bodies.council(land.district, self._on),
            parish=case.parish,
            taken_on=case.taken_on,
            outcome=outcome,
            role=settled.role,
            authority=_shared_id(settled.authority),
            handled_by=_name(settled.authority, case.parish),
            fallback=_shared_id(settled.fallback),
            agreement=settled.agreement,
            not_checked=tuple(
                dict.fromkeys(each.detail for each in settled.warnings if each.code == "not-checked")
            ),
        )


def _is_a_parish_body(authority: Authority) -> bool:
    return authority.kind in {"parish-council", "parish-meeting"}


def _shared_id(authority: Authority | None) -> str | None:
    return None if authority is None or _is_a_parish_body(authority) else authority.id


def _name(authority: Authority | None, parish: str) -> str:
    if authority is None:
        return "nobody is recorded"
    return OWN[parish] if _is_a_parish_body(authority) else authority.name
