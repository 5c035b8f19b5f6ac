"""The facts that can be looked up, and every value each can have; a pack must be ready for all of them."""

from collections.abc import Mapping
from types import MappingProxyType

from routekit.rules.parts import FactSpec

FACTS: Mapping[str, FactSpec] = MappingProxyType(
    {
        "parish": FactSpec(
            id="parish",
            source="boundaries",
            options=("council", "grouped", "meeting", "unparished", "unknown"),
        ),
        "taken_on": FactSpec(id="taken_on", source="bodies", options=("yes", "no", "unknown")),
    }
)
