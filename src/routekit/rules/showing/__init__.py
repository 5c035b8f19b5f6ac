"""Show a pack to people: a picture of its flow, and its decision table, in English and Welsh."""

from routekit.rules.showing.deriving import MOST_ARROWS, MOST_BOXES
from routekit.rules.showing.making import picture_of
from routekit.rules.showing.mermaid import mermaid
from routekit.rules.showing.pages import html, markdown
from routekit.rules.showing.picture import Arrow, Box, Picture
from routekit.rules.showing.plain import as_csv, text
from routekit.rules.showing.svg import svg
from routekit.rules.showing.table import DecisionTable, TableColumn, TableOutcome, TableRow, table_of

__all__ = [
    "MOST_ARROWS",
    "MOST_BOXES",
    "Arrow",
    "Box",
    "DecisionTable",
    "Picture",
    "TableColumn",
    "TableOutcome",
    "TableRow",
    "as_csv",
    "html",
    "markdown",
    "mermaid",
    "picture_of",
    "svg",
    "table_of",
    "text",
]
