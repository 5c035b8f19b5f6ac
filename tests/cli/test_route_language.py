"""What a pack's language means on the command line: numbers, days, emergencies, Welsh, no proof."""

from pathlib import Path

import pytest

SPEED = (Path(__file__).parents[1] / "rules" / "sound" / "report-speed.yaml").read_text()
HUNGERFORD = "--at", "51.4147,-1.5154", "--on", "2026-11-21"
SAFE = "--answer", "danger=no"


@pytest.fixture
def pack(tmp_path):
    file = tmp_path / "report-speed.yaml"
    file.write_text(SPEED)
    return file


def test_an_emergency_ends_with_the_number_to_call_and_exits_with_4(run, pack):
    done = run("route", "report-speed", *HUNGERFORD, "--pack", pack, "--answer", "danger=yes")
    assert done.code == 4
    assert "✗ emergency" in done.out
    assert "call 999" in done.out


def test_a_number_that_is_missing_is_asked_for_with_its_range(run, pack):
    done = run("route", "report-speed", *HUNGERFORD, "--pack", pack, *SAFE)
    assert done.code == 3
    assert "--answer mph=...  5 to 70 mph" in done.out
    assert "--answer mph=dont_know  I do not know" in done.out


def test_numbers_and_days_are_typed_in_and_others_are_asked_for_again(run, pack):
    done = run("ask", "report-speed", *HUNGERFORD, "--pack", pack, typed="2\n4\n30\nyesterday\n2026-11-01\n")
    assert done.code == 0
    assert "Answer 5 to 70 mph or dont_know: " in done.err
    assert "'4' is not one of the answers." in done.err
    assert "Answer 2000-01-01 to 2099-12-31: " in done.err
    assert "'yesterday' is not one of the answers." in done.err
    assert "because (slow)" in done.out


def test_words_come_in_welsh_when_asked(run, pack):
    done = run("route", "report-speed", *HUNGERFORD, "--pack", pack, "--language", "cy")
    assert done.code == 3
    assert "A oes rhywun mewn perygl nawr?" in done.out
    assert run("route", "report-speed", *HUNGERFORD, "--language", "fr").code == 2


def test_a_pack_that_does_not_prove_is_used_only_when_asked_and_says_so(run, pack):
    pack.write_text(SPEED.replace("slow: [..30]", "slow: [..28]"))
    arguments = "route", "report-speed", *HUNGERFORD, "--pack", pack, *SAFE, "--answer", "mph=40"
    refused = run(*arguments)
    assert refused.code == 1
    assert "E302" in refused.err
    used = run(*arguments, "--unproved")
    assert used.code == 0
    assert "careful (not-proved)" in used.out
    assert run("route", "report-speeding-traffic", *HUNGERFORD, "--unproved").code == 2
