"""Whatever goes wrong, no name, address, mailbox or place is told to a log, a hook, an error or a repr."""

import random
from datetime import date

import faulted_calls

from routekit import Grid, Router
from routekit.testing import ModernGovServer

CALLS = 150
YES = {"limit_up_to_40": "yes", "by_day": "yes", "suitable_site": "yes"}


def test_no_canary_is_told_over_hundreds_of_faulted_calls(source, areas, tiny_edition, tmp_path):
    from routekit.testing import write_tiny_bodies

    router = Router.open(edition=tiny_edition.path, bodies=write_tiny_bodies(tmp_path))
    place = Grid(easting=400_512.375, northing=50_513.625)
    decision = router.route("report-speeding-traffic", place, YES, on=date(2026, 4, 1))
    with ModernGovServer([faulted_calls.RECORD]) as server:

        def make(**choices):
            return source.modern_gov(server.base_url, areas=areas, **choices)

        told, failed = faulted_calls.faulted_calls(
            make, server, decision if source.name == "sync" else None, random.Random(11), CALLS
        )
    assert told == []
    assert failed > CALLS / 2


def test_a_canary_that_is_told_would_be_found():
    assert faulted_calls.leaks("the clerk is zebedee example, 01632 960777") == ["Zebedee", "1632960777"]
