"""`POST /v1/misroutes`: feedback on a decision, looked up so that nothing but known names is counted."""

from typing import Final, Literal

from pydantic import Field

from routekit.service.asked import NoParameters
from routekit.service.calling import Asked, Call, Reply
from routekit.service.evidence.checking import check_names
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
