"""What changes: the same places decided twice, and who gets another answer, counted, named and drawn."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.replay.changes import Change, Handler, Move, NotCompared, Replay, Sample, Setting, Where
    from routekit.replay.picture import draw
    from routekit.replay.replaying import Replaying, replay
    from routekit.replay.reports import Reports, every_area, every_postcode, read_reports
    from routekit.replay.side import Side
    from routekit.replay.wording import markdown, text

__all__ = [
    "Change",
    "Handler",
    "Move",
    "NotCompared",
    "Replay",
    "Replaying",
    "Reports",
    "Sample",
    "Setting",
    "Side",
    "Where",
    "draw",
    "every_area",
    "every_postcode",
    "markdown",
    "read_reports",
    "replay",
    "text",
]

_MODULES = {
    "changes": ("Change", "Handler", "Move", "NotCompared", "Replay", "Sample", "Setting", "Where"),
    "picture": ("draw",),
    "replaying": ("Replaying", "replay"),
    "reports": ("Reports", "every_area", "every_postcode", "read_reports"),
    "side": ("Side",),
    "wording": ("markdown", "text"),
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: Arrow is an extra (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'routekit.replay' has no attribute {name!r}")
    return getattr(import_module(f"routekit.replay.{_HOMES[name]}"), name)
