"""The pages within the service: when they are there, and what stands around them."""

import os
import subprocess
from pathlib import Path

import pytest
from live_service import ROUTEKIT

from routekit.errors import InputError
from routekit.service.pages.assets import NEEDED, missing
from routekit.service.pages.wanted import wanted_pages
from routekit.service.serving import Held, Serving
from routekit.service.settings import Settings, read_settings

pytestmark = pytest.mark.needs("npm-assets")
GUIDE = Path(__file__).parents[3] / "docs" / "how-to" / "put-the-pages-in-front-of-residents.md"
CONFIG = """\
pages = "on"
[page_settings]
title = "Tell us"
transactions = ["report-litter"]
[page_settings.tiles]
url = "https://tiles.example.gov.uk/{z}/{x}/{y}.png"
attribution = "Example"
[[page_settings.links]]
text = "Help"
href = "https://www.example.gov.uk/help"
"""


@pytest.fixture(scope="module")
def service(running):
    with running(
        pages="on", page_settings='{"title": "Tell us", "transactions": ["report-litter"]}'
    ) as client:
        yield client


@pytest.mark.parametrize(("chosen", "there"), [("auto", True), ("on", True), ("off", False)])
def test_the_pages_are_there_where_they_are_wanted(tiny_router, chosen, there):
    assert bool(wanted_pages(Held(Serving(tiny_router)), Settings(pages=chosen))) is there


def test_the_first_stylesheet_that_is_not_built_is_named(tmp_path):
    assert missing(tmp_path) == NEEDED[0]
    assert not missing()


@pytest.mark.parametrize(("name", "value"), [("transactions", ["report-nothing"]), ("district", "E06000037")])
def test_what_the_data_has_not_is_named_as_in_the_settings(tiny_router, name, value):
    settings = Settings(page_settings={name: value})
    with pytest.raises(InputError, match=r"page_settings\."):
        wanted_pages(Held(Serving(tiny_router)), settings)


def test_the_settings_of_the_pages_are_a_table_in_a_file_and_json_in_the_environment(tmp_path):
    file = tmp_path / "serve.toml"
    file.write_text(CONFIG, "utf-8")
    found = read_settings(file, environment={}).page_settings
    assert (found.title, found.transactions) == ("Tell us", ("report-litter",))
    assert found.tiles.origin == "https://tiles.example.gov.uk"
    assert [link.text for link in found.links] == ["Help"]
    told = {"ROUTEKIT_PAGE_SETTINGS": '{"phase": "beta"}'}
    assert read_settings(file, environment=told).page_settings.phase == "beta"


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ('{"phase": "gamma"}', "page_settings.phase"),
        ('{"tiles": {"url": "http://x", "attribution": "x"}}', "page_settings.tiles"),
        ('{"colour": "red"}', "page_settings.colour"),
        ('{"district": "Newbury"}', "page_settings.district"),
        ("red", "ROUTEKIT_PAGE_SETTINGS"),
    ],
)
def test_a_setting_of_the_pages_that_will_not_do_is_named(said, named):
    with pytest.raises(InputError) as caught:
        read_settings(environment={"ROUTEKIT_PAGE_SETTINGS": said})
    assert caught.value.field == named


def test_the_file_in_the_guide_starts_the_pages_as_it_is_written(tmp_path, sample_cache, postcodes_file):
    text = (
        GUIDE.read_text("utf-8").partition("Save this as `serve.toml`:\n\n```toml\n")[2].partition("```")[0]
    )
    (tmp_path / "serve.toml").write_text(text, "utf-8")
    done = subprocess.run(
        [ROUTEKIT, *["serve", "--config", "serve.toml", "--check"]],
        cwd=tmp_path,
        env={**os.environ, "XDG_CACHE_HOME": str(sample_cache), "ROUTEKIT_POSTCODES": str(postcodes_file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "with pages for residents" in done.stdout


def test_no_header_is_said_twice_and_the_pages_keep_their_own(service):
    page = service.get("/en/report-litter")
    address = page.text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    for answer in (page, service.get(address), service.get("/"), service.get("/v1/transactions")):
        names = [name.lower() for name, _ in answer.headers.multi_items()]
        assert len(names) == len(set(names)), names
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
    assert page.headers["permissions-policy"] == "geolocation=(self)"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "private, no-cache"
    assert service.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"


def test_metrics_name_a_page_by_its_route_and_nothing_that_was_sent(service):
    service.get("/en/report-litter")
    service.get("/en/whatever-was-typed")
    service.get("/en/whatever/was/typed")
    service.post("/cy/report-litter", data={"at": "place", "postcode": "RG17 0JB"})
    told = service.get("/metrics").text
    assert 'call="GET /en/{transaction}",status="200"' in told
    assert 'call="POST /cy/{transaction}",status="200"' in told
    assert "typed" not in told
    assert "RG17" not in told


def test_a_path_below_the_pages_that_there_is_not_is_a_page(service):
    for language in ("en", "cy"):
        answer = service.get(f"/{language}/a/b")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert service.get("/fr").json()["error_code"] == "unknown-path"


def test_ten_megabytes_are_refused_and_the_next_request_is_answered(service):
    answer = service.post("/en/report-litter", content=bytes(10_000_000))
    assert answer.status_code == 413
    assert service.get("/en/report-litter").status_code == 200
