"""Run a job on a file: decide its pieces, put them together in order, and write down what was done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple

from routekit.batch.counts import Counts
from routekit.batch.job import Basis, Job
from routekit.batch.manifest import FileRef, Manifest, beside
from routekit.batch.parts import WorkFolder
from routekit.batch.reading import Source, open_source
from routekit.batch.sharing import Done, Sharing, alone, together
from routekit.batch.work import Work
from routekit.batch.writing import check_columns, check_target, open_rejects, open_sink
from routekit.errors import DataError, InputError
from routekit.router import Router

REJECTS: Final = ".rejects.csv"

Tell = Callable[[int, int, Counts], None]  # how much of the file is done, of how much, and what it came to


class Run(NamedTuple):
    """What a run is made of: the file, the job and its open router, and where the result goes."""

    source: Source
    input: FileRef
    job: Job
    router: Router
    basis: Basis
    given: Path
    out: Path


def prepare(given: Path, out: Path, job: Job, router: Router, version: str) -> Run:
    """Check all that can be checked before anything is decided. Raises InputError and DataError."""
    check_target(given, out, (_rejects_of(out), beside(out)))
    source = open_source(given, job.rows_at_once, job.form)
    routing = job.routing(source.schema, router)
    check_columns(out, routing.schema)
    basis = Basis.of(job, router, version, postcodes=routing.by_postcode)
    return Run(source, FileRef.of(given), job, router, basis, given, out)


def run(prepared: Run, *, workers: int, tell: Tell) -> Manifest:
    """Decide a file. If it was begun before and killed, what was done then is not done again.

    Beside the result are the file of rejects and the manifest; each appears only once it is whole. Raises
    DataError where they cannot be written, and InputError if the input is changed meanwhile.
    """
    started, begun = datetime.now(UTC), monotonic()
    folder = WorkFolder.beside(prepared.out)
    with _as_data_errors(prepared.out), folder.held():
        folder.begin(_about(prepared))
        counts = _written(prepared, folder, workers, tell)
        assert counts.balance, "every row came to something"
        manifest = Manifest(
            input=prepared.input,
            job=prepared.job,
            basis=prepared.basis,
            output=FileRef.of(prepared.out),
            rejects=FileRef.of(_rejects_of(prepared.out)),
            counts=counts,
            started=started,
            seconds=round(monotonic() - begun, 3),
            workers=workers,
        )
        manifest.write(beside(prepared.out))
        folder.end()
    return manifest


def _written(prepared: Run, folder: WorkFolder, workers: int, tell: Tell) -> Counts:
    """Write the result and the rejects; give what the rows came to."""
    work = Work(prepared.job.routing(prepared.source.schema, prepared.router), prepared.job.prefix)
    counts = Counts()
    with open_sink(prepared.out, work.schema) as sink, open_rejects(_rejects_of(prepared.out)) as reject:
        for done in _done(prepared, work, folder, workers):
            part = folder.get(done.number)
            if part.rows.num_rows:
                sink.write(part.rows)
            reject(part.rejects)
            counts = counts.plus(part.counts)
            tell(done.done, prepared.source.total, counts)
        if FileRef.of(prepared.given) != prepared.input:
            raise InputError.of("in", prepared.given.name, "it was changed while it was read; begin again")
    return counts


@contextmanager
def _as_data_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or " ".join(str(error).split())
        again = "when that is put right, the same command resumes"
        raise DataError(f"{out} and what goes with it cannot be written ({why}); {again}") from error


def _rejects_of(out: Path) -> Path:
    return out.with_name(out.name + REJECTS)


def _done(prepared: Run, work: Work, folder: WorkFolder, workers: int) -> Iterator[Done]:
    pieces = prepared.source.pieces()
    if workers == 1:
        return alone(pieces, work, folder)
    sharing = Sharing(prepared.job, prepared.source.schema, work, prepared.out, folder)
    return together(pieces, sharing, workers)


def _about(prepared: Run) -> dict[str, object]:
    return {
        "input": prepared.input.model_dump(mode="json"),
        "job": prepared.job.model_dump(mode="json"),
        "basis": prepared.basis.model_dump(mode="json"),
    }
