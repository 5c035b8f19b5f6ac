"""An edition that can be compiled: its manifest, and where the files that it names lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from routekit.boundaries.manifest import FILE_NAME, Manifest
from routekit.errors import EditionError
from routekit.installed import folders


@dataclass(frozen=True, slots=True)
class Draft:
    """What an edition is compiled from. `describe` makes one of published files.

    `folder` is where the files lie, but for those that `elsewhere` names.
    """

    manifest: Manifest
    folder: Path
    elsewhere: Mapping[str, Path] = field(default_factory=dict)

    @classmethod
    def open(cls, source: Path | str | None = None) -> Self:
        """Open a folder with an `edition.toml`, or the installed edition of that name; by default the sample.

        Raises EditionError when there is none, naming those that are installed, and when the manifest cannot
        be used.
        """
        if source is not None and Path(source).is_dir():
            return cls(Manifest.read(Path(source)), Path(source))
        if source is None:
            found = cls.sample()
            wanted = "the sample, and none is installed; install routekit-boundaries, or name a folder"
        else:
            found = next((draft for draft in cls.installed() if draft.manifest.name == str(source)), None)
            names = ", ".join(draft.manifest.name for draft in cls.installed()) or "none"
            wanted = f"{str(source)!r}, which is no folder; the installed editions are {names}"
        if found is None:
            raise EditionError(f"there is no edition to compile: {wanted}")
        return found

    @classmethod
    def installed(cls) -> tuple[Self, ...]:
        """Give what installed distributions offer, by name; EditionError if one of them cannot be used."""
        found = [
            cls(Manifest.read(path.parent), path.parent)
            for offered in folders("routekit.boundaries")
            for path in sorted(offered.glob(f"editions/*/{FILE_NAME}"))
        ]
        return tuple(sorted(found, key=lambda draft: draft.manifest.name))

    @classmethod
    def sample(cls) -> Self | None:
        """Give the newest installed sample, of several the largest, if there is one."""
        samples = (draft for draft in cls.installed() if draft.manifest.sample)
        return max(samples, key=lambda draft: _rank(draft.manifest), default=None)

    def path(self, file: str) -> Path:
        """Give the path of a file that the manifest names."""
        return self.elsewhere.get(file, self.folder / file)


def _rank(manifest: Manifest) -> tuple[str, int, str]:
    return manifest.date.isoformat(), manifest.count or 0, manifest.name
