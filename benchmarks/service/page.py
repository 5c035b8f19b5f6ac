"""The page of the service's benchmarks, written from what a run found and from nothing else."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

HEAD: Final = """\
# Benchmarks of the service

<!-- Written by `make bench-service` from service-benchmarks.json. Do not edit: run it again. -->

One worker of `routekit serve` on loopback, asked by a program on the same machine. Edition {edition},
{areas:,} areas; {cores} cores ({processor}), Python {python}; {date}. What the asking program and others take
of the processor the service lacks: rates are lower bounds, and latencies upper bounds. A rate counts until
the last answer. *CPU* is the service's own processor time for each request. *No processor* is the share of
the time in which the service could have run, but had no processor: where that is not about nothing, rates and
latencies say how busy the machine was, and not how fast the service is."""
CLOSED: Final = """\
32 connections, each of which asks again as soon as it has its answer; 50,000 places across the land, asked
three times over by {generator}, then at an even pace. Ready {ready_s:.1f} s after the command. Load of the
machine before: {load_before:.1f}."""
BLACK_HOLED: Final = """\
2,000 requests a second for the contacts of parish councils, whatever comes of them. Each district has a
service of its own that takes connections and never answers. Few wait for that; the others are told at once
that the contact is not to be had, and who is there instead. *Over 1 s* are those who waited, and any whom the
service was too slow for. Load before: {load_before:.1f}."""
SLOW: Final = """\
500 requests a second by good clients, while 1,000 others send a byte of a header each second, are cut off,
and come again. Load before: {load_before:.1f}."""
MEMORY: Final = """\
Private memory is anonymous. What is mapped from files is shared by all workers, and can be let go; the second
column is what no other process had mapped at the time."""
PARTS: Final = {
    "closed": ("As fast as answers come", CLOSED),
    "black-holed": ("Where councils' services are silent", BLACK_HOLED),
    "slow-clients": ("Among slow clients", SLOW),
}


def page(found: Mapping[str, Any]) -> str:
    """Write the whole page in Markdown."""
    return "\n".join((HEAD.format(**found["facts"]), *_parts(found), *_memory(found))) + "\n"


def _parts(found: Mapping[str, Any]) -> Iterator[str]:
    for name, (title, text) in PARTS.items():
        yield f"\n## {title}\n\n{text.format(**found[name])}\n"
        yield "| | requests/s | p50, ms | p99, ms | worst, ms | over 1 s | not 200 | CPU, us | no processor |"
        yield f"|{'---|' * 9}"
        yield from (_row(run, told) for run, told in found[name]["runs"].items())


def _row(name: str, told: Mapping[str, Any]) -> str:
    times = (f"{told[each] * 1e3:,.1f}" for each in ("p50_s", "p99_s", "worst_s"))
    long = "" if told["long"] is None else f"{told['long']:,}"
    cost = (f"{told['cpu_us']:.0f}", f"{told['no_processor']:.0%}") if "cpu_us" in told else ("", "")
    rate = f"{told['rate']:,.0f}"
    return f"| {' | '.join((name, rate, *times, long, str(told['wrong']), *cost))} |"


def _memory(found: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## Memory\n\n{MEMORY}\n"
    yield "| after | private, MB | mapped by no other, MB |"
    yield "|---|---|---|"
    for name, (title, _) in PARTS.items():
        yield f"| {title.lower()} | {found[name]['private_mb']:.0f} | {found[name]['mapped_mb']:.0f} |"
