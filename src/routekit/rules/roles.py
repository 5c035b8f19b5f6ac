"""The roles a pack may name; which authority plays a role in an area on a date is not a pack's business."""

from typing import Literal, get_args

Role = Literal[
    "parish_council",
    "highway_authority",
    "litter_authority",
    "environmental_health",
    "planning_authority",
    "lead_flood_authority",
    "police",
    "strategic_roads",
]

ROLES: tuple[str, ...] = get_args(Role)
