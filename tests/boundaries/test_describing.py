"""Published files as they are: every layout, format and CRS gives the answers of the sample.

No published file of the ONS or the Ordnance Survey is at hand. These are West Berkshire's parishes in the
columns that those files have.
"""

import datetime as dt
import hashlib
import json
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from routekit.boundaries import About, Edition, Reading, build, describe
from routekit.errors import EditionError

DISTRICT = "E06000037"
ABOUT = About(
    date=dt.date(2019, 12, 31), licence="OGL-UK-3.0", attribution="Source: ONS, as a test says", name="wb"
)
NCP = "E43000999"


def ons(area, year="19", prefix="PARNCP", welsh="NW", **more):
    """Name an area as the ONS does; the other columns are those of its downloads."""
    start = f"{prefix}{year}"
    named = {
        "OBJECTID": 7,
        f"{start}CD": area.code,
        f"{start}NM": area.name,
        f"{start}{welsh}": area.name_cy or " ",
    }
    return {
        **named,
        "BNG_E": 447_000,
        "BNG_N": 170_000,
        "LONG": -1.3,
        "LAT": 51.4,
        "GlobalID": "9e31",
        **more,
    }


def small(area):
    return {name.lower(): value for name, value in ons(area).items()}


def old(area):
    return {"objectid": 1, "par19cd": area.code, "par19nm": area.name, "par19nmw": None, "lad19cd": DISTRICT}


def council(area):
    return {"REF": area.code, "PARISH": area.name, "UNITARY": DISTRICT}


@pytest.fixture(scope="module")
def parishes(sample):
    """The areas of the sample, each with its boundary on the National Grid and in degrees."""
    projection = Edition.open(sample.path)._projection

    def degrees(points):
        return np.column_stack(projection.to_lonlat_many(*points.T)[:2])

    on_grid = [sample.area(area.code) for area in sample.areas()]
    return [(area, area.geometry, shapely.transform(area.geometry, degrees)) for area in on_grid]


@pytest.fixture(scope="module")
def published(tmp_path_factory, parishes):
    """Write the parishes as someone publishes them; give the path."""
    folder = tmp_path_factory.mktemp("published")

    def write(named, form="geojson", crs="EPSG:4326", name="PARNCP_DEC_2019_EW_BFC_-952"):
        rows = [
            (named(area), degrees if crs == "EPSG:4326" else metres) for area, metres, degrees in parishes
        ]
        return FORMS[form](folder, f"{name}_{crs[5:]}", rows, crs)

    return write


