"""Evidence: what a service owner needs to improve a pack, as counts that hold no place and no person."""

from routekit.service.evidence.counts import Evidence, Key, Tally, Total, tally_of
from routekit.service.evidence.reasons import REASONS, Misroute

__all__ = ["REASONS", "Evidence", "Key", "Misroute", "Tally", "Total", "tally_of"]
