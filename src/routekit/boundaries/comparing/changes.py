"""What differs between two editions: values that read as JSON."""

from typing import Literal

from routekit.boundaries.comparing.tolerance import Tolerance
from routekit.model import Area, EditionRef
from routekit.model.value import Value

Reason = Literal["land", "recoded", "district", "under-tolerance"]


class Changed(Value):
    """An area as it was and as it is now."""

    was: Area
    now: Area


class Land(Value):
    """Land that changed hands: from one area to another; None is no area of the edition.

    `pieces` is in how many parts, `area_m2` their size in all and `largest_m2` that of the largest, in which
    `easting` and `northing` (EPSG:27700) are a point.
    """

    was: Area | None
    now: Area | None
    pieces: int
    area_m2: float
    largest_m2: float
    easting: float
    northing: float

    @property
    def becomes(self) -> Literal["parished", "unparished", "covered", "uncovered", "moved"]:
        """What the change is for the land: whether it gets a parish or an area at all, or loses it."""
        if self.was is None:
            return "covered"
        if self.now is None:
            return "uncovered"
        kinds = self.was.kind == "unparished", self.now.kind == "unparished"
        if kinds == (True, False):
            return "parished"
        return "unparished" if kinds == (False, True) else "moved"


class LeftOut(Value):
    """Land under the tolerance: how many pieces, how much in all, and the largest."""

    pieces: int = 0
    area_m2: float = 0.0
    largest_m2: float = 0.0


class PostcodesMoved(Value):
    """How many postcodes went from one code to another, and why; "" is no area."""

    was: str
    now: str
    reason: Reason
    postcodes: int


class PostcodesAffected(Value):
    """Postcodes whose point has another code, or is in another district, in one edition than in the other.

    `compared` counts those in an area of either. `edition` names the postcodes.
    """

    edition: str
    attribution: str
    compared: int
    affected: int
    moved: tuple[PostcodesMoved, ...]


class EditionDiff(Value):
    """All that differs between two editions; areas come by code, land by size.

    `recoded` are areas whose land, at least 99 % of it and but for what is under the tolerance, is that of
    one area of the old edition under another code; they are neither created nor abolished. A parish whose
    land is now an unparished area is abolished. `renamed` and `redistricted` have the
    same code with another name or Welsh name, and another district. `unchanged` counts the areas
    of which nothing here is told: their boundary may differ where another area answers anyway, or by less
    than the tolerance. `postcodes` is None if they were not compared.
    """

    old: EditionRef
    new: EditionRef
    attributions: tuple[str, ...]
    tolerance: Tolerance
    unchanged: int
    created: tuple[Area, ...]
    abolished: tuple[Area, ...]
    recoded: tuple[Changed, ...]
    renamed: tuple[Changed, ...]
    redistricted: tuple[Changed, ...]
    land: tuple[Land, ...]
    left_out: LeftOut
    postcodes: PostcodesAffected | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs; land under the tolerance does not count, nor do the editions' names."""
        areas = self.created, self.abolished, self.recoded, self.renamed, self.redistricted
        return not any(areas) and not self.land
