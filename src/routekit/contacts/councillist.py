"""A list of councils with what finds one in it, as it was just read or as it was kept."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from routekit.contacts.councils import ParishCouncil
from routekit.contacts.matching import Areas
from routekit.contacts.naming import name_of

Index = Mapping[str, tuple[ParishCouncil, ...]]


class CouncilList(NamedTuple):
    """A list of councils, when it was fetched, and the councils by the areas and cores they answer to."""

    councils: tuple[ParishCouncil, ...]
    fetched_at: datetime
    by_area: Index
    by_core: Index


def council_list(councils: tuple[ParishCouncil, ...], fetched_at: datetime, areas: Areas) -> CouncilList:
    """Make a list of councils that were matched to these areas."""
    others = (
        council for council in councils if council.method != "override" and not areas.knows(council.title)
    )
    return CouncilList(
        councils,
        fetched_at,
        _index((code, council) for council in councils for code in council.areas),
        _index((core, council) for council in others for core in name_of(council.title).cores),
    )


def as_stale(listed: CouncilList) -> CouncilList:
    """Give the same list, each of its councils saying that it is from an earlier copy."""
    stale = {id(council): _as_stale(council) for council in listed.councils}

    def turned(index: Index) -> Index:
        return MappingProxyType({key: tuple(stale[id(each)] for each in index[key]) for key in index})

    councils = tuple(stale[id(council)] for council in listed.councils)
    return CouncilList(councils, listed.fetched_at, turned(listed.by_area), turned(listed.by_core))


def _as_stale(council: ParishCouncil) -> ParishCouncil:
    return council.model_copy(update={"provenance": council.provenance.model_copy(update={"stale": True})})


def _index(pairs: Iterable[tuple[str, ParishCouncil]]) -> Index:
    index: dict[str, tuple[ParishCouncil, ...]] = {}
    for key, council in pairs:
        index[key] = (*index.get(key, ()), council)
    return MappingProxyType(index)
