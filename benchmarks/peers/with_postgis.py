"""PostGIS over a unix socket: a GiST index on the shapes, and on shapes cut up by ST_Subdivide."""

from collections.abc import Callable, Iterator

import numpy as np
import psycopg
import shapely

from peers.cluster import cluster
from peers.contender import NOWHERE, Contender, Coordinates, Many, One, Positions
from peers.names import POSTGIS_GIST, POSTGIS_SUBDIVIDED, ROUND_TRIP
from peers.setting import Setting

MOST = 50_000
TABLES = {POSTGIS_GIST: "areas", POSTGIS_SUBDIVIDED: "pieces"}
CUT_UP = """
create table pieces as select id, ST_Subdivide(shape, 64) as shape from areas;
create index on areas using gist (shape);
create index on pieces using gist (shape);
analyze areas; analyze pieces
"""
POINT = "select min(id) from {table} where ST_Covers(shape, ST_SetSRID(ST_MakePoint(%s, %s), 27700))"
JOIN = "select p.id, min(a.id) from points p join {table} a on ST_Covers(a.shape, p.shape) group by p.id"


def contenders(setting: Setting) -> Iterator[Contender]:
    """Give both tables, for one point by a prepared statement and for many by a join, and the round trip."""
    folder = setting.closing.enter_context(cluster())
    connection = setting.closing.enter_context(
        psycopg.connect(host=str(folder), user="bench", dbname="postgres", autocommit=True)
    )
    _fill(connection, setting)
    setting.versions.update(zip(("PostgreSQL", "PostGIS"), _versions(connection), strict=True))
    for name, table in TABLES.items():
        yield One(name, "grid", _one(connection, POINT.format(table=table)), _position)
        yield Many(name, "grid", _loader(connection, JOIN.format(table=table)), _positions, MOST)
    trip = connection.cursor(binary=True)
    yield One(ROUND_TRIP, "grid", lambda _x, _y: trip.execute("select 1", prepare=True).fetchone())


def _versions(connection: psycopg.Connection) -> tuple[str, str]:
    row = connection.execute("select split_part(version(), ' ', 2), postgis_lib_version()").fetchone()
    assert row is not None
    return row[0], row[1]


def _fill(connection: psycopg.Connection, setting: Setting) -> None:
    connection.execute("create extension postgis")
    connection.execute("set max_parallel_workers_per_gather = 0")
    connection.execute("set plan_cache_mode = force_generic_plan")
    connection.execute("create unlogged table areas (id int primary key, shape geometry(Geometry, 27700))")
    _copy(connection, "areas", setting.land.shapes)
    for statement in CUT_UP.split(";"):
        connection.execute(statement)


def _copy(connection: psycopg.Connection, table: str, shapes: np.ndarray) -> None:
    placed = shapely.to_wkb(shapely.set_srid(shapes, 27700), hex=True, include_srid=True)
    with connection.cursor() as cursor, cursor.copy(f"copy {table} (id, shape) from stdin") as copy:
        for row in enumerate(placed.tolist()):
            copy.write_row(row)


def _one(connection: psycopg.Connection, statement: str) -> Callable[[float, float], object]:
    run = connection.cursor(binary=True).execute
    return lambda x, y: run(statement, (x, y), prepare=True).fetchone()


def _loader(
    connection: psycopg.Connection, statement: str
) -> Callable[[Coordinates, Coordinates], Callable[[], object]]:
    def load(x: Coordinates, y: Coordinates) -> Callable[[], object]:
        connection.execute("drop table if exists points")
        connection.execute("create unlogged table points (id int, shape geometry(Point, 27700))")
        _copy(connection, "points", shapely.points(x, y))
        connection.execute("analyze points")
        cursor = connection.cursor(binary=True)
        return lambda: (len(x), cursor.execute(statement).fetchall())

    return load


def _position(row: object) -> int:
    assert isinstance(row, tuple)
    return NOWHERE if row[0] is None else int(row[0])


def _positions(answer: object) -> Positions:
    assert isinstance(answer, tuple)
    number, rows = answer
    found = np.full(number, NOWHERE, dtype=np.intp)
    if rows:
        points, areas = np.array(rows, dtype=np.intp).T
        found[points] = areas
    return found
