"""A source of areas, or an edition, checked: all that is wrong with it, where, and what would be right."""

from routekit.boundaries.checking.check import check
from routekit.boundaries.checking.finding import CheckReport, Finding, FindingKind, Severity

__all__ = ["CheckReport", "Finding", "FindingKind", "Severity", "check"]
