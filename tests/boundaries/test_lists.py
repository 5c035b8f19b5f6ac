"""Lists that come with an edition: what they add to its areas, and what they must agree with."""

import hashlib
import json
import lzma

import pytest
import shapely

from routekit.boundaries import Edition, build
from routekit.errors import EditionError

EAST, NORTH = 400_000, 50_000
NAMES = {"E04999001": "Ash", "W04999002": "Beech", "E43999001": "Clay, unparished area"}
DISTRICTS = {"E04999001": "E06000037", "W04999002": "W06000001", "E43999001": "E06000037"}

_MANIFEST = """
format = 1
name = "listed"
title = "Invented areas"
date = 2026-01-01
licence = "CC0-1.0"
attribution = "Invented for a test"
origin = "a test"
[[sources]]
file = "areas.geojson"
sha256 = "{sha256}"
crs = "EPSG:27700"
fields = {fields}
"""


@pytest.fixture
def listed(tmp_path, feature):
    """Write an edition's source with lists; give its folder. `tables` are `(kind, columns, CSV, more)`."""

    def write(*tables, fields="", properties=lambda code: {}, pack=bytes):
        folder = tmp_path / "listed"
        folder.mkdir(exist_ok=True)
        features = [
            feature(
                code,
                shapely.box(EAST + 100 * at, NORTH, EAST + 100 * at + 100, NORTH + 100),
                **{"name": name, "district": DISTRICTS[code], **properties(code)},
            )
            for at, (code, name) in enumerate(NAMES.items())
        ]
        areas = json.dumps({"type": "FeatureCollection", "features": features}).encode()
        (folder / "areas.geojson").write_bytes(areas)
        manifest = _MANIFEST.format(
            sha256=hashlib.sha256(areas).hexdigest(),
            fields=fields or '{code = "code", name = "name", district = "district"}',
        )
        for number, (kind, columns, text, *more) in enumerate(tables):
            content = pack(text if isinstance(text, bytes) else text.encode())
            name = f"list{number}.csv{'.xz' if pack is lzma.compress else ''}"
            (folder / name).write_bytes(content)
            manifest += (
                f'[[{kind}]]\nfile = "{name}"\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
                f"columns = {columns}\n" + "".join(f"{line}\n" for line in more)
            )
        (folder / "edition.toml").write_text(manifest, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def refusal(tmp_path, listed):
    def why(*tables, **changed):
        with pytest.raises(EditionError) as caught:
            build(listed(*tables, **changed), tmp_path / "never.edition")
        assert not (tmp_path / "never.edition").exists()
        return str(caught.value)

    return why


@pytest.fixture
def areas(tmp_path, listed):
    def compiled(*tables, **changed):
        path, report = build(listed(*tables, **changed), tmp_path / "listed.edition")
        return {area.code: area for area in Edition.open(path).areas()}, report.survey

    return compiled


WELSH = '{code = "CD", name_cy = "NMW"}'
ALL = 'kinds = ["parish", "community", "unparished"]'
LIST = "CD,NM,LAD\n" + "".join(f'{code},"{name}",{DISTRICTS[code]}\n' for code, name in NAMES.items())
COLUMNS = '{code = "CD", name = "NM", district = "LAD"}'


def test_a_table_gives_welsh_names(areas):
    found, survey = areas(("joins", WELSH, "CD,NMW\nW04999002, Ffawydden \nE04999001,  \nE04000000,x\n"))

    assert {area.name_cy for area in found.values()} == {None, "Ffawydden"}
    assert (found["W04999002"].name, found["W04999002"].name_cy) == ("Beech", "Ffawydden")
    assert survey.welsh_names == 1


def test_a_welsh_name_of_the_source_comes_before_that_of_a_table(areas):
    fields = '{code = "code", name = "name", district = "district", name_cy = "cy"}'
    found, _ = areas(
        ("joins", WELSH, "CD,NMW\nW04999002,Ffawydden\nE04999001,Onnen\n"),
        fields=fields,
        properties=lambda code: {"cy": "Y Ffawydd" if code == "W04999002" else " "},
    )

    assert found["W04999002"].name_cy == "Y Ffawydd"
    assert found["E04999001"].name_cy == "Onnen"


def test_a_name_that_was_misread_is_mended_and_reported(areas):
    table = "CD,NMW\nW04999002,YnysÅµr\nE04999001,LlÅ·n\n"
    found, survey = areas(
        ("joins", WELSH, table),
        properties=lambda code: (
            {"name": "CafÃ©"} if code == "E04999001" else {"name": "Tŷ Glyndŵr, Môn (Ynys)"}
        ),
    )

    assert found["W04999002"].name_cy == "Ynysŵr"
    assert (found["E04999001"].name, found["E04999001"].name_cy) == ("Café", "Llŷn")
    assert found["W04999002"].name == "Tŷ Glyndŵr, Môn (Ynys)"
    assert [(each.code, each.was, each.became) for each in survey.mended] == [
        ("E04999001", "CafÃ©", "Café"),
        ("E04999001", "LlÅ·n", "Llŷn"),
        ("W04999002", "YnysÅµr", "Ynysŵr"),
    ]
    assert "mended: 3 names" in survey.text()


def test_a_table_gives_districts_even_of_each_of_several_wards(areas):
    rows = "".join(f"{code},ward {ward},{DISTRICTS[code]}\n" for code in NAMES for ward in (1, 2))
    found, survey = areas(
        ("joins", '{code = "CD", district = "LAD"}', f"CD,WD,LAD\n{rows}"),
        fields='{code = "code", name = "name"}',
    )

    assert {code: area.district for code, area in found.items()} == DISTRICTS
    assert survey.districts == 2


def test_tables_that_contradict_each_other_are_refused(refusal):
    text = refusal(
        ("joins", '{code = "CD", district = "LAD"}', "CD,LAD\nE04999001,E06000037\nE04999001,E06000001\n")
    )

    assert "E04999001 has the district 'E06000037' and 'E06000001'" in text


def test_an_area_that_a_table_of_districts_lacks_is_refused_by_name(refusal):
    text = refusal(
        ("joins", '{code = "CD", district = "LAD"}', "CD,LAD\nE04999001,E06000037\nE43999001,\n"),
        fields='{code = "code", name = "name"}',
    )

    assert "W04999002: it has no district" in text
    assert "E43999001: it has no district" in text
    assert "E04999001" not in text


def test_an_edition_without_any_districts_is_refused_before_it_is_read(refusal):
    assert "in which district the areas of areas.geojson lie" in refusal(
        fields='{code = "code", name = "name"}'
    )


@pytest.mark.parametrize("pack", [bytes, lzma.compress], ids=["plain", "xz"])
def test_areas_that_agree_with_their_list_are_compiled(areas, pack):
    found, _ = areas(("checks", COLUMNS, "\ufeff" + LIST.replace("\n", "\r\n"), ALL), pack=pack)

    assert found.keys() == NAMES.keys()


DISAGREEING = {
    "a code that is missing": (
        LIST.replace("E04999001,", "E04999009,"),
        "E04999001 (Ash) is not in list0.csv",
    ),
    "a code too many": (LIST + "E04999009,Elm,E06000037\n", "E04999009 is in list0.csv line 5, and not in"),
    "a code twice": (LIST + "E04999001,Ash,E06000037\n", "E04999001 is 2 times in list0.csv"),
    "another name": (
        LIST.replace('"Ash"', "Oak"),
        "E04999001 has 'Ash', and 'Oak' as NM in list0.csv line 2",
    ),
    "a name in other letters": (LIST.replace('"Ash"', "ASH"), "'ASH'"),
    "no name": (LIST.replace('"Ash"', ""), "E04999001 has 'Ash', and None as NM"),
    "another district": (
        LIST.replace("W06000001", "W06000002"),
        "W04999002 has 'W06000001', and 'W06000002'",
    ),
    "a hidden mark": (LIST.replace('"Ash"', "A\u202esh"), "line 2: its NM is 'A\\u202esh'"),
}


@pytest.mark.parametrize(("text", "reason"), DISAGREEING.values(), ids=DISAGREEING)
def test_areas_that_disagree_with_their_list_are_refused_by_code(refusal, text, reason):
    assert reason in refusal(("checks", COLUMNS, text, ALL))


def test_all_disagreements_are_named_at_once(refusal):
    text = refusal(("checks", COLUMNS, "CD,NM,LAD\nE04999009,Elm,E06000037\nE04999001,Oak,E06000037\n", ALL))

    assert all(code in text for code in (*NAMES, "E04999009"))


def test_a_list_speaks_of_its_own_kinds_only(areas):
    row = LIST.splitlines()[2]

    assert len(areas(("checks", COLUMNS, f"CD,NM,LAD\n{row}\n", 'kinds = ["community"]'))[0]) == 3


def test_a_list_of_wards_may_repeat_codes_but_must_agree_each_time(areas, refusal):
    rows = "CD,NM,WD\n" + "".join(
        f'{code},"{name}",w{ward}\n' for code, name in NAMES.items() for ward in (1, 2)
    )
    columns = '{code = "CD", name = "NM"}'

    assert len(areas(("checks", columns, rows, ALL, "repeats = true"))[0]) == 3
    assert "2 times" in refusal(("checks", columns, rows, ALL))
    assert "'Oak'" in refusal(("checks", columns, rows + "E04999001,Oak,w3\n", ALL, "repeats = true"))


def test_a_welsh_name_can_be_checked(areas, refusal):
    columns = '{code = "CD", name_cy = "NMW"}'
    table = "CD,NMW\nE04999001,\nW04999002,LlÅ·n\nE43999001,\n"
    assert len(areas(("joins", columns, table), ("checks", columns, table, ALL))[0]) == 3

    assert "W04999002 has 'Llŷn', and None as NMW" in refusal(
        ("joins", columns, table), ("checks", columns, table.replace("LlÅ·n", ""), ALL)
    )


UNREADABLE = {
    "no such column": ("CD,NAME\nE04999001,Ash\n", "lacks a column LAD, NM; its columns are CD, NAME"),
    "a column twice": ("CD,NM,NM,LAD\n", "lacks a column NM"),
    "nothing": ("", "lacks a column CD, LAD, NM; its columns are "),
    "a cell too few": ("CD,NM,LAD\nE04999001,Ash\n", "line 2 has 2 cells; 3 are needed"),
    "a quote left open": ('CD,NM,LAD\nE04999001,"Ash,x\n', "is not CSV"),
    "too long a cell": (f"CD,NM,LAD\nE04999001,{'x' * 200_000},y\n", "is not CSV"),
    "too many rows": ("CD,NM,LAD\n" + "x,y,z\n" * 500_001, "more than 500,000 rows"),
    "no code": ("CD,NM,LAD\n,Ash,x\n", "line 2: its CD is None"),
    "another encoding": ("CD,NM,LAD\nE04999001,Pîl,x\n".encode("latin-1"), "is not UTF-8"),
}


@pytest.mark.parametrize(("text", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_list_that_cannot_be_read_is_refused(refusal, text, reason):
    assert reason in refusal(("checks", COLUMNS, text, ALL))


def test_a_list_that_was_altered_is_refused(tmp_path, listed):
    folder = listed(("checks", COLUMNS, LIST, ALL))
    (folder / "list0.csv").write_text(LIST.replace("Ash", "Oak"))

    with pytest.raises(EditionError, match=r"list0\.csv has SHA-256"):
        build(folder, tmp_path / "never.edition")


def test_lists_are_among_the_files_of_the_provenance(tmp_path, listed):
    folder = listed(("joins", WELSH, "CD,NMW\n"), ("checks", COLUMNS, LIST, ALL))

    files = Edition.open(build(folder, tmp_path)[0]).provenance.files

    assert [(file.file, file.crs) for file in files] == [
        ("areas.geojson", "EPSG:27700"), ("list0.csv", None), ("list1.csv", None),
    ]  # fmt: skip
