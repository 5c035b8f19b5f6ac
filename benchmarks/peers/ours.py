"""routekit itself, and what a call of an empty function costs."""

from collections.abc import Iterator

import numpy as np

from peers.contender import NOWHERE, Contender, Many, One, Positions
from peers.names import EMPTY, POSITIONS, ROUTEKIT
from peers.setting import Setting

MOST = 1_000_000


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give the four look-ups of an edition."""
    land = setting.land
    edition = land.edition
    position = {code: at for at, code in enumerate(land.codes)}

    def read(code: object) -> int:
        return position.get(str(code), NOWHERE)

    yield One(ROUTEKIT, "grid", edition.code_at, read)
    yield One(ROUTEKIT, "lonlat", edition.code_at_lonlat, read)
    yield Many(ROUTEKIT, "grid", lambda x, y: lambda: edition.codes_at(x, y), land.positions, MOST)
    yield Many(ROUTEKIT, "lonlat", lambda x, y: lambda: edition.codes_at_lonlat(x, y), land.positions, MOST)
    yield Many(POSITIONS, "grid", lambda x, y: lambda: edition.positions_at(x, y), _as_they_are, MOST)
    yield Many(
        POSITIONS, "lonlat", lambda x, y: lambda: edition.positions_at_lonlat(x, y), _as_they_are, MOST
    )


def empty(setting: Setting) -> Iterator[Contender]:
    """Give a function that does nothing, so that what a call and its timer cost is seen beside the rest."""
    del setting
    yield One(EMPTY, "grid", _nothing)
    yield One(EMPTY, "lonlat", _nothing)


def _as_they_are(answer: object) -> Positions:
    return np.asarray(answer, dtype=np.intp)


def _nothing(first: float, second: float) -> None:
    """Do nothing."""
