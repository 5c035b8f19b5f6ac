"""Whether the names in a misroute are known here, whoever sends it."""

from routekit.errors import InputError
from routekit.router import Router
from routekit.service.evidence.reasons import Misroute


def check_names(misroute: Misroute, router: Router) -> None:
    """Refuse what is no transaction, authority or area here: a made-up id could hold anything at all."""
    router.pack(misroute.transaction)
    for field in ("authority", "should_be"):
        name = getattr(misroute, field)
        if name and not router.knows(name):
            raise InputError.of(field, name, "the id of an authority is needed, as a decision gives it")
    if misroute.area and not router.has_area(misroute.area):
        raise InputError.of(
            "area", misroute.area, "the GSS code of an area is needed, as a decision gives it"
        )
