"""Two editions: the postcodes that moved are those in land that moved, by the polygons themselves."""

from collections import Counter
from datetime import date

import numpy as np
import pytest
import shapely

from routekit.model import Postcode
from routekit.replay import Side, every_postcode, replay
from routekit.router import Router
from routekit.rules import Pack
from routekit.testing import Invented

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def editions(west_berkshire, reorganised):
    return west_berkshire, reorganised


@pytest.fixture(scope="module")
def sides(editions, bodies, west_berkshire_postcodes):
    """The pack leads to the parish council or meeting, so that each area has an authority of its own."""
    packs = [Pack.load("find-parish-clerk")]
    return tuple(
        Side(
            router=Router(
                packs=packs, edition=edition, bodies=bodies, postcodes=lambda: west_berkshire_postcodes
            ),
            on=DAY,
        )
        for edition in editions
    )


@pytest.fixture(scope="module")
def found(sides, west_berkshire_postcodes):
    return replay(every_postcode(west_berkshire_postcodes), *sides, "find-parish-clerk")


@pytest.fixture(scope="module")
def truth(editions, west_berkshire_postcodes):
    """Give the area of each postcode in both editions: the first polygon that covers its point."""
    columns = west_berkshire_postcodes.columns
    located = np.flatnonzero(columns.radius)
    points = shapely.points(columns.easting[located].astype(float), columns.northing[located].astype(float))
    both = []
    for edition in editions:
        codes = np.full(len(points), None, dtype=object)
        for area in reversed(edition.areas()):
            codes[shapely.covers(edition.area(area.code).geometry, points)] = area.code
        both.append(codes)
    return list(zip(*both, strict=True))


def moves_of(found):
    moves = Counter()
    for change in found.changes:
        for area in change.areas:
            if area.was != area.now:
                moves[area.was, area.now] += area.places
    return moves


def test_the_places_that_moved_are_those_in_land_that_moved(found, truth):
    assert moves_of(found) == Counter(pair for pair in truth if pair[0] != pair[1])
    assert found.places == len(truth) + 1
    assert [(each.code, each.places, each.samples) for each in found.left_out] == [
        ("no-location", 1, ("RG14 9ZZ",))
    ]


def test_each_kind_is_that_of_the_change_that_was_made(found):
    planted = Invented()
    kinds = {(area.was, area.now): change.kind for change in found.changes for area in change.areas}

    assert kinds[planted.strip_from, planted.strip_to] == "boundary"
    assert kinds[planted.split, planted.split_off] == "boundary"
    assert kinds[planted.merged[0], planted.merger] == "recoded"
    assert kinds[planted.recoded, planted.new_code] == "recoded"


def test_a_parish_that_is_as_it_was_is_not_listed(found, truth):
    moved = {was for was, now in truth if was != now}
    renamed = {each.was for change in found.changes if change.kind == "renamed" for each in change.areas}

    assert {each.code for each in found.parishes} == moved | renamed
    assert renamed <= {Invented().renamed}


def test_the_samples_are_postcodes_of_the_change(found, editions, west_berkshire_postcodes):
    for change in found.changes:
        ways = {(each.was, each.now) for each in change.areas}
        assert change.samples
        for sample in change.samples:
            point = west_berkshire_postcodes.at(Postcode(sample.id))
            codes = tuple(each.code_at(point.easting, point.northing) for each in editions)
            assert codes in ways
            assert codes[0] == sample.area


def test_between_an_edition_and_itself_nothing_changes(sides, west_berkshire_postcodes):
    found = replay(every_postcode(west_berkshire_postcodes), sides[0], sides[0], "find-parish-clerk")

    assert (found.changes, found.parishes, found.same) == ((), (), found.places - 1)