def as_geojson(folder, name, rows, crs):
    path = folder / f"{name}.geojson"
    features = [
        {
            "type": "Feature",
            "id": number,
            "geometry": json.loads(shapely.to_geojson(shape)),
            "properties": named,
        }
        for number, (named, shape) in enumerate(rows, start=1)
    ]
    declared = {"type": "name", "properties": {"name": crs}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": declared, "features": features}))
    return path


def as_lines(folder, name, rows, _):
    path = folder / f"{name}.geojsons"
    features = [
        {"type": "Feature", "properties": named, "geometry": json.loads(shapely.to_geojson(shape))}
        for named, shape in rows
    ]
    path.write_text("".join(f"\x1e{json.dumps(feature)}\n" for feature in features))
    return path


def with_pyogrio(path, rows, crs, **how):
    fields = list(rows[0][0])
    columns = [np.array([named[field] for named, _ in rows], dtype=object) for field in fields]
    shapes = shapely.to_wkb(np.array([shape for _, shape in rows]))
    pyogrio.raw.write(path, shapes, columns, fields, crs=crs, **how)
    return path


def as_geopackage(folder, name, rows, crs):
    path = folder / f"{name}.gpkg"
    path.unlink(missing_ok=True)
    return with_pyogrio(path, rows, crs, driver="GPKG", geometry_type="MultiPolygon", layer="areas")


def as_shapefile(folder, name, rows, crs):
    path = with_pyogrio(folder / f"{name}.shp", rows, crs, driver="ESRI Shapefile", geometry_type="Polygon")
    with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as packed:
        for each in folder.glob(f"{name}.*"):
            if each.suffix != ".zip":
                packed.write(each, each.name)
    return path.with_suffix(".zip")


FORMS = {"geojson": as_geojson, "geojsons": as_lines, "gpkg": as_geopackage, "zip": as_shapefile}


@pytest.fixture
def compiled(tmp_path):
    def compile_files(*files, about=ABOUT, reading=None, district=None):
        return Edition.open(
            build(describe(files, about, reading, district=district), tmp_path / "made.edition")[0]
        )

    return compile_files


@pytest.fixture(scope="module")
def points(sample):
    rng = np.random.default_rng(31)
    west, south, east, north = sample.bounds
    return rng.uniform(west, east, 5_000), rng.uniform(south, north, 5_000)


@pytest.fixture
def same(sample, points):
    """Check that an edition has the areas of the sample, and gives its answers."""

    def check(edition):
        assert edition.areas() == sample.areas()
        assert edition.codes_at(*points).tolist() == sample.codes_at(*points).tolist()
        for area in sample.areas():
            assert edition.area(area.code).geometry.equals_exact(
                sample.area(area.code).geometry, 1e-3, normalize=True
            )

    return check


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:27700"])
@pytest.mark.parametrize("form", ["geojson", "gpkg", "zip"])
def test_a_download_of_the_ons_is_taken_in_every_format_and_crs(published, compiled, same, form, crs):
    edition = compiled(published(ons, form, crs), district=DISTRICT)

    same(edition)
    assert [file.crs for file in edition.provenance.files] == [crs]


@pytest.mark.parametrize("named", [small, old], ids=["small letters", "an older layout with districts"])
def test_other_spellings_of_the_ons_are_taken(published, compiled, same, named):
    same(compiled(published(named), district=None if named is old else DISTRICT))


def test_lines_of_features_are_taken_as_degrees_when_they_name_no_crs(published, compiled, same):
    same(compiled(published(ons, "geojsons"), district=DISTRICT))


def test_lines_of_features_in_metres_need_their_crs(published, compiled, same):
    path = published(ons, "geojsons", "EPSG:27700")

    with pytest.raises(EditionError, match="in EPSG:4326 that is not on the British National Grid"):
        compiled(path, district=DISTRICT)
    same(compiled(path, reading=Reading(crs="EPSG:27700"), district=DISTRICT))


def test_a_councils_own_columns_are_named(published, compiled, same):
    columns = Reading(code_column="REF", name_column="PARISH", district_column="UNITARY")

    same(compiled(published(council), reading=columns))


def test_the_ordnance_surveys_gss_codes_are_recognised(published, compiled, same):
    same(compiled(published(lambda area: {"NAME": area.name, "GSS_CODE": area.code}), district=DISTRICT))


def test_a_welsh_name_is_recognised_by_either_ending(published, compiled):
    for welsh in ("NW", "NMW"):
        edition = compiled(
            published(lambda area, welsh=welsh: ons(area, welsh=welsh) | {f"PARNCP19{welsh}": "Enw"}),
            district=DISTRICT,
        )
        assert {area.name_cy for area in edition.areas()} == {"Enw"}


def test_the_file_and_what_was_said_of_it_are_the_provenance(published, compiled):
    path = published(ons)
    about = ABOUT.model_copy(update={"title": "A test", "origin": "Downloaded by a test", "name": None})

    edition = compiled(path, about=about, district=DISTRICT)

    assert (edition.name, edition.title, edition.date) == (
        "parncp-dec-2019-ew-bfc-952-4326", "A test", dt.date(2019, 12, 31),
    )  # fmt: skip
    assert not edition.ref.sample
    provenance = edition.provenance
    assert (provenance.licence, provenance.attribution) == ("OGL-UK-3.0", "Source: ONS, as a test says")
    assert provenance.source == "Downloaded by a test"
    (file,) = provenance.files
    assert (file.file, file.crs) == (path.name, "EPSG:4326")
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_manifest_has_a_checksum_that_changes_with_what_is_said(published):
    path = published(ons)
    licences = ("OGL-UK-3.0", "CC0-1.0", "OGL-UK-3.0")
    drafts = [
        describe([path], ABOUT.model_copy(update={"licence": licence}), district=DISTRICT)
        for licence in licences
    ]

    assert drafts[0].manifest == drafts[2].manifest
    assert drafts[0].manifest.sha256 != drafts[1].manifest.sha256


@pytest.fixture
def lookup(tmp_path, sample):
    def write(columns="PAR19CD,PAR19NM,LAD19CD", rows=None):
        path = tmp_path / "lookup.csv"
        listed = rows or [f'{area.code},"{area.name}",{DISTRICT}' for area in sample.areas()]
        path.write_text("\n".join([columns, *listed]))
        return path

    return write


def test_districts_come_from_a_table_of_the_ons(published, compiled, same, lookup):
    edition = compiled(published(ons), district=lookup())

    same(edition)
    assert [file.file for file in edition.provenance.files][1:] == ["lookup.csv"]


def test_an_area_that_the_table_lacks_is_named(published, compiled, lookup):
    path = lookup(rows=[f"E04001177,Hungerford,{DISTRICT}"])

    with pytest.raises(EditionError, match="E04001146: it has no district") as caught:
        compiled(published(ons), district=path)
    assert len(caught.value.problems) == 62


@pytest.fixture
def boundaries_of_districts(tmp_path, sample):
    """Write two districts that meet where `shift` metres east of West Berkshire's western edge."""

    def write(shift=0.0, named="LAD19CD", others=(), away=0):
        west, south, east, north = np.array(sample.bounds) + away
        edge = west + shift
        shapes = {
            "E06000999": shapely.box(west - 9_000, south - 9, edge, north + 9),
            DISTRICT: shapely.box(edge, south - 9, east + 9, north + 9),
            "S12000033": shapely.box(edge, south - 9, east + 9, north + 9),
        }
        features = [
            {
                "type": "Feature",
                "properties": {named: code, "LAD19NM": code},
                "geometry": shape.__geo_interface__,
            }
            for code, shape in [*shapes.items(), *others]
        ]
        path = tmp_path / "LAD_DEC_2019_UK_BGC.geojson"
        declared = {"type": "name", "properties": {"name": "EPSG:27700"}}
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": declared, "features": features}))
        return path

    return write


def test_districts_come_from_their_boundaries(published, compiled, same, boundaries_of_districts):
    edition = compiled(published(ons), district=boundaries_of_districts(shift=-1))

    same(edition)
    assert [(file.file, file.crs) for file in edition.provenance.files][1:] == [
        ("LAD_DEC_2019_UK_BGC.geojson", "EPSG:27700")
    ]


def test_a_district_that_holds_nearly_all_of_an_area_is_its_district(
    published, compiled, same, boundaries_of_districts
):
    same(compiled(published(ons), district=boundaries_of_districts(shift=40)))


def test_an_area_that_two_districts_share_is_refused_with_their_shares(
    published, compiled, boundaries_of_districts
):
    with pytest.raises(EditionError, match=r"E06000999 87\.7%, E06000037 12\.3%") as caught:
        compiled(published(ons), district=boundaries_of_districts(shift=10_000))

    codes = [problem.split(": ")[1] for problem in caught.value.problems]
    assert 3 < len(codes) < 20
    assert codes == sorted(codes)


def test_an_area_in_no_district_is_refused(published, compiled, boundaries_of_districts):
    with pytest.raises(EditionError, match="its shares are nothing") as caught:
        compiled(published(ons), district=boundaries_of_districts(away=90_000))
    assert len(caught.value.problems) == 63


def test_an_area_of_which_a_district_holds_less_than_half_is_refused(published, compiled, sample, tmp_path):
    """A coast may be cut off by generalised districts, so that the rest of the area may be in none."""
    west, south, _, north = sample.bounds
    east = west + 20_000
    land = shapely.box(west - 9, south - 9, east, north + 9)
    feature = {"type": "Feature", "properties": {"LAD19CD": DISTRICT}, "geometry": land.__geo_interface__}
    declared = {"type": "name", "properties": {"name": "EPSG:27700"}}
    path = tmp_path / "LAD.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": declared, "features": [feature]}))

    with pytest.raises(EditionError) as caught:
        compiled(published(ons), district=path)

    held = {
        area.code: sample.area(area.code).geometry.intersection(land).area
        / sample.area(area.code).geometry.area
        for area in sample.areas()
    }
    assert {problem.split(": ")[1] for problem in caught.value.problems} == {
        code for code, share in held.items() if share < 0.5
    }
    assert any(0 < share < 0.5 for share in held.values())
    assert any(0.5 < share < 0.9 for share in held.values())


