"""What every contender may draw on."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from peers.land import Land


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """The areas, the OSTN15 grid for PROJ if one was named, and what must be closed when all is done.

    A contender whose version no package tells adds it to `versions`.
    """

    land: Land
    ostn15: Path | None = None
    closing: ExitStack = field(default_factory=ExitStack)
    versions: dict[str, str] = field(default_factory=dict)
