"""What the service is asked: places across England and Wales, each once before any comes again."""

import json
import random
from collections.abc import Iterator, Mapping

from routekit.boundaries import Edition

ANSWERS = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
PATH = "/v1/route/report-speeding-traffic"
CLERK = "/v1/route/find-parish-clerk"  # whose decisions name parish councils, and needs no answers


def places(edition: Edition, count: int, *, seed: int = 7) -> Iterator[tuple[float, float]]:
    """Give points that lie in an area, evenly spread over the land."""
    draw = random.Random(seed)  # noqa: S311 - places, not secrets
    west, south, east, north = edition.bounds
    while count:
        point = round(draw.uniform(west, east), 2), round(draw.uniform(south, north), 2)
        if edition.code_at(*point) is not None:
            count -= 1
            yield point


def bodies(edition: Edition, count: int, *, answers: Mapping[str, str] = ANSWERS) -> list[str]:
    """Give the bodies of as many requests."""
    return [
        json.dumps({"easting": easting, "northing": northing, "answers": answers}, separators=(",", ":"))
        for easting, northing in places(edition, count)
    ]


def request(body: str, *, path: str = PATH) -> bytes:
    """Give a whole request."""
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n{body}".encode()
