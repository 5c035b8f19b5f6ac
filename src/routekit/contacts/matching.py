"""Which areas a council acts for: names compared within one district, and only when they are the same.

Two names are the same when their cores are. Nothing is matched by resemblance: that makes suggestions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from routekit.contacts.naming import Name, halves_of, name_of, parts_of, whole
from routekit.contacts.resembling import Suggestion, resembling
from routekit.model import Area, Authority

Method = Literal["exact", "grouped", "named", "override"]

_MOST_PARTS = 8
_NOTHING_FIXED: Mapping[int, tuple[str, ...]] = MappingProxyType({})


class Match(NamedTuple):
    """The areas a council certainly acts for, how that is known, and by what; no areas when it is not."""

    areas: tuple[str, ...] = ()
    method: Method | None = None
    evidence: str = ""


class Areas:
    """The areas a service may list councils for, by name. Those of `district` can be matched.

    Areas of other districts are given where one service serves several: a name that is also there is not
    certain, so nothing is matched across districts. `authorities` are parish councils and meetings whose
    areas are known: what one is called leads to all of its areas.
    """

    def __init__(
        self, areas: Iterable[Area], *, district: str, authorities: Iterable[Authority] = ()
    ) -> None:
        self._district = district
        self._named: dict[str, dict[str, Area]] = {}
        self._codes: dict[str, Area] = {}
        for area in areas:
            self._codes[area.code] = area
            for name in (area.name, area.name_cy):
                if name and area.kind != "unparished":
                    self._named.setdefault(whole(name_of(name).core), {})[area.code] = area
        self._styled: dict[str, set[Authority]] = {}
        for authority in authorities:
            if authority.is_of_a_parish and authority.areas:
                self._styled.setdefault(whole(name_of(authority.name).core), set()).add(authority)

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def __len__(self) -> int:
        return len(self._codes)

    def match(
        self, titles: Iterable[str], *, fixed: Mapping[int, tuple[str, ...]] = _NOTHING_FIXED
    ) -> tuple[Match, ...]:
        """Match every title of a list; an area that two of them claim is certain for neither.

        `fixed` has the areas of titles, by position, about which somebody has decided: they always win.
        """
        found = [
            Match(fixed[number], "override", "decided by a person")
            if number in fixed
            else self._match(name_of(title), title)
            for number, title in enumerate(titles)
        ]
        claims = Counter(code for match in found for code in match.areas)
        return tuple(
            match if match.method == "override" or all(claims[code] == 1 for code in match.areas) else Match()
            for match in found
        )

    def knows(self, title: str) -> bool:
        """Tell whether a council is named like an area, of whichever district."""
        return bool(self._called(name_of(title).cores))

    def suggest(self, title: str) -> Suggestion | None:
        """Give the one area of the district whose name is most like a title; for a person to decide on."""
        here = {
            core: area
            for core, named in self._named.items()
            for area in named.values()
            if area.district == self._district
        }
        return resembling(title, here)

    def _match(self, name: Name, title: str) -> Match:
        called = self._called(name.cores)
        certain = self._certain(called)
        shared = self._styled_like(name)
        if shared and set(certain) <= set(shared.areas) and (len(shared.areas) > 1 or not called):
            return Match(shared.areas, "named", f"called like {shared.id}, {shared.name}")
        if called:
            return Match(certain, "exact", self._told(certain)) if certain else Match()
        ways = {tuple(sorted(way)) for way in self._ways(parts_of(name.core))}
        if len(ways) == 1:
            areas = ways.pop()
            return Match(areas, "grouped", self._told(areas))
        return self._bilingual(title) if not ways else Match()

    def _bilingual(self, title: str) -> Match:
        """Match a title that says the same in two languages, if both halves lead to the same areas."""
        found = {self._match(name_of(half), "")[:2] for half in halves_of(title)}
        areas, method = found.pop() if len(found) == 1 else ((), None)
        return Match(areas, method, self._told(areas)) if areas else Match()

    def _styled_like(self, name: Name) -> Authority | None:
        """Give the only authority of that name, if all of its areas are here."""
        found = self._styled.get(whole(name.core), set())
        here = [each for each in found if all(self._is_here(code) for code in each.areas)]
        return here[0] if len(found) == 1 and here else None

    def _is_here(self, code: str) -> bool:
        return code in self._codes and self._codes[code].district == self._district

    def _told(self, codes: Sequence[str]) -> str:
        return "; ".join(f"called like {code}, {self._codes[code].name}" for code in codes)

    def _called(self, cores: Iterable[str]) -> dict[str, Area]:
        return {code: area for core in cores for code, area in self._named.get(core, {}).items()}

    def _certain(self, called: dict[str, Area]) -> tuple[str, ...]:
        """Give the code of the only area of that name, if it is of the district."""
        here = tuple(code for code, area in called.items() if area.district == self._district)
        return here if len(called) == 1 else ()

    def _ways(self, parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
        """Give each way to read "A, B and C" as areas of the district; part of it may be one area's name."""
        if len(parts) > 2 * _MOST_PARTS:
            return
        for end in range(1, len(parts) + 1, 2):
            first = self._certain(self._called({whole(" ".join(parts[:end]))}))
            if first and end == len(parts):
                yield first
            elif first:
                yield from (first + rest for rest in self._ways(parts[end + 1 :]))
