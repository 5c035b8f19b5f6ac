"""The catalogue: every installed pack is sound, sourced, in plain words, and can be settled everywhere."""

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from routekit.bodies import Bodies
from routekit.model import Area
from routekit.rules import ROLES, Pack, installed_packs, lint, run_cases
from routekit.settle import settle
from routekit.surroundings import Surroundings

RULES = Path(__file__).parents[2] / "rules"
SITUATIONS = Path(__file__).parent / "situations" / "catalogue.csv"
DAY = date(2026, 11, 21)
NOT_SETTLED = {"strategic_roads"}
DISTRICTS = {
    "two-tier": "E07000032", "unitary": "E06000037", "metropolitan": "E08000003", "London": "E09000007",
    "the City": "E09000001", "Wales": "W06000001",
}  # fmt: skip
TWO_OF_A_KIND = {"report-dog-fouling": {"about"}, "report-fly-tipping": {"now"}}
JARGON = re.compile(
    r"\b(unitary|district|tier|principal|highway|highways authority|litter authority|LLFA|LLPG|riparian|"
    r"watercourse|statut\w+|section|Act|ordinance|enforcement notice|unparished|civil parish|USRN|GIS)\b"
)


@cache
def loaded(name):
    return Pack.load(name)


def catalogue():
    """Give the cells of each row of the catalogue in the README, by transaction."""
    text = (RULES / "README.md").read_text(encoding="utf-8")
    section = text.partition("\n## The catalogue\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in cells}


def texts(pack):
    """Give every text that the public reads."""
    for question in pack.questions.values():
        yield question.text
        yield question.hint or ""
        yield from (option.text for option in question.options)
    yield from (outcome.say for outcome in pack.outcomes.values())
    yield from (each.say for each in pack.stops.values())
    yield from (each.why for each in (*pack.rows, *pack.stops.values()))


@pytest.fixture(params=installed_packs())
def pack(request):
    return loaded(request.param)


@pytest.fixture(scope="module")
def nation():
    return Bodies.open()


def test_the_catalogue_has_the_founding_pack_its_profiles_and_thirteen_more_transactions():
    names = set(installed_packs())
    speeding = {name for name in names if name.startswith("report-speeding-traffic")}
    assert len(speeding) == 4
    assert len(names - speeding) >= 13


def test_a_pack_is_clean_proved_and_each_of_its_rows_has_a_case(pack):
    assert lint(pack.file) == ()
    report = run_cases(pack)
    assert report.passed
    assert {*pack.stops, *(row.id for row in pack.rows)} == {case.row for case in pack.cases} - {None}


def test_a_pack_says_who_keeps_it_and_which_service_it_belongs_to(pack):
    assert pack.transaction.lgsl
    assert pack.transaction.lgil == (8 if pack.ref.transaction == "find-parish-clerk" else 17)
    assert (pack.maintainer, pack.licence, pack.status) == ("The routekit authors", "MIT", "alpha")
    assert pack.used_by == (), "no council is known to use it"


def test_every_row_cites_a_page(pack):
    for row in (*pack.rows, *pack.stops.values()):
        assert re.fullmatch(r"https?://[\w.-]+/\S*", row.source), row.id


def test_the_public_reads_whole_sentences_without_jargon(pack):
    assert [text for text in texts(pack) if JARGON.search(text)] == []
    ends = (*pack.outcomes.values(), *pack.stops.values())
    for text in (*(row.why for row in (*pack.rows, *pack.stops.values())), *(end.say for end in ends)):
        assert text.endswith(".")
        assert len(max(text.split(". "), key=len).split()) <= 25, "a sentence is too long to read"
    assert all(question.text.endswith("?") for question in pack.questions.values())


def test_a_question_asks_one_thing_and_one_need_not_know(pack):
    for name, question in pack.questions.items():
        assert len(question.options) <= 8
        ids = {option.id for option in question.options}
        known = name in {"danger", "about", "problem"} | TWO_OF_A_KIND.get(pack.ref.transaction, set())
        assert known or "dont_know" in ids, name


def test_a_parish_council_is_named_only_where_there_is_one_and_never_alone(pack):
    for row in pack.rows:
        outcome = pack.outcomes[row.outcome]
        if outcome.role == "parish_council" and pack.ref.transaction != "find-parish-clerk":
            assert set(row.when["parish"]) == {"council", "grouped"}
            assert outcome.fallback is not None


def test_what_is_rung_999_for_is_a_stop_before_any_place_is_looked_at(pack):
    said = [outcome.say for outcome in pack.outcomes.values()]
    assert not [say for say in said if re.match(r"Call 999( now)?[.]", say)]
    for stop in pack.stops.values():
        assert stop.call == "999"
        assert stop.say.startswith("Call 999")


def test_danger_never_waits_for_a_parish_council(pack):
    for row in pack.rows:
        if row.when.get("danger") == ("yes",):
            assert pack.outcomes[row.outcome].role in {"police", "highway_authority"}


@pytest.mark.parametrize("kind", DISTRICTS)
def test_every_outcome_is_settled_in_every_kind_of_district(pack, nation, kind):
    code = DISTRICTS[kind]
    assert code in nation.districts
    parish = "community" if kind == "Wales" else "parish"
    area = Area(code=code, name=code, kind=parish, district=code)
    for outcome in pack.outcomes.values():
        settled = settle(
            nation, outcome, area, transaction=pack.ref.transaction, on=DAY, surroundings=Surroundings()
        )
        assert (settled.authority is None) == (outcome.role in NOT_SETTLED), outcome.id
        assert len(settled.also_tell) == len(outcome.also_tell)
        assert (settled.fallback is None) == (outcome.fallback is None)
        if outcome.role == "highway_authority":
            assert "not-checked" in {warning.code for warning in settled.warnings}


def test_the_roles_that_no_table_settles_are_said_in_the_readme(nation):
    text = " ".join((RULES / "README.md").read_text(encoding="utf-8").split())
    assert set(ROLES) - set(nation.roles) - {"parish_council"} == NOT_SETTLED
    for role in NOT_SETTLED:
        assert f"**No table says who plays `{role}`**" in text


def test_where_nobody_can_be_named_the_reason_names_who_it_is(pack):
    """An unrouted decision shows why, and not what the outcome says."""
    for row in pack.rows:
        if pack.outcomes[row.outcome].role in NOT_SETTLED:
            assert "National Highways" in row.why
            assert "Welsh Government" in row.why


def test_the_readme_lists_every_pack_as_it_is():
    listed = catalogue()
    packs = {name: loaded(name) for name in installed_packs()}
    assert list(listed) == sorted(packs, key=lambda name: (packs[name].transaction.lgsl[0], name))
    for name, (title, lgsl, lgil, status, facts) in listed.items():
        pack = packs[name]
        assert title == pack.transaction.title
        assert lgsl == ", ".join(map(str, pack.transaction.lgsl))
        assert status == pack.status
        assert facts == (", ".join(f"`{fact}`" for fact in pack.facts) or "nothing")
        assert lgil == str(pack.transaction.lgil)


def named():
    with SITUATIONS.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("line", named(), ids=lambda line: line["situation"])
def test_a_named_situation_comes_to_what_it_says(line):
    pack = loaded(line["transaction"])
    facts = {name: line[name] for name in pack.facts}
    answers = dict(pair.split("=") for pair in line["answers"].split())
    walk = pack.walk(facts | answers)
    assert walk.question is None
    assert walk.rows[0].outcome == line["expect"]
    assert walk.ignored == (), "each answer is needed"


def test_every_pack_has_named_situations_and_each_of_its_outcomes_is_in_a_case():
    lines = named()
    assert {line["transaction"] for line in lines} == set(installed_packs()) - {"report-speeding-traffic"}
    assert len({line["situation"] for line in lines}) == len(lines)
    for name in installed_packs():
        pack = loaded(name)
        ends = {*pack.outcomes, *(("emergency",) if pack.stops else ())}
        assert {case.expect for case in pack.cases} - {None} == ends
