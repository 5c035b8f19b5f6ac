"""A view for maintainers: what routekit knows of a place and makes of it, as JSON and as a page."""
