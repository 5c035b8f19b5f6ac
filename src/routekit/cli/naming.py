"""How commands take packs: names of installed packs, files, or folders of files, all resolved in one way."""

from pathlib import Path

import click

PACKS = click.argument("packs", nargs=-1)


def files_of(packs: tuple[str, ...]) -> list[Path]:
    """Give the files that are named, or those of the installed packs if nothing is.

    What ends in .yaml or .yml, has a slash in it, or is a file or a folder here, is a path. All else is the
    name of an installed pack, with every version of it. Raises UnknownTransactionError for another name.
    """
    from routekit.rules import installed_packs

    if not packs:
        return list(installed_packs().values())
    return list(dict.fromkeys(file for named in packs for file in _files(named)))


def are_paths(packs: tuple[str, ...]) -> bool:
    """Tell whether all of what is named are files or folders."""
    return all(map(_is_here, packs))


def pack_of(named: str) -> str | Path:
    """Give one pack as `Pack.load` takes it: a path, or the name of an installed pack."""
    return Path(named) if _is_here(named) else named


def _files(named: str) -> list[Path]:
    from routekit.rules import installed_packs, installed_versions
    from routekit.rules.installed import installed_file

    if not _is_here(named):
        known = installed_packs()
        return [known[each] for each in installed_versions(named) if each in known] or [installed_file(named)]
    path = Path(named)
    if not path.exists():
        raise click.UsageError(f"{path} is not there; give a file, a folder or the name of an installed pack")
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.y*ml"))
    if not files:
        raise click.UsageError(f"no packs (*.yaml) in {path}")
    return files


def _is_here(named: str) -> bool:
    from routekit.rules.installed import is_a_path

    return is_a_path(named) or Path(named).exists()
