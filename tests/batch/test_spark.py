"""Tables of Spark on a small real cluster: two workers with a JVM each, and processes that decide."""

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from local_spark import below
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from routekit.batch import PlaceColumns, Tools, route_spark, route_table, rows_checksum
from routekit.batch.spark import _router
from routekit.boundaries.cache import cache_folder
from routekit.errors import EditionError, InputError, InvalidAnswerError, UnknownTransactionError
from routekit.testing import write_tiny_bodies

pytestmark = pytest.mark.needs("java", "pyspark")

DAY = date(2026, 11, 21)
SPEEDING = "report-speeding-traffic"
ODD = ("RG14 9ZZ", "SW1A 1AA", "BT1 1AA", "nonsense", "", None)
ANSWERS = {"limit_up_to_40": "yes"}
GRASS = Path(__file__).parents[1] / "rules" / "sound" / "report-grass.yaml"
OVERLAY = """format: 1
overlay: report-grass
version: 1.1.0
effective: {from: 2026-04-01, to: 2027-04-01}
maintainer: Tiny District Council
rows:
  - {id: B, when: {parish: [council, grouped]}, then: highways, why: We cut it all., source: minute 3}
"""
PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "route-on-a-spark-cluster.md"
LISTENS = "0A"
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


@pytest.fixture(scope="module")
def tools(west_berkshire, west_berkshire_postcodes):
    return Tools(edition=str(west_berkshire.path), postcodes=str(west_berkshire_postcodes.path))


@pytest.fixture(scope="module")
def postcodes(west_berkshire_rows):
    """Give every postcode of West Berkshire, with an answer of its own for some, and some that are odd."""
    texts = [*(row[0] for row in west_berkshire_rows), *ODD]
    by_day = [("yes", "no", None)[at % 3] for at in range(len(texts))]
    return pa.table({"id": range(len(texts)), "postcode": texts, "by_day": by_day})


@pytest.fixture(scope="module")
def alone(postcodes, west_router):
    return route_table(postcodes, router=west_router, transaction=SPEEDING, answers=ANSWERS, on=DAY)


@pytest.fixture(scope="module")
def decided(spark, postcodes, tools):
    """Give the postcodes decided by both workers, in seven parts."""
    return routed(spark.createDataFrame(postcodes).repartition(7), tools).toArrow()


@pytest.fixture(scope="module")
def few(spark):
    return spark.createDataFrame(pa.table({"postcode": ["RG14 5LD", "RG17 0AA"]}))


def routed(frame, tools, **more):
    return route_spark(frame, transaction=SPEEDING, answers=ANSWERS, on=DAY, tools=tools, **more)


def checksum(table):
    return rows_checksum(table.to_batches())


def test_the_rows_are_those_of_one_process(decided, alone):
    assert set(alone["status"].unique().to_pylist()) == {"routed", "needs_answers", "unrouted", "rejected"}
    assert checksum(decided) == checksum(alone)


def test_the_rows_are_the_same_in_another_order_and_other_parts(spark, postcodes, alone, tools):
    frame = spark.createDataFrame(postcodes.sort_by([("postcode", "descending")])).coalesce(1)
    assert checksum(routed(frame, tools).toArrow()) == checksum(alone)


def test_columns_are_those_of_one_process_and_texts_are_in_no_dictionaries(decided, alone):
    plain = [kind.value_type if pa.types.is_dictionary(kind) else kind for kind in alone.schema.types]
    assert (decided.schema.names, decided.schema.types) == (alone.schema.names, plain)


def test_a_row_that_cannot_be_decided_says_why(decided):
    bad = [row for row in decided.to_pylist() if row["postcode"] == "nonsense"]
    why = [(row["status"], row["rejected_column"], row["rejected_for"]) for row in bad]
    assert why == [("rejected", "postcode", "invalid-place")]
    assert "nonsense" not in bad[0]["rejected_reason"]


def test_points_are_decided_as_by_one_process(spark, tools, west_router):
    points = pa.table({"far": [5.0, 2000.0, 5.0], "x": [447e3, 447e3, 1.0], "y": [167e3, 167e3, 1.0]})
    more = {"on": DAY, "place": PlaceColumns(easting="x", northing="y", accuracy="far"), "prefix": "r_"}
    alone = route_table(points, router=west_router, transaction=SPEEDING, **more)
    frame = route_spark(spark.createDataFrame(points), transaction=SPEEDING, tools=tools, **more)
    assert checksum(frame.toArrow()) == checksum(alone)


def test_a_frame_without_rows_gives_none(spark, tools):
    frame = spark.createDataFrame(pa.table({"postcode": pa.array([], pa.string())}))
    assert routed(frame, tools).toArrow().num_rows == 0


def test_a_process_opens_one_router_however_many_tasks_it_is_given(spark, postcodes, tools):
    told = routed(Watched(spark.createDataFrame(postcodes).repartition(12)), tools).toArrow().to_pylist()
    each = {row["process"]: [other for other in told if other["process"] == row["process"]] for row in told}
    assert os.getpid() not in each
    assert max(len(rows) for rows in each.values()) > 1
    for rows in each.values():
        assert len({row["opened"] for row in rows}) == 1
        assert len({row["used"] for row in rows}) == len(rows), "each task asks for it, once"


