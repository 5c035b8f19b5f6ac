"""Names, addresses and mailboxes never show up in logs, errors or reprs."""

import contextlib
import logging
import traceback

import pytest

from routekit.errors import RoutekitError
from routekit.testing import Answer, Cut, Fault, ModernGovServer, ParishCouncilRecord

CANARIES = ("Zebedee", "Zebrawood", "ZZ9", "zebra.mailbox", "960777")
RECORD = ParishCouncilRecord(
    id="7",
    title="Ashsample Parish Council",
    clerk_name="Zebedee Example",
    email="zebra.mailbox@example.gov.uk",
    telephone="01632 960777",
    address_lines=("1 Zebrawood Road",),
    postcode="ZZ9 9ZZ",
)
BODY = (
    "<parishcouncils><parishcouncil><parishcouncilid>7</parishcouncilid><title>Ashsample</title><clerk>"
    "Zebedee Example, 1 Zebrawood Road ZZ9 9ZZ, zebra.mailbox@example.gov.uk, 01632 960777</clerk>"
)


def whole_chain(error):
    """Tell everything an error drags along: itself, its facts, its causes and contexts."""
    told = []
    while error is not None:
        told.append(f"{error!r} {error} {error.__dict__} {error.args}")
        error = error.__cause__ or error.__context__
    return "\n".join(told)


def leaks(text):
    return [canary for canary in CANARIES if canary.lower() in text.lower()]


@pytest.mark.parametrize(
    "fault",
    [
        *(None, *Fault),
        *(Cut(after=after) for after in range(150, 900, 50)),
        Answer(body=BODY.encode()),
        Answer(body=f"<html>{BODY}</html>".encode(), status=500),
        Answer(body=f"<zebedee>{BODY}</zebedee>".encode()),
        Answer(status=302, headers=(("Location", "https://new.example/zebra.mailbox?name=Zebedee"),)),
        Answer(body=f"<parishcouncils><x>{BODY}</parishcouncils>".encode()),
        Answer(body=BODY.encode(), headers=(("Retry-After", "Zebedee"), ("X-Clerk", "Zebedee"))),
    ],
    ids=repr,
)
def test_no_log_error_or_repr_holds_personal_data(source, areas, quick, caplog, fault):
    caplog.set_level(logging.DEBUG)
    with ModernGovServer([RECORD]) as server:
        server.fault = fault
        modern_gov = source.modern_gov(
            server.base_url, areas=areas, limits=quick, include_name=True, include_postal=True
        )
        told = [repr(modern_gov)]
        try:
            told.append(repr(modern_gov.councils()))
        except RoutekitError as error:
            told += [whole_chain(error), "".join(traceback.format_exception(error))]
    records = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert leaks("\n".join(told + records)) == []


def test_bytes_that_the_protocol_library_quotes_are_dropped(source, raw_server, quick, caplog):
    caplog.set_level(logging.DEBUG)
    broken = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<clerk>Zebedee Example</clerk>\r\n"
    with raw_server(broken) as (port, _), pytest.raises(RoutekitError) as caught:
        source.modern_gov(f"http://127.0.0.1:{port}", limits=quick).councils()
    assert leaks(whole_chain(caught.value) + caplog.text) == []


def test_what_is_logged_is_the_host_the_status_and_the_time(source, server, caplog):
    caplog.set_level(logging.INFO, logger="routekit.contacts")
    source.modern_gov(server.base_url).councils()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "routekit.contacts"]
    assert line.startswith("127.0.0.1 status 200 in 0.")


def test_what_is_logged_about_a_retry_names_no_arguments(source, server, caplog):
    server.script(Answer(status=503))
    source.modern_gov(server.base_url).councils()
    (record,) = [record for record in caplog.records if record.name == "stamina"]
    assert record.__dict__["stamina.args"] == ()
    assert record.__dict__["stamina.kwargs"] == {}
    assert record.__dict__["stamina.caused_by"] == "SourceUnavailableError('127.0.0.1 failed (status 503)')"


def test_the_details_of_a_listed_council_are_not_in_its_repr(source, areas):
    with ModernGovServer([RECORD]) as server:
        (council,) = source.modern_gov(
            server.base_url, areas=areas, include_name=True, include_postal=True
        ).councils()
    assert council.name == "Zebedee Example"
    with contextlib.suppress(RoutekitError):
        assert leaks(repr(council) + str(council)) == []
