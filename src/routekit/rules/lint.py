"""Examine a pack: read it, merge its layers, check it, prove it, and give every problem at once."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from routekit.errors import Problem, RulesError
from routekit.rules.derived import registered
from routekit.rules.diagnosis import diagnose
from routekit.rules.engine import Engine, engine, unused_questions
from routekit.rules.files import sources_of
from routekit.rules.layers import Source, layered
from routekit.rules.lookups import check_facts
from routekit.rules.outline import Outline, outline
from routekit.rules.partition import Partition, divide
from routekit.rules.reader import Node
from routekit.rules.references import check_references
from routekit.rules.schema import PackFile
from routekit.rules.texts import check_texts, no_welsh
from routekit.rules.verdict import OF_THE_PROOF, of_no_use, verdict
from routekit.rules.wording import check_wording

MOST_PROBLEMS = 1_000


class Examined(NamedTuple):
    """A pack as it was found. Without an error among the problems all of it is there and proved."""

    problems: tuple[Problem, ...]
    root: Node | None = None
    names: Outline | None = None
    pack: PackFile | None = None
    division: Partition | None = None
    engine: Engine | None = None
    digest: str = ""
    version: str = ""

    @property
    def broken(self) -> bool:
        """Whether any of the problems is an error."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def unusable(self) -> bool:
        """Whether it is broken in another way than by situations with no row or with several."""
        return any(each.severity == "error" and each.code not in OF_THE_PROOF for each in self.problems)


def lint(path: str | Path) -> tuple[Problem, ...]:
    """Give every problem of a pack or an overlay in file order, be it error, warning or note.

    Nothing is raised. Besides what keeps a pack from loading, the words that the public reads are
    looked at. The codes are described in the README of the rule packs.
    """
    try:
        sources = sources_of(path)
    except RulesError as error:
        return error.problems
    examined = examine(sources)
    problems = _with_words(examined)
    expected = examined.pack.transaction if examined.pack else None
    name = Path(path).stem.partition("@")[0]
    if expected is None or name == expected:
        return problems
    message = f"only as {expected}.yaml can it be installed; rename the file"
    return (Problem(str(path), 1, 1, "W405", message, "warning"), *problems)


def _with_words(examined: Examined) -> tuple[Problem, ...]:
    if examined.root is None:
        return examined.problems
    words = _not_already_said(examined.problems, islice(check_wording(examined.root), MOST_PROBLEMS + 1))
    note = () if examined.broken else no_welsh(examined.root)
    return _ordered((*examined.problems, *words, *note))


def examine(sources: Sequence[Source]) -> Examined:
    """Read, merge, check and prove a pack: the files it is made of, the strongest last."""
    files = layered(sources)
    if files.root is None:
        return Examined(_ordered(files.problems))
    root, names = files.root, outline(files.root)
    pack, found = _validated(root)
    references = tuple(islice(_referred(root, names), MOST_PROBLEMS + 1))
    division = divide(names) if names.provable else None
    proved: list[Problem] = [] if division is None else list(verdict(root, names, division))
    made = None
    if isinstance(division, Partition) and pack is not None:
        made = engine(names, division, pack.strategy)
        if not any(problem.severity == "error" for problem in (*references, *proved)):
            proved += of_no_use(root, unused_questions(names, made.flow))
    rest = _not_already_said(files.problems, (*found, *references, *proved))
    return Examined(
        problems=_ordered((*files.problems, *rest)),
        root=root,
        names=names,
        pack=pack,
        division=division if isinstance(division, Partition) else None,
        engine=made,
        digest=files.digest,
        version=files.version,
    )


def _referred(root: Node, names: Outline) -> Iterator[Problem]:
    yield from check_references(root, names)
    yield from check_facts(root, registered() if names.needs else {})
    yield from check_texts(root, names)


def _validated(root: Node) -> tuple[PackFile | None, tuple[Problem, ...]]:
    try:
        return PackFile.model_validate(root.plain()), ()
    except ValidationError as error:
        return None, tuple(islice(diagnose(error, root, PackFile), MOST_PROBLEMS + 1))


def _not_already_said(said: Iterable[Problem], found: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out what only follows from what the reader reported at the same place."""
    places = {problem[:3] for problem in said}
    return (problem for problem in found if problem[:3] not in places)


def _ordered(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    ordered = sorted(dict.fromkeys(problems))
    if len(ordered) <= MOST_PROBLEMS:
        return tuple(ordered)
    message = f"there are more than {MOST_PROBLEMS:,} problems; the rest are not listed"
    last = ordered[MOST_PROBLEMS]._replace(code="E199", message=message, severity="error")
    return (*ordered[:MOST_PROBLEMS], last)
