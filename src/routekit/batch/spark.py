"""Decide a Spark DataFrame by `mapInArrow`: what `route_table` does, on as many machines as there are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache, partial
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from routekit.batch.columns import PlaceColumns
from routekit.batch.job import Basis, Job, Tools, as_pairs
from routekit.batch.result import result_schema
from routekit.bodies import Bodies
from routekit.errors import DataError
from routekit.given import checked_day, loaded
from routekit.router import Router, today_in_london
from routekit.rules import Pack

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType


def route_spark(  # noqa: PLR0913 - the parameters of `route_table`, and the files that a router is opened with
    frame: "DataFrame",
    *,
    transaction: str,
    answers: Mapping[str, str] | None = None,
    on: date | None = None,
    place: PlaceColumns | None = None,
    prefix: str = "",
    tools: Tools | None = None,
    ship: bool = True,
) -> "DataFrame":
    """Decide every row of a Spark DataFrame as `route_table` does, in no order of rows.

    `tools` are the files that a router is opened with, here; None are the installed ones. The edition of the
    day, the postcodes if places are postcodes, and tables and layers that are named are sent to every worker
    once for a session, and packs go with the work. With `ship=False` nothing is sent: the same paths, or what
    is compiled in each worker's own cache, are used there. Either way a worker whose version of routekit, of
    Arrow, or data differ from those here raises DataError. Each worker process opens one router and keeps it.

    `on` is one day for all rows, None for today here. Nothing is decided before Spark needs the rows; what
    can be checked before is, and raises as `route_table` and `Router.open` do.
    """
    job = Job(
        transaction=transaction,
        on=today_in_london() if on is None else checked_day(on),
        answers=as_pairs(answers or {}),
        place=as_pairs({k: v for k, v in asdict(place).items() if v is not None}) if place else (),
        prefix=prefix,
        tools=tools or Tools(),
    )
    router = job.tools.router(transaction)
    routing = job.routing(pa.schema([(name, pa.null()) for name in frame.columns]), router)
    packs = tuple(loaded(job.tools.packs or [transaction], unproved=False))
    work = _Work(job, packs, shipped=False, by_postcode=routing.by_postcode)
    if ship:
        work = work.sent(frame.sparkSession.sparkContext, router)
    return frame.mapInArrow(partial(_routed, work, work.basis(router)), _schema(frame, prefix))


class _Work(NamedTuple):
    """What a worker needs to know. If the files are shipped, they are called in `job` as Spark knows them."""

    job: Job
    packs: tuple[Pack, ...]
    shipped: bool
    by_postcode: bool

    def sent(self, context: "SparkContext", router: Router) -> "_Work":
        """Send the files to the workers."""
        from routekit.batch.shipping import shipped  # noqa: PLC0415 - it imports Spark

        postcodes = router.postcodes if self.by_postcode else None
        tools = shipped(context, self.job.tools, router.edition_on(self.job.on), postcodes)
        return self._replace(job=self.job.model_copy(update={"tools": tools}), shipped=True)

    @property
    def opening(self) -> "_Work":
        """What of it a router is opened for: the same for any answers and columns."""
        job = Job(transaction=self.job.transaction, on=self.job.on, tools=self.job.tools)
        return self._replace(job=job)

    @property
    def here(self) -> Job:
        """The job with the paths that the files have on this machine."""
        from routekit.batch.shipping import landed  # noqa: PLC0415 - it imports Spark

        return self.job.model_copy(update={"tools": landed(self.job.tools)}) if self.shipped else self.job

    def basis(self, router: Router) -> Basis:
        """Give what decisions rest on, on this machine."""
        return Basis.of(self.here, router, version("routekit"), postcodes=self.by_postcode)


def _schema(frame: "DataFrame", prefix: str) -> "StructType":
    """Give the columns of the frame and those of a result: texts, since Spark takes no dictionaries."""
    from pyspark.sql.types import DateType, StringType, StructField, StructType  # noqa: PLC0415 - an extra

    kinds = [
        (field.name, DateType() if pa.types.is_date(field.type) else StringType())
        for field in result_schema()
    ]
    return StructType([*frame.schema, *(StructField(prefix + name, kind) for name, kind in kinds)])


def _routed(work: _Work, basis: Basis, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Decide the batches of one task, on a worker."""
    routing = None
    for rows in batches:
        if routing is None:
            routing = work.job.routing(rows.schema, _router(work.opening, basis))
        decided = routing.batch(rows)
        columns = [
            each.dictionary_decode() if pa.types.is_dictionary(each.type) else each
            for each in decided.columns
        ]
        yield pa.RecordBatch.from_arrays(columns, names=decided.schema.names)


@lru_cache(maxsize=4)  # Spark gives a worker process one task after another, perhaps of several works
def _router(work: _Work, basis: Basis) -> Router:
    """Open a router on a worker; DataError if it would not decide as that of the driver."""
    tools = work.here.tools
    router = Router.open(
        packs=work.packs,
        edition=tools.edition,
        bodies=Bodies.open(tools.bodies, overrides=tools.overrides),
        postcodes=tools.postcodes,
        layers=dict(tools.layers),
    )
    here = work.basis(router)
    different = [name for name in Basis.model_fields if getattr(here, name) != getattr(basis, name)]
    if different:
        raise DataError(
            f"a worker's {', '.join(different)} is not the driver's; install and compile the same on both"
        )
    return router
