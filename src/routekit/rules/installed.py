"""The packs that installed distributions offer, by the id of their transaction."""

from pathlib import Path

from routekit.errors import Problem, RulesError, UnknownTransactionError
from routekit.installed import folders
from routekit.suggest import suggestion


def installed_packs() -> dict[str, Path]:
    """Give the file of each installed pack, by transaction, sorted.

    Raises RulesError if there is none, as nothing can be decided without, and if two distributions offer
    the same transaction, since neither is the better.
    """
    found: dict[str, Path] = {}
    for folder in folders("routekit.rules"):
        for path in sorted((folder / "packs").glob("*.yaml")):
            if path.stem in found:
                message = f"{found[path.stem]} is installed for {path.stem} too; uninstall one of the two"
                raise RulesError.of((Problem(str(path), 1, 1, "E121", message),))
            found[path.stem] = path
    if not found:
        raise RulesError("no rule packs are installed; install routekit-rules or name a file", problems=())
    return dict(sorted(found.items()))


def installed_file(transaction: object) -> Path:
    """Give the file of one installed pack, or raise UnknownTransactionError naming the nearest."""
    found = installed_packs()
    if not isinstance(transaction, str) or transaction not in found:
        raise UnknownTransactionError.of(
            "transaction", transaction, f"no such pack is installed; {suggestion(transaction, found)}"
        )
    return found[transaction]
