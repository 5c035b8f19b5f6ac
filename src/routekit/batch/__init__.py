"""Many reports at once: whole tables and files, each row decided as `Router.route` decides it."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routekit.batch.checksum import rows_checksum
    from routekit.batch.columns import PlaceColumns
    from routekit.batch.job import Tools
    from routekit.batch.spark import route_spark
    from routekit.batch.table import route_table

__all__ = ["PlaceColumns", "Tools", "route_spark", "route_table", "rows_checksum"]

_HOMES = {
    "PlaceColumns": "columns",
    "Tools": "job",
    "route_spark": "spark",
    "route_table": "table",
    "rows_checksum": "checksum",
}


def __getattr__(name: str) -> object:
    """Import a name when it is first used: Arrow is an extra (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'routekit.batch' has no attribute {name!r}")
    return getattr(import_module(f"routekit.batch.{_HOMES[name]}"), name)
