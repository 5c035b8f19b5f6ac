"""The packs that installed distributions offer, by the id of their transaction."""

from pathlib import Path

from routekit.errors import Problem, RulesError, UnknownTransactionError
from routekit.installed import folders
from routekit.suggest import suggestion


def installed_packs() -> dict[str, Path]:
    """Give the file of each installed pack, sorted by name: a transaction, or transaction@version.

    Raises RulesError if there is none, as nothing can be decided without, and if two distributions offer
    the same name, since neither is the better.
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


def installed_versions(pack: str | Path) -> tuple[str | Path, ...]:
    """Give the name of each installed version of a transaction; what is no such name stands for itself."""
    if not isinstance(pack, str) or is_a_path(pack):
        return (pack,)
    return tuple(name for name in installed_packs() if name.partition("@")[0] == pack) or (pack,)


def is_a_path(pack: object) -> bool:
    """Tell whether a pack is named by its file and not by its transaction."""
    named = isinstance(pack, str) and (pack.endswith((".yaml", ".yml")) or "/" in pack or "\\" in pack)
    return named or isinstance(pack, Path)
