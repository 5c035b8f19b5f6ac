"""How Sphinx builds these pages: `make docs`."""  # noqa: INP001 - Sphinx reads it, nothing imports it

project = "routekit"
extensions = ["myst_parser"]
exclude_patterns = [  # what other pages include
    "_build",
    "how-to/spark-figures.md",
    "reference/report-speeding-traffic.md",
]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "routekit"
