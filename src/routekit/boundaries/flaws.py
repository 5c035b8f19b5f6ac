"""Say everything that is wrong with a boundary source in one error."""

from routekit.errors import EditionError

_MOST_SHOWN = 20


def refused(what: str, flaws: tuple[str, ...]) -> EditionError:
    """Make the error that names every flaw; the message shows the first few, `.problems` has them all."""
    shown = list(flaws[:_MOST_SHOWN])
    if len(flaws) > _MOST_SHOWN:
        shown.append(f"and {len(flaws) - _MOST_SHOWN} more")
    return EditionError("\n  ".join([f"{what}:", *shown]), problems=flaws)
