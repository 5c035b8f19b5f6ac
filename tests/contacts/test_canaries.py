"""Whatever goes wrong, no name, address, mailbox or place is told to a log, a hook, an error or a repr."""

import faulted_calls

CALLS = 150


def test_no_canary_is_told_over_hundreds_of_faulted_calls(source, areas, tiny_edition, tmp_path):
    told, failed = faulted_calls.told_of(source, areas, tiny_edition, tmp_path, CALLS)
    assert told == []
    assert failed > CALLS / 2


def test_a_canary_that_is_told_would_be_found():
    assert faulted_calls.leaks("the clerk is zebedee example, 01632 960777") == ["Zebedee", "1632960777"]
