"""All that can be in a pack, as whoever compares packs or makes examples of one looks at it."""

from typing import NamedTuple

from routekit.rules.columns import Column
from routekit.rules.pack import Pack
from routekit.rules.parts import Row
from routekit.rules.table import Cube


class Divided(NamedTuple):
    """All that can be in a pack: its columns, and disjoint cubes of them, each with its row or stop."""

    columns: tuple[Column, ...]
    pieces: tuple[tuple[Cube, Row], ...]


def divided(pack: Pack) -> Divided:
    """Give all that can be in a pack."""
    workings = pack._workings  # noqa: SLF001 - the insides of a pack are this package's own
    pairs = zip(workings.engine.table.cubes, workings.row_of_cube, strict=False)
    return Divided(workings.names.columns, tuple((cube, row) for cube, row in pairs if row is not None))
