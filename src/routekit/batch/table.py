"""Decide a table: `route_table`, and the same for one piece of a stream after another."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa

from routekit.batch.answers import Answers, Given
from routekit.batch.columns import PlaceColumns
from routekit.batch.deciding import Deciding
from routekit.batch.distinct import distinct
from routekit.batch.places import Places
from routekit.batch.result import Found, Result, result_schema
from routekit.batch.spot import NOWHERE, Numbers, Spots
from routekit.batch.verdict import Verdict
from routekit.errors import InputError
from routekit.given import checked_answers, checked_day
from routekit.model.decision import PLACE
from routekit.router import Router

_AT_ONCE: Final = 131_072  # rows


def route_table(  # noqa: PLR0913 - the parameters of `Router.route`, and which columns are the place
    table: pa.Table | pa.RecordBatch,
    *,
    router: Router,
    transaction: str,
    answers: Mapping[str, str] | None = None,
    on: date | None = None,
    place: PlaceColumns | None = None,
    prefix: str = "",
) -> pa.Table | pa.RecordBatch:
    """Decide every row of an Arrow table or record batch, as `Router.route` would decide it.

    The result has the columns of the table, then those of a result, in the same order of rows. `place` names
    the columns of the place; left out, they are found by common names. `answers` are for all rows; a column
    that is called like a question of the pack, or `place`, has a row's own. `on` is the day for all rows,
    None for today by the router's clock. `prefix` goes before the names of the result's columns. A row that
    cannot be decided is `rejected`, with what is wrong.

    Raises InputError for columns that cannot be used, UnknownTransactionError, InvalidAnswerError for
    `answers` that no row could have; and what `Router.route` raises of its data.
    """
    routing = Routing(table.schema, router, transaction, answers=answers, on=on, place=place, prefix=prefix)
    if isinstance(table, pa.RecordBatch):
        return routing.batch(table)
    batches = [routing.batch(each) for each in table.to_batches(max_chunksize=_AT_ONCE)]
    return pa.Table.from_batches(batches, schema=routing.schema)


class Routing:
    """Decides one batch of rows after another of one schema. What was decided once is kept."""

    def __init__(  # noqa: PLR0913 - as `route_table`
        self,
        schema: pa.Schema,
        router: Router,
        transaction: str,
        *,
        answers: Mapping[str, str] | None = None,
        on: date | None = None,
        place: PlaceColumns | None = None,
        prefix: str = "",
    ) -> None:
        self._router = router
        self._transaction = transaction
        self._on = router.today if on is None else checked_day(on)
        self.pack = router.pack(transaction, on=self._on)
        self.edition = router.edition_on(self._on)
        areas = self.edition.areas()
        self._place = PlaceColumns.found_in(schema.names) if place is None else place
        self._places = Places(self._place, self.edition, lambda: router.postcodes)
        self._places.check(schema)
        for_all = _checked(router, transaction, answers, self._on)
        self._given = Given([*self.pack.questions], schema.names, for_all)
        self._given.check(schema)
        self._deciding = Deciding(router, transaction, self._on, areas)
        self._asks_layers = router.asks_layers(transaction, on=self._on)
        self._result = Result(areas, self.edition.name, self._on)
        self.schema = self._schema(schema, prefix)

    @property
    def by_postcode(self) -> bool:
        """Whether the places are postcodes."""
        return self._place.postcode is not None

    def batch(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Decide some rows; give them with the columns of the result."""
        self._deciding.forget()
        spots = self._places.spots(rows)
        number, answers = self._given.of(rows)
        good, wrong = np.flatnonzero(spots.wrong < 0), np.flatnonzero(spots.wrong >= 0)
        areas = np.full(rows.num_rows, NOWHERE, dtype=np.int64)
        verdicts = np.empty(rows.num_rows, dtype=np.int64)
        verdicts[good], areas[good] = self._decided(spots, good, number, answers)
        if self._asks_layers:
            pairs = zip(number[good].tolist(), self._places.each(rows, good), strict=True)
            verdicts[good] = [self._deciding.decide_at(answers[of], place) for of, place in pairs]
        refused = [self._deciding.number(Verdict.rejected(problem)) for problem in spots.problems]
        verdicts[wrong] = np.array(refused, dtype=np.int64)[spots.wrong[wrong]]
        kinds = [spot.unlocated.reason if spot.unlocated else None for spot in spots.kinds]
        found = Found(areas, [*kinds, None], spots.of, self._deciding.verdicts, verdicts)
        return pa.RecordBatch.from_arrays([*rows.columns, *self._result.columns(found)], schema=self.schema)

    def _decided(
        self, spots: Spots, rows: Numbers, number: Numbers, answers: list[Answers]
    ) -> tuple[Numbers, Numbers]:
        """Give the number of the verdict and the area of some rows; what they have alike is decided once."""
        pairs, back = distinct(number[rows] * len(spots.kinds) + spots.of[rows])
        decided = np.empty((len(pairs), 2), dtype=np.int64)
        for at, pair in enumerate(pairs.tolist()):
            of, kind = divmod(pair, len(spots.kinds))
            decided[at] = self._deciding.decide(answers[of], spots.kinds[kind])
        return decided[back, 0], decided[back, 1]

    def _schema(self, schema: pa.Schema, prefix: str) -> pa.Schema:
        result = [field.with_name(prefix + field.name) for field in result_schema()]
        for field in result:
            if field.name in schema.names:
                expected = "the result has a column of that name; give a prefix for those of the result"
                raise InputError.of("columns", field.name, expected)
        about = {
            "transaction": self._transaction,
            "on": self._on.isoformat(),
            "pack": self.pack.ref.model_dump(mode="json"),
            "edition": self.edition.ref.model_dump(mode="json"),
        }
        metadata = {**(schema.metadata or {}), b"routekit": json.dumps(about, sort_keys=True).encode()}
        return pa.schema([*schema, *result], metadata=metadata)


def _checked(router: Router, transaction: str, answers: Mapping[str, str] | None, on: date) -> dict[str, str]:
    """Give the answers for all rows; a slip in them is an error, not one for each row."""
    given, picked = checked_answers(router.pack(transaction, on=on), answers)
    return given if picked is None else {**given, PLACE: picked}
