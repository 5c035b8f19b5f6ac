"""Arrow tables as the reports of a replay, in pieces of a chosen size."""

import numpy as np
import pyarrow as pa

from routekit.batch.reading import Piece
from routekit.replay import Reports


class InMemory:
    """Gives a table as a file of rows would be given."""

    def __init__(self, table, size=7_000):
        self.schema, self.total = table.schema, table.num_rows
        self._table, self._size = table, size

    def pieces(self):
        done = 0
        for rows in self._table.combine_chunks().to_batches(max_chunksize=self._size):
            numbers = pa.array(np.arange(done + 1, done + 1 + rows.num_rows))
            done += rows.num_rows
            yield Piece(rows, numbers, (), done)


def reports_of(table, *, size=7_000, **named):
    return Reports.of(InMemory(table, size), **named)
