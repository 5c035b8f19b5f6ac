"""Open311 GeoReport v2 as far as services are discovered: reports are routed here, and not taken."""

from routekit.service.open311.routes import open311_routes

__all__ = ["open311_routes"]
