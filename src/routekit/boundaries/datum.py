"""The change of datum between ETRS89 and OSGB36 without tables, good to about 5 metres."""

from typing import NamedTuple

from routekit.boundaries.mercator import AIRY_1830, DEGREE, GRS80, Ellipsoid, Functions, Number

__all__ = ["TO_ETRS89", "TO_OSGB36", "Helmert"]

SECOND = DEGREE / 3600


class Helmert(NamedTuple):
    """A seven-parameter change of datum: metres, parts per million, seconds of arc (position vector)."""

    source: Ellipsoid
    target: Ellipsoid
    along_x: float
    along_y: float
    along_z: float
    scale: float
    about_x: float
    about_y: float
    about_z: float

    def apply(self, longitude: Number, latitude: Number, by: Functions[Number]) -> tuple[Number, Number]:
        """Give the degrees on the target of a point on the surface of the source, in degrees."""
        x, y, z = _cartesian(longitude, latitude, self.source, by)
        scale = 1 + self.scale * 1e-6
        turn_x, turn_y, turn_z = self.about_x * SECOND, self.about_y * SECOND, self.about_z * SECOND
        return _degrees(
            self.along_x + scale * x - turn_z * y + turn_y * z,
            self.along_y + turn_z * x + scale * y - turn_x * z,
            self.along_z - turn_y * x + turn_x * y + scale * z,
            self.target,
            by,
        )


# Ordnance Survey, "A guide to coordinate systems in Great Britain", section 6.6: approximate WGS84 to
# OSGB36. The guide's own way back is the same parameters with their signs changed.
TO_OSGB36 = Helmert(GRS80, AIRY_1830, -446.448, 125.157, -542.060, 20.4894, -0.1502, -0.2470, -0.8421)
TO_ETRS89 = Helmert(AIRY_1830, GRS80, 446.448, -125.157, 542.060, -20.4894, 0.1502, 0.2470, 0.8421)


def _cartesian(
    longitude: Number, latitude: Number, on: Ellipsoid, by: Functions[Number]
) -> tuple[Number, Number, Number]:
    """Give the geocentric metres of a point on the surface of an ellipsoid."""
    shape = (on.semi_minor / on.semi_major) ** 2
    up, out = by.sin(DEGREE * latitude), by.cos(DEGREE * latitude)
    normal = on.semi_major / by.sqrt(out * out + shape * up * up)
    across = normal * out
    meridian = DEGREE * longitude
    return across * by.cos(meridian), across * by.sin(meridian), shape * normal * up


def _degrees(x: Number, y: Number, z: Number, on: Ellipsoid, by: Functions[Number]) -> tuple[Number, Number]:
    """Give the longitude and latitude of geocentric metres (B. R. Bowring, 1976; exact near the surface)."""
    major, minor = on
    across = by.sqrt(x * x + y * y)
    reduced = by.atan2(major * z, minor * across)
    up, out = by.sin(reduced), by.cos(reduced)
    bulge = major * major - minor * minor
    latitude = by.atan2(z + bulge / minor * up * up * up, across - bulge / major * out * out * out)
    return by.atan2(y, x) / DEGREE, latitude / DEGREE
