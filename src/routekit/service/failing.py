"""Why a request is not answered: the one form that every error has, and the HTTP status that goes with it."""

from typing import Final

from pydantic import ValidationError

from routekit.errors import InputError, UnknownTransactionError
from routekit.service.told import Trouble

# The errors that are the service's own; those of routekit have their own codes.
CODES: Final = {
    "malformed-json": 400,
    "too-deep": 400,
    "bad-request": 400,
    "unknown-path": 404,
    "wrong-method": 405,
    "too-large": 413,
    "wrong-type": 415,
    "invalid-field": 422,
    "headers-too-large": 431,
    "failed": 500,
    "too-busy": 503,
    "too-slow": 503,
}


class Refused(Exception):  # noqa: N818 - it never leaves the service, which answers with it
    """A request that is answered with an error: its status, and what is said."""

    def __init__(self, code: str, description: str, *, field: str = "", status: int | None = None) -> None:
        super().__init__(code)
        self.status = CODES[code] if status is None else status
        self.code, self.description, self.field = code, description, field

    def told(self, reference: str = "") -> Trouble:
        """Give what the caller is told."""
        return Trouble(
            error_code=self.code, error_desc=self.description, field=self.field, reference=reference
        )


def refused(error: InputError) -> Refused:
    """Give the refusal for what routekit cannot use of what a caller gave."""
    status = 404 if isinstance(error, UnknownTransactionError) else CODES["invalid-field"]
    return Refused(error.code, error.message, field=error.field, status=status)


def unfit(error: ValidationError) -> Refused:
    """Give the refusal for what does not fit the form of a request; the first field counts."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    path = _path(first["loc"])
    if first["type"] == "extra_forbidden":
        return Refused("invalid-field", f"there is no field {path}", field=path)
    return Refused("invalid-field", f"{path or 'the body'}: {first['msg']}", field=path)


_LONGEST_PATH: Final = 200
_INSIDE: Final = ("float", "constrained-str", "function-", "str")


def _path(location: tuple[int | str, ...]) -> str:
    """Give the path to a field, as rows[3].latitude, without the names of alternatives."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not part.startswith(_INSIDE):
            path += f".{part}" if path else part
    return path[:_LONGEST_PATH]
