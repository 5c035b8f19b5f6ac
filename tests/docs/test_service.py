"""The page of the service names every call, field, key, error, setting and metric, and nothing else."""

import re

import pytest
from pydantic import BaseModel

from routekit.service import asked
from routekit.service.failing import CODES
from routekit.service.flat import (
    MOST_CANDIDATES,
    MOST_OPTIONS,
    MOST_REASONS,
    MOST_TOLD,
    MOST_WARNINGS,
    ROUTING_KEYS,
    WHERE_KEYS,
)
from routekit.service.metrics import Metrics
from routekit.service.pages import PageSettings
from routekit.service.settings import Settings
from routekit.service.table import every_call

CODE = re.compile(r"`([^`]+)`")


@pytest.fixture
def page(reference):
    return (reference / "service.md").read_text(encoding="utf-8")


def section(page, heading):
    return page.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def rows(text):
    lines = [line for line in text.splitlines() if line.startswith("|") and not set(line) <= set("-|")][1:]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def shown(value):
    if value is None or value in ((), {}, PageSettings()):
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_every_call_is_there_with_its_statuses(page):
    calls = every_call(Settings(get_route=True, inspect=True))
    named = {row[0].strip("`"): (row[1], row[2]) for row in rows(section(page, "Calls"))[: len(calls)]}
    assert named == {call.label: (call.summary, ", ".join(map(str, sorted(call.fails)))) for call in calls}


def test_every_field_of_a_request_is_there(page):
    text = section(page, "Calls").partition("| field | meaning |")[2]
    named = [name for first, *_ in rows("| field | meaning |" + text) for name in CODE.findall(first)]
    models = [asked.Where, asked.Route, asked.Row, asked.Batch]
    assert all(issubclass(model, BaseModel) for model in models)
    assert sorted(named) == sorted({name for model in models for name in model.model_fields})


@pytest.mark.parametrize(
    ("begins", "keys"),
    [
        ("A route, also as a row of a batch, has the keys", ROUTING_KEYS),
        ("`/v1/where` has the keys", WHERE_KEYS),
    ],
)
def test_every_key_of_the_flat_shape_is_there_in_its_order(page, begins, keys):
    text = section(page, "The flat shape").partition(begins)[2].partition("\n\n")[0]
    numbered = [re.sub(r"_\d+_", "_N_", key) for key in keys]
    assert CODE.findall(text) == list(dict.fromkeys(numbered))


def test_the_lengths_of_lists_are_there(page):
    text = " ".join(section(page, "The flat shape").split())
    assert MOST_REASONS == MOST_TOLD
    assert (
        f"of options {MOST_OPTIONS}, of reasons and whom else to tell {MOST_REASONS}, of warnings "
        f"{MOST_WARNINGS}, of candidates {MOST_CANDIDATES};"
    ) in text


def test_every_error_of_the_service_is_there(page):
    named = {code.strip("`"): int(status) for code, status, _ in rows(section(page, "Errors"))}
    assert named == CODES


def test_every_setting_is_there_with_its_default_and_meaning(page):
    named = {
        name.strip("`"): (default, meaning) for name, default, meaning in rows(section(page, "Settings"))
    }
    assert named == {
        name: (shown(field.default), field.description) for name, field in Settings.model_fields.items()
    }


def test_every_metric_is_there_with_its_labels(page):
    named = {
        name.strip("`"): sorted(CODE.findall(labels)) for name, labels, _ in rows(section(page, "Metrics"))
    }
    metrics = Metrics()
    metrics.count("a", 200, 0.1)
    metrics.swapped("done")
    metrics.serves(("a", "b"), [("c", "d")])
    told = {
        family.name + ("_total" if family.type == "counter" else ""): sorted(
            {label for sample in family.samples for label in sample.labels} - {"le"}
        )
        for family in metrics.registry.collect()
    }
    assert named == told
