"""Rule packs: which role handles a transaction, decided by a proved table and a flow derived from it."""

from routekit.rules.boundary import Boundary
from routekit.rules.cases import CaseReport, CaseResult, run_cases
from routekit.rules.comparing import Comparison, Difference, compare
from routekit.rules.contrast import Named
from routekit.rules.editors import overlay_schema, pack_schema
from routekit.rules.facts import FACTS
from routekit.rules.files import Overlay
from routekit.rules.generating import NewCase, generate_cases
from routekit.rules.generating import in_yaml as cases_in_yaml
from routekit.rules.installed import installed_packs, installed_versions
from routekit.rules.lint import lint
from routekit.rules.pack import Pack
from routekit.rules.parts import (
    Alternative,
    Case,
    Cell,
    Change,
    Explanation,
    FactSpec,
    LookUp,
    Outcome,
    Row,
    Stop,
    Walk,
)
from routekit.rules.proving import Proof, Witness
from routekit.rules.roles import ROLES
from routekit.rules.rulebook import Rulebook, Ruling, holding_together
from routekit.rules.writing import add_cases

__all__ = [
    "FACTS",
    "ROLES",
    "Alternative",
    "Boundary",
    "Case",
    "CaseReport",
    "CaseResult",
    "Cell",
    "Change",
    "Comparison",
    "Difference",
    "Explanation",
    "FactSpec",
    "LookUp",
    "Named",
    "NewCase",
    "Outcome",
    "Overlay",
    "Pack",
    "Proof",
    "Row",
    "Rulebook",
    "Ruling",
    "Stop",
    "Walk",
    "Witness",
    "add_cases",
    "cases_in_yaml",
    "compare",
    "generate_cases",
    "holding_together",
    "installed_packs",
    "installed_versions",
    "lint",
    "overlay_schema",
    "pack_schema",
    "run_cases",
]
