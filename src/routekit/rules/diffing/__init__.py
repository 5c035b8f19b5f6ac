"""Two versions of a pack compared: what changes for whom, counted, in words, and as a page."""

from routekit.rules.diffing.changes import Edit, PackDiff, Part, QuestionsAsked, RowSaid, Shift
from routekit.rules.diffing.diff import diff, shifts

__all__ = ["Edit", "PackDiff", "Part", "QuestionsAsked", "RowSaid", "Shift", "diff", "shifts"]
