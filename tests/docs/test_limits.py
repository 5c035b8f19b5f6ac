"""The page of limits and hooks has every field, its default, and every number that is fixed."""

import dataclasses
import inspect
import re

import pytest

from routekit.contacts import Closed, Hooks, Limits, Opened, Retried, breaker, budget, guard, xmlread
from routekit.contacts.choices import Choices, SourceChoices

CODE = re.compile(r"`([^`]+)`")


@pytest.fixture
def page(reference):
    return (reference / "limits-and-hooks.md").read_text(encoding="utf-8")


def rows(page, heading):
    text = page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def test_every_limit_is_named_with_its_default(page):
    named = {name.strip("`"): float(default) for name, default, _ in rows(page, "Limits")}
    assert named == {field.name: field.default for field in dataclasses.fields(Limits)}


def test_every_choice_is_named_and_can_be_given(page):
    named = [name for first, *_ in rows(page, "Choices") for name in CODE.findall(first)]
    assert sorted(named) == sorted(inspect.get_annotations(SourceChoices))
    assert sorted(named) == sorted(field.name for field in dataclasses.fields(Choices))


def test_every_hook_is_named_with_what_it_is_told(page):
    told = {"on_retry": Retried, "on_open": Opened, "on_close": Closed}
    named = {
        hook.strip("`"): (kind.strip("`"), CODE.findall(fields))
        for hook, kind, fields, _ in rows(page, "Hooks")
    }
    assert named == {
        hook: (kind.__name__, [field.name for field in dataclasses.fields(kind)])
        for hook, kind in told.items()
    }
    assert set(told) == {field.name for field in dataclasses.fields(Hooks)}


def test_every_fixed_number_is_the_one_in_the_code(page):
    fixed = dict(rows(page, "What is fixed"))
    assert f"up to {guard.FIRST_PAUSE_S:g} s" in fixed["pause before that"]
    assert f"doubling to {guard.LONGEST_PAUSE_S:g} s" in fixed["pause before that"]
    assert f"up to {guard.LONGEST_RETRY_AFTER_S:g} s, beyond" in fixed["pause before that"]
    assert (budget.REQUESTS_A_RETRY, budget.FIRST_RETRIES, budget.MOST_SAVED) == (10, 2, 10)
    assert f"after {breaker.FAILURES} failed" in fixed["a host is left alone"]
    rests = f"{breaker.FIRST_REST_S:g} s, doubling with each failed try to {breaker.LONGEST_REST_S:g} s"
    assert rests in fixed["for how long"]
    assert breaker.JITTER == 0.1
    assert f"{xmlread.LARGEST_DEPTH} elements deep, {xmlread.MOST_ELEMENTS:,} elements" in fixed["XML"]
    assert f"{xmlread.LONGEST_TAG // 1024} KiB a tag, {xmlread.MOST_TEXT // 1024} KiB of text" in fixed["XML"]
