"""The matrix: for each transaction, district and kind of parish, who handles each outcome on a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.model import Area, Authority
from routekit.model.value import Value
from routekit.rules import Pack, Rulebook
from routekit.settle import settle
from routekit.surroundings import Surroundings

OWN: Mapping[str, str] = MappingProxyType(
    {
        "council": "the parish's own council",
        "grouped": "the council that the parish shares",
        "meeting": "the parish meeting",
    }
)
UNKNOWN = "unknown"
TAKEN_ON = ("yes", "no", "")


class MatrixRow(Value):
    """Who handles one outcome in some areas of a district.

    `council` is the district, unitary or borough on the day. `areas` is how many areas the row is for; it is
    None in a district of which no area is known, where rows say what would be if parishes of the kind are
    there. `parish` and `taken_on` are empty if the pack does not ask, `taken_on` also if it makes no
    difference. `authority` and `fallback` are ids; `authority` is None if each parish has its own or nobody
    is recorded, and `handled_by` says which.
    """

    transaction: str
    district: str
    council: str
    parish: str
    areas: int | None
    taken_on: str
    outcome: str
    role: str
    authority: str | None
    handled_by: str
    fallback: str | None
    agreement: str | None
    not_checked: tuple[str, ...]


def matrix(
    packs: Iterable[Pack],
    bodies: Bodies,
    *,
    on: date,
    areas: Iterable[Area] = (),
    districts: Sequence[str] = (),
) -> tuple[MatrixRow, ...]:
    """Give the rows of each pack that is in force, for each district: those named, or all on the day.

    Each of the `areas`, those of an edition, is looked up, and those that fare alike are counted in one row.
    A district may have any code that it has had. Overlays of its council, and of the county above, are laid
    over the pack. Facts that no table has are unknown, as in `route`. Raises InputError for a district that
    no table has, and for two packs of one transaction on the day.
    """
    check_districts(districts, bodies, on)
    codes = tuple(dict.fromkeys(districts)) or bodies.districts_on(on)
    found = _by_district(bodies, areas, on)
    book = _Book(Rulebook((pack for pack in packs if pack.in_force(on)), tiers=bodies.tiers), bodies, on)
    tables: dict[Pack, _Table] = {}
    rows: list[MatrixRow] = []
    for pack, code in product(book.packs(), codes):
        for ruling, land in book.ruling(pack, code, found.get(bodies.code(code), [])).items():
            if ruling not in tables:
                tables[ruling] = _Table(ruling, bodies, on)
            rows.extend(tables[ruling].rows(code, land))
    return tuple(rows)


def check_districts(districts: Iterable[str], bodies: Bodies, on: date) -> None:
    """Raise InputError for a code that no district in the tables has had."""
    for code in districts:
        if bodies.lower_tier(code, on)[0] not in bodies.districts:
            raise InputError.of("district", code, "the GSS code of a district in the tables is needed")


class _Book(NamedTuple):
    """The packs of a day, with the overlays of councils over them."""

    rulebook: Rulebook
    bodies: Bodies
    on: date

    def packs(self) -> Iterator[Pack]:
        """Give each pack without overlays."""
        return (self.rulebook.pack(each.id, self.on) for each in self.rulebook.transactions(self.on))

    def ruling(self, pack: Pack, district: str, areas: Sequence[Area]) -> Mapping[Pack, Sequence[Area]]:
        """Give the areas of a district by the pack that holds there; one may have gone to another council."""
        if not pack.overlays:
            return {pack: areas}
        found: defaultdict[Pack, list[Area]] = defaultdict(list)
        for area in areas:
            found[self._laid(pack, self.bodies.district_of(area, self.on)[0])].append(area)
        return found or {self._laid(pack, self.bodies.lower_tier(district, self.on)[0]): []}

    def _laid(self, pack: Pack, district: str) -> Pack:
        """Lay over a pack what the county above a district has otherwise, then what the district has."""
        councils = self.bodies.tiers(district, self.on)
        return self.rulebook.at(pack.ref.transaction, self.on, councils).pack


def _by_district(bodies: Bodies, areas: Iterable[Area], on: date) -> Mapping[str, list[Area]]:
    """Give the areas of each district, under the code the boundaries have and under that of the day."""
    found: defaultdict[str, list[Area]] = defaultdict(list)
    for area in areas:
        for code in {bodies.code(area.district), bodies.district_of(area, on)[0]}:
            found[code].append(area)
    return found


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
        self._kinds = [kind for kind in self._options("parish") if kind != UNKNOWN] or [""]
        self._cases: dict[tuple[str, str], _Case] = {}

    def rows(self, district: str, areas: Sequence[Area]) -> Iterator[MatrixRow]:
        """Give the rows of one district: by kind of parish, taken on or not, and outcome."""
        looked_up = [(self._kind(area), area) for area in areas] or self._made_up(district)
        counted = Counter(row for kind, area in looked_up for row in self._of(district, kind, area))
        for row in sorted(counted, key=lambda row: (*self._place(row), -counted[row])):
            yield row.model_copy(update={"areas": counted[row] if areas else None})

    def _place(self, row: MatrixRow) -> tuple[int, int, int]:
        """Give where a row stands among those of its district."""
        outcomes = tuple(self._pack.outcomes)
        return self._kinds.index(row.parish), TAKEN_ON.index(row.taken_on), outcomes.index(row.outcome)

    def _kind(self, area: Area) -> str:
        """Give what acts for an area, if the pack asks."""
        return self._bodies.parish_kind(area, self._on).value if self._kinds != [""] else ""

    def _made_up(self, district: str) -> list[tuple[str, Area]]:
        """Give an area for each kind of parish, which has what its district has."""
        land = Area(code=district, name=district, kind="unparished", district=district)
        parish = land.model_copy(update={"kind": "parish"})
        return [(kind, parish if kind in OWN else land) for kind in self._kinds]

    def _of(self, district: str, kind: str, area: Area) -> Iterator[MatrixRow]:
        taken_on = self._bodies.taken_on(area, self._pack.ref.transaction, self._on).value
        case = self._cases.setdefault((kind, taken_on), self._case(kind, taken_on))
        yield from (self._row(district, area, case, outcome) for outcome in case.outcomes)

    def _case(self, parish: str, taken_on: str) -> _Case:
        """Say what an area can come to; what it has taken on is left out where it makes no difference."""
        outcomes = {answer: self._outcomes(parish, answer) for answer in ("yes", "no")}
        matters = outcomes["yes"] != outcomes["no"]
        return _Case(parish, taken_on if matters else "", outcomes[taken_on])

    def _options(self, fact: str) -> tuple[str, ...]:
        return self._pack.facts[fact].options if fact in self._pack.facts else ()

    def _outcomes(self, parish: str, taken_on: str) -> tuple[str, ...]:
        """Give the outcomes that the answers can still lead to, in the pack's order."""
        known = {"parish": parish, "taken_on": taken_on}
        looked_up = [name for name, fact in self._pack.facts.items() if not fact.needs]
        return self._pack.possible_outcomes({fact: known.get(fact, UNKNOWN) for fact in looked_up})

    def _row(self, district: str, area: Area, case: _Case, outcome: str) -> MatrixRow:
        transaction = self._pack.ref.transaction
        settled = settle(
            self._bodies,
            self._pack.outcomes[outcome],
            area,
            transaction=transaction,
            on=self._on,
            surroundings=Surroundings(),  # what a layer says at a place is not for a whole district
        )
        return MatrixRow(
            transaction=transaction,
            district=district,
            council=self._bodies.council(district, self._on),
            parish=case.parish,
            areas=None,
            taken_on=case.taken_on,
            outcome=outcome,
            role=settled.role,
            authority=shared_id(settled.authority, area),
            handled_by=name_of(settled.authority, area, case.parish),
            fallback=shared_id(settled.fallback, area),
            agreement=settled.agreement,
            not_checked=tuple(
                dict.fromkeys(each.detail for each in settled.warnings if each.code == "not-checked")
            ),
        )


def _own(authority: Authority, area: Area) -> bool:
    """Tell whether it is the council or meeting of the area itself: each parish has another."""
    return authority.is_of_a_parish and area.code in authority.areas


def shared_id(authority: Authority | None, area: Area) -> str | None:
    """Give the id of an authority; None for nobody, and for the area's own, as each parish has another."""
    return None if authority is None or _own(authority, area) else authority.id


def name_of(authority: Authority | None, area: Area, parish: str) -> str:
    """Name who handles something in an area, of which a kind of parish is known; also if nobody does."""
    if authority is None:
        return "nobody is recorded"
    return OWN.get(parish, "the parish's own council") if _own(authority, area) else authority.name
