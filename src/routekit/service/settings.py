"""What whoever runs the service may choose: from the environment, as ROUTEKIT_*, and from a TOML file."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from routekit.errors import InputError
from routekit.service.pages.settings import PageSettings
from routekit.suggest import suggestion

PREFIX: Final = "ROUTEKIT_"
CONFIG: Final = "ROUTEKIT_CONFIG"
IN_JSON: Final = frozenset({"packs", "overrides", "layers", "open311_groups", "page_settings"})
LARGEST_FILE: Final = 256 * 1024

Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Every setting of the service with its default; a name not listed here is refused in a file.

    The environment comes before the file, and what a command is given before both.
    """

    model_config = SettingsConfigDict(extra="forbid", frozen=True, validate_default=True)

    host: str = Field(
        "127.0.0.1", min_length=1, description="Address to listen on; a reverse proxy stands before it."
    )
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes any that is free.")
    sample: bool = Field(default=False, description="Serve the sample edition, which covers one district.")
    edition: Path | None = Field(None, description="Boundaries; without it all whole compiled editions.")
    postcodes: Path | None = Field(None, description="Postcodes; without it the newest edition.")
    packs: tuple[Path, ...] = Field((), description="Rule packs; without any, the installed ones.")
    bodies: Path | None = Field(None, description="Tables of authorities instead of the installed ones.")
    overrides: tuple[Path, ...] = Field((), description="Folders of a council's own tables.")
    layers: dict[str, Path] = Field({}, description="Layers that packs look facts up in, by name.")
    contacts: Literal["off", "register", "directory"] = Field(
        "off", description="Where contacts are from: nowhere, a register, or councils' own services."
    )
    register_file: Path | None = Field(None, description="The register of contacts (CSV).")
    links: Path | None = Field(None, description="GOV.UK's local links (CSV), for pages of councils.")
    installs: Path | None = Field(None, description="Table of Modern.Gov services; else the installed one.")
    contacts_cache: Path | None = Field(None, description="SQLite file of lists; else in memory only.")
    contact_budget_s: Seconds = Field(2.0, description="How long a caller waits for a contact.")
    contact_waiting: int = Field(64, ge=1, description="How many callers may wait for contacts at once.")
    include_name: bool = Field(default=False, description="Give clerks' names, which are personal data.")
    include_postal: bool = Field(default=False, description="Give postal addresses, often of homes.")
    allow_insecure: bool = Field(default=False, description="Ask services by plain http; for tests only.")
    get_route: bool = Field(
        default=False, description="Answer GET /v1/route and /v1/where too, with a place in the URL."
    )
    max_body_bytes: int = Field(1024 * 1024, ge=1024, description="Longest body, else 413.")
    max_depth: int = Field(8, ge=4, le=64, description="How deep JSON may be nested, else 400.")
    max_rows: int = Field(1000, ge=1, le=10_000, description="Most rows of a batch, else 422.")
    max_requests: int = Field(256, ge=1, description="Requests under way at once, else 503.")
    max_waiting_bytes: int = Field(
        64 * 1024 * 1024, ge=1024, description="Bodies on their way, all together, else 503."
    )
    max_connections: int = Field(4096, ge=1, description="Connections at once, else 503.")
    max_header_bytes: int = Field(
        32 * 1024, ge=1024, description="Longest request line and headers, else 431."
    )
    request_s: Seconds = Field(10.0, description="How long a request may take, else 503.")
    receive_s: Seconds = Field(
        5.0, description="How long a client may take to send a request, else it is cut."
    )
    keep_alive_s: int = Field(
        75, ge=1, le=3600, description="How long an idle connection is kept; longer than a proxy keeps it."
    )
    stop_s: int = Field(10, ge=1, le=3600, description="How long a stop waits for requests under way.")
    watch_s: float = Field(30.0, ge=0, le=86_400, description="How often files are looked at; 0 is never.")
    cache_s: int = Field(300, ge=0, le=86_400, description="How long a caller may keep the transactions.")
    metrics: bool = Field(default=True, description="Answer GET /metrics.")
    public_url: str | None = Field(
        None, pattern=r"^https?://[^\s/?#]+$", description="The service's address as clients know it."
    )
    open311: bool = Field(default=True, description="Answer /open311, for clients of GeoReport v2.")
    open311_contact: str = Field(
        "The council that runs this service.", max_length=500, description="Whom Open311 clients may ask."
    )
    open311_jurisdiction: str | None = Field(
        None, max_length=200, description="The only jurisdiction_id; without it any."
    )
    open311_groups: dict[str, str] = Field({}, description="Groups of services in Open311, by transaction.")
    pages: Literal["auto", "on", "off"] = Field(
        "auto", description="Pages for residents: wherever their stylesheets are built, always, or never."
    )
    page_settings: PageSettings = Field(
        PageSettings(), description="What the pages look like: a table in a file."
    )
    inspect: bool = Field(default=False, description="Answer /inspect and /v1/inspect, for maintainers.")
    evidence: bool = Field(default=False, description="Answer GET /v1/evidence.csv, for the packs' owners.")
    evidence_file: Path | None = Field(None, description="SQLite file of counts; else in memory only.")
    evidence_days: int = Field(400, ge=31, le=3700, description="How many days counts are kept.")
    evidence_least: int = Field(
        5, ge=1, le=1000, description="Fewer misroutes of one place than this are put together."
    )
    access_log: bool = Field(default=True, description="Log a line for each request, without its place.")

    @field_validator("*", mode="before")
    @classmethod
    def _no_flag_for_anything_else(cls, value: object, info: ValidationInfo) -> object:
        """Refuse true for a number, for which it would be 1."""
        field = cls.model_fields[info.field_name or ""]
        if isinstance(value, bool) and field.annotation is not bool:
            raise PydanticCustomError("flag", "this is no setting that is on or off")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the names are those of pydantic-settings
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given and nothing else: `read_settings` alone reads the environment."""
        return (init_settings,)


def read_settings(
    file: Path | None = None, *, environment: Mapping[str, str], given: Mapping[str, object] | None = None
) -> Settings:
    """Put settings together: what is given, then the environment, then a TOML file, then the defaults.

    Raises InputError naming the first setting that cannot be.
    """
    named = environment.get(CONFIG)
    path = file or (Path(named) if named else None)
    said = {} if path is None else _said(path)
    return _checked({**said, **_from(environment), **(given or {})})


def _checked(said: Mapping[str, Any]) -> Settings:
    try:
        return Settings(**said)
    except ValidationError as error:
        raise _wrong(error) from error


def _from(environment: Mapping[str, str]) -> dict[str, object]:
    """Give the settings that an environment names; lists and mappings are JSON there."""
    found: dict[str, object] = {}
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable == CONFIG:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in Settings.model_fields:
            expected = f"there is no such setting; {suggestion(name, Settings.model_fields)}"
            raise InputError.of("environment", variable, expected)
        if not text:
            raise InputError.of("environment", variable, "a value is needed; leave it out for the default")
        found[name] = _parsed(variable, text) if name in IN_JSON else text
    return found


def _parsed(variable: str, text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError.of(variable, text, 'JSON is needed, such as ["one", "two"]') from error


def _said(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST_FILE + 1)
        if len(text) > LARGEST_FILE:
            raise InputError.of("config", str(file), f"a file of at most {LARGEST_FILE // 1024} KB is needed")
        return tomllib.loads(text.decode("utf-8"))
    except OSError as error:
        raise InputError.of("config", str(file), f"it cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise InputError.of("config", str(file), f"TOML is needed: {error}") from error


def _wrong(error: ValidationError) -> InputError:
    first = error.errors(include_url=False)[0]
    name = ".".join(map(str, first["loc"])) or "settings"
    if first["type"] == "extra_forbidden":
        return InputError.of(name, first["input"], "there is no such setting")
    within = first.get("ctx", {}).get("error")
    if isinstance(within, InputError):  # of one of the settings in a table
        return InputError.of(f"{name}.{within.field}", within.value, within.expected)
    return InputError.of(name, first["input"], first["msg"])
