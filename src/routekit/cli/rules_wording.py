"""The words in which `rules compare` and `rules diff` say whom packs name, and when."""

from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.model import PackRef
    from routekit.rules import Cell, Named


def titled(pack: "PackRef") -> str:
    """Name a pack with its version."""
    return f"{pack.transaction} {pack.version}"


def only(label: str, cells: "Sequence[Cell]", alone: Container[str], unknown: int) -> Iterator[str]:
    """Say which questions and facts one pack has alone, and which options of those that both have.

    `alone` are the questions and facts that the other does not look at.
    """
    whole = [cell.column for cell in cells if cell.column in alone]
    parts = [said(cell) for cell in cells if cell.column not in alone]
    if whole:
        yield f"only {label} looks at {', '.join(whole)}"
    if parts:
        yield f"only {label} has {', '.join(parts)}: {counted(unknown)} known to it alone"
    elif unknown:
        yield f"only {label} says that these can be: {counted(unknown)}"


def who(named: "Named") -> str:
    """Say whom an outcome names."""
    looked_up = [f"looked up in {named.looked_up.layer}"] if named.looked_up else []
    duty = [f"the duty is the {role(named.fallback)}'s"] if named.fallback else []
    told = [f"also told: {', '.join(map(role, named.also_tell))}"] if named.also_tell else []
    more = "; ".join(looked_up + duty + told)
    return f"{role(named.role)} ({more})" if more else role(named.role)


def role(role: str) -> str:
    """Give a role as people write it."""
    return role.replace("_", " ")


def condition(cells: "Sequence[Cell]") -> str:
    """Say in which situations something is so."""
    return ", ".join(map(said, cells)) or "anything"


def said(cell: "Cell") -> str:
    """Say which answers of a question or fact a cell has."""
    return f"{cell.column} = {' or '.join(cell.options)}"


def counted(situations: int) -> str:
    """Give a number of situations; one beyond reading as a power of ten."""
    return f"{number(situations)} situation{'' if situations == 1 else 's'}"


def number(count: int) -> str:
    """Give a number as people read it; one beyond reading as a power of ten."""
    from routekit.rules.proving import shown

    return shown(count)


def share(part: int, whole: int) -> str:
    """Give a share in per cent."""
    return f"{100 * part / whole:.1f} %" if whole else "none"
