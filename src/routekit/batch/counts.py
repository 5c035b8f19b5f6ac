"""How many rows came to what, so that at the end none is missing."""

from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from routekit.model.value import Value


class Counts(Value):
    """Rows read, and how many of them were routed, need answers, are unrouted and were rejected."""

    rows: int = 0
    routed: int = 0
    needs_answers: int = 0
    unrouted: int = 0
    rejected: int = 0

    def plus(self, other: Self) -> Self:
        """Give both together."""
        both = {name: getattr(self, name) + getattr(other, name) for name in type(self).model_fields}
        return type(self)(**both)

    @property
    def balance(self) -> bool:
        """Whether every row that was read came to something."""
        return self.rows == self.routed + self.needs_answers + self.unrouted + self.rejected

    @classmethod
    def of(cls, status: pa.Array, *, unread: int = 0) -> Self:
        """Count the status of rows, and rows that could not be read."""
        counted = {
            each["values"]: each["counts"] for each in pc.value_counts(status.cast(pa.string())).to_pylist()
        }
        rejected = counted.pop("rejected", 0) + unread
        return cls(rows=len(status) + unread, rejected=rejected, **counted)