def test_an_area_that_two_districts_hold_is_refused(published, compiled, boundaries_of_districts, sample):
    twin = ("E06000998", shapely.box(*sample.bounds).buffer(5))

    with pytest.raises(EditionError, match=r"E06000037 100.0%, E06000998 100.0%"):
        compiled(published(ons), district=boundaries_of_districts(shift=-1, others=[twin]))


def boundary_line(area, code="CPC", name=None, gss=None):
    return {
        "NAME": name or f"{area.name} CP", "AREA_CODE": code, "DESCRIPTIO": "Civil Parish or Community",
        "FILE_NAME": "WEST_BERKSHIRE", "NUMBER": 1.0, "CODE": gss or area.code, "HECTARES": 1.5,
    }  # fmt: skip


@pytest.fixture(scope="module")
def boundary_line_rows(parishes):
    """The parishes as Boundary-Line has them, Hungerford in two parts, and some land between them."""
    land = shapely.MultiPolygon([shapely.box(1, 1, 2, 2)])
    rows = [(boundary_line(parishes[0][0], "NCP", "x", "999999999"), land)]
    for area, metres, _ in parishes:
        rows.append((boundary_line(area), metres))
        if area.name == "Hungerford":
            west, south, east, north = metres.bounds
            half = shapely.box(west, south, (west + east) / 2, north)
            rows[-1] = (boundary_line(area), metres.intersection(half))
            rows.append((boundary_line(area, name="Hungerford (DET NO 1) CP"), metres.difference(half)))
    return rows


