"""The overlays beside packs, each laid over its pack, and a county's with those of its districts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from routekit.rules import Pack


def with_overlays(packs: "Iterable[Pack]") -> "Iterator[Pack]":
    """Give each pack, then it with every overlay, and with every two that hold at one place on one day."""
    from routekit.bodies import Bodies
    from routekit.rules import holding_together

    tables = None
    for pack in packs:
        yield pack
        if not pack.overlays:
            continue
        tables = tables or Bodies.open()
        for overlays in holding_together(pack, tables.tiers):
            yield pack.overlaid(overlays, unproved=True)
