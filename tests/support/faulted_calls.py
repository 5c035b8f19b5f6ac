"""Calls of a contact source under faults of every kind, and all that is told about them."""

import logging
import random
import traceback
from datetime import date
from pathlib import Path

from routekit import Grid, Router, refer
from routekit.contacts import Hooks, Hosts, Limits
from routekit.errors import RoutekitError
from routekit.testing import Answer, Cut, Fault, ModernGovServer, ParishCouncilRecord, write_tiny_bodies

CANARIES = (
    *("Zebedee", "Zebrawood", "ZZ9", "zebra.mailbox", "1632960777", "hunter2"),
    *("400512.375", "50513.625"),  # where the resident was
)
RECORD = ParishCouncilRecord(
    id="7",
    title="Ashsample Parish Council",
    clerk_name="Zebedee Example",
    email="zebra.mailbox@example.gov.uk",
    telephone="01632 960777",
    address_lines=("1 Zebrawood Road",),
    postcode="ZZ9 9ZZ",
)
PERSON = "Zebedee Example, 1 Zebrawood Road ZZ9 9ZZ, zebra.mailbox@example.gov.uk, 01632 960777"
ITEM = f"<parishcouncil><parishcouncilid>7</parishcouncilid><title>Ashsample</title><clerk>{PERSON}</clerk>"
YES = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}
QUICK = Limits(deadline_s=0.06, attempts=2)
SLOW = frozenset({Fault.SLOW, Fault.DRIP, Fault.DRIP_HEADERS})


def any_fault(rng):
    """Make up what is wrong with the next answer; slow ones are rarer, as each of them takes its time."""
    kind = rng.random()
    if kind < 0.3:
        quick = [fault for fault in Fault if fault not in SLOW]
        return rng.choice([*quick * 6, *SLOW, None])
    if kind < 0.6:
        ends = ("close",) * 6 + ("reset",) * 6 + ("stall",)
        return Cut(after=rng.randrange(1500), then=rng.choice(ends))
    return Answer(
        status=rng.choice((200, 200, 200, 301, 302, 401, 403, 404, 418, 429, 500, 502, 503, 504, 999)),
        body=_body(rng),
        content_type=rng.choice(("text/xml", "text/html", "", f"text/{PERSON}", "text/xml; charset=utf-7")),
        headers=tuple(rng.sample(_HEADERS, rng.randrange(3))),
    )


_HEADERS = (
    ("Location", "https://new.example/zebra.mailbox?name=Zebedee"),
    ("Location", "https://Zebedee:hunter2@127.0.0.1/"),
    ("Retry-After", "Zebedee"),
    ("Retry-After", "0"),
    ("X-Clerk", PERSON),
    ("Content-Encoding", "Zebedee"),
    ("Set-Cookie", "clerk=Zebedee"),
    ("WWW-Authenticate", 'Basic realm="Zebrawood"'),
    ("Transfer-Encoding", "Zebedee"),
    ("Content-Length", "960777"),
)


def _body(rng):
    whole = f"<parishcouncils>{ITEM}</parishcouncil></parishcouncils>"
    text = rng.choice(
        (
            *(
                whole,
                whole[: rng.randrange(len(whole))],
                f"<html>{ITEM}</html>",
                f"<zebedee>{whole}</zebedee>",
            ),
            f"<parishcouncils><Zebedee{rng.randrange(9)} Zebrawood='{PERSON}'>{ITEM}</parishcouncils>",
            f"<!DOCTYPE a [<!ENTITY e '{PERSON}'>]><parishcouncils>&e;</parishcouncils>",
            f"<Envelope><Body><Fault><faultstring>{PERSON}</faultstring></Fault></Body></Envelope>",
            f"{PERSON} method name is not valid",
            PERSON,
            "",
        )
    )
    spoilt = bytearray(text.encode(rng.choice(("utf-8", "utf-16", "cp1252"))))
    for _ in range(rng.choice((0, 0, 1, 5)) if spoilt else 0):
        spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
    return bytes(spoilt)


def open_descriptors():
    """Count the files and sockets that this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


class Listening(logging.Handler):
    """Keeps every record whole: message, arguments, fields and what was raised."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.told = []

    def emit(self, record):
        raised = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.told.append(f"{record.getMessage()} {record.__dict__} {raised}")


def whole_chain(error):
    """Tell everything that an error drags along: itself, its facts, its causes and contexts."""
    told = ["".join(traceback.format_exception(error))]
    while error is not None:
        told.append(f"{error!r} {error} {error.__dict__} {error.args}")
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def leaks(text):
    """Give the canaries in a text, however it is spaced; a short number would be in some time of day too."""
    lower = text.lower().replace(" ", "")
    return [canary for canary in CANARIES if canary.lower() in lower]


def told_of(source, areas, edition, folder, count):
    """Route a report, then refer and list under so many faults: what `faulted_calls` gives."""
    router = Router.open(edition=edition.path, bodies=write_tiny_bodies(folder))
    place = Grid(easting=400_512.375, northing=50_513.625)
    decision = router.route("report-speeding-traffic", place, YES, on=date(2026, 4, 1))
    with ModernGovServer([RECORD]) as server:

        def make(**choices):
            return source.modern_gov(server.base_url, areas=areas, **choices)

        referred = decision if source.name == "sync" else None
        return faulted_calls(make, server, referred, random.Random(count), count)


def faulted_calls(make, server, decision, rng, count):
    """Refer and list under so many faults; give the canaries that were told, and how often a call failed.

    `make` makes a source of choices. It is a new one now and then, and a host is shared for a while, so that
    calls meet kept lists, hosts that rest and probes too.
    """
    listening, root, failed = Listening(), logging.getLogger(), 0
    told = listening.told
    hooks = Hooks(on_retry=lambda each: told.append(repr(each)), on_open=lambda each: told.append(repr(each)))
    level = root.level
    root.addHandler(listening)
    root.setLevel(logging.DEBUG)
    found = set()
    try:
        for number in range(count):
            if number % 3 == 0:
                hosts = Hosts()
            server.fault = any_fault(rng)
            choices = {"hosts": hosts, "hooks": hooks, "limits": QUICK}
            source = make(include_name=True, include_postal=True, **choices)
            try:
                told.append(repr(source.councils()))
            except RoutekitError as error:
                failed += 1
                told.append(whole_chain(error))
            told += [repr(source), repr(hosts), repr(hosts.__dict__)]
            if decision is not None:
                told.append(_referred(decision, source))
            found.update(leaks("\n".join(told)))
            told.clear()
    finally:
        root.removeHandler(listening)
        root.setLevel(level)
    return sorted(found), failed


def _referred(decision, source):
    """Refer; its repr holds the resident's place, as the decision does, so only what is new is told."""
    referral = refer(decision, source)
    return f"{referral.contact!r} {referral.contact_status} {referral.fallback_contact!r}"
