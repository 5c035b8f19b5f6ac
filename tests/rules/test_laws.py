"""Laws of decide and walk, against an oracle that looks at every row, over tables made by splitting."""

from hypothesis import given, settings
from hypothesis import strategies as st

LAW = settings(deadline=None, max_examples=120)


def outcomes_left(table, known):
    """The oracle: the outcomes that remain possible when only some columns are known."""
    left = [each for each in table.situations() if all(each[name] == value for name, value in known.items())]
    return {table.rows[table.matching(situation)[0]][1] for situation in left}


def rows_left(table, known):
    left = [each for each in table.situations() if all(each[name] == value for name, value in known.items())]
    return {f"R{table.matching(situation)[0]}" for situation in left}


def can_matter(table, known, question):
    """The oracle: two situations that differ only in this question have different outcomes."""
    seen = {}
    for situation in table.situations():
        if all(situation[name] == value for name, value in known.items()):
            rest = tuple(value for name, value in situation.items() if name != question)
            seen.setdefault(rest, set()).add(table.rows[table.matching(situation)[0]][1])
    return any(len(outcomes) > 1 for outcomes in seen.values())


def one_at_a_time(pack, table, situation):
    """Answer only what is asked, and check each step of the way against the oracle."""
    given_ = {name: situation[name] for name in table.facts}
    facts = set(given_)
    while (walk := pack.walk(given_)).question is not None:
        asked = walk.question.id
        assert asked not in given_
        assert can_matter(table, given_, asked)
        earlier = [name for name in table.questions if name not in given_]
        assert not any(can_matter(table, given_, name) for name in earlier[: earlier.index(asked)])
        given_[asked] = situation[asked]
    assert len(given_) <= len(facts) + len(table.questions)
    return walk, given_


@LAW
@given(data=st.data())
def test_decide_gives_the_one_row_that_matches(data, split_tables):
    table = data.draw(split_tables)
    pack = table.pack()
    for situation in table.situations():
        (at,) = table.matching(situation)
        assert pack.decide(situation).id == f"R{at}"


@LAW
@given(data=st.data())
def test_one_answer_at_a_time_ends_where_all_at_once_ends(data, split_tables):
    table = data.draw(split_tables)
    pack = table.pack()
    for situation in data.draw(st.lists(st.sampled_from(table.situations()), min_size=1, max_size=4)):
        walk, asked = one_at_a_time(pack, table, situation)
        whole = pack.walk(situation)
        assert {row.outcome for row in walk.rows} == {pack.decide(situation).outcome}
        assert (walk.rows, walk.used) == (whole.rows, whole.used)
        assert set(whole.ignored) == set(table.questions) - set(asked)
        assert walk.ignored == ()


@LAW
@given(data=st.data())
def test_the_rows_left_are_those_that_facts_and_used_answers_allow(data, split_tables):
    table = data.draw(split_tables)
    situation = data.draw(st.sampled_from(table.situations()))
    names = data.draw(st.lists(st.sampled_from(list(table.questions)), unique=True))
    given_ = {name: situation[name] for name in (*table.facts, *names)}
    walk = table.pack().walk(given_)
    known = {name: situation[name] for name in table.facts} | dict(walk.used)
    assert {row.id for row in walk.rows} == rows_left(table, known)
    assert (walk.question is None) == (len(outcomes_left(table, known)) == 1)


@LAW
@given(data=st.data())
def test_an_ignored_answer_could_be_any_other_and_nothing_would_change(data, split_tables):
    table = data.draw(split_tables)
    situation = data.draw(st.sampled_from(table.situations()))
    names = data.draw(st.lists(st.sampled_from(list(table.questions)), unique=True))
    given_ = {name: situation[name] for name in (*table.facts, *names)}
    pack = table.pack()
    walk = pack.walk(given_)
    known = {name: situation[name] for name in table.facts} | dict(walk.used)
    for name in names:
        if name in dict(walk.used):
            continue
        assert (name in walk.ignored) != can_matter(table, known, name)
        for option in table.questions[name]:
            assert pack.walk(given_ | {name: option}) == walk


@LAW
@given(data=st.data())
def test_a_fact_is_used_exactly_when_a_row_left_looks_at_it(data, split_tables):
    table = data.draw(split_tables)
    situation = data.draw(st.sampled_from(table.situations()))
    walk = table.pack().walk(situation)
    for fact in table.facts:
        looked_at = any(len(row.when[fact]) < len(table.columns[fact]) for row in walk.rows)
        assert (fact in dict(walk.used)) == looked_at


@LAW
@given(data=st.data())
def test_otherwise_takes_what_no_row_takes_and_nothing_unknown(data, split_tables):
    table = data.draw(split_tables)
    kept = data.draw(st.lists(st.sampled_from(range(len(table.rows))), min_size=1, unique=True))
    partial = table._replace(rows=[table.rows[at] for at in kept], otherwise="one")
    left = [situation for situation in partial.situations() if not partial.matching(situation)]
    unknown = [each for each in left if {"unknown", "dont_know"} & set(each.values())]
    if unknown:
        problems = [str(problem) for problem in problems_of(partial)]
        assert any(f"E302 no row answers {len(unknown)} of" in problem for problem in problems)
        return
    pack = partial.pack()
    for situation in partial.situations():
        expected = "rest" if situation in left else f"R{partial.matching(situation)[0]}"
        assert pack.decide(situation).id == expected


def problems_of(table):
    from routekit.errors import RulesError

    try:
        table.pack()
    except RulesError as error:
        return error.problems
    return ()
