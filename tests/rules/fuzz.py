"""Fuzz the reading, checking and proving of packs with atheris: `make fuzz`. Not part of the test suite."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["routekit.rules"]):
    from routekit.errors import RoutekitError
    from routekit.rules.layers import Source
    from routekit.rules.lint import examine
    from routekit.rules.pack import Pack
    from routekit.rules.wording import check_wording

SEEDS = Path(__file__).parent


def one(data: bytes) -> None:
    """Whatever the bytes are, they are refused with places and reasons, or make a pack that answers."""
    examined = examine([Source(data, "pack.yaml")])
    words = check_wording(examined.root) if examined.root else ()
    found = (*examined.problems, *words)
    assert all(each.line >= 1 and each.column >= 1 and each.message for each in found)
    if examined.broken:
        return
    pack = Pack.parse(data, "pack.yaml")
    assert pack.prove(most_nodes=200).unambiguous
    try:
        pack.step({name: "unknown" for name, fact in pack.facts.items() if not fact.needs})
    except RoutekitError:
        return


def main() -> None:
    """Fuzz from every sound and every bad pack of the tests; options are those of libFuzzer."""
    folders = [str(SEEDS / name) for name in ("sound", "packs")]
    atheris.Setup([*sys.argv, *folders], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
