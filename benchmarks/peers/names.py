"""What each contender is called, in the results, in the table and in the plot."""

from typing import Final

ROUTEKIT: Final = "routekit"
EMPTY: Final = "empty Python function"
STRTREE_PREDICATE: Final = "shapely STRtree, predicate"
STRTREE_PREPARED: Final = "shapely STRtree, prepared"
STRTREE_SORTED: Final = "shapely STRtree, prepared, sorted by polygon"
SHAPELY_OPENED: Final = "shapely, WKB parsed into an STRtree"
RTREE_PREPARED: Final = "rtree, prepared"
SJOIN: Final = "geopandas.sjoin"
SEDONADB: Final = "SedonaDB"
POSTGIS_GIST: Final = "PostGIS GiST"
POSTGIS_SUBDIVIDED: Final = "PostGIS ST_Subdivide(64)"
ROUND_TRIP: Final = "PostgreSQL, select 1"
PYPROJ: Final = "pyproj with OSTN15, routekit's index"
TZFPY: Final = "tzfpy"
TIMEZONEFINDER: Final = "timezonefinder"
