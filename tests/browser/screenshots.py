"""Make the pictures of the pages for the documentation: `python tests/browser/screenshots.py FOLDER`."""

import io
import sys
import tempfile
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from live_service import live
from PIL import Image
from resident import Resident, chromium
from served_pages import served

from routekit.boundaries import Edition, build
from routekit.contacts import AsyncModernGov
from routekit.router import Router
from routekit.service.pages import PageSettings
from routekit.testing import ModernGovServer, sample_councils

DISTRICT = "E06000037"
TRANSACTION = "report-speeding-traffic"
NOTE = "Sample data: West Berkshire in 2019, with invented contact people."
COLOURS = 64


def keep(resident, path, *, whole=True):
    """Write the page, or what is in the window of it, with few colours."""
    resident.page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(resident.page.screenshot(full_page=whole))).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    sys.stdout.write(f"{path} {path.stat().st_size / 1000:.0f} kB\n")


def take(browser, url, folder):
    with Resident(browser, url, width=640) as resident:
        resident.begin(TRANSACTION)
        resident.page.locator("[data-map-ground]").click(position={"x": 130, "y": 215})
        keep(resident, folder / "place.png")
        resident.page.locator("input[name=latitude]").evaluate("each => { each.value = '51.4147' }")
        resident.page.locator("input[name=longitude]").evaluate("each => { each.value = '-1.5154' }")
        resident.page.locator("input[name=accuracy]").evaluate("each => { each.value = '8' }")
        resident.next()
        resident.next()
        keep(resident, folder / "question.png")
        resident.choose("Yes", "Yes", "Yes")
        keep(resident, folder / "check.png")
        resident.press("Find out who to tell")
        keep(resident, folder / "outcome.png")
    with Resident(browser, url, width=360, language="cy") as resident:
        resident.begin("report-fly-tipping")
        resident.choose("Yes")
        keep(resident, folder / "emergency.png")


def take_inspect(browser, url, folder):
    with Resident(browser, url, width=900) as maintainer:
        maintainer.page.goto(f"{url}/inspect")
        for label, value in (
            ("Latitude", "51.4147"),
            ("Longitude", "-1.5154"),
            ("Metres it may be off", "2500"),
        ):
            maintainer.page.get_by_label(label).fill(value)
        maintainer.page.get_by_label("Day, as 2026-04-01").fill("2026-04-01")
        maintainer.page.get_by_role("button", name="Inspect").click()
        maintainer.page.wait_for_selector(".map-marker")
        keep(maintainer, folder / "inspect.png", whole=False)


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as cache:
        edition, _ = build(out=Path(cache) / "sample.edition")
        router = Router.open(edition=edition, clock=lambda: date(2026, 4, 1))
        areas = Edition.open(edition).areas(DISTRICT)
        with ModernGovServer(sample_councils(areas)) as server, chromium() as browser:
            source = AsyncModernGov(server.base_url, district=DISTRICT, areas=areas, allow_insecure=True)
            with served(router, source, PageSettings(phase="alpha", phase_text=NOTE)) as (url, _):
                take(browser, url, folder)
            with live(Path(cache), Path(cache), edition=edition, inspect="true") as service:
                take_inspect(browser, service.url, folder)


main()
