"""Authorities: public bodies on a date."""

from datetime import date
from typing import Literal

from routekit.model.value import Value

AuthorityKind = Literal["parish-council", "parish-meeting", "principal-council", "police", "national"]


class Authority(Value):
    """A public body on a date, keyed by a stable `id`.

    The id is a GSS code for principal councils, `parish-council:<code>` with the lowest code of its areas for
    parish bodies, `police:<force area code>`, otherwise a slug. `valid_to` is exclusive.
    """

    id: str
    name: str
    kind: AuthorityKind
    areas: tuple[str, ...] = ()
    district: str | None = None
    website: str | None = None
    telephone: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def is_of_a_parish(self) -> bool:
        """Whether it is a parish or town council or a parish meeting."""
        return self.kind in {"parish-council", "parish-meeting"}
