"""Many reports at once: whole tables and files, each row decided as `Router.route` decides it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.batch.columns import PlaceColumns
    from routekit.batch.table import route_table

__all__ = ["PlaceColumns", "route_table"]

_HOMES = {"PlaceColumns": "columns", "route_table": "table"}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: Arrow is an extra (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'routekit.batch' has no attribute {name!r}")
    return getattr(import_module(f"routekit.batch.{_HOMES[name]}"), name)