@pytest.mark.parametrize("form", ["gpkg", "zip"])
def test_boundary_line_is_read_by_its_rules(tmp_path, sample, compiled, boundary_line_rows, form):
    edition = compiled(FORMS[form](tmp_path, "parish", boundary_line_rows, "EPSG:27700"), district=DISTRICT)

    assert edition.areas() == sample.areas()
    assert edition.record.survey.left_out == 1
    assert "left out: 1 rows that stand for no area" in edition.record.survey.text()
    for area in sample.areas():
        ours, theirs = edition.area(area.code).geometry, sample.area(area.code).geometry
        assert ours.symmetric_difference(theirs).area < 0.1


def test_the_columns_of_the_geopackage_of_boundary_line_are_recognised(published, compiled, same):
    def named(area):
        return {"Name": f"{area.name} CP", "Area_Code": "CPC", "Census_Code": area.code, "File_Name": "X"}

    same(compiled(published(named, "gpkg", "EPSG:27700"), district=DISTRICT))


def test_parts_are_put_together_in_boundary_line_only(tmp_path, parishes, compiled):
    (area, metres, _), *_ = parishes
    path = as_geojson(tmp_path, "twice", [(ons(area), metres)] * 2, "EPSG:27700")

    with pytest.raises(EditionError, match=f"feature 2: the code {area.code} was given before"):
        compiled(path, district=DISTRICT)


def test_parts_that_differ_in_name_are_refused(tmp_path, parishes, compiled):
    (area, metres, _), *_ = parishes
    rows = [(boundary_line(area), metres), (boundary_line(area, name="Other CP"), metres)]

    with pytest.raises(EditionError, match=f"feature 2: the code {area.code} was given before"):
        compiled(as_geojson(tmp_path, "parts", rows, "EPSG:27700"), district=DISTRICT)


