"""Which compiled editions are opened when none is named."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from routekit.boundaries.cache import SUFFIX
from routekit.boundaries.container import Container
from routekit.boundaries.draft import Draft
from routekit.boundaries.record import EditionRecord, tool
from routekit.errors import EditionError


def newest(folder: Path) -> Container:
    """Open the best compiled edition in a folder: a whole one before a sample, then by date and count."""
    return compiled(folder)[-1]


def compiled(folder: Path) -> list[Container]:
    """Open the compiled editions in a folder, the best last: all whole ones, or one sample if there is none.

    If there is none at all, the installed sample is compiled; it is compiled again if it was made from other
    sources or by another version, or is damaged. That takes moments, and processes that do it at once write
    the same bytes. Any other damaged file is refused, not passed over: its areas would be missed in silence.
    """
    sample = _Sample.installed()
    found = [
        sample.current(path) if sample and path.stem == sample.name else Container.open(path)
        for path in sorted(folder.glob(f"*{SUFFIX}"))
    ]
    if not found and sample is None:
        raise EditionError(
            f"no edition is compiled in {folder} and no sample is installed; install routekit-boundaries, or "
            "compile an edition with `routekit boundaries build`"
        )
    if not found and sample is not None:
        found = [sample.current(folder / f"{sample.name}{SUFFIX}")]
    ranked = sorted((_rank(each), at) for at, each in enumerate(found))
    return [found[at] for rank, at in ranked if rank.whole] or [found[ranked[-1][1]]]


class _Rank(NamedTuple):
    whole: bool
    on: date
    areas: int
    name: str


@dataclass(frozen=True, slots=True)
class _Sample:
    """The installed sample edition."""

    draft: Draft

    @classmethod
    def installed(cls) -> "_Sample | None":
        draft = Draft.sample()
        return cls(draft) if draft else None

    @property
    def name(self) -> str:
        return self.draft.manifest.name

    def current(self, path: Path) -> Container:
        """Open the sample compiled at `path`, compiling it first if that is not there, sound and current."""
        if not self._is_current(path):
            from routekit.boundaries.compiling import build  # noqa: PLC0415 - seldom needed, slow to import

            build(self.draft)
        return Container.open(path)

    def _is_current(self, path: Path) -> bool:
        try:
            provenance = EditionRecord.of(Container.open(path)).provenance
        except EditionError:
            return False
        return (provenance.manifest_sha256, provenance.tool) == (self.draft.manifest.sha256, tool())


def _rank(compiled: Container) -> _Rank:
    record = EditionRecord.of(compiled)
    return _Rank(not record.sample, record.date, record.count, record.name)
