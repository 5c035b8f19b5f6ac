"""The rows of a pack in a spreadsheet: CSV out, and CSV back onto the pack, checked and proved."""

from routekit.rules.sheets.exporting import export_rows
from routekit.rules.sheets.importing import Imported, import_rows

__all__ = ["Imported", "export_rows", "import_rows"]
