"""Say everything that is wrong with a boundary source in one error."""

from typing import Final

from routekit.errors import EditionError

_MOST_SHOWN: Final = 20


class FlawError(Exception):
    """What is wrong with one feature. They are gathered and named together; none leaves the package."""


def refused(what: str, flaws: tuple[str, ...]) -> EditionError:
    """Make the error that names every flaw; the message shows the first few, `.problems` has them all."""
    shown = list(flaws[:_MOST_SHOWN])
    if len(flaws) > _MOST_SHOWN:
        shown.append(f"and {len(flaws) - _MOST_SHOWN:,} more")
    return EditionError("\n  ".join([f"{what}:", *shown]), problems=flaws)
