"""Rule packs: which role handles a transaction, decided by a proved table and a flow derived from it."""

from routekit.rules.cases import CaseReport, CaseResult, run_cases
from routekit.rules.comparing import Comparison, Difference, Named, compare
from routekit.rules.facts import FACTS
from routekit.rules.files import Overlay
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
from routekit.rules.rulebook import Rulebook, Ruling
from routekit.rules.schema import overlay_schema, pack_schema

__all__ = [
    "FACTS",
    "ROLES",
    "Alternative",
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
    "compare",
    "installed_packs",
    "installed_versions",
    "lint",
    "overlay_schema",
    "pack_schema",
    "run_cases",
]
