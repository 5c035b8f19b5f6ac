"""What is counted: requests, swaps and what is served, by names from closed sets and nothing personal."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """The metrics of one service, in a registry of their own.

    `call` is a call's method and path as documented, `status` one of HTTP's. Other paths are all `other`.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "routekit_requests_total", "Requests answered.", ("call", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "routekit_request_seconds",
            "How long requests took.",
            ("call",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._swaps = Counter(
            "routekit_swaps_total", "New packs and editions.", ("outcome",), registry=self.registry
        )
        self._editions = Gauge(
            "routekit_edition_info",
            "The edition in use today.",
            ("name", "sample"),
            registry=self.registry,
        )
        self._packs = Gauge(
            "routekit_pack_info",
            "The rules in use today.",
            ("transaction", "version"),
            registry=self.registry,
        )
        self._under_way = Gauge("routekit_requests_under_way", "Requests under way.", registry=self.registry)
        self._kept: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def watch(self, under_way: Callable[[], float]) -> None:
        """Take the number of requests under way from here whenever it is asked for."""
        self._under_way.set_function(under_way)

    def count(self, call: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        kept = self._kept.get((call, status))
        if kept is None:
            counter = self._requests.labels(call, str(status))
            kept = self._kept[call, status] = (counter, self._seconds.labels(call))
        kept[0].inc()
        kept[1].observe(seconds)

    def swapped(self, outcome: str) -> None:
        """Count a swap: `done` or `failed`."""
        self._swaps.labels(outcome).inc()

    def serves(self, edition: tuple[str, str], packs: list[tuple[str, str]]) -> None:
        """Say which edition and packs are in use."""
        self._editions.clear()
        self._packs.clear()
        self._editions.labels(*edition).set(1)
        for transaction, version in packs:
            self._packs.labels(transaction, version).set(1)

    def text(self) -> bytes:
        """Give everything as Prometheus reads it."""
        return generate_latest(self.registry)
