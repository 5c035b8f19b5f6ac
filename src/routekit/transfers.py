"""Transfers: where another authority handles a transaction by a new version of its pack."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from routekit.bodies import Bodies
from routekit.errors import InputError
from routekit.matrix import check_districts, name_of, shared_id
from routekit.model import Area
from routekit.model.value import Value
from routekit.rules import Cell, Pack, Rulebook
from routekit.rules.diffing import Shift, shifts
from routekit.settle import Settled, settle
from routekit.surroundings import Surroundings

MOST_SAMPLES = 3
NOTHING: Mapping[str, str] = {}

When = tuple[tuple[Cell, ...], ...]


class Handler(Value):
    """Who handles a transaction: `authority` is None if each parish has its own, or nobody is recorded."""

    role: str
    authority: str | None
    handled_by: str


class Transfer(Value):
    """Areas in which it goes from one authority to another, in the situations that `when` describes.

    `districts` are their districts on the day, and `samples` some of them, each of another district if there
    are several.
    """

    was: Handler
    now: Handler
    when: When
    areas: int
    districts: tuple[str, ...]
    samples: tuple[Area, ...]


class Transfers(Value):
    """Where a new version of a pack leads to another authority, with the tables of one day for both versions.

    Of the `areas` looked up, `affected` are those in which any situation goes to another authority. The most
    areas come first. `not_checked` names what no table says.
    """

    on: date
    areas: int
    affected: int
    districts: tuple[str, ...]
    transfers: tuple[Transfer, ...]
    not_checked: tuple[str, ...]


class _Where(NamedTuple):
    """What the packs can know of an area before anybody answers, and what then changes."""

    old: Pack
    new: Pack
    parish: str
    shifts: tuple[Shift, ...]


def transfers(  # noqa: PLR0913 - what it rests on, each by its name
    old: Pack,
    new: Pack,
    bodies: Bodies,
    *,
    on: date,
    areas: Iterable[Area],
    districts: Sequence[str] = (),
    renamed: Mapping[str, str] = NOTHING,
) -> Transfers:
    """Say in which areas, and in which situations, another authority handles a transaction.

    Both versions are taken as if they held on the day, each with its overlays of that day. An area's kind of
    parish and what it has taken on are looked up; other facts and all answers are in `when`, so that nothing
    is left out. Emergencies are the same everywhere and not among them. `districts` are by any code that
    they have had; none means all. `renamed` is as for `diff`. Raises InputError for packs of two
    transactions, and for no such district.
    """
    if old.ref.transaction != new.ref.transaction:
        expected = (
            f"a version of {old.ref.transaction} is needed; what a parish has taken on goes by transaction"
        )
        raise InputError.of("new", new.ref.transaction, expected)
    check_districts(districts, bodies, on)
    gathering = _Gathering((old, new), bodies, on, renamed)
    wanted = {bodies.code(code) for code in districts}
    looked_up = 0
    for area in areas:
        district = bodies.district_of(area, on)[0]
        if not wanted or {bodies.code(area.district), district} & wanted:
            looked_up += 1
            gathering.add(area, district)
    return gathering.summed_up(looked_up)


class _Gathering:
    """The areas of each transfer, as they are found."""

    def __init__(
        self, packs: tuple[Pack, Pack], bodies: Bodies, on: date, renamed: Mapping[str, str]
    ) -> None:
        self._books = [Rulebook([pack], tiers=bodies.tiers) for pack in packs]
        self._transaction = packs[0].ref.transaction
        self._renamed = renamed
        self._bodies = bodies
        self._on = on
        self._laid: dict[str, tuple[Pack, Pack]] = {}
        self._known: dict[tuple[Pack, Pack, str, str], _Where] = {}
        self._found: defaultdict[tuple[Handler, Handler, When], dict[Area, str]] = defaultdict(dict)
        self._not_checked: dict[str, None] = {}

    def add(self, area: Area, district: str) -> None:
        """Look one area up."""
        where = self._where(area, district)
        for shift in where.shifts:
            was = self._settled(where.old, shift.rows_was[0].outcome, area)
            now = self._settled(where.new, shift.rows_now[0].outcome, area)
            if was.authority == now.authority:
                continue
            before, after = (_handler(settled, area, where.parish) for settled in (was, now))
            self._found[before, after, shift.when][area] = district
            told = (*was.warnings, *now.warnings)
            self._not_checked |= {each.detail: None for each in told if each.code == "not-checked"}

    def summed_up(self, areas: int) -> Transfers:
        """Give what was found."""
        affected = {area: district for found in self._found.values() for area, district in found.items()}
        made = [
            Transfer(
                was=was,
                now=now,
                when=when,
                areas=len(found),
                districts=tuple(sorted(set(found.values()))),
                samples=tuple(_samples(found)),
            )
            for (was, now, when), found in self._found.items()
        ]
        return Transfers(
            on=self._on,
            areas=areas,
            affected=len(affected),
            districts=tuple(sorted(set(affected.values()))),
            transfers=tuple(sorted(made, key=_most_first)),
            not_checked=tuple(self._not_checked),
        )

    def _where(self, area: Area, district: str) -> _Where:
        old, new = self._packs(district)
        parish = self._bodies.parish_kind(area, self._on).value
        taken_on = self._bodies.taken_on(area, self._transaction, self._on).value
        key = old, new, parish, taken_on
        if key not in self._known:
            facts = {**old.facts, **new.facts}
            given = {"parish": parish, "taken_on": taken_on}
            known = {name: value for name, value in given.items() if name in facts}
            self._known[key] = _Where(old, new, parish, tuple(self._shifts(old, new, known)))
        return self._known[key]

    def _shifts(self, old: Pack, new: Pack, known: Mapping[str, str]) -> Iterator[Shift]:
        """Give what changes, without what leads to the same roles, and without emergencies."""
        found = shifts(old, new, known, renamed=self._renamed)
        return (shift for shift in found if shift.kind in {"destination", "fallback"})

    def _packs(self, district: str) -> tuple[Pack, Pack]:
        """Give both versions with what the councils of a district have otherwise."""
        if district not in self._laid:
            councils = self._bodies.tiers(district, self._on)
            old, new = (book.at(self._transaction, self._on, councils).pack for book in self._books)
            self._laid[district] = old, new
        return self._laid[district]

    def _settled(self, pack: Pack, outcome: str, area: Area) -> Settled:
        return settle(
            self._bodies,
            pack.outcomes[outcome],
            area,
            transaction=self._transaction,
            on=self._on,
            surroundings=Surroundings(),  # what a layer says at a place is not for a whole area
        )


def _handler(settled: Settled, area: Area, parish: str) -> Handler:
    return Handler(
        role=settled.role,
        authority=shared_id(settled.authority, area),
        handled_by=name_of(settled.authority, area, parish),
    )


def _samples(found: Mapping[Area, str]) -> Iterator[Area]:
    """Give some areas, first one of each district."""
    firsts: dict[str, Area] = {}
    ordered = sorted(found, key=lambda area: area.code)
    for area in ordered:
        firsts.setdefault(found[area], area)
    chosen = [*firsts.values()][:MOST_SAMPLES]
    yield from chosen
    yield from [area for area in ordered if area not in chosen][: MOST_SAMPLES - len(chosen)]


def _most_first(transfer: Transfer) -> tuple[int, str]:
    return -transfer.areas, repr((transfer.was, transfer.now, transfer.when))
