"""What the distributions ask for and carry: what is imported, the time zones, and every licence."""

import ast
import os
import subprocess
import sys
import tomllib
from glob import glob
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# What is asked for though no line imports it, and why.
NOT_IMPORTED = {
    "tzdata",  # zoneinfo reads it where the system has no time zones
    *("email-validator", "phonenumberslite"),  # looked for by name, as they may be missing
    "govuk-frontend-jinja",  # its templates are loaded by the name of the package
    *("httptools", "uvloop"),  # uvicorn takes them where they are
    "pandas",  # mapInArrow asks for it
    "python-multipart",  # Starlette reads forms with it
}


def project(folder):
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def names(requirements):
    return {
        each.split("[")[0].split("<")[0].split(">")[0].split(";")[0].strip().lower() for each in requirements
    }


def imported():
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module


def test_what_is_imported_is_asked_for_and_what_is_asked_for_is_imported():
    found = project(".")
    required = names(found["dependencies"])
    optional = found["optional-dependencies"]
    extra = {name for group in optional.keys() - {"data"} for name in names(optional[group])}
    provides = packages_distributions()
    outside = {name.partition(".")[0] for name in imported()} - sys.stdlib_module_names - {"routekit"}
    used = {provides.get(name, [name])[0].lower().replace("_", "-") for name in outside}
    needed = (required | extra) - NOT_IMPORTED
    assert needed == used - {"pydantic-core"}, "pydantic brings its core"


def test_every_requirement_is_pinned_for_make():
    pinned = names(line.replace("==", ">") for line in (ROOT / "constraints.txt").read_text().splitlines())
    assert names(project(".")["dependencies"]) <= pinned


def test_london_is_known_where_the_system_has_no_time_zones():
    assert "tzdata" in project(".")["dependencies"], "on every platform"
    code = "from routekit.router import today_in_london; print(today_in_london())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        env=os.environ | {"PYTHONTZPATH": ""},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_extra_data_names_the_two_distributions_of_data():
    assert names(project(".")["optional-dependencies"]["data"]) == {
        project(folder)["name"] for folder in ("boundaries", "rules")
    }


@pytest.mark.parametrize("folder", [".", "boundaries", "rules"])
def test_a_distribution_carries_the_licence_of_what_is_routekit_s_own(folder):
    assert "LICENSE" in project(folder)["license-files"]
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / folder / "LICENSE").read_text(encoding="utf-8").endswith(own)


def test_every_licence_and_notice_of_the_data_goes_into_the_metadata_of_its_wheel():
    root = ROOT / "boundaries"
    patterns = project("boundaries")["license-files"]
    # As hatchling does it, for which ** is no more than *.
    carried = {path for each in patterns for path in glob(each, root_dir=root)}  # noqa: PTH207 - Path has another **
    found = [path.relative_to(root) for path in root.rglob("*.txt")]
    assert {str(path) for path in found if "LICEN" in path.name or path.name == "NOTICE.txt"} < carried
    assert len(carried) >= 7
