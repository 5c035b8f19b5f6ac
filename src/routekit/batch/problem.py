"""What is wrong with a row that cannot be decided, in words that do not repeat what it holds."""

from typing import NamedTuple

from routekit.errors import InputError, InvalidPlaceError


class Problem(NamedTuple):
    """Why a row is rejected: the code of the error, the column that is wrong, and what would be right."""

    code: str
    field: str
    reason: str

    @classmethod
    def of(cls, error: InputError, field: str) -> "Problem":
        """Take it from an error. A place is a person's, so what an error says of its value is left out."""
        reason = error.expected
        if not isinstance(error, InvalidPlaceError):
            return cls(error.code, field, reason)
        if reason.startswith("did you mean"):
            reason = "a postcode such as RG14 5LD is needed; this one has a slip in it, such as O for 0"
        return cls(error.code, field, reason.partition(" (")[0])