class Watched:
    """A frame that gives, for what is decided of it, how many routers the process has opened and used."""

    def __init__(self, frame):
        self._frame = frame
        self.columns, self.schema, self.sparkSession = frame.columns, frame.schema, frame.sparkSession

    def mapInArrow(self, decide, _):  # noqa: N802 - Spark's name
        def count(batches):
            for _ in decide(batches):
                told = _router.cache_info()
                row = {"process": os.getpid(), "opened": told.misses, "used": told.hits + told.misses}
                yield pa.RecordBatch.from_pylist([row])

        return self._frame.mapInArrow(count, "process long, opened long, used long")


def test_a_file_is_sent_once_in_a_session(spark, few, tools):
    routed(few, tools)
    sent = sorted(spark.sparkContext.listFiles)
    routed(few, tools)
    assert sorted(spark.sparkContext.listFiles) == sent
    assert any(name.endswith(".edition") for name in sent)


def test_tables_and_packs_with_their_overlays_go_with_the_work(spark, tiny_edition, tmp_path):
    district = next(iter(tiny_edition.areas())).district
    tables, pack = tmp_path / "tables", tmp_path / "report-grass.yaml"
    overlay = tmp_path / "overlays" / district / "report-grass.yaml"
    tables.mkdir()
    overlay.parent.mkdir(parents=True)
    pack.write_text(GRASS.read_text())
    overlay.write_text(OVERLAY)
    tiny = Tools(packs=(str(pack),), edition=str(tiny_edition.path), bodies=str(write_tiny_bodies(tables)))
    frame = spark.createDataFrame(pa.table({"easting": [400_500.0], "northing": [50_500.0]}))
    asked = route_spark(frame, transaction="report-grass", on=DAY, tools=tiny)
    tables.rename(tmp_path / "gone")
    pack.unlink()
    overlay.unlink()
    (row,) = asked.toArrow().to_pylist()
    assert (row["outcome"], row["pack_version"]) == ("highways", f"1.0.0+{district}.1.1.0")
    assert row["authority_name"] == "Tiny District Council"


def test_what_is_on_every_machine_need_not_be_sent(spark, few, tools):
    before = sorted(spark.sparkContext.listFiles)
    found = routed(few, Tools(edition=tools.edition, postcodes=tools.postcodes), ship=False)
    assert sorted(spark.sparkContext.listFiles) == before
    assert found.toArrow()["status"].to_pylist() == ["needs_answers", "needs_answers"]


def test_a_worker_that_has_another_edition_decides_nothing(spark, west_berkshire, tiny_edition, tmp_path):
    path = tmp_path / "an.edition"
    path.write_bytes(west_berkshire.path.read_bytes())
    frame = spark.createDataFrame(pa.table({"easting": [447e3], "northing": [167e3]}))
    asked = routed(frame, Tools(edition=str(path)), ship=False)
    path.unlink()
    path.write_bytes(tiny_edition.path.read_bytes())
    with pytest.raises(Exception, match="a worker's edition is not the driver's"):
        asked.toArrow()


def test_what_can_be_known_before_any_work_is_said_at_once(few, tools):
    with pytest.raises(InvalidAnswerError, match="perhaps"):
        route_spark(few, transaction=SPEEDING, answers={"by_day": "perhaps"}, on=DAY, tools=tools)
    with pytest.raises(UnknownTransactionError):
        route_spark(few, transaction="report-dragons", on=DAY, tools=tools)
    with pytest.raises(InputError, match="columns of one kind of place"):
        routed(few.withColumnRenamed("postcode", "town"), tools)
    with pytest.raises(EditionError, match="cannot be sent to the workers"):
        routed(few, tools.model_copy(update={"layers": (("lights", "gone.geojson"),)}))
    with pytest.raises(InputError, match="prefix"):
        routed(few.selectExpr("postcode", "'x' status"), tools)


@pytest.mark.usefixtures("spark")
def test_the_examples_of_the_page_come_to_what_it_shows(west_berkshire, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache_folder().mkdir(parents=True)
    (cache_folder() / "west-berkshire-2019-12.edition").hardlink_to(west_berkshire.path)
    saved = PAGE.read_text().split("Save this as `reports.csv`:\n\n```text\n")[1].split("```")[0]
    Path("reports.csv").write_text(saved)
    examples = list(Sybil([PythonCodeBlockParser()]).parse(PAGE))
    assert len(examples) > 2
    for example in examples:
        example.evaluate()


@pytest.mark.usefixtures("decided")
def test_the_cluster_listens_on_the_loopback_only():
    tables = [Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    listening = {
        line.split()[9]: line.split()[1] for table in tables for line in table if line.split()[3] == LISTENS
    }
    held = {inode for process in below(os.getpid()) for inode in sockets(process)}
    addresses = [address.partition(":")[0] for inode, address in listening.items() if inode in held]
    assert len(addresses) > 3, "a driver, a master and two workers"
    assert set(addresses) <= LOOPBACK


def sockets(process):
    found = []
    for file in Path(f"/proc/{process}/fd").glob("*"):
        with suppress(OSError):  # it was closed, or the process has ended
            found.append(str(file.readlink()).removeprefix("socket:[").removesuffix("]"))
    return found
