"""Which codes are the same council, and what became of each district, by the lists and by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from routekit.bodies.sources import Sources
from routekit.errors import BodiesError

COUNTY = "CTY"

# The day of the lists of counties and of the police.
LISTED_ON = date(2019, 12, 31)

Value = TypeVar("Value")


class Codes:
    """Every code of every council. One stands for all that a council has had, and is its authority's id.

    It is the one in the lists of 2019, on which the rest is built and which no longer change; a council that
    is not in them has its first code.
    """

    def __init__(self, sources: Sources) -> None:
        """Find the codes. Raises BodiesError for a code that two councils have."""
        recoded = {change.old: change.new for change in sources.changes if change.kind == "new_code"}
        in_2019 = {*sources.counties, *sources.counties.values()}
        found: dict[str, str] = {}
        for council in sources.councils:
            codes = [*council.former_codes, council.code]
            while codes[-1] in recoded and recoded[codes[-1]] not in codes:
                codes.append(recoded[codes[-1]])
            main = next((code for code in codes if code in in_2019), codes[0])
            for code in codes:
                if code in found:
                    raise BodiesError(f"local_authorities.csv: {code} is the code of two councils")
                found[code] = main
        self.main = MappingProxyType(found)
        self._letters = {council.letters: self.of(council.code) for council in sources.councils}

    def of(self, code: str) -> str:
        """Give the code that stands for a code; an unknown code stands for itself."""
        return self.main.get(code, code)

    def lettered(self, letters: str) -> str | None:
        """Give the code of the council with these letters in `local_authorities.csv`."""
        return self._letters.get(letters)

    def keyed(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Give a mapping by any code as one by the code that stands for it."""
        return {self.of(code): value for code, value in values.items()}


@dataclass(frozen=True, slots=True)
class Move:
    """From a day on, the land of a district is part of another."""

    to: str
    on: date


def changeover(day: date) -> date:
    """Give the day of the reorganisation that a date in the lists means: 1 April of its year.

    The lists mix the old council's last day, 31 March, with the new one's first, 1 April.
    """
    return date(day.year, 4, 1)


def listed_moves(sources: Sources, codes: Codes) -> dict[str, Move]:
    """Give what became of each district. Raises BodiesError where the lists disagree."""
    moves: dict[str, Move] = {}
    for code, move in (*_mergers(sources, codes), *_replacements(sources, codes)):
        first = moves.setdefault(code, move)
        if first != move:
            raise BodiesError(
                f"the lists disagree: {code} becomes {first.to} on {first.on}, or {move.to} on {move.on}"
            )
    return moves


def _mergers(sources: Sources, codes: Codes) -> Iterator[tuple[str, Move]]:
    for change in sources.changes:
        if change.kind == "merger" and change.old in codes.main and change.new in codes.main:
            yield codes.of(change.old), Move(codes.of(change.new), date(change.year, 4, 1))


def _replacements(sources: Sources, codes: Codes) -> Iterator[tuple[str, Move]]:
    """Give what `replaced-by` says; a county with several successors passes to them by place."""
    for council in sources.councils:
        heirs = [codes.lettered(letters) for letters in council.replaced_by]
        if council.ended and len(heirs) == 1 and heirs[0]:
            yield codes.of(council.code), Move(heirs[0], changeover(council.ended))
