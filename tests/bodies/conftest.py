"""What the tests of bodies stand on: the installed tables, and folders of tables made for one test."""

from pathlib import Path

import pytest
import routekit_boundaries

from routekit.bodies import Bodies
from routekit.bodies.reading import read_tables
from routekit.bodies.sources import read_sources

HEADERS = {
    "authorities": "id,name,kind,website,telephone,valid_from,valid_to,source",
    "roles": "role,district,authority,valid_from,valid_to,source",
    "parish_bodies": "area,kind,authority,name,valid_from,valid_to,source",
    "taken_on": "area,transaction,valid_from,valid_to,source",
    "agreements": "area,role,transaction,acting,on_behalf_of,valid_from,valid_to,source",
    "successors": "district,successor,valid_from,source",
    "roles_by_kind": "kind,role,valid_from,valid_to,source",
    "not_checked": "role,where,what,valid_from,valid_to,source",
}


@pytest.fixture(scope="session")
def nation():
    """The tables that are installed: England and Wales."""
    return Bodies.open()


@pytest.fixture(scope="session")
def nation_with():
    """Give a function that opens the installed tables with more tables over them; the files are read once."""
    folder = Path(routekit_boundaries.__file__).parent / "bodies"
    tables, sources = read_tables(folder), read_sources(folder / "sources")
    return lambda *overrides: Bodies(tables, overrides=overrides, sources=sources)


@pytest.fixture
def folder_of(tmp_path):
    """Give a function that writes tables, each as the text of its rows, into a new folder."""

    def written(name="tables", **tables):
        folder = tmp_path / name
        folder.mkdir()
        for table, rows in tables.items():
            text = "\n".join([HEADERS[table], *filter(None, map(str.strip, rows.splitlines()))])
            (folder / f"{table}.csv").write_text(text + "\n", encoding="utf-8")
        return folder

    return written
