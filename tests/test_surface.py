"""The public surface: the names, and that importing them costs little."""

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import routekit

HEAVY = ("shapely", "numpy", "pyproj", "rtree", "httpx", "yaml", "click")


def in_a_fresh_process(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_every_public_name_can_be_imported_and_has_a_docstring():
    for name in routekit.__all__:
        found = getattr(routekit, name)
        assert found is not None
        if isinstance(found, type) or callable(found):
            assert found.__doc__, name
    assert dir(routekit) == sorted(routekit.__all__)


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(routekit, "Rooter")


def test_import_routekit_imports_nothing_heavy():
    loaded = in_a_fresh_process("import sys, routekit; print(*sorted(sys.modules))").split()
    assert [name for name in HEAVY if name in loaded] == []


def test_import_routekit_takes_less_than_150_ms():
    timed = "import time; t = time.perf_counter(); import routekit; print(time.perf_counter() - t)"
    assert min(float(in_a_fresh_process(timed)) for _ in range(3)) < 0.150


def test_the_values_and_errors_need_no_heavy_library():
    loaded = in_a_fresh_process(
        "import sys\nfrom routekit import LatLon, Routed, Unrouted, RulesError\nprint(*sorted(sys.modules))"
    ).split()
    assert [name for name in HEAVY if name in loaded] == []


def test_every_module_says_in_its_first_line_what_it_is_for():
    for module in pkgutil.walk_packages(routekit.__path__, "routekit."):
        document = importlib.import_module(module.name).__doc__
        assert document, module.name
        assert document.splitlines()[0].endswith((".", "...")), module.name


def test_the_package_is_marked_as_typed():
    assert (Path(routekit.__file__).parent / "py.typed").exists()
