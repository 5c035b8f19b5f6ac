"""`routekit serve`: the HTTP service."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routekit.cli.options import as_json

if TYPE_CHECKING:
    from routekit.service.settings import Settings

GIVEN = ("host", "port", "sample")


@click.command()
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Settings in TOML; the environment (ROUTEKIT_...) comes before them.")  # fmt: skip
@click.option("--host", metavar="ADDRESS", help="Address to listen on; default: 127.0.0.1.")
@click.option("--port", type=int, metavar="PORT", help="Port to listen on; default: 8000. 0 is any.")
@click.option("--sample", is_flag=True, default=None, help="Serve the sample edition, of one district.")
@click.option("--check", is_flag=True, help="Open everything that would be served, and end.")
@as_json
def serve(config: Path | None, *, check: bool, json_: bool, **given: Any) -> int:  # noqa: ANN401 - click passes its options by name
    """Answer over HTTP who handles a transaction at a place, for form platforms.

    Put a reverse proxy before it, which sees to TLS, who may ask, and how often. SIGTERM stops it when the
    requests under way are answered; SIGHUP opens packs, boundaries and contacts anew.

    \b
    Example:
      routekit serve --port 8000
    """
    settings = _settings(config, given)
    _log_to_standard_error()
    if check:
        return _checked(settings, json_=json_)
    from routekit.service.server import serve as run

    run(settings, lambda url: _ready(url, json_=json_))
    return 0


def _settings(config: Path | None, given: dict[str, Any]) -> "Settings":
    try:
        from routekit.service.settings import read_settings
    except ImportError as error:
        raise click.UsageError(
            f'{error.name} is missing; install the extra with pip install "routekit[service]"'
        ) from error
    chosen = {name: value for name, value in given.items() if value is not None}
    return read_settings(config, environment=os.environ, given=chosen)


def _checked(settings: "Settings", *, json_: bool) -> int:
    from routekit.service.evidence.keeping import Keeper
    from routekit.service.opening import Opener
    from routekit.service.pages.wanted import wanted_pages
    from routekit.service.serving import Held

    serving = Opener.of(settings).open()
    Keeper(serving.evidence, settings).check()
    router, paged = serving.router, bool(wanted_pages(Held(serving), settings))
    listed = [each.id for each in router.transactions()]
    found = {"edition": router.edition.name, "transactions": listed, "pages": paged}
    text = f"{len(listed)} transactions can be served in {router.edition.name}, {_with(pages=paged)}"
    click.echo(json.dumps(found, indent=2) if json_ else text)
    return 0


def _with(*, pages: bool) -> str:
    return "with pages for residents" if pages else "without pages for residents"


def _ready(url: str, *, json_: bool) -> None:
    click.echo(json.dumps({"url": url}) if json_ else f"routekit answers at {url}")


def _log_to_standard_error() -> None:
    """Log what routekit says, and warnings of others; libraries below log what they are asked for."""
    import logging

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("routekit").setLevel(logging.INFO)