def test_several_files_make_one_edition(tmp_path, parishes, published, compiled, sample):
    """Parishes from one file, an unparished area from another, as the ONS has published them too."""
    beside = shapely.MultiPolygon([shapely.box(500_000, 170_000, 501_000, 171_000)])
    named = {"FID": 1, "NCP19CD": NCP, "NCP19NM": "Beside, unparished area", "LAD19CD": "E07000999"}
    other = as_geojson(tmp_path, "NCP_DEC_2019", [(named, beside)], "EPSG:27700")

    edition = compiled(published(old), other)

    assert edition.count == 64
    assert edition.areas()[:63] == sample.areas()
    assert (edition.areas()[63].kind, edition.areas()[63].district) == ("unparished", "E07000999")
    assert edition.code_at(500_500, 170_500) == NCP
    assert [file.crs for file in edition.provenance.files] == ["EPSG:4326", "EPSG:27700"]


def refusal(files, about=ABOUT, reading=None, district=None):
    with pytest.raises(EditionError) as caught:
        describe(files, about, reading, district=district)
    return caught.value


def test_all_that_is_lacking_is_named_at_once(published):
    error = refusal([published(ons)], About())

    assert len(error.problems) == 4
    for found in (
        "date is not given",
        "licence is not given",
        "attribution is not given",
        "PARNCP19CD, PARNCP19NM",
    ):
        assert any(found in problem for problem in error.problems), found
    for right in ("such as 2024-12-31", "such as OGL-UK-3.0", "Contains OS data", "--districts"):
        assert any(right in problem for problem in error.problems), right


def test_blank_is_not_given(published):
    assert "licence is not given" in str(
        refusal([published(ons)], ABOUT.model_copy(update={"licence": " "}), None, DISTRICT)
    )


def test_an_edition_of_several_files_needs_a_name(published):
    files = [published(ons), published(old, name="other")]

    assert "name is not given" in str(refusal(files, ABOUT.model_copy(update={"name": None})))


def test_unknown_columns_are_named_with_those_that_would_be_known(published):
    text = str(refusal([published(council)], district=DISTRICT))

    for expected in ("REF, PARISH, UNITARY", "PARNCPyyCD", "GSS_CODE", "--code-column"):
        assert expected in text


@pytest.mark.parametrize(
    "reading",
    [
        Reading(code_column="REF", name_column="NAME"),
        Reading(welsh_column="NAME"),
        Reading(code_column="REF", name_column="PARISH", district_column="NAME"),
    ],
    ids=["name", "welsh", "district"],
)
def test_a_column_that_is_not_there_is_named_with_those_that_are(published, reading):
    text = str(refusal([published(council)], reading=reading))

    assert "it has no column NAME; its columns are REF, PARISH, UNITARY" in text


def test_files_that_can_be_read_in_two_ways_are_refused(published):
    both = published(lambda area: ons(area) | ons(area, "22"))
    two = published(lambda area: council(area) | {"LAD19CD": DISTRICT, "LAD24CD": DISTRICT}, name="two")
    named = Reading(code_column="REF", name_column="PARISH")

    assert "its columns can be read as PARNCP19 or PARNCP22" in str(refusal([both], district=DISTRICT))
    assert "any of its columns LAD19CD, LAD24CD may hold the district" in str(refusal([two], reading=named))


def test_of_districts_of_several_years_that_of_the_areas_is_taken(published):
    path = published(lambda area: ons(area, LAD19CD=DISTRICT, LAD24CD="E06000001"))

    assert describe([path], ABOUT).manifest.sources[0].fields.district == "LAD19CD"


def test_columns_of_another_year_than_the_date_are_refused(published):
    about = ABOUT.model_copy(update={"date": dt.date(2024, 12, 31)})

    assert "its column PARNCP19CD is of 2019, and the date is 2024-12-31" in str(
        refusal([published(ons)], about, None, DISTRICT)
    )


