"""The edition compiled in a process of its own: `python -m peers.building NAME FILE`, measured by itself."""

import subprocess
import sys
from pathlib import Path

from peers.memory import peak_mb
from peers.points import FOLDER
from peers.results import BuildRow
from routekit.boundaries import build
from routekit.cli.progress import progress


def row(name: str, file: Path) -> BuildRow:
    """Compile an installed edition into a file, with its progress on standard error."""
    command = [sys.executable, "-m", "peers.building", name, str(file)]
    done = subprocess.run(command, cwd=FOLDER, stdout=subprocess.PIPE, check=True)  # noqa: S603 - this file
    return BuildRow.model_validate_json(done.stdout)


def main(name: str, file: Path) -> None:
    """Compile, and print what it took as JSON."""
    with progress() as shown:
        _, report = build(name, file, progress=shown)
    found = BuildRow(seconds=report.seconds, peak_mb=round(peak_mb()), file_mb=report.file_bytes / 1e6)
    print(found.model_dump_json())  # noqa: T201 - for the parent


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
