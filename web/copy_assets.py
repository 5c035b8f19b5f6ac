"""Copy what the pages need from npm into the package, without the typeface and the crest of GOV.UK."""

import re
import shutil
import sys
from pathlib import Path

WEB = Path(__file__).parent
MODULES = WEB / "node_modules"
BUILT = WEB.parent / "src" / "routekit" / "service" / "pages" / "built"
GOVUK = MODULES / "govuk-frontend" / "dist" / "govuk"
LEAFLET = MODULES / "leaflet"

FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
CREST = re.compile(
    r"background-image:url\(/assets/images/govuk-crest\.svg\);?|url\(/assets/images/govuk-crest\.svg\)"
)
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)")


def stylesheet(text: str) -> str:
    """Give the stylesheet in Arial and without the crest: both are for GOV.UK alone."""
    text = CREST.sub("", FONT_FACE.sub("", text)).replace("GDS Transport,", "")
    left = [word for word in ("GDS Transport", "@font-face", "/assets/") if word in text]
    if left:
        sys.exit(
            f"the stylesheet of govuk-frontend still has {', '.join(left)}; copy_assets.py must be mended"
        )
    return text


def written(name: str, text: str) -> None:
    """Write a text file without a reference to a source map, which is not copied."""
    path = BUILT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SOURCE_MAP.sub("", text), encoding="utf-8")


def main() -> None:
    """Make the folder anew."""
    shutil.rmtree(BUILT, ignore_errors=True)
    written(
        "govuk-frontend.min.css", stylesheet((GOVUK / "govuk-frontend.min.css").read_text(encoding="utf-8"))
    )
    written("govuk-frontend.min.js", (GOVUK / "govuk-frontend.min.js").read_text(encoding="utf-8"))
    for name in ("leaflet.css", "leaflet.js"):
        written(f"leaflet/{name}", (LEAFLET / "dist" / name).read_text(encoding="utf-8"))
    shutil.copytree(LEAFLET / "dist" / "images", BUILT / "leaflet" / "images")
    licences = BUILT / "licences"
    licences.mkdir()
    shutil.copy(WEB / "licences" / "govuk-frontend.txt", licences)
    shutil.copy(LEAFLET / "LICENSE", licences / "leaflet.txt")


main()
