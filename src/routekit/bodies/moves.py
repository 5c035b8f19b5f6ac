"""What `successors.csv` says by hand: where districts, and single areas of them, went, and on which day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from routekit.bodies.codes import LISTED_ON, Codes, Move
from routekit.bodies.lineage import AreaMove
from routekit.bodies.tables import SuccessorRow, Tables
from routekit.errors import BodiesError


@dataclass(frozen=True, slots=True)
class Life:
    """What the lists know of a council: its first day, the day it ended (exclusive), if it is listed in 2019.

    A council that is not in the lists has its first day from authorities.csv.
    """

    since: date
    until: date | None = None
    listed: bool = False


@dataclass(slots=True)
class MovesByHand:
    """The moves of whole districts by district, and of single areas by area, each area's in order of time."""

    districts: dict[str, Move] = field(default_factory=dict)
    areas: dict[str, tuple[AreaMove, ...]] = field(default_factory=dict)


def moves_by_hand(tables: Sequence[Tables], codes: Codes, lives: Mapping[str, Life]) -> MovesByHand:
    """Give what `successors.csv` says, a later table over an earlier.

    Raises BodiesError naming every district that is neither in the lists nor in authorities.csv, every second
    row for the same land, and every day on which the district was not there to be moved.
    """
    found = MovesByHand()
    problems: list[str] = []
    for each in tables:
        lines: dict[tuple[str, date | None], int] = {}
        for row in each.successors:
            at, district = f"{each.named('successors')}:{row.line}", codes.of(row.district)
            problems += [f"{at} {said}" for said in _wrong(row, codes, lives)]
            key = (row.area, row.valid_from) if row.area else (district, None)
            if lines.setdefault(key, row.line) != row.line:
                problems.append(f"{at} {row.area or row.district} is on line {lines[key]} already; keep one")
            _put(found, row, codes)
    if problems:
        raise BodiesError("\n".join(problems))
    return found


def _put(found: MovesByHand, row: SuccessorRow, codes: Codes) -> None:
    """Add one row; it takes the place of an earlier table's for the same district, or area and day."""
    of, to = codes.of(row.district), codes.of(row.successor)
    if row.area is None:
        found.districts[of] = Move(to, row.valid_from)
        return
    kept = [move for move in found.areas.get(row.area, ()) if move.on != row.valid_from]
    moves = sorted([*kept, AreaMove(of, to, row.valid_from)], key=lambda move: move.on)
    found.areas[row.area] = tuple(moves)


def _wrong(row: SuccessorRow, codes: Codes, lives: Mapping[str, Life]) -> Iterator[str]:
    for code in (row.district, row.successor):
        if codes.of(code) not in lives:
            yield f"{code!r} is in no list and not in authorities.csv"
    life = lives.get(codes.of(row.district))
    if life is None:
        return
    day = row.valid_from
    if day <= life.since:
        yield f"valid_from: {day}; a day after {life.since} is needed, from which {row.district} is recorded"
    elif life.until and (day > life.until or (day < life.until and row.area is None)):
        yield f"valid_from: {day}; {row.district} ended on {life.until}: that day is needed, or its successor"
    elif life.listed and life.until is None and day <= LISTED_ON and row.area is None:
        yield f"valid_from: {day}; {row.district} was still there on {LISTED_ON}: a later day is needed"
