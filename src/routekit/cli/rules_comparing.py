"""`routekit rules compare`: how the packs of two councils, or a pack and its variant, differ."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from routekit.cli.naming import pack_of
from routekit.cli.options import as_json
from routekit.cli.rules_wording import condition, counted, number, only, share, titled, who

if TYPE_CHECKING:
    from routekit.rules import Comparison, Difference, Pack

MOST_LINES = 5


@click.command()
@click.argument("one")
@click.argument("other")
@click.option("--markdown", is_flag=True, help="Print Markdown, every situation included, instead of text.")
@as_json
def compare(one: str, other: str, *, markdown: bool, json_: bool) -> int:
    """Say in which situations the packs ONE and OTHER (names or files) name different authorities.

    Questions, facts and options are matched by id. All situations count alike, however often they occur.
    Exit code: 0, whatever the difference; 2 for an unknown pack, 1 for one that is broken.

    \b
    Example:
      routekit rules compare report-speeding-traffic-parish-first report-speeding-traffic-police-first
    """
    from routekit.rules import Pack
    from routekit.rules import compare as compared

    if markdown and json_:
        raise click.UsageError("give either --markdown or --json")
    left, right = Pack.load(pack_of(one)), Pack.load(pack_of(other))
    comparison = compared(left, right)
    if json_:
        click.echo(comparison.model_dump_json(indent=2))
    else:
        click.echo("\n".join((_markdown if markdown else _text)(comparison, (left, right))))
    return 0


def _text(comparison: "Comparison", packs: "tuple[Pack, Pack]") -> Iterator[str]:
    first, second = _labels(comparison)
    yield f"{titled(comparison.one)} and {titled(comparison.other)}"
    yield from _summary(comparison, packs)
    for found in comparison.differences:
        yield ""
        yield f"{_heading(found)}: {counted(found.situations)}"
        yield from (f"  when {condition(cells)}" for cells in found.when[:MOST_LINES])
        if len(found.when) > MOST_LINES:
            yield f"  and {len(found.when) - MOST_LINES} more kinds, which --markdown lists"
        yield f"  rows {', '.join(found.rows_one)} of {first} and {', '.join(found.rows_other)} of {second}"


def _markdown(comparison: "Comparison", packs: "tuple[Pack, Pack]") -> Iterator[str]:
    first, second = _labels(comparison)
    yield f"# {titled(comparison.one)} and {titled(comparison.other)}"
    yield ""
    yield from (f"- {line}" for line in _summary(comparison, packs))
    for found in comparison.differences:
        yield ""
        yield f"## {_heading(found)}"
        yield ""
        yield f"{counted(found.situations)}, when"
        yield ""
        yield from (f"- {condition(cells)}" for cells in found.when)
        yield ""
        yield from (f"> {line}  " for line in _reasons(found, packs, (first, second)))
    yield from _asked(comparison, packs)


def _labels(comparison: "Comparison") -> tuple[str, str]:
    """Name the packs; two versions of one transaction are told apart by version, or else by place."""
    one, other = comparison.one, comparison.other
    if one.transaction != other.transaction:
        return one.transaction, other.transaction
    return (one.version, other.version) if one.version != other.version else ("the first", "the second")


def _summary(comparison: "Comparison", packs: "tuple[Pack, Pack]") -> Iterator[str]:
    found, (first, second) = comparison, _labels(comparison)
    yield (
        f"{counted(found.situations)} known to both: {number(found.elsewhere)} go elsewhere "
        f"({share(found.elsewhere, found.situations)}), {number(found.told)} only tell others, "
        f"{number(found.same)} are the same"
    )
    yield from only(first, found.only_one, _columns(packs[0]) - _columns(packs[1]), found.unknown_to_other)
    yield from only(second, found.only_other, _columns(packs[1]) - _columns(packs[0]), found.unknown_to_one)


def _columns(pack: "Pack") -> set[str]:
    return {*pack.questions, *pack.facts}


def _heading(found: "Difference") -> str:
    return f"{who(found.one)} → {who(found.other)}"


def _reasons(found: "Difference", packs: "tuple[Pack, Pack]", labels: tuple[str, str]) -> Iterator[str]:
    for pack, label, rows in zip(packs, labels, (found.rows_one, found.rows_other), strict=True):
        whys = {row.id: row.why for row in pack.rows} | {id_: stop.why for id_, stop in pack.stops.items()}
        yield from (f"{label} {row}: {whys[row]}" for row in rows)


def _asked(comparison: "Comparison", packs: "tuple[Pack, Pack]") -> Iterator[str]:
    """List the questions that the conditions name, since an id says little to who did not write the pack."""
    named = {cell.column for found in comparison.differences for cells in found.when for cell in cells}
    texts = {name: each.text for pack in packs for name, each in pack.questions.items() if name in named}
    if texts:
        yield from ("", "## Questions", "")
        yield from (f"- `{name}`: {text}" for name, text in texts.items())