def test_a_district_is_said_once(published):
    reading = Reading(code_column="REF", name_column="PARISH", district_column="UNITARY")

    assert "the district is given twice" in str(
        refusal([published(council)], reading=reading, district=DISTRICT)
    )


@pytest.mark.parametrize("district", ["E0600003", "E10000025", "West Berkshire", "missing.csv"])
def test_a_district_that_is_neither_a_code_nor_a_file_is_refused(published, district):
    assert f"{district} is neither a district's GSS code nor a file" in str(
        refusal([published(ons)], district=district)
    )


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ("PAR19CD,WD19CD", "its columns are PAR19CD, WD19CD; PARNCPyyCD or PARyyCD, and LADyyCD, are needed"),
        ("PAR19CD,PARNCP22CD,LAD19CD", "any of its columns PAR19CD, PARNCP22CD may hold the code"),
        ("x" * 200_000, "is not CSV"),
        ("PAR19CD,LAD22CD,LAD23CD", "any of its columns LAD22CD, LAD23CD may hold the district"),
    ],
)
def test_a_table_that_gives_no_districts_is_refused(published, lookup, columns, reason):
    assert reason in str(refusal([published(ons)], district=lookup(columns, ["x"])))


def test_boundaries_that_are_not_of_districts_are_refused(
    published, compiled, boundaries_of_districts, tmp_path
):
    counties = boundaries_of_districts(named="CTY19CD")
    assert "LADyyCD is needed" in str(refusal([published(ons)], district=counties))

    scottish = tmp_path / "scottish.geojson"
    land = shapely.box(-3, 55, -2, 56).__geo_interface__
    feature = {"type": "Feature", "properties": {"LAD19CD": "S12000033"}, "geometry": land}
    scottish.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(EditionError, match="no LAD19CD of a district of England or Wales"):
        compiled(published(ons), district=scottish)


def test_a_crs_that_is_no_epsg_is_refused(tmp_path):
    path = tmp_path / "odd.geojson"
    feature = {"type": "Feature", "properties": {"PAR19CD": 1, "PAR19NM": 2}, "geometry": None}
    declared = {"type": "name", "properties": {"name": "Irish"}}
    path.write_text(json.dumps({"type": "FeatureCollection", "crs": declared, "features": [feature]}))

    assert "'Irish'}, 'type': 'name'}; one of the EPSG, such as EPSG:27700, is needed" in str(
        refusal([path], district=DISTRICT)
    )


def test_two_files_of_the_same_name_are_refused(tmp_path, published):
    path = published(ons)
    other = tmp_path / path.name
    other.write_bytes(path.read_bytes())

    assert "have the same name; rename one" in str(refusal([path, other], district=DISTRICT))


def test_a_download_that_the_service_cut_short_is_refused(published):
    path = published(ons)
    whole = json.loads(path.read_text())
    for cut in ({"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}):
        path.write_text(json.dumps(whole | cut))
        with pytest.raises(EditionError, match="left features out; download it as a whole"):
            build(describe([path], ABOUT, district=DISTRICT), path.parent / "never.edition")
    path.write_text(json.dumps(whole | {"exceededTransferLimit": False}))
    assert (
        build(describe([path], ABOUT, district=DISTRICT), path.parent / "cut.edition")[1].survey.areas == 63
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("none.geojson", b"", "is not GeoJSON"),
        ("empty.geojson", b'{"type": "FeatureCollection", "features": []}', "has no features"),
        ("areas.csv", b"PAR19CD,PAR19NM\n", "is of no known format"),
        ("areas.txt.gz", b"", "is of no known format"),
    ],
)
def test_a_file_without_areas_is_refused(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)

    assert reason in str(refusal([tmp_path / name]))


def test_a_missing_file_and_no_file_are_refused(tmp_path):
    assert "cannot be read" in str(refusal([tmp_path / "missing.geojson"]))
    assert "no file cannot be made an edition" in str(refusal([], ABOUT.model_copy(update={"name": None})))
