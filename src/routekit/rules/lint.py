"""Examine a pack file: read it, check it, prove it, and give every problem at once."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from routekit.errors import Problem
from routekit.rules.diagnosis import diagnose
from routekit.rules.outline import Outline, outline
from routekit.rules.reader import LARGEST_FILE, Node, Reading, read
from routekit.rules.references import check_references
from routekit.rules.schema import PackFile
from routekit.rules.table import Cube
from routekit.rules.verdict import Verdict, prove

MOST_PROBLEMS = 1_000


class Examined(NamedTuple):
    """A pack file as it was found. Without an error among the problems all of it is there and proved.

    `rest` is what the `otherwise` row takes, as disjoint cubes.
    """

    problems: tuple[Problem, ...]
    root: Node | None = None
    names: Outline | None = None
    pack: PackFile | None = None
    rest: tuple[Cube, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether any of the problems is an error."""
        return any(problem.severity == "error" for problem in self.problems)


def lint(path: str | Path) -> tuple[Problem, ...]:
    """Give every problem of a pack file, errors and warnings, in file order; nothing is raised.

    The codes are described in the README of the rule packs.
    """
    data = read_bytes(path)
    if isinstance(data, Problem):
        return (data,)
    examined = examine(data, str(path))
    transaction = examined.pack.transaction if examined.pack else None
    if transaction is None or Path(path).stem == transaction:
        return examined.problems
    message = f"only as {transaction}.yaml can the pack be installed; rename the file"
    return (Problem(str(path), 1, 1, "W405", message, "warning"), *examined.problems)


def read_bytes(path: str | Path) -> bytes | Problem:
    """Give the bytes of a file, at most one more than a pack may have, or what is wrong."""
    try:
        if not Path(path).is_file():
            return Problem(str(path), 1, 1, "E101", "there is no such file; give the path of a pack")
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Problem(str(path), 1, 1, "E101", f"the file cannot be read: {reason}")


def examine(data: bytes, file: str) -> Examined:
    """Read, check and prove a pack from its bytes; `file` is its name in problems."""
    reading = read(data, file)
    if reading.root is None:
        return Examined(_ordered(reading.problems))
    names = outline(reading.root)
    pack, found = _validated(reading.root, file)
    references = islice(check_references(reading.root, names, file), MOST_PROBLEMS + 1)
    verdict = prove(reading.root, names, file) if names.provable else Verdict(())
    rest = _not_already_said(reading, (*found, *references, *verdict.problems))
    return Examined(_ordered((*reading.problems, *rest)), reading.root, names, pack, verdict.rest)


def _validated(root: Node, file: str) -> tuple[PackFile | None, tuple[Problem, ...]]:
    try:
        return PackFile.model_validate(root.plain()), ()
    except ValidationError as error:
        return None, tuple(islice(diagnose(error, root, file), MOST_PROBLEMS + 1))


def _not_already_said(reading: Reading, found: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out what only follows from what the reader reported at the same place."""
    said = {(problem.line, problem.column) for problem in reading.problems}
    return (problem for problem in found if (problem.line, problem.column) not in said)


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    ordered = sorted(dict.fromkeys(problems), key=lambda problem: problem[1:])
    if len(ordered) <= MOST_PROBLEMS:
        return tuple(ordered)
    message = f"there are more than {MOST_PROBLEMS:,} problems; the rest are not listed"
    last = ordered[MOST_PROBLEMS]._replace(code="E199", message=message, severity="error")
    return (*ordered[:MOST_PROBLEMS], last)
