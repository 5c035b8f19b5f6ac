"""A file that only this user can read or write, in a folder that only this user can change."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_SHUT_FOLDER, _SHUT_FILE = 0o700, 0o600
_WRITABLE_BY_OTHERS, _OPEN_TO_OTHERS = 0o022, 0o077
_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class NotOwnError(Exception):
    """The file or its folder is not this user's alone. It never leaves this package."""


def is_own(path: Path) -> bool:
    """Tell whether a file is there and this user's own; False if there is none. Raises NotOwnError, OSError.

    A folder that others can write is refused: they could put a file beside this one, which SQLite would read.
    """
    try:
        folder, file = path.parent.lstat(), path.lstat()
    except FileNotFoundError:
        return False
    _check(path.parent, folder, stat.S_ISDIR, "a folder")
    if os.name == "posix" and folder.st_mode & _WRITABLE_BY_OTHERS:
        raise NotOwnError(f"{path.parent} can be written by other users")
    _check(path, file, stat.S_ISREG, "a file")
    if os.name == "posix" and file.st_mode & _OPEN_TO_OTHERS:
        path.chmod(_SHUT_FILE)
    return True


def make_own(path: Path) -> None:
    """Make an empty file that is this user's alone, and its folder if there is none.

    Raises NotOwnError, OSError.
    """
    path.parent.mkdir(mode=_SHUT_FOLDER, parents=True, exist_ok=True)
    with suppress(FileExistsError):  # made by another process, a moment ago
        os.close(os.open(path, _NEW_FILE, _SHUT_FILE))
    is_own(path)


def _check(path: Path, facts: os.stat_result, is_kind: Callable[[int], bool], kind: str) -> None:
    if not is_kind(facts.st_mode):
        raise NotOwnError(f"{path} is not {kind}, or leads elsewhere")
    if os.name == "posix" and facts.st_uid != os.geteuid():
        raise NotOwnError(f"{path} belongs to another user")
