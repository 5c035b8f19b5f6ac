"""The stylesheets and scripts of the pages: read once, and sent so that a browser keeps them for good."""

import gzip
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final, Self

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from routekit.errors import DataError

_HERE: Final = Path(__file__).parent
OWN: Final = _HERE / "static"
BUILT: Final = _HERE / "built"
NEEDED: Final = (
    "govuk-frontend.min.css",
    "govuk-frontend.min.js",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "licences/govuk-frontend.txt",
    "licences/leaflet.txt",
)
FOREVER: Final = "public, max-age=31536000, immutable"
_TEXT: Final = {".css", ".js", ".txt"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent; `packed` is None for what does not get smaller."""

    content: bytes
    packed: bytes | None
    kind: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files by name. `version` changes with any of them, and stands in their addresses."""

    files: Mapping[str, Asset]
    version: str

    @classmethod
    def open(cls, built: Path = BUILT) -> Self:
        """Read our own files and those that the build took from npm.

        Raises DataError, which says what to run, where these are not there.
        """
        if first := missing(built):
            raise DataError(
                f"the pages need {first}, which is not in {built}; `make assets` puts it there, "
                "with npm, and so has a wheel that is built after it"
            )
        return cls.found(built)

    @classmethod
    def found(cls, built: Path = BUILT) -> Self:
        """Read our own files, and those from npm if they are there."""
        files = dict(sorted((*_read(OWN), *(() if missing(built) else _read(built)))))
        digest = sha256()
        for name, asset in files.items():
            digest.update(name.encode() + b"\0" + sha256(asset.content).digest())
        return cls(MappingProxyType(files), digest.hexdigest()[:12])

    async def send(self, request: Request) -> Response:
        """Send a file; its address names the version, so that it never changes."""
        asset = self.files.get(request.path_params["name"])
        if asset is None or request.path_params["version"] != self.version:
            return PlainTextResponse("Not found", status_code=404)
        packed = asset.packed if "gzip" in request.headers.get("accept-encoding", "") else None
        headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
        if packed:
            headers["Content-Encoding"] = "gzip"
        return Response(packed or asset.content, media_type=asset.kind, headers=headers)


def missing(built: Path = BUILT) -> str:
    """Name the first file that the build takes from npm and that is not there; empty if all are."""
    return next((name for name in NEEDED if not (built / name).is_file()), "")


def _read(folder: Path) -> Iterator[tuple[str, Asset]]:
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            packed = gzip.compress(content, mtime=0) if path.suffix in _TEXT else None
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            yield path.relative_to(folder).as_posix(), Asset(content, packed, kind)
