"""Errors: one tree, stable codes, and every fact survives a trip between processes."""

import inspect
import pickle
import re

import pytest

from routekit import errors
from routekit.errors import (
    InputError,
    InvalidAnswerError,
    Problem,
    RoutekitError,
    RulesError,
    SourceUnavailableError,
)

CLASSES = [
    each
    for _, each in inspect.getmembers(errors, inspect.isclass)
    if issubclass(each, Exception) and each.__module__ == errors.__name__
]


def test_every_error_is_drawn_in_the_tree_at_the_top_of_the_file():
    drawn = set(re.findall(r"\b\w+Error\b", errors.__doc__)) - {"ValueError"}
    assert drawn == {each.__name__ for each in CLASSES}


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_has_one_root_a_name_in_error_and_a_code_of_its_own(kind):
    assert issubclass(kind, RoutekitError)
    assert kind.__name__.endswith("Error")
    assert kind.__doc__
    assert [each for each in CLASSES if each.code == kind.code] == [kind]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_error_pickles_with_its_facts(kind):
    again = pickle.loads(pickle.dumps(kind("what was wrong", field="by_day", value=3)))
    assert type(again) is kind
    assert str(again) == "what was wrong"
    assert (again.field, again.value) == ("by_day", 3)


def test_input_errors_are_value_errors_and_name_field_value_and_what_is_right():
    error = InvalidAnswerError.of("by_day", "maybe", "choose one of yes, no")
    assert isinstance(error, ValueError)
    assert isinstance(error, InputError)
    assert str(error) == "by_day is 'maybe'; choose one of yes, no"


def test_a_rules_error_prints_every_problem_on_its_own_line():
    problems = (
        Problem("a.yaml", 3, 5, "E101", 'no question called "limt"'),
        Problem("a.yaml", 9, 1, "E102", "no such option"),
    )
    error = RulesError.of(problems)
    assert str(error).splitlines() == [
        'a.yaml:3:5 error E101 no question called "limt"',
        "a.yaml:9:1 error E102 no such option",
    ]
    assert pickle.loads(pickle.dumps(error)).problems == problems


def test_an_unavailable_source_says_when_to_try_again_if_it_knows():
    assert SourceUnavailableError("down").retry_after is None
    assert SourceUnavailableError("down", retry_after=2.0).retry_after == 2.0


def test_a_value_that_cannot_be_shown_or_pickled_is_still_told_of():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    error = InputError.of("answers", deep, "a mapping is needed")
    assert str(error) == "answers is a value of type list that cannot be shown; a mapping is needed"
    again = pickle.loads(pickle.dumps(error))
    assert (again.field, again.value) == ("answers", "a value of type list that cannot be shown")
    unpicklable = InputError.of("place", lambda: None, "a place is needed")
    assert pickle.loads(pickle.dumps(unpicklable)).value.startswith("<function")
