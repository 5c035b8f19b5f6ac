"""The work on one piece of a file: decide its rows, and part the rejected ones from the others."""

import pyarrow as pa
import pyarrow.compute as pc

from routekit.batch.counts import Counts
from routekit.batch.parts import Part, Reject
from routekit.batch.reading import Piece
from routekit.batch.table import Routing

_REJECTED = ("rejected_for", "rejected_column", "rejected_reason")


class Work:
    """Does the work of one job. What a piece comes to does not depend on those before it."""

    def __init__(self, routing: Routing, prefix: str) -> None:
        self._routing = routing
        self._status = f"{prefix}status"
        self._why = [prefix + name for name in _REJECTED]

    @property
    def schema(self) -> pa.Schema:
        """The columns of the result: those that say why a row is rejected are in another file."""
        kept = [field for field in self._routing.schema if field.name not in self._why]
        return pa.schema(kept, metadata=self._routing.schema.metadata)

    def part(self, piece: Piece) -> Part:
        """Decide a piece."""
        decided = self._routing.batch(piece.rows)
        status = decided.column(self._status)
        is_rejected = pc.equal(status.cast(pa.string()), "rejected")
        refused = decided.filter(is_rejected)
        code, column, reason = (refused.column(name).cast(pa.string()).to_pylist() for name in self._why)
        numbers = piece.numbers.filter(is_rejected).to_pylist()
        rejects = [Reject(*each) for each in zip(numbers, column, code, reason, strict=True)]
        rejects += [Reject(row, wrong.field, wrong.code, wrong.reason) for row, wrong in piece.wrong]
        kept = decided.filter(pc.invert(is_rejected)) if len(refused) else decided
        return Part(
            kept.drop_columns(self._why).replace_schema_metadata(self.schema.metadata),
            tuple(sorted(rejects)),
            Counts.of(status, unread=len(piece.wrong)),
        )
