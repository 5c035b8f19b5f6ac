"""`routekit bodies check`: what it prints and exits with."""

import json

import pytest


@pytest.fixture
def override(tmp_path):
    """Give a function that writes one table of an override."""

    def written(table, columns, *rows):
        folder = tmp_path / "from-the-council"
        folder.mkdir(exist_ok=True)
        (folder / f"{table}.csv").write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
        return folder

    return written


ROLES = "role,district,authority,valid_from,valid_to,source"
AUTHORITIES = "id,name,kind,website,telephone,valid_from,valid_to,source"


def test_the_installed_tables_are_clean(run):
    done = run("bodies", "check")
    assert done.code == 0
    first, *changes = done.out.splitlines()
    assert first == (
        "360 districts, 6 roles, 2019-04-01 to 2028-12-31: every role is held exactly once on every day"
    )
    assert changes[-1] == "  2023-04-01: roles change hands in 19 districts"


def test_a_gap_is_named_with_its_days_and_is_a_failure(run, override):
    override("authorities", AUTHORITIES, "the-trust,The Trust,national,,,2026-01-01,2026-04-01,x")
    folder = override("roles", ROLES, "litter_authority,E06000037,the-trust,2026-01-01,2027-01-01,x")
    done = run("bodies", "check", "--overrides", folder)
    assert done.code == 1
    assert done.out.splitlines()[0] == (
        "E06000037 litter_authority from 2026-04-01 to 2026-12-31: nobody plays this role"
    )
    data = json.loads(run("bodies", "check", "--overrides", folder, "--json").out)
    (gap,) = data["findings"]
    assert (gap["where"], gap["first"], gap["last"]) == ("E06000037", "2026-04-01", "2026-12-31")
    shorter = run("bodies", "check", "--overrides", folder, "--to", "2026-06-30").out
    assert "from 2026-04-01 to 2026-06-30: nobody" in shorter
    assert run("bodies", "check", "--overrides", folder, "--to", "2026-03-31").code == 0


def test_an_overlap_is_named_with_its_days_and_is_a_failure(run, override):
    rows = [
        "police,E06000037,police:E23000029,,2027-01-01,x",
        "police,E06000037,police:E23000030,2026-06-01,,x",
    ]
    folder = override("roles", ROLES, *rows)
    done = run("bodies", "check", "--overrides", folder)
    assert done.code == 1
    assert done.out == (
        "from-the-council/roles.csv:3 police E06000037 holds on the same day as line 2, "
        "from 2026-06-01 to 2026-12-31; end one first\n"
    )
    data = json.loads(run("bodies", "check", "--overrides", folder, "--json").out)
    assert "from 2026-06-01 to 2026-12-31" in data["findings"][0]["what"]


def test_taken_on_and_not_taken_on_for_the_same_days_is_named_and_is_a_failure(run, override):
    rows = ["E06000037,report-x,yes,2026-01-01,,a", "E06000037,report-x,no,2026-06-01,,b"]
    folder = override("taken_on", "area,transaction,taken_on,valid_from,valid_to,source", *rows)
    done = run("bodies", "check", "--overrides", folder)
    assert done.code == 1
    assert done.out == (
        "from-the-council/taken_on.csv:3 E06000037 report-x holds on the same day as line 2, "
        "from 2026-06-01 on; end one first\n"
    )


def test_a_slip_in_the_name_of_a_role_is_found(run, override):
    folder = override("roles", ROLES, "highways,E06000037,E06000037,,,x")
    done = run("bodies", "check", "--overrides", folder)
    assert done.code == 1
    said = "from-the-council/roles.csv:2 highways: no such role; these are: parish_council, highway_authority"
    assert done.out.startswith(said)


def test_with_an_edition_every_area_is_checked(run, west_berkshire, override):
    done = run("bodies", "check", "--edition", west_berkshire.path)
    assert done.code == 0
    assert "63 areas on 2019-04-01:\n  61 council, 58 of them assumed\n  2 grouped\n" in done.out
    assert "E04000695" in done.out.splitlines()[-1]
    folder = override("taken_on", "area,transaction,valid_from,valid_to,source", "E04999999,report-x,,,x")
    assert run("bodies", "check", "--overrides", folder).code == 0
    done = run("bodies", "check", "--edition", west_berkshire.path, "--overrides", folder)
    assert done.code == 1
    assert done.out.startswith("from-the-council/taken_on.csv:2: E04999999 is no area of this edition\n")


def test_a_transaction_without_a_pack_is_noted_and_no_failure(run, override):
    columns = "area,transaction,valid_from,valid_to,source"
    folder = override("taken_on", columns, "E06000037,report-speding-traffic,,,x")
    done = run("bodies", "check", "--overrides", folder)
    said = "note: from-the-council/taken_on.csv:2: no pack is installed for report-speding-traffic"
    assert (done.code, done.out.splitlines()[1]) == (0, said)


def test_every_slip_that_cannot_be_right_is_named_at_once(run, override):
    columns = "area,transaction,valid_from,valid_to,source"
    override(
        "taken_on", columns, "E07999999,report-x,,,x", "E92000001,report-x,,,x", "E10000014,report-x,,,x"
    )
    columns = "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source"
    folder = override("agreements", columns, "E10000014,police,,E06000038,E06000037,,,x")
    done = run("bodies", "check", "--overrides", folder)
    assert done.code == 1
    assert [line.split(" ", 1)[0] for line in done.out.splitlines()] == [
        *(f"from-the-council/taken_on.csv:{line}" for line in (2, 3, 4)),
        "from-the-council/agreements.csv:2",
    ]


def test_a_folder_of_ones_own_is_checked(run, tmp_path):
    from routekit.testing import write_tiny_bodies

    done = run("bodies", "check", "--bodies", write_tiny_bodies(tmp_path))
    assert (done.code, done.out.split(":")[0]) == (0, "1 districts, 4 roles, 2019-04-01 to 2028-12-31")


@pytest.mark.parametrize(
    "options",
    [("--from", "spring"), ("--to", "2019-03-31"), ("--overrides", "nowhere"), ("--bodies", "nowhere")],
)
def test_what_cannot_be_is_bad_input(run, options):
    done = run("bodies", "check", *options)
    assert done.code == 2
    assert done.err.startswith("routekit: ")
