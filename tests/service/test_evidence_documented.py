"""The reference names the settings of evidence, Open311 and inspect, and all that is counted."""

from pathlib import Path

import pytest

from routekit.service.evidence.exposing import FAMILIES
from routekit.service.evidence.telling import COLUMNS
from routekit.service.settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
OURS = ("evidence", "open311", "inspect", "public_url")


@pytest.mark.parametrize("name", [name for name in Settings.model_fields if name.startswith(OURS)])
def test_the_page_has_every_setting_with_its_default_and_what_it_does(name):
    setting = Settings.model_fields[name]
    default = setting.default or (setting.default if setting.default is False else "none")
    line = f"| `{name}` | {str(default).replace('True', 'true').replace('False', 'false')} |"
    line += f" {setting.description} |"
    assert line in (REFERENCE / "service.md").read_text("utf-8")


def test_the_page_has_every_kind_column_and_metric():
    text = (REFERENCE / "evidence.md").read_text("utf-8")
    for kind, (metric, _, label) in FAMILIES.items():
        assert f"| `{kind}` |" in text
        assert f"| `{metric}_total` | `transaction`, `version`, `{label}` |" in text
    assert all(f"`{column}`" in text for column in COLUMNS)
