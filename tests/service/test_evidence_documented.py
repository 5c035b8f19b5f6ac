"""The reference names the settings of evidence, Open311 and inspect, with their defaults."""

import re
from pathlib import Path

import pytest

from routekit.service.evidence.exposing import FAMILIES
from routekit.service.evidence.telling import COLUMNS
from routekit.service.settings import Settings

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
NONE = {None: "none", "": "empty", True: "true", False: "false"}


@pytest.mark.parametrize(
    ("page", "names"),
    [("evidence", r"evidence(_\w+)?"), ("open311", r"open311(_\w+)?|public_url"), ("inspect", "inspect")],
)
def test_a_page_has_every_setting_of_its_own_with_its_default(page, names):
    text = (REFERENCE / f"{page}.md").read_text("utf-8").rpartition("| setting |")[2]
    listed = dict(re.findall(r"^\| `(\w+)` \| ([^|]*?) \|", text, re.MULTILINE))
    settings = {name: each.default for name, each in Settings.model_fields.items() if re.fullmatch(names, name)}
    given = {name: str(default) if default else NONE.get(default or None, "none") for name, default in settings.items()}
    given |= {name: "false" for name, default in settings.items() if default is False}
    given |= {name: "true" for name, default in settings.items() if default is True}
    given |= {name: "empty" for name, default in settings.items() if default == ""}
    assert listed == given


def test_the_page_has_every_kind_column_and_metric():
    text = (REFERENCE / "evidence.md").read_text("utf-8")
    for kind, (metric, _, label) in FAMILIES.items():
        assert f"| `{kind}` |" in text
        assert f"| `{metric}_total` | `transaction`, `version`, `{label}` |" in text
    assert all(f"`{column}`" in text for column in COLUMNS)
