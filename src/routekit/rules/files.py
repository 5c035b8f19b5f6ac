"""The files that a pack is made of: itself, the packs it extends, and the overlays of councils."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from routekit.errors import InputError, Problem, RulesError, UnknownTransactionError
from routekit.installed import folders
from routekit.model.text import GSS_CODE
from routekit.rules.installed import installed_file
from routekit.rules.layers import Source, checked_overlay
from routekit.rules.outline import value
from routekit.rules.reader import LARGEST_FILE, Node, read
from routekit.rules.scalars import LONGEST_NAME, SLUG_PATTERN
from routekit.rules.schema import OverlayFile
from routekit.suggest import quoted

MOST_EXTENDED = 4
GSS_CODE_PATTERN = re.compile(GSS_CODE)
SLUG = re.compile(rf"(?=.{{1,{LONGEST_NAME}}}$){SLUG_PATTERN}")


class Overlay(NamedTuple):
    """One council's overlay of a pack, and the days on which it holds: from the first, up to `until`."""

    source: Source
    council: str
    since: date
    until: date | None

    def in_force(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def sources_of(path: str | Path) -> tuple[Source, ...]:
    """Give the files of a pack or of an overlay, the strongest last. Raises RulesError."""
    return gathered(read_bytes(path), str(path))


def gathered(data: bytes, file: str) -> tuple[Source, ...]:
    """Give the files of a pack from its bytes. Raises RulesError for a pack it extends that is not there."""
    if b"extends" not in data and b"overlay" not in data:
        return (Source(data, file),)
    root = read(data, file).root
    overlaid = value(root, "overlay") if root else None
    if overlaid is not None and overlaid.text:
        base = _overlaid_file(overlaid, Path(file))
        return (*sources_of(base), Source(data, file, Path(file).parent.name))
    return _extended(data, file, root)


def _extended(data: bytes, file: str, root: Node | None) -> tuple[Source, ...]:
    found = [Source(data, file)]
    while root is not None and (named := value(root, "extends")) is not None and named.text:
        if len(found) > MOST_EXTENDED:
            message = f"more than {MOST_EXTENDED} packs extend one another; extend a simpler one"
            raise RulesError.of((named.problem("E122", message),))
        path = _extended_file(named, Path(found[-1].file))
        found.append(Source(read_bytes(path), str(path)))
        root = read(*found[-1][:2]).root
    return tuple(reversed(found))


def _extended_file(named: Node, file: Path) -> Path:
    """Find the pack that is extended: beside the one that extends it, else among the installed ones."""
    return _first_file(named, (file.parent,), but=file.stem)


def _overlaid_file(named: Node, file: Path) -> Path:
    """Find the pack under an overlay, whose path ends in overlays/<council>/<transaction>.yaml."""
    home = file.parent.parent.parent
    return _first_file(named, (home / "packs", home))


def _first_file(named: Node, folders_: Iterable[Path], *, but: str | None = None) -> Path:
    """Give the file of a pack in the first folder that has it, else the installed one."""
    if SLUG.fullmatch(str(named.text)) and named.text != but:
        for path in (folder / f"{named.text}.yaml" for folder in folders_):
            if path.is_file():
                return path
    return _installed(named)


def _installed(named: Node) -> Path:
    try:
        return installed_file(named.text)
    except UnknownTransactionError as error:
        message = f"{quoted(str(named.text))} is neither beside this pack nor installed; {error.expected}"
        raise RulesError.of((named.problem("E122", message),)) from error


def read_bytes(path: str | Path) -> bytes:
    """Give the bytes of a file, at most one more than a pack may have. Raises RulesError."""
    try:
        if not Path(path).is_file():
            raise _unreadable(path, "there is no such file; give the path of a pack")
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(path, f"the file cannot be read: {reason}") from error


def _unreadable(path: str | Path, message: str) -> RulesError:
    return RulesError.of((Problem(str(path), 1, 1, "E101", message),))


# --- overlays ------------------------------------------------------------------------------------------


def overlays_of(transaction: str, path: Path, *, installed: bool) -> tuple[Overlay, ...]:
    """Give every council's overlays of a transaction, by council and day.

    They lie in `overlays/<council>/` in each installed distribution, or beside a pack that is named by its
    path. Raises RulesError for one that is broken, and for two of one council that hold on the same day.
    """
    homes = folders("routekit.rules") if installed else (_home(path),)
    found = [
        _overlay(file)
        for home in homes
        for pattern in (f"{transaction}.yaml", f"{transaction}@*.yaml")
        for file in sorted(home.glob(f"overlays/*/{pattern}"))
    ]
    ordered = sorted(found, key=lambda each: (each.council, each.since))
    for first, second in pairwise(ordered):
        if first.council == second.council and first.in_force(second.since):
            message = f"{first.source.file} holds on {second.since} too; end that one before this one begins"
            raise RulesError.of((Problem(second.source.file, 1, 1, "E123", message),))
    return tuple(ordered)


def in_force(overlays: Sequence[Overlay], councils: Sequence[str], on: date | None) -> Iterator[Overlay]:
    """Give the overlays of some councils on a day, in their order; without a day the newest of each."""
    for council in councils:
        mine = [each for each in overlays if each.council == council]
        yield from (each for each in mine if each.in_force(on)) if on else mine[-1:]


def changes_after(overlays: Sequence[Overlay], councils: Sequence[str], day: date) -> date | None:
    """Give the first later day on which other overlays of some councils hold."""
    days = [end for each in overlays if each.council in councils for end in (each.since, each.until)]
    return min((each for each in days if each is not None and each > day), default=None)


def checked_councils(overlay: object) -> tuple[str, ...]:
    """Give the GSS codes that were asked for, a county before its district. Raises InputError."""
    codes = (overlay,) if isinstance(overlay, str) else overlay
    if not isinstance(codes, tuple | list):
        raise InputError.of("overlay", overlay, "the GSS code of a council is needed, or several")
    for code in codes:
        if not isinstance(code, str) or not GSS_CODE_PATTERN.fullmatch(code):
            raise InputError.of("overlay", code, "the GSS code of a council, such as E06000037, is needed")
    return tuple(codes)


def _home(path: Path) -> Path:
    return path.parent.parent if path.parent.name == "packs" else path.parent


def _overlay(path: Path) -> Overlay:
    data, file, council = read_bytes(path), str(path), path.parent.name
    reading = read(data, file)
    if reading.problems or reading.root is None:
        raise RulesError.of(reading.problems)
    entry = checked_overlay(reading.root)
    if not isinstance(entry, OverlayFile):
        raise RulesError.of(entry)
    transaction = path.stem.partition("@")[0]
    if entry.overlay != transaction:
        named = reading.root.entries["overlay"].value
        message = f"the file is one of {transaction}; rename it {entry.overlay}.yaml"
        raise RulesError.of((named.problem("E120", message),))
    return Overlay(Source(data, file, council), council, entry.effective.from_, entry.effective.to)
