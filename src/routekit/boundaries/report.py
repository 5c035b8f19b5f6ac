"""What a build found and did: repairs, overlaps and gaps, as values that read as text or JSON."""

from pathlib import Path

from routekit.model import Value


class Repair(Value):
    """One invalid boundary that was made valid, with its area in square metres before and after."""

    code: str
    reason: str
    area_before_m2: float
    area_after_m2: float


class Overlaps(Value):
    """Pairs of areas that share land: how many, how much in all, and the largest with its two codes."""

    pairs: int = 0
    area_m2: float = 0.0
    largest_m2: float = 0.0
    largest_codes: tuple[str, ...] = ()


class Gaps(Value):
    """Holes in the union of all areas: how many, how much in all, and the largest."""

    number: int = 0
    area_m2: float = 0.0
    largest_m2: float = 0.0


class BuildReport(Value):
    """What compiling an edition found. Areas are in square metres on the National Grid.

    `slivers` are holes no wider in the mean than the distance over which a gap is filled, `holes` all wider
    ones (land in no area of the edition). `seconds` is how long it took; the compiled file leaves it out.
    """

    edition: str
    path: Path
    areas: int
    parishes: int
    communities: int
    unparished: int
    vertices: int
    repairs: tuple[Repair, ...] = ()
    overlaps: Overlaps = Overlaps()
    slivers: Gaps = Gaps()
    holes: Gaps = Gaps()
    file_bytes: int
    seconds: float

    def text(self) -> str:
        """Write the report for a person to read."""
        lines = [
            f"{self.edition}: {self.areas:,} areas ({self.parishes:,} parishes, {self.communities:,} communities, "
            f"{self.unparished:,} unparished), {self.vertices:,} vertices",
            f"repaired: {len(self.repairs):,} invalid boundaries",
            *(
                f"  {repair.code}: {repair.reason}; {repair.area_before_m2:,.1f} m² became "
                f"{repair.area_after_m2:,.1f} m²"
                for repair in self.repairs
            ),
            f"overlaps: {self.overlaps.pairs:,} pairs, {self.overlaps.area_m2:,.1f} m² in all, the largest "
            f"{self.overlaps.largest_m2:,.1f} m² ({', '.join(self.overlaps.largest_codes) or 'none'})",
            f"slivers: {_gaps(self.slivers)}",
            f"wider holes: {_gaps(self.holes)}",
            f"wrote {self.path} ({self.file_bytes:,} bytes) in {self.seconds:.1f} s",
        ]
        return "\n".join(lines)


def _gaps(gaps: Gaps) -> str:
    return f"{gaps.number:,}, {gaps.area_m2:,.1f} m² in all, the largest {gaps.largest_m2:,.1f} m²"
