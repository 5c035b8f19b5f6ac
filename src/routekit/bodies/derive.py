"""Derive districts, authorities and the police from the published lists and the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from routekit.bodies.codes import COUNTY, LISTED_ON, Codes, Move, changeover, listed_moves
from routekit.bodies.lineage import RECORDED_FROM, District, Lineage
from routekit.bodies.moves import Life, moves_by_hand
from routekit.bodies.sources import Council, Force, Sources, Website
from routekit.bodies.tables import Tables
from routekit.errors import BodiesError
from routekit.model import Authority

DISTRICT = "NMD"
KIND_OF_CODE: Mapping[str, str] = MappingProxyType(
    {"E06": "UA", "E07": DISTRICT, "E08": "MD", "E09": "LBO", "E10": COUNTY, "W06": "WPA"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What the lists and tables say of districts, and the lists of authorities.

    `police` is the id of the force by district.
    """

    lineage: Lineage
    authorities: tuple[Authority, ...]
    police: Mapping[str, str]


def derive(sources: Sources, tables: Sequence[Tables] = ()) -> Derived:
    """Derive all there is from the lists, and from tables of which a later one is preferred.

    A council that only authorities.csv has is a district of the kind that its code says. Raises BodiesError.
    """
    codes = Codes(sources)
    councils = {codes.of(council.code): council for council in sources.councils}
    _refuse_a_cut_list(sources, codes)
    lives = _lives(councils, sources, codes) | _added(tables, codes)
    by_hand = moves_by_hand(tables, codes, lives)
    moves = listed_moves(sources, codes) | by_hand.districts
    counties = _counties(sources, codes, moves)
    districts = [
        _district(code, life, moves.get(code), councils.get(code), counties.get(code))
        for code, life in lives.items()
    ]
    lineage = Lineage((each for each in districts if each.kind != COUNTY), codes.main, by_hand.areas)
    sites = codes.keyed(sources.websites)
    listed = [
        _authority(each, councils[each.code], sites.get(each.code))
        for each in districts
        if each.code in councils
    ]
    return Derived(
        lineage=lineage,
        authorities=(*listed, *_forces(sources)),
        police=MappingProxyType(_police(codes.keyed(sources.forces), lineage)),
    )


def force_name(listed: str) -> str:
    """Make a force's name from the ONS name of its area: turned round at a comma, then "Police"."""
    name = " ".join(reversed(listed.split(", ", 1)))
    return name if name.endswith("Police") else f"{name} Police"


def _refuse_a_cut_list(sources: Sources, codes: Codes) -> None:
    """Raise BodiesError unless all lists have the same districts at the end of 2019."""
    lists = {
        "local_authorities.csv": {
            codes.of(each.code)
            for each in sources.councils
            if each.kind != COUNTY
            and _since(each) <= LISTED_ON
            and not (each.ended and each.ended < LISTED_ON)
        },
        "ons_ltla_utla_2019.csv": {codes.of(code) for code in sources.counties},
        "ons_lad_police_2019.csv": {codes.of(code) for code in sources.forces},
    }
    districts = {code for listed in lists.values() for code in listed}
    missing = [
        f"{name} lacks {code}" for name, listed in lists.items() for code in sorted(districts - listed)
    ]
    if missing:
        raise BodiesError("\n".join(missing))


def _added(tables: Sequence[Tables], codes: Codes) -> dict[str, Life]:
    """Give the first day of each council that no list has."""
    found: dict[str, date] = {}
    for row in (row for each in tables for row in each.authorities):
        if row.kind == "principal-council" and row.id not in codes.main and row.id[:3] in KIND_OF_CODE:
            since = max(row.valid_from or RECORDED_FROM, RECORDED_FROM)
            found[row.id] = min(found.get(row.id, since), since)
    return {code: Life(since) for code, since in found.items()}


def _since(council: Council) -> date:
    """Give a council's first day of which there is a record; dates before are often a spreadsheet's slips."""
    return max(changeover(council.started), RECORDED_FROM) if council.started else RECORDED_FROM


def _lives(councils: Mapping[str, Council], sources: Sources, codes: Codes) -> dict[str, Life]:
    in_2019 = {codes.of(code) for code in sources.counties}
    return {
        code: Life(_since(each), changeover(each.ended) if each.ended else None, code in in_2019)
        for code, each in councils.items()
    }


def _counties(sources: Sources, codes: Codes, moves: Mapping[str, Move]) -> dict[str, str]:
    """Give the county of each district: by the list of 2019, else by that for the district it became.

    Only then by its letters: those of Forest Heath name Surrey, and it was in Suffolk.
    """
    listed = {codes.of(low): codes.of(up) for low, up in sources.counties.items() if low != up}
    found = {}
    for council in sources.councils:
        code = codes.of(council.code)
        heir = moves[code].to if code in moves else ""
        county = listed.get(code) or listed.get(heir) or codes.lettered(council.county_letters)
        if council.kind == DISTRICT and county:
            found[code] = county
    return found


def _district(
    code: str, life: Life, move: Move | None, council: Council | None, county: str | None
) -> District:
    """Make a district; it ends when its land becomes part of another, or on the day its record says."""
    return District(
        code=code,
        kind=council.kind if council else KIND_OF_CODE[code[:3]],
        county=county,
        since=life.since,
        until=move.on if move else life.until,
        successor=move.to if move else None,
    )


def _authority(district: District, council: Council, site: Website | None) -> Authority:
    return Authority(
        id=district.code,
        name=council.name,
        kind="principal-council",
        website=site.url if site and _agree(site, council) else None,
        valid_from=None if district.since == RECORDED_FROM else district.since,
        valid_to=district.until,
    )


def _agree(site: Website, council: Council) -> bool:
    """Tell whether two lists mean the same council: no reorganisation since 2009 is in one only."""
    return all(
        _recorded(one) == _recorded(other)
        for one, other in ((site.started, council.started), (site.ended, council.ended))
    )


def _recorded(day: date | None) -> date | None:
    return changeover(day) if day and changeover(day) > RECORDED_FROM else None


def _forces(sources: Sources) -> list[Authority]:
    names = {force.code: force.name for force in sources.forces.values()}
    return [
        Authority(id=f"police:{code}", name=force_name(name), kind="police", telephone="101")
        for code, name in sorted(names.items())
    ]


def _police(listed: Mapping[str, Force], lineage: Lineage) -> dict[str, str]:
    """Give the force of each district: its own, else the one of all its parts, else its successor's."""
    found = {code: f"police:{force.code}" for code, force in listed.items() if code in lineage.districts}
    in_time = sorted(lineage.districts.values(), key=lambda district: (district.since, district.code))
    for district in in_time:
        forces = {found.get(part) for part in lineage.parts(district.code)}
        force = forces.pop() if len(forces) == 1 else None
        if force:
            found.setdefault(district.code, force)
    for district in reversed(in_time):
        force = found.get(district.successor or "")
        if force:
            found.setdefault(district.code, force)
    return found
