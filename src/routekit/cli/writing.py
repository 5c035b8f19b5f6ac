"""Write a file that a command was told to write: whole, or not at all."""

from contextlib import suppress
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a whole file, or leave what is there as it was; lines end as the text says. Raises RulesError."""
    from routekit.errors import RulesError

    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        message = f"routekit: {path} cannot be written ({error.strerror})"
        raise RulesError(message, problems=()) from error
