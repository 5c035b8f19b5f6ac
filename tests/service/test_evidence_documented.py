"""The reference names every kind, column and metric of evidence."""

from pathlib import Path

from routekit.service.evidence.exposing import FAMILIES
from routekit.service.evidence.telling import COLUMNS

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def test_the_page_has_every_kind_column_and_metric():
    text = (REFERENCE / "evidence.md").read_text("utf-8")
    for kind, (metric, _, label) in FAMILIES.items():
        assert f"| `{kind}` |" in text
        assert f"| `{metric}_total` | `transaction`, `version`, `{label}` |" in text
    assert all(f"`{column}`" in text for column in COLUMNS)
