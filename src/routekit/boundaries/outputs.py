"""Files that will be written: whether they can be, found out before the work that fills them."""

import uuid
from pathlib import Path

from routekit.errors import EditionError


def beside(path: Path) -> Path:
    """Name a file that no other writes, to be filled and then put in the place of `path`."""
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}.tmp")


def check_writable(path: Path) -> None:
    """Raise EditionError if a file cannot be written. What is there already stays as it is."""
    _check(path, path)


def check_replaceable(path: Path) -> None:
    """Raise EditionError if no file can be put in the place of `path`."""
    _check(path, beside(path))


def _check(path: Path, tried: Path) -> None:
    try:
        there = tried.exists()
        if there and not (tried.is_file() or tried.is_dir()):
            return  # a pipe or a device: opening it may wait, or be seen at its other end
        tried.open("ab").close()
    except (OSError, ValueError) as error:  # a ValueError: its name cannot be one
        why = getattr(error, "strerror", None) or error
        raise EditionError(f"{path} cannot be written ({why}); choose another file") from error
    if not there:
        tried.unlink(missing_ok=True)
