"""Layers on the command line: `--layer NAME=FILE`, and `routekit boundaries layer`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.options import UNROUTED, as_json, place_options, read_point
from routekit.cli.postcodes import open_postcodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routekit.boundaries import Layer, Near

LAYER = click.option("--layer", "layers", multiple=True, metavar="NAME=FILE",
                     help="A layer that packs look facts up in; may be repeated.")  # fmt: skip


def open_layers(pairs: tuple[str, ...]) -> "dict[str, Layer]":
    """Open what `--layer` names; one that is given here and cannot be used is an error."""
    return {name: _opened(name, file) for name, file in layer_files(pairs).items()}


def layer_files(pairs: tuple[str, ...]) -> dict[str, str]:
    """Give the files that `--layer` names, by name."""
    files: dict[str, str] = {}
    for pair in pairs:
        name, equals, file = pair.partition("=")
        if not (name and equals and file):
            raise click.UsageError(f"--layer is {pair!r}; NAME=FILE such as roads=roads.geojson is needed")
        if name in files:
            raise click.UsageError(f"--layer {name} is given twice; give it once")
        files[name] = file
    return files


def _opened(name: str, file: str) -> "Layer":
    from routekit.boundaries import Layer

    return Layer.open(file, name=name)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@place_options
@click.option("--within", type=float, default=50.0, show_default=True, metavar="METRES",
              help="How far to look.")  # fmt: skip
@as_json
def layer(file: Path, within: float, *, json_: bool, **given: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Show the features of a layer in FILE near a place, the nearest first, with their distances.

    FILE is GeoJSON, a GeoPackage or a zipped Shapefile. Exit code: 0 found, 4 none there, 2 bad input, 1
    failure.

    \b
    Example:
      routekit boundaries layer roads.geojson --at 51.4147,-1.5154 --within 20
    """
    from routekit.boundaries import Layer, Unlocated
    from routekit.model import Postcode

    place = read_point(given)
    opened = Layer.open(file)
    point = open_postcodes(given["postcodes"]).at(place) if isinstance(place, Postcode) else place
    if isinstance(point, Unlocated):
        click.echo(point.model_dump_json(indent=2) if json_ else point.detail)
        return UNROUTED
    near = opened.within(point, within)
    if json_:
        shown = [{**each._asdict(), "properties": dict(each.properties)} for each in near]
        click.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    else:
        click.echo(_listed(opened, near, within))
    return 0 if near else UNROUTED


def _listed(opened: "Layer", near: "Sequence[Near]", within: float) -> str:
    lines = [f"{opened.name}: {len(near):,} of {opened.count:,} features within {within:g} m"]
    for each in near:
        said = ", ".join(f"{column} = {value}" for column, value in each.properties.items())
        lines += [f"  {each.distance_m:,.1f} m: {said}", f"    {each.where}"]
    return "\n".join(lines)
