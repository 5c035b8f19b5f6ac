"""Rule packs: which role handles a transaction, decided by a proved table and a flow derived from it."""

from routekit.rules.cases import CaseReport, CaseResult, run_cases
from routekit.rules.comparing import Comparison, Difference, Named, compare
from routekit.rules.facts import FACTS
from routekit.rules.installed import installed_packs
from routekit.rules.lint import lint
from routekit.rules.pack import Pack
from routekit.rules.parts import Case, Cell, FactSpec, LookUp, Outcome, Row, Walk
from routekit.rules.roles import ROLES
from routekit.rules.schema import pack_schema

__all__ = [
    "FACTS",
    "ROLES",
    "Case",
    "CaseReport",
    "CaseResult",
    "Cell",
    "Comparison",
    "Difference",
    "FactSpec",
    "LookUp",
    "Named",
    "Outcome",
    "Pack",
    "Row",
    "Walk",
    "compare",
    "installed_packs",
    "lint",
    "pack_schema",
    "run_cases",
]
