"""Where the tables come from: every file has a line, and it is what its licence asks for."""

from pathlib import Path

import pytest
import routekit_boundaries

from routekit.bodies import Bodies
from routekit.errors import BodiesError
from routekit.testing import write_tiny_bodies

FOLDER = Path(routekit_boundaries.__file__).parent / "bodies"
HEADER = "table,source,licence,url\n"


def squeezed(text):
    return " ".join(text.split())


def test_every_installed_table_says_where_it_comes_from_and_under_which_licence(nation):
    files = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.csv")}
    assert set(nation.provenance) == files - {"provenance.csv"}
    for said in nation.provenance.values():
        assert said.licence
        assert said.source


def test_the_lists_carry_the_lines_that_their_licences_ask_for(nation):
    notice = squeezed((FOLDER / "sources" / "LICENCES.txt").read_text(encoding="utf-8"))
    for file, said in nation.provenance.items():
        if file.startswith(("sources/ons_", "sources/lad_")):
            assert said.source in notice
            assert said.source.startswith("Source: Office for National Statistics licensed under the Open")
            assert "Crown copyright and database right" in said.source
    assert nation.provenance["sources/local_authorities.csv"].licence == "CC-BY-4.0"
    assert nation.provenance["sources/local_authority_websites.csv"].source in notice
    assert "Office for National Statistics" in nation.provenance["parish_bodies.csv"].source


def test_the_readme_beside_the_tables_names_every_file_and_every_column():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.rglob("*.csv"):
        assert f"`{path.relative_to(FOLDER)}`" in readme, path.name
        columns = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
        if path.parent == FOLDER:
            words = set(readme.replace("`", " ").replace(",", " ").split())
            assert not set(columns) - words, path.name


def test_tables_of_ones_own_need_not_say(tmp_path):
    assert Bodies.open(write_tiny_bodies(tmp_path)).provenance == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("roles.csv,,MIT,", r"provenance\.csv:2 source: this may not be empty"),
        ("roles.csv,x,,", r"provenance\.csv:2 licence"),
        ("roles.csv,x,MIT,example", r"provenance\.csv:2 url"),
        ("roles.csv,x,MIT,\nroles.csv,y,MIT,", r"provenance\.csv:3 table: line 2 has this table already"),
    ],
)
def test_a_line_that_says_too_little_is_refused(tmp_path, row, said):
    folder = write_tiny_bodies(tmp_path)
    (folder / "provenance.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    with pytest.raises(BodiesError, match=said):
        Bodies.open(folder)
