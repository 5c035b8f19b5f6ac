"""`routekit demo` on the real country: `make test-national` runs this, `make test` does not; a minute."""

import json

WAY = [
    ("Buckinghamshire County Council", "E43000041"),
    ("Buckinghamshire Council", "E43000041"),
    ("Cumbria County Council", "E04012984"),
    ("Cumberland Council", "E04012984"),
    ("Westmorland and Furness Council", "E04002617"),
    ("Leeds City Council", "E04000204"),
    ("London Borough of Camden", "E43000197"),
    ("Reading Borough Council", "E43000031"),
    ("City of Cardiff Council", "W04000849"),
    ("City of Westminster", "E43000236"),
    ("place", ["E04001188", "E04001207"]),
    ("outside-coverage", None),
    ("outside-coverage", None),
    ("West Berkshire Council", "E04001161"),
]


def test_the_nation_is_compiled_once_and_every_stop_is_where_its_title_says(run):
    compiling, again = run("demo", "--json"), run("demo", "--json")

    assert (compiling.code, again.code) == (0, 0)
    assert "  overlaps ...\n" in compiling.err
    assert again.err == ""
    assert [end(scene["decision"]) for scene in json.loads(compiling.out)["nation"]] == WAY
    assert json.loads(again.out)["nation"] == json.loads(compiling.out)["nation"]


def end(decision):
    if decision["kind"] == "ask":
        question = decision["question"]
        return question["id"], sorted(option["id"] for option in question["options"])
    if decision["kind"] == "unrouted":
        return decision["reason"], None
    return decision["authority"]["name"], decision["because"]["area"]["code"]
