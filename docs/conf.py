"""How Sphinx builds these pages: `make docs`."""  # noqa: INP001 - Sphinx reads it, nothing imports it

project = "routekit"
extensions = ["myst_parser"]
exclude_patterns = ["_build", "reference/report-speeding-traffic.md"]  # included by another page
myst_heading_anchors = 3
html_theme = "furo"
html_title = "routekit"
