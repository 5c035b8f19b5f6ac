"""Names that are only alike: suggestions for a person, who decides; never answers."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from routekit.contacts.naming import name_of, whole
from routekit.model import Area

LEAST_LIKENESS = 0.8
MARGIN = 0.04


class Suggestion(NamedTuple):
    """An area that a council might act for: its code and name, and how alike the names are, up to 1."""

    area: str
    name: str
    likeness: float


def resembling(title: str, areas: Mapping[str, Area]) -> Suggestion | None:
    """Give the area whose name is most like a title, unless another is nearly as much.

    Likeness is difflib's ratio (Ratcliff and Obershelp) of the names without what does not count.
    """
    core = whole(name_of(title).core)
    matcher = SequenceMatcher(None, b=core, autojunk=False)
    best: dict[str, tuple[float, Area]] = {}
    for name, area in areas.items():
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() < LEAST_LIKENESS or matcher.quick_ratio() < LEAST_LIKENESS:
            continue
        likeness = matcher.ratio()
        if likeness >= LEAST_LIKENESS:
            best[area.code] = max(
                best.get(area.code, (0.0, area)), (likeness, area), key=lambda each: each[0]
            )
    ranked = sorted(best.values(), key=lambda each: (-each[0], each[1].code))
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
        return None
    likeness, area = ranked[0]
    return Suggestion(area.code, area.name, round(likeness, 3))
