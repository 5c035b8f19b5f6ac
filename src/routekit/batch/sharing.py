"""Share the pieces of a file out among processes, which all map the same edition."""

import multiprocessing
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, NamedTuple

import pyarrow as pa

from routekit.batch.job import Job
from routekit.batch.parts import WorkFolder
from routekit.batch.reading import Piece
from routekit.batch.work import Work
from routekit.errors import DataError, RoutekitError

_AHEAD: Final = 2  # pieces at each process: enough to keep it busy, and little memory


class Done(NamedTuple):
    """A part that is done: its number, and how far in the file it ends."""

    number: int
    done: int


def alone(pieces: Iterator[Piece], work: Work, folder: WorkFolder) -> Iterator[Done]:
    """Do the work of all pieces here, but for parts that are there already."""
    for number, piece in enumerate(pieces):
        if not folder.has(number):
            folder.put(number, work.part(piece))
        yield Done(number, piece.done)


def together(  # noqa: PLR0913 - what a process needs to begin
    pieces: Iterator[Piece], *, job: Job, schema: pa.Schema, out: Path, folder: WorkFolder, workers: int
) -> Iterator[Done]:
    """Do what `alone` does in several processes, each in its turn.

    Raises what the work raises, and DataError if a process ends before its time.
    """
    waiting: deque[tuple[Done, Connection | None]] = deque()
    with ExitStack() as stack:
        lines = [stack.enter_context(_started(job, schema, out)) for _ in range(workers)]
        for number, piece in enumerate(pieces):
            line = None if folder.has(number) else lines[number % workers]
            if line is not None:
                _send(line, number, piece)
            waiting.append((Done(number, piece.done), line))
            while len(waiting) > _AHEAD * workers:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)


def _started(job: Job, schema: pa.Schema, out: Path) -> Connection:
    """Start a process; it ends when the line to it is closed, or this process is gone."""
    context = multiprocessing.get_context("spawn")  # the same everywhere, and nothing is inherited half made
    ours, theirs = context.Pipe()
    arguments = (theirs, job.model_dump_json(), schema.serialize().to_pybytes(), str(out))
    context.Process(target=_serve, args=arguments, daemon=True).start()
    theirs.close()
    return ours


def _send(line: Connection, number: int, piece: Piece) -> None:
    try:
        line.send((number, piece))
    except OSError as error:
        raise _gone() from error


def _next(waiting: deque[tuple[Done, Connection | None]]) -> Done:
    done, line = waiting.popleft()
    if line is None:
        return done
    try:
        failed = line.recv()
    except (EOFError, OSError) as error:
        raise _gone() from error
    if failed is not None:
        raise failed
    return done


def _gone() -> DataError:
    return DataError("a worker process ended before its time; run the same command again to resume")


def _serve(line: Connection, job: str, schema: bytes, out: str) -> None:
    """Do the work on each piece that comes along a line, and answer with None or an error."""
    asked = Job.model_validate_json(job)
    folder = WorkFolder.beside(Path(out))
    work: Work | None = None
    while True:
        try:
            number, piece = line.recv()
        except (EOFError, KeyboardInterrupt):
            return
        try:
            if work is None:
                router = asked.tools.router(asked.transaction)
                work = Work(asked.routing(pa.ipc.read_schema(pa.py_buffer(schema)), router), asked.prefix)
            folder.put(number, work.part(piece))
        except RoutekitError as error:
            line.send(error)
            return
        line.send(None)
