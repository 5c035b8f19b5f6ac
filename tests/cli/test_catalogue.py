"""`routekit rules list`: the packs there are, by LGSL number."""

import json
from pathlib import Path

from routekit.rules import Pack, installed_packs

GOOD = (Path(__file__).parents[1] / "rules" / "sound" / "report-grass.yaml").read_text()


def listed(run, *arguments):
    done = run("rules", "list", *arguments, "--json")
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_every_installed_pack_is_a_line_in_the_order_of_the_numbers(run):
    head, *lines = run("rules", "list").out.splitlines()
    assert head.split() == ["LGSL", "LGIL", "transaction", "version", "status", "title", "file"]
    packs = [Pack.load(name) for name in installed_packs()]
    packs.sort(key=lambda pack: (pack.transaction.lgsl[0], pack.ref.transaction))
    assert len(lines) == len(packs)
    for line, pack in zip(lines, packs, strict=True):
        assert line.startswith(", ".join(map(str, pack.transaction.lgsl)) + "  ")
        assert f"  {pack.ref.transaction}  " in line
        assert line.endswith(pack.file)


def test_json_has_everything_that_says_if_a_pack_can_be_used(run):
    (clerk,) = (each for each in listed(run) if each["transaction"] == "find-parish-clerk")
    pack = Pack.load("find-parish-clerk")
    assert clerk == {
        "transaction": "find-parish-clerk", "title": "Find your parish or town clerk", "lgsl": [723],
        "lgil": 8,
        "version": "1.0.0", "sha256": pack.ref.sha256, "status": "alpha",
        "maintainer": "The routekit authors", "licence": "MIT", "used_by": [],
        "effective_from": "2015-04-01", "effective_to": None, "file": pack.file,
    }  # fmt: skip


def test_one_number_gives_its_packs_wherever_it_stands_in_them(run):
    assert {each["transaction"] for each in listed(run, "--lgsl", "784")} == {
        f"report-speeding-traffic-{first}-first" for first in ("county", "parish", "police")
    }
    done = run("rules", "list", "--lgsl", "999999")
    assert (done.code, done.out, done.err) == (0, "", "no pack has the LGSL number 999999\n")
    assert listed(run, "--lgsl", "999999") == []
    assert run("rules", "list", "--lgsl", "0").code == 2


def test_packs_of_a_folder_are_listed_and_one_without_a_number_comes_last(run, tmp_path):
    (tmp_path / "report-grass.yaml").write_text(GOOD)
    numbers = "transaction: report-verges\nlgsl: [900000]\nlgil: 0"
    numbered = GOOD.replace("transaction: report-grass", numbers)
    (tmp_path / "report-verges.yaml").write_text(numbered)
    assert "lgsl" not in GOOD
    lines = run("rules", "list", tmp_path).out.splitlines()[1:]
    assert [line.split()[:3] for line in lines] == [
        ["900000", "0", "report-verges"],
        ["none", "none", "report-grass"],
    ]


def test_a_broken_pack_is_not_listed_as_if_it_were_sound(run, tmp_path):
    (tmp_path / "report-grass.yaml").write_text(GOOD.replace("then: parish,", "then: parrish,"))
    done = run("rules", "list", tmp_path)
    assert (done.code, done.out) == (1, "")
    assert "report-grass.yaml:" in done.err
