"""What the tests of pictures and tables stand on: packs to show."""

import random
from functools import cache
from pathlib import Path

import pytest

from routekit.rules import Pack, installed_packs

SOUND = sorted((Path(__file__).parents[1] / "sound").glob("*.yaml"))


@cache
def loaded(name):
    return Pack.load(name)


@pytest.fixture(params=[*installed_packs(), *SOUND], ids=lambda each: Path(each).stem)
def pack(request):
    """Each pack of the catalogue, and those with every piece of the language."""
    return loaded(request.param)


@pytest.fixture
def situations():
    """Give a function that gives random situations of a pack, the ends of its ranges among them."""

    def situations(pack, count=150):
        chance = random.Random(7)
        answers = {}
        for name, fact in pack.facts.items():
            low, dots, high = (fact.span or "").partition("..")
            answers[name] = [*fact.options, *([low, high, "365", "366"] if dots else [])]
        for name, question in pack.questions.items():
            span = question.range
            ends = [span.first, span.last, *(["30", "31"] if span.kind == "number" else [])] if span else []
            answers[name] = [*(option.id for option in question.options), *ends]
        return [{name: chance.choice(each) for name, each in answers.items()} for _ in range(count)]

    return situations
