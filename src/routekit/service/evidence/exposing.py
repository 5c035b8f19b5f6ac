"""Evidence as Prometheus reads it: made when it is asked for, so that counting costs no more for it."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from routekit.service.evidence.counts import Evidence

# By kind: the metric, what it says, and the name of the label that holds what is counted.
FAMILIES: Final = {
    "routed": ("routekit_routed", "Decisions that name an authority.", "outcome"),
    "unrouted": ("routekit_unrouted", "Decisions that name nobody.", "reason"),
    "asked": ("routekit_asked", "Questions asked, `place` among them.", "question"),
    "row": ("routekit_rows", "Decisions that rest on a row.", "row"),
    "dont_know": ("routekit_dont_know", "Decisions that rest on an answer that is not known.", "question"),
    "fallback": ("routekit_fallbacks", "Decisions that fell back on the authority with the duty.", "outcome"),
    "misroute": ("routekit_misroutes", "Decisions that were wrong.", "reason"),
}


class Exposed(Collector):
    """The totals of one process as counters. No label holds an authority or an area: there are too many."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence

    def collect(self) -> Iterator[CounterMetricFamily]:
        """Give every counter, in one order."""
        found = sorted(self._evidence.totals().items())
        for kind, (name, says, label) in FAMILIES.items():
            family = CounterMetricFamily(name, says, labels=("transaction", "version", label))
            for total, number in found:
                if total.kind == kind:
                    family.add_metric((total.transaction, total.version, total.subject), number)
            yield family


def expose(evidence: Evidence, registry: CollectorRegistry) -> None:
    """Add the counters to a registry."""
    registry.register(Exposed(evidence))
