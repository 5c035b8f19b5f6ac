"""An edition of postcodes: one dated publication of Code-Point Open."""

from datetime import date as Date  # noqa: N812 - a field is called `date`
from typing import Annotated

from pydantic import StringConstraints

from routekit.model.value import Value

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

_Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
# Written into TOML between quotes as it is, so it may hold neither quotes nor escapes.
_Line = Annotated[str, StringConstraints(pattern=r'^[^"\\\x00-\x1f\x7f]{1,400}$')]


class PostcodesEdition(Value):
    """One dated publication of postcodes: its name, its day, and on which terms it may be used.

    `attribution` is the line that must go wherever the postcodes, or answers made from them, are shown.
    `archive_sha256` is that of the zip that Ordnance Survey published.
    """

    name: _Slug
    title: _Line
    date: Date
    licence: _Line
    attribution: _Line
    origin: _Line
    archive_sha256: Sha256
