"""What a council may choose, what will not do, and that the reference names it all."""

import re
from pathlib import Path

import pytest

from routekit.errors import InputError
from routekit.service.pages import FooterLink, PageSettings, Tiles

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "pages.md"
URL = "https://tiles.example.gov.uk/{z}/{x}/{y}.png"


@pytest.mark.parametrize(
    "url",
    [
        "http://tiles.example.gov.uk/{z}/{x}/{y}.png",
        "https://tiles.example.gov.uk/{z}/{x}.png",
        "https://{z}.example.gov.uk/{x}/{y}.png",
        "https://tiles.example.gov.uk/{z}/{x}/{y}/{y}.png",
        "https://tiles.example.gov.uk/{z}/{x}/{y}; script-src *",
        "https://user@tiles.example.gov.uk/{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
        "",
    ],
)
def test_an_address_of_tiles_that_will_not_do_is_refused(url):
    with pytest.raises(InputError, match="url is"):
        Tiles(url=url, attribution="Example")


def test_the_origin_of_tiles_has_the_port_and_no_path():
    tiles = Tiles(url="https://tiles.example.gov.uk:8443/a/{z}/{x}/{y}.png", attribution="Example")
    assert tiles.origin == "https://tiles.example.gov.uk:8443"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "two\nlines"),
        ("language", "fr"),
        ("district", "Newbury"),
        ("transactions", ("../etc",)),
        ("phase", "gamma"),
        ("colour", "red"),
    ],
)
def test_a_setting_that_will_not_do_names_its_field(field, value):
    with pytest.raises(InputError) as caught:
        PageSettings(**{field: value})
    assert caught.value.field.split(".")[0] == field


def test_a_link_is_a_web_address():
    with pytest.raises(InputError, match="href"):
        FooterLink(text="Help", href="javascript:alert(1)")


def test_settings_may_be_given_as_plain_data():
    settings = PageSettings(tiles={"url": URL, "attribution": "Example"})
    assert settings.tiles == Tiles(url=URL, attribution="Example")
    with pytest.raises(InputError, match="tiles"):
        PageSettings(tiles={"url": "x", "attribution": "Example"})


def test_the_reference_names_every_field_with_its_default():
    text = REFERENCE.read_text(encoding="utf-8").split("## Fields")[0]
    tables = text.split("## Settings")[1].split("\nOf ")
    for table, value in zip(tables, (PageSettings, Tiles, FooterLink), strict=True):
        assert re.findall(r"^\| `([a-z_]+)` ", table, re.MULTILINE) == list(value.model_fields)
