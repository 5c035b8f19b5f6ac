"""`POST /v1/misroutes`: feedback on a decision, looked up so that nothing but known names is counted."""

from typing import Final, Literal

from pydantic import Field

from routekit.errors import InputError
from routekit.router import Router
from routekit.service.asked import NoParameters
from routekit.service.calling import Asked, Call, Reply
from routekit.service.evidence.reasons import Misroute
from routekit.service.told import Told


class Counted(Told):
    """The misroute was counted."""

    status: Literal["counted"] = "counted"
    error_code: Literal[""] = ""
    error_desc: Literal[""] = ""
    reason: str = Field(examples=["wrong-tier"])


async def misroutes(asked: Asked) -> Reply:
    """Count a decision that was wrong."""
    misroute: Misroute = asked.body
    check_names(misroute, asked.serving.router)
    asked.serving.evidence.misrouted(misroute)
    return Reply(Counted(reason=misroute.reason).model_dump_json().encode())


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


MISROUTES: Final = Call(
    method="POST",
    path="/v1/misroutes",
    name="misroutes",
    summary="Say that a decision was wrong",
    description="Counted by transaction, version and reason, to improve the rules. There is no field "
    "for words, a place or a person, and what has no field is refused.",
    answer=misroutes,
    query=NoParameters,
    body=Misroute,
    gives=Counted,
    fails=(400, 404, 413, 415, 422, 503),
    example={
        "transaction": "report-speeding-traffic",
        "pack_version": "1.0.0",
        "reason": "parish-declines",
        "authority": "parish-council:E04001174",
        "should_be": "E06000037",
    },
)
