"""A job: what one file is to be decided with, so that it can be resumed, repeated and shared out."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date as Date  # noqa: N812 - fields are called as what they are
from pathlib import Path
from typing import Self

import pyarrow as pa

from routekit.batch.columns import PlaceColumns
from routekit.batch.reading import ROWS_AT_ONCE, CsvForm
from routekit.batch.table import Routing
from routekit.bodies import Bodies
from routekit.errors import EditionError, InputError
from routekit.installed import folders
from routekit.model.decision import EditionRef, PackRef
from routekit.model.value import Value
from routekit.router import Router


class Tools(Value):
    """The files that a router is opened with; None and empty are those that are installed."""

    packs: tuple[str, ...] = ()
    edition: str | None = None
    bodies: str | None = None
    overrides: tuple[str, ...] = ()
    postcodes: str | None = None
    layers: tuple[tuple[str, str], ...] = ()

    def router(self, transaction: str) -> Router:
        """Open the router. Raises what `Router.open` raises."""
        return Router.open(
            packs=self.packs or [transaction],
            edition=self.edition,
            bodies=Bodies.open(self.bodies, overrides=self.overrides),
            postcodes=self.postcodes,
            layers=dict(self.layers),
        )


class Job(Value):
    """What is decided, on which day, with which answers, and where the place is found in the columns.

    `delimiter` and `encoding` are of an input that is CSV.
    """

    transaction: str
    on: Date
    answers: tuple[tuple[str, str], ...] = ()
    place: tuple[tuple[str, str], ...] = ()
    prefix: str = ""
    rows_at_once: int = ROWS_AT_ONCE
    delimiter: str = ","
    encoding: str = "utf-8"
    tools: Tools = Tools()

    @property
    def form(self) -> CsvForm:
        """How the input is written if it is CSV."""
        return CsvForm(self.delimiter, self.encoding)

    def routing(self, schema: pa.Schema, router: Router) -> Routing:
        """Give what decides rows of a schema. Raises as `route_table`."""
        return Routing(
            schema,
            router,
            self.transaction,
            answers=dict(self.answers),
            on=self.on,
            place=PlaceColumns(**dict(self.place)) if self.place else None,
            prefix=self.prefix,
        )


class Basis(Value):
    """What decisions rest on, each with its checksum: the same basis and rows give the same bytes.

    `tables` is the checksum of all files of the tables of bodies, and of layers.
    """

    routekit: str
    pyarrow: str
    pack: PackRef
    edition: EditionRef
    tables: str
    postcodes: str | None = None

    @classmethod
    def of(cls, job: Job, router: Router, version: str, *, postcodes: bool) -> Self:
        """Take it from an open router. Raises EditionError if a file cannot be read."""
        return cls(
            routekit=version,
            pyarrow=pa.__version__,
            pack=router.pack(job.transaction, on=job.on).ref,
            edition=router.edition_on(job.on).ref,
            tables=_checksum(job.tools),
            postcodes=router.postcodes.record.sha256 if postcodes else None,
        )


def refuse_sample(edition: EditionRef) -> None:
    """Raise InputError for an edition that has one district only: most rows would be outside it."""
    if edition.sample:
        expected = (
            "it covers one district only, so most rows would be outside its coverage; compile England and "
            "Wales with `routekit boundaries build ew-2019-12`, or allow the sample"
        )
        raise InputError.of("edition", edition.name, expected)


def _checksum(tools: Tools) -> str:
    """Give the checksum of the names and contents of all tables, in order."""
    roots = [Path(tools.bodies)] if tools.bodies else [each / "bodies" for each in folders("routekit.bodies")]
    whole = hashlib.sha256()
    for path in _files([*roots, *map(Path, tools.overrides), *(Path(file) for _, file in tools.layers)]):
        try:
            whole.update(f"{path.name}\n{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        except OSError as error:
            raise EditionError(f"{path} cannot be read ({error})") from error
    return whole.hexdigest()


def _files(roots: list[Path]) -> Iterator[Path]:
    for root in roots:
        yield from sorted(each for each in root.rglob("*") if each.is_file()) if root.is_dir() else [root]


def as_pairs(given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Give a mapping as pairs in order, as a job keeps it."""
    return tuple(sorted(given.items()))
