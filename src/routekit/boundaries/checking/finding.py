"""What a check finds: values that read as text or JSON."""

from collections import Counter
from collections.abc import Iterator
from typing import Final, Literal

from routekit.boundaries.flaws import FlawKind
from routekit.model.value import Value

Severity = Literal["error", "warning"]
LandKind = Literal[
    "overlap",
    "unparished-overlap",
    "hole",
    "sliver",
    "land-in-neither",
    "outside-district",
    "apart-from-district",
]
FindingKind = FlawKind | LandKind | Literal["other-nation", "misread-name"]

# In the order in which kinds are shown, with what would be right.
RIGHT: Final[dict[FindingKind, str]] = {
    "unreadable": "a GSS code, a name and a closed polygon on the National Grid",
    "duplicate-code": "one feature for a code; several parts as one MultiPolygon",
    "contradiction": "tables that say the same of an area",
    "no-district": "the GSS code of the district that the area lies in",
    "other-nation": "a district of the same nation as the area",
    "count": "as many areas as edition.toml expects",
    "list-disagrees": "the same codes, names and districts in both",
    "outside-district": "the code of the district that holds the area, or its boundary within the district's",
    "apart-from-district": "the code of the district around the area, unless it is an exclave",
    "invalid-boundary": "rings that neither cross nor touch themselves along a line",
    "unparished-overlap": "land that is either a parish's or unparished",
    "overlap": "one of the two gives the land up, so that they only touch",
    "land-in-neither": "every piece of the district in a parish or in an unparished area",
    "hole": "the land given to an area around it, or to an unparished area",
    "sliver": "neighbours that share one line",
    "misread-name": "the name in UTF-8",
}

_PIECES: Final = {"overlap", "unparished-overlap", "hole", "sliver", "land-in-neither"}


class Finding(Value):
    """One thing that is wrong, with the areas concerned, a point on it, its size, and what would be right.

    `easting` and `northing` are metres on the National Grid (EPSG:27700); `area_m2` is the land concerned,
    and `width_m` its mean width, or that of its widest piece; `where` names a file and a feature in it.
    """

    severity: Severity
    kind: FindingKind
    codes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    what: str
    right: str
    where: str | None = None
    easting: float | None = None
    northing: float | None = None
    area_m2: float | None = None
    width_m: float | None = None

    def text(self) -> str:
        """Write the finding for a person to read, without what would be right."""
        at = f" at {self.easting:.1f}, {self.northing:.1f}" if self.easting is not None else ""
        size = f", {self.area_m2:,.2f} m²" if self.area_m2 is not None else ""
        width = f", {self.width_m:,.2f} m wide" if self.width_m is not None else ""
        where = f" ({self.where})" if self.where else ""
        return f"{self.what}{at}{size}{width}{where}"


class CheckReport(Value):
    """All that was found wrong with a source or an edition, errors first, then by kind and size.

    An error is what `build` refuses, or land of which a place gets no answer or two. A warning is what is
    put right by itself: small repairs, and slivers that are filled. `notes` say what was not compared.
    """

    source: str
    areas: int
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...]

    def without(self, under_m2: float) -> "CheckReport":
        """Leave out warnings of pieces of land smaller than so many square metres."""
        kept = (
            each
            for each in self.findings
            if each.severity == "error" or each.kind not in _PIECES or (each.area_m2 or 0.0) >= under_m2
        )
        return self.model_copy(update={"findings": tuple(kept)})

    def has(self, least: Severity) -> bool:
        """Whether something at least so severe was found."""
        return any(least in {"warning", each.severity} for each in self.findings)

    def text(self, most: int) -> str:
        """Write at most so many findings of each severity and kind for a person to read."""
        counts = Counter(each.severity for each in self.findings)
        total = f"{counts['error']:,} errors, {counts['warning']:,} warnings"
        first = f"{self.source}: {self.areas:,} areas; {total}"
        return "\n".join([first, *self.notes, *self._lines(most)])

    def _lines(self, most: int) -> Iterator[str]:
        groups: dict[tuple[Severity, FindingKind], list[Finding]] = {}
        for each in self.findings:
            groups.setdefault((each.severity, each.kind), []).append(each)
        for (severity, kind), found in groups.items():
            yield f"{severity} {kind}: {len(found):,}; right would be: {RIGHT[kind]}"
            yield from (f"  {each.text()}" for each in found[:most])
            if len(found) > most:
                yield f"  and {len(found) - most:,} more"


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings: errors first, then by kind, then the largest."""
    kinds = {kind: at for at, kind in enumerate(RIGHT)}
    return tuple(
        sorted(
            findings,
            key=lambda each: (each.severity, kinds[each.kind], -(each.area_m2 or 0.0), each.codes, each.what),
        )
    )
