"""Write new cases into the file of a pack: behind those it has, with every other byte left as it is."""

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from routekit.errors import InputError, RulesError
from routekit.rules.files import read_bytes
from routekit.rules.generating import NewCase, in_yaml
from routekit.rules.reader import Node, read

NEITHER_KEY_NOR_MEMBER = re.compile(r"\s*$|#|\.\.\.")
MEMBER = re.compile(r"( *)- ")


def add_cases(path: str | Path, cases: Sequence[NewCase]) -> None:
    """Put cases behind the last of the file of a pack, a profile or an overlay; comments and order stay.

    The file is replaced in one step. Raises RulesError for one that cannot be read, and InputError if its
    cases are written in a form that cannot be added to.
    """
    if not cases:
        return
    data = read_bytes(path)
    changed = with_cases(data, str(path), cases)
    target = Path(path).resolve()
    with NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as file:
        file.write(changed)
    shutil.copymode(target, file.name)
    os.replace(file.name, target)  # noqa: PTH105 - a name, not a path


def with_cases(data: bytes, file: str, cases: Sequence[NewCase]) -> bytes:
    """Give the bytes of a pack with cases added. Raises RulesError and InputError as `add_cases` does."""
    root, problems = read(data, file)
    if root is None or problems:
        raise RulesError.of(problems)
    text = data.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    end, indent = _place(root, lines)
    added = in_yaml(cases, " " * indent).splitlines()
    heading = [] if "cases" in root.entries else ["cases:"]
    changed = newline.join([*lines[:end], *heading, *added, *lines[end:], ""]).encode()
    if not _is_right(root, read(changed, file).root, cases):
        expected = "cases in a block, each behind its own hyphen, are needed; paste what --generate prints"
        raise InputError.of("path", file, expected)
    return changed


def _place(root: Node, lines: Sequence[str]) -> tuple[int, int]:
    """Give how many lines come before the new cases, and how far they are indented."""
    cases = root.entries.get("cases")
    first = cases.value.items[0].line if cases and cases.value.items else 0
    after = [key.line for key, _ in root.entries.values() if cases and key.line > cases.key.line]
    end = min(after, default=len(lines) + 1) - 1
    while end and NEITHER_KEY_NOR_MEMBER.match(lines[end - 1]):
        end -= 1
    member = MEMBER.match(lines[first - 1]) if first else None
    return end, len(member[1]) if member else 2


def _is_right(before: Node, after: Node | None, cases: Sequence[NewCase]) -> bool:
    """Tell whether what was written reads as everything that was there and the cases."""
    old, new = before.plain(), after.plain() if after else None
    assert isinstance(old, dict)
    return new == {**old, "cases": [*old.get("cases", []), *map(_plain, cases)]}


def _plain(case: NewCase) -> Mapping[str, object]:
    ends = {"expect": case.expect, "row": case.row, "ask": case.ask}
    return {"given": dict(case.given), **{key: text for key, text in ends.items() if text is not None}}
