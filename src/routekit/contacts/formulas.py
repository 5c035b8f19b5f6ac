"""Cells of a CSV file that a spreadsheet would run as a formula: escaped, and as they were."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def escaped(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, and before one that is there already."""
    return f"'{cell}" if cell.startswith(_STARTS) or (cell.startswith("'") and plain(cell) != cell) else cell


def plain(cell: str) -> str:
    """Take the apostrophe away again."""
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and bare.startswith(_STARTS) else cell
