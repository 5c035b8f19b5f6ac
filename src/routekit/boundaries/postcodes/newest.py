"""Which compiled edition of postcodes is opened when none is named."""

from pathlib import Path

from routekit.boundaries.container import Container
from routekit.boundaries.postcodes.build import SUFFIX, build_postcodes
from routekit.boundaries.postcodes.record import PostcodesRecord
from routekit.boundaries.postcodes.source import PostcodesManifest, installed
from routekit.boundaries.progress import Progress
from routekit.boundaries.record import tool
from routekit.errors import EditionError


def newest(folder: Path, progress: Progress | None) -> Container:
    """Open the newest edition in a folder, or the installed one if that is newer; it is compiled when needed.

    Compiling takes seconds, and processes that do it at once write the same bytes. A damaged file of
    another edition is refused, not passed over: its postcodes would be missed in silence.
    """
    offered = installed()
    edition = PostcodesManifest.read(offered).edition if offered else None
    path = folder / f"{edition.name}{SUFFIX}" if edition else None
    others = [Container.open(each) for each in sorted(folder.glob(f"*{SUFFIX}")) if each != path]
    best = max(others, key=_rank, default=None)
    if edition is None or path is None:
        if best is None:
            raise EditionError(
                f"no edition of postcodes is compiled in {folder} and none is installed; install "
                "routekit-boundaries, or compile one with `routekit boundaries postcodes build`"
            )
        return best
    if best is not None and _rank(best) > (edition.date.isoformat(), edition.name):
        return best
    return _current(path, edition.archive_sha256) or _compiled(path, offered, progress)


def _rank(compiled: Container) -> tuple[str, str]:
    edition = PostcodesRecord.of(compiled).edition
    return edition.date.isoformat(), edition.name


def _current(path: Path, archive_sha256: str) -> Container | None:
    """Open a file if it is there, sound, made by this version, and of the same zip."""
    try:
        container = Container.open(path)
        record = PostcodesRecord.of(container)
    except EditionError:
        return None
    is_current = (record.edition.archive_sha256, record.tool) == (archive_sha256, tool())
    return container if is_current else None


def _compiled(path: Path, source: Path | None, progress: Progress | None) -> Container:
    build_postcodes(source, progress=progress)
    return Container.open(path)
