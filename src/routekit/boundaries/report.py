"""What a build found and did, in metres on the National Grid: values that read as text or JSON."""

from pathlib import Path

from routekit.model.value import Value


class Repair(Value):
    """One invalid boundary that was made valid, with its area in square metres before and after."""

    code: str
    reason: str
    area_before_m2: float
    area_after_m2: float

    def text(self) -> str:
        """Write the repair for a person to read."""
        return (
            f"{self.code}: {self.reason}; {self.area_before_m2:,.1f} m² became {self.area_after_m2:,.1f} m²"
        )


class Mended(Value):
    """A name whose UTF-8 was misread before it was published: as published, and as it was meant."""

    code: str
    was: str
    became: str

    def text(self) -> str:
        """Write the mended name for a person to read."""
        return f"{self.code}: {self.was} became {self.became}"


class Overlaps(Value):
    """Pairs of areas that share land: how many, how much in all, and the largest with its two codes."""

    pairs: int = 0
    area_m2: float = 0.0
    largest_m2: float = 0.0
    largest_codes: tuple[str, ...] = ()

    def text(self) -> str:
        """Write the overlaps for a person to read."""
        largest = f"{self.largest_m2:,.1f} m² ({', '.join(self.largest_codes) or 'none'})"
        return f"{self.pairs:,} pairs, {self.area_m2:,.1f} m² in all, the largest {largest}"


class Gaps(Value):
    """Holes in the union of all areas: how many, how much in all, and the largest."""

    number: int = 0
    area_m2: float = 0.0
    largest_m2: float = 0.0

    def text(self) -> str:
        """Write the gaps for a person to read."""
        return f"{self.number:,}, {self.area_m2:,.1f} m² in all, the largest {self.largest_m2:,.1f} m²"


class Survey(Value):
    """What the areas of an edition are like: how many, of which kinds, and how far from a clean coverage.

    `slivers` are holes no wider in the mean than the distance over which a gap is filled, `holes` all wider
    ones: land in no area of the edition. `left_out` counts the rows of the sources that stand for no area,
    `welsh_names` the areas that have one.
    """

    areas: int
    parishes: int
    communities: int
    unparished: int
    districts: int
    welsh_names: int
    left_out: int = 0
    vertices: int
    mended: tuple[Mended, ...] = ()
    repairs: tuple[Repair, ...] = ()
    overlaps: Overlaps
    slivers: Gaps
    holes: Gaps

    def text(self) -> str:
        """Write the survey for a person to read."""
        kinds = (
            f"{self.parishes:,} parishes, {self.communities:,} communities, {self.unparished:,} unparished"
        )
        also = f"districts: {self.districts:,}; areas with a Welsh name: {self.welsh_names:,}"
        left_out = [f"left out: {self.left_out:,} rows that stand for no area"] if self.left_out else []
        mended = [f"mended: {len(self.mended):,} names, misread before they were published"]
        return "\n".join(
            [
                f"{self.areas:,} areas ({kinds}), {self.vertices:,} vertices",
                also,
                *left_out,
                *(mended if self.mended else []),
                *(f"  {name.text()}" for name in self.mended),
                f"repaired: {len(self.repairs):,} invalid boundaries",
                *(f"  {repair.text()}" for repair in self.repairs),
                f"overlaps: {self.overlaps.text()}",
                f"slivers: {self.slivers.text()}",
                f"wider holes: {self.holes.text()}",
            ]
        )


class BuildReport(Value):
    """What a build wrote and found. `seconds` is how long it took; the file itself leaves that out."""

    edition: str
    path: Path
    file_bytes: int
    seconds: float
    survey: Survey

    def text(self) -> str:
        """Write the report for a person to read."""
        wrote = f"wrote {self.path} ({self.file_bytes:,} bytes) in {self.seconds:.1f} s"
        return f"{self.edition}: {self.survey.text()}\n{wrote}"
