"""The reference pages name everything there is, and nothing that is not."""

import importlib
import inspect
import re
import tomllib
from typing import get_args

import click
import pytest

from routekit import errors, model
from routekit.cli import commands
from routekit.model.decision import Step
from routekit.model.value import Value

CODE = re.compile(r"`([^`]+)`")
VALUES = {
    name: kind for name, kind in vars(model).items() if inspect.isclass(kind) and issubclass(kind, Value)
}
ERRORS = {name: kind for name, kind in vars(errors).items() if name.endswith("Error")}
CLOSED = {
    "Reasons": model.UnroutedReason,
    "Warnings": model.WarningCode,
    "Contact statuses": model.ContactStatus,
    "Kinds of authority": model.AuthorityKind,
    "Kinds of area": model.AreaKind,
}
WITH_BEHAVIOUR = ("Router", "Edition", "Pack")


def sections(page):
    """Give the text under each heading of a page, without that of the headings below."""
    heading, *rest = re.split(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert heading == ""
    return dict(zip(rest[::2], rest[1::2], strict=True))


def rows(text):
    """Give the cells of each row of the tables in a text, without the rows of dashes."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not set(line) <= set("-|")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def firsts(text):
    return [name for first, *_ in rows(text) for name in CODE.findall(first)]


def test_results_name_every_field_of_every_value(reference):
    found = sections(reference / "results.md")
    named = {name: firsts(found[name]) for name in ("Step", "Ask", "Routed", "Unrouted")}
    value = ""
    for first, fields, _ in rows(found["What they are made of"])[1:]:
        value = first.strip("`") or value
        named.setdefault(value, []).extend(CODE.findall(fields))
    shared = set(Step.model_fields)
    expected = {
        name: set(kind.model_fields) - (shared if issubclass(kind, Step) and kind is not Step else set())
        for name, kind in VALUES.items()
    }
    assert {name: set(fields) for name, fields in named.items()} == expected
    assert all(len(fields) == len(set(fields)) for fields in named.values())


@pytest.mark.parametrize("heading", CLOSED)
def test_results_name_every_member_of_a_closed_set(reference, heading):
    text = sections(reference / "results.md")[heading]
    members = firsts(text) if rows(text) else CODE.findall(text)
    assert sorted(members) == sorted(get_args(CLOSED[heading]))


def test_errors_name_every_class_with_its_code_and_attributes(reference):
    named = {
        name.strip("`"): (code.strip("`"), CODE.findall(attributes))
        for name, code, _, attributes in rows(sections(reference / "errors.md")["Errors"])[1:]
    }
    assert {name: code for name, (code, _) in named.items()} == {n: kind.code for n, kind in ERRORS.items()}
    for name, kind in ERRORS.items():
        assert set(inspect.get_annotations(kind)) - {"code"} <= set(named[name][1]), name


def test_the_tree_of_errors_is_the_one_in_the_code(reference):
    drawn = re.search(r"```text\n(.*?)```", (reference / "errors.md").read_text(encoding="utf-8"), re.DOTALL)[
        1
    ]
    edges = re.compile(r"^([│├└─ ]*)(\w+Error)", re.MULTILINE)
    assert edges.findall(drawn) == edges.findall(errors.__doc__)


def walk(command, path):
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from walk(below, f"{path} {name}")
    else:
        yield path, command


@pytest.mark.parametrize(("path", "command"), list(walk(commands, "routekit")))
def test_the_command_line_page_names_every_option_of_a_command(reference, path, command):
    text = sections(reference / "command-line.md")[path]
    options = {
        each for option in command.params if option.param_type_name == "option" for each in option.opts
    }
    assert {name.split()[0] for name in firsts(text)} == options
    for argument in command.params:
        if argument.param_type_name == "argument":
            assert argument.make_metavar(click.Context(command)).strip("[].") in text


def test_the_command_line_page_has_no_command_that_is_not(reference):
    headings = [name for name in sections(reference / "command-line.md") if name.startswith("routekit ")]
    assert sorted(headings) == sorted(path for path, _ in list(walk(commands, "routekit")))


@pytest.mark.parametrize(
    "module",
    [
        "routekit",
        "routekit.batch",
        "routekit.replay",
        "routekit.boundaries",
        "routekit.boundaries.postcodes",
        "routekit.boundaries.checking",
        "routekit.boundaries.comparing",
        "routekit.rules",
        "routekit.rules.diffing",
        "routekit.rules.showing",
        "routekit.rules.sheets",
        "routekit.contacts",
        "routekit.testing",
    ],
)
def test_the_api_page_names_everything_public(reference, module):
    found = importlib.import_module(module)
    listed = firsts(sections(reference / "api.md")[module])
    assert {name for name in listed if "." not in name} == set(found.__all__)
    for owner, _, member in (name.partition(".") for name in listed if "." in name):
        assert hasattr(getattr(found, owner), member)
    for owner in set(WITH_BEHAVIOUR) & set(found.__all__):
        kind = getattr(found, owner)
        fields = getattr(kind, "__dataclass_fields__", {})
        members = {name for name in vars(kind) if not name.startswith("_") and name not in fields}
        assert members == {name.partition(".")[2] for name in listed if name.startswith(f"{owner}.")}, owner


def test_the_glossary_has_every_word_that_is_a_public_name(reference):
    words = set(
        re.findall(r"^\| \*\*(.+?)\*\*", (reference / "glossary.md").read_text("utf-8"), re.MULTILINE)
    )
    nouns = (
        "area authority contact decision edition pack place provenance question referral register transaction"
    )
    assert set(nouns.split()) <= words


def test_the_picture_of_the_rooms_is_the_contract_on_imports(reference):
    project = reference.parents[1] / "pyproject.toml"
    contract = tomllib.loads(project.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]
    picture = (reference.parent / "explanation" / "architecture.md").read_text(encoding="utf-8")
    drawn = re.search(r"^```text\n(routekit\.cli\n.*?)^```", picture, re.MULTILINE | re.DOTALL)[
        1
    ].splitlines()
    layers = [set(re.findall(r"[\w.]+", layer)) for layer in contract["layers"]]
    assert [
        {name if name.startswith("routekit") else f"routekit.{name}" for name in each} for each in layers
    ] == [set(re.findall(r"[\w.]+", line)) for line in drawn]
