"""Share the pieces of a file out among processes, which all map the same edition."""

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
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


class Sharing(NamedTuple):
    """What processes need that share a job: the work as it is here, and all that it is made of."""

    job: Job
    schema: pa.Schema
    work: Work
    out: Path
    folder: WorkFolder

    @property
    def told(self) -> tuple[str, bytes]:
        """The job and the schema as they are told to a process that is started afresh."""
        return self.job.model_dump_json(), self.schema.serialize().to_pybytes()


def alone(pieces: Iterator[Piece], work: Work, folder: WorkFolder) -> Iterator[Done]:
    """Do the work of all pieces here, but for parts that are there; one is kept while the next is done."""
    before: tuple[Done, Future[None] | None] | None = None
    with ThreadPoolExecutor(1) as keeper:
        for number, piece in enumerate(pieces):
            part = None if folder.has(number) else work.part(piece)
            if before is not None:
                yield _kept(*before)
            before = Done(number, piece.done), part and keeper.submit(folder.put, number, part)
        if before is not None:
            yield _kept(*before)


def _kept(done: Done, put: Future[None] | None) -> Done:
    """Wait until a part is kept; raise what kept it from that."""
    if put is not None:
        put.result()
    return done


def together(pieces: Iterator[Piece], sharing: Sharing, workers: int) -> Iterator[Done]:
    """Do what `alone` does in several processes, each in its turn.

    Raises what the work raises, and DataError if a process ends before its time.
    """
    waiting: deque[tuple[Done, Connection | None]] = deque()
    with ExitStack() as stack:
        lines: list[Connection] = []
        for _ in range(workers):
            process, new = _started(sharing, lines)
            stack.callback(process.join)  # after its line is closed
            lines.append(stack.enter_context(new))
        for number, piece in enumerate(pieces):
            line = None if sharing.folder.has(number) else lines[number % workers]
            if line is not None:
                _send(line, number, piece)
            waiting.append((Done(number, piece.done), line))
            while len(waiting) > _AHEAD * workers:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)


def _started(sharing: Sharing, others: Sequence[Connection]) -> tuple[BaseProcess, Connection]:
    """Start a process; it ends when the line to it is closed, or this process is gone.

    Where Linux forks, it has the open router at once. A forked one has the ends of lines that are ours too,
    and would keep them open.
    """
    forks = sys.platform == "linux"
    context = multiprocessing.get_context("fork" if forks else "spawn")
    ours, theirs = context.Pipe()
    inherited = [*others, ours] if forks else []
    begin = (lambda: sharing.work) if forks else partial(_opened, *sharing.told)
    arguments = (theirs, inherited, begin, sharing.out)
    process: BaseProcess = context.Process(target=_serve, args=arguments, daemon=True)  # type: ignore[attr-defined]  # both contexts have it
    process.start()
    theirs.close()
    return process, ours


def _opened(job: str, schema: bytes) -> Work:
    """Open what a process that was started afresh needs."""
    asked = Job.model_validate_json(job)
    router = asked.tools.router(asked.transaction)
    return Work(asked.routing(pa.ipc.read_schema(pa.py_buffer(schema)), router), asked.prefix)


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


def _serve(line: Connection, inherited: list[Connection], begin: Callable[[], Work], out: Path) -> None:
    """Do the work on each piece that comes along a line, and answer with None or an error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks ends, and with it the line
    for each in inherited:
        each.close()
    folder = WorkFolder.beside(out)
    work: Work | None = None
    with suppress(EOFError, OSError):  # the line is closed, so nobody waits for more
        while True:
            number, piece = line.recv()
            try:
                work = begin() if work is None else work
                folder.put(number, work.part(piece))
            except (RoutekitError, OSError) as error:
                line.send(error)
                return
            line.send(None)
