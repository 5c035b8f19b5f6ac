"""Who is told how far long work has come."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

Tell: TypeAlias = Callable[[int, int], None]  # of one stage: how much is done, and of how much


class Progress(Protocol):
    """Is told how much of a stage is done: `reading` in bytes, other stages in what they count."""

    def __call__(self, done: int, total: int, stage: str, /) -> None:
        """Take note of it."""


def stage(progress: Progress | None, name: str) -> Tell:
    """Give what tells of one stage; it tells nobody if there is nobody to tell."""
    if progress is None:
        return lambda _done, _total: None
    return lambda done, total: progress(done, total, name)
