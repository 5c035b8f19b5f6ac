"""Evidence as CSV, and what cannot be read from it."""

import csv
import io
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from routekit.service.evidence import Key
from routekit.service.evidence.telling import COLUMNS, as_csv, lines

SPEEDING = "report-speeding-traffic"
HERE, THERE = "parish-council:E04001174", "parish-council:E04001175"


def misroute(*, period="2026-04", authority=HERE, should_be="E06000037", area="E04001174", version="1.0.0"):
    return Key(period, "misroute", SPEEDING, version, "wrong-tier", authority, should_be, area)


def by_place(counts, least=5):
    return {key[5:]: number for key, number in lines(counts, least=least) if key.kind == "misroute_place"}


def test_the_csv_has_a_header_and_a_line_for_each_count():
    counts = {Key("2026-04-01", "routed", SPEEDING, "1.0.0", "clerk"): 12}
    rows = list(csv.reader(io.StringIO(as_csv(counts))))
    assert rows == [list(COLUMNS), ["2026-04-01", "routed", SPEEDING, "1.0.0", "clerk", "", "", "", "12"]]


def test_counts_without_a_place_are_told_however_small():
    key = Key("2026-04-01", "unrouted", SPEEDING, "1.0.0", "emergency")
    assert lines({key: 1}) == [(key, 1)]


def test_misroutes_are_told_in_full_by_month_and_reason_without_their_place():
    found = lines({misroute(): 1, misroute(authority=THERE): 1, misroute(period="2026-05"): 1})
    assert found == [
        (Key("2026-04", "misroute", SPEEDING, "1.0.0", "wrong-tier"), 2),
        (Key("2026-05", "misroute", SPEEDING, "1.0.0", "wrong-tier"), 1),
    ]


def test_a_place_is_told_once_enough_misroutes_of_a_year_are_of_it():
    counts = {misroute(): 2, misroute(period="2026-05"): 2}
    assert by_place(counts) == {}
    assert by_place({**counts, misroute(period="2026-11", version="1.1.0"): 1}) == {
        (HERE, "E06000037", "E04001174"): 5
    }
    assert by_place({**counts, misroute(period="2027-01"): 1}) == {}


def test_places_of_which_there_are_few_are_put_together_by_what_they_share():
    counts = {misroute(area="E04001174"): 3, misroute(area="E04001175"): 2}
    assert by_place(counts) == {(HERE, "E06000037", ""): 5}
    counts = {misroute(should_be="E06000037"): 3, misroute(should_be="E10000025"): 2}
    assert by_place(counts) == {(HERE, "", ""): 5}
    assert by_place({misroute(authority=HERE): 3, misroute(authority=THERE): 3}) == {}


keys = st.builds(
    misroute,
    period=st.sampled_from(["2026-04", "2026-05", "2027-01"]),
    authority=st.sampled_from(["", HERE, THERE]),
    should_be=st.sampled_from(["", "E06000037", "E10000025"]),
    area=st.sampled_from(["", "E04001174", "E04001175"]),
    version=st.sampled_from(["1.0.0", "1.1.0"]),
)


@given(st.dictionaries(keys, st.integers(1, 20)), st.integers(1, 30))
def test_no_line_of_a_place_is_ever_of_fewer_than_the_least_nor_told_twice(counts, least):
    told = [(key, number) for key, number in lines(counts, least=least) if key.kind == "misroute_place"]
    assert all(number >= least for _, number in told)
    in_year = Counter()
    for key, number in counts.items():
        in_year[key.period[:4], key.authority] += number
    told_of = Counter()
    for key, number in told:
        told_of[key.period, key.authority] += number
    assert all(told_of[each] <= in_year[each] for each in told_of)


@given(st.dictionaries(keys, st.integers(1, 20)))
def test_every_misroute_is_in_the_lines_without_place(counts):
    found = sum(number for key, number in lines(counts) if key.kind == "misroute")
    assert found == sum(counts.values())
