"""Open what the settings name, and warm it, so that it can be served."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from routekit.bodies import Bodies
from routekit.boundaries import FailedLayer
from routekit.boundaries.cache import SUFFIX, cache_folder
from routekit.contacts import AsyncContactSource, AsyncDirectory, Cache, Hosts, Limits, Links, Register
from routekit.contacts.chain import AsyncChain
from routekit.errors import EditionError, InputError
from routekit.installed import folders
from routekit.model import Grid, LatLon
from routekit.router import Router
from routekit.service.evidence import Evidence
from routekit.service.serving import Serving, Waiting
from routekit.service.settings import Settings

LOGGER: Final = logging.getLogger("routekit.service")
SOONER_S: Final = 0.2  # a source gives up so long before its caller, so that its failure is noted
SHORTEST_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens what the settings name, as often as asked; what is known of contacts and hosts is kept."""

    settings: Settings
    hosts: Hosts = field(default_factory=Hosts)
    cache: Cache = field(default_factory=Cache)
    evidence: Evidence = field(default_factory=Evidence)

    @classmethod
    def of(cls, settings: Settings) -> "Opener":
        """Make one. Raises InputError for settings that do not go together."""
        if (settings.contacts == "register") != (settings.register_file is not None):
            expected = "contacts = register and register_file go together"
            raise InputError.of("contacts", settings.contacts, expected)
        if settings.contacts == "directory" and settings.contact_budget_s >= settings.request_s:
            expected = "less than request_s is needed, or a site that is down would fail requests"
            raise InputError.of("contact_budget_s", settings.contact_budget_s, expected)
        if settings.contacts_cache is None:
            return cls(settings)
        return cls(settings, cache=Cache.open(settings.contacts_cache))

    def open(self) -> Serving:
        """Open and warm everything. Raises RoutekitError for what cannot be used, and for the sample.

        The sample covers one district, so it is served only if the settings say so.
        """
        router = self._router()
        if router.edition.ref.sample and not self.settings.sample:
            raise EditionError(
                f"{router.edition.name} is a sample of one district; compile England and Wales with "
                "`routekit boundaries build ew-2019-12`, or serve the sample with --sample"
            )
        for name, layer in router.layers.items():
            if isinstance(layer, FailedLayer):
                LOGGER.warning("the layer %s says nothing: %s", name, layer.error)
        serving = Serving(
            router,
            self._contacts(router),
            Links.open(self.settings.links) if self.settings.links else None,
            budget_s=min(self.settings.contact_budget_s, self.settings.request_s),
            waiting=Waiting(self.settings.contact_waiting),
            evidence=self.evidence,
        )
        warm(router)
        return serving

    def files(self) -> tuple["Stamp", ...]:
        """Say of every file that is served from when it was written and how long it is."""
        return tuple(sorted({_stamp(path) for place in self._places() for path in _below(place)}))

    def _router(self) -> Router:
        chosen = self.settings
        return Router.open(
            packs=_pack_files(chosen.packs) if chosen.packs else None,
            edition=chosen.edition,
            bodies=Bodies.open(chosen.bodies, overrides=chosen.overrides),
            postcodes=chosen.postcodes,
            layers=chosen.layers,
        )

    def _contacts(self, router: Router) -> AsyncContactSource | None:
        chosen = self.settings
        if chosen.contacts == "off":
            return None
        if chosen.contacts == "register":
            assert chosen.register_file is not None, "checked when this was made"
            named, postal = chosen.include_name, chosen.include_postal
            return AsyncChain(Register.open(chosen.register_file, include_name=named, include_postal=postal))
        within_s = max(chosen.contact_budget_s - SOONER_S, SHORTEST_S)
        return AsyncDirectory.open(
            chosen.installs,
            areas_of=router.areas_in,
            authorities_of=router.parish_councils_in,
            include_name=chosen.include_name,
            include_postal=chosen.include_postal,
            allow_insecure=chosen.allow_insecure,
            limits=Limits(deadline_s=within_s, connect_s=min(within_s, 1.0)),
            hosts=self.hosts,
            cache=self.cache,
        )

    def _places(self) -> Iterator[Path]:
        chosen = self.settings
        yield from (chosen.edition,) if chosen.edition else cache_folder().glob(f"*{SUFFIX}")
        yield from chosen.packs or (each / "packs" for each in folders("routekit.rules"))
        yield from () if chosen.packs else (each / "overlays" for each in folders("routekit.rules"))
        yield from (
            (chosen.bodies,) if chosen.bodies else (each / "bodies" for each in folders("routekit.bodies"))
        )
        yield from chosen.overrides
        yield from chosen.layers.values()
        named = (chosen.postcodes, chosen.register_file, chosen.links, chosen.installs)
        yield from (path for path in named if path is not None)


class Stamp(NamedTuple):
    """A file as it was: enough to tell that it has been written anew."""

    path: str
    written_ns: int
    size: int
    number: int


def warm(router: Router) -> None:
    """Do what is done at first use, so that no caller waits for it: postcodes, projection, polygons."""
    router.postcodes  # noqa: B018 - it is made by being asked for
    edition = router.edition
    west, south, east, north = edition.bounds
    middle = Grid(easting=(west + east) / 2, northing=(south + north) / 2, accuracy_m=100.0)
    for each in router.transactions():
        for language in ("en", "cy"):
            router.route(each.id, middle, language=language)
    router.roles_in(edition.areas()[0])
    router.locate(LatLon(latitude=51.4, longitude=-1.3, accuracy_m=100.0))


def _pack_files(named: tuple[Path, ...]) -> list[Path]:
    """Give the packs that are named; of a folder, every pack in it."""
    files = [path for each in named for path in (sorted(each.glob("*.yaml")) if each.is_dir() else [each])]
    if not files:
        raise InputError.of("packs", [str(each) for each in named], "a rule pack (*.yaml) is needed")
    return files


def _below(place: Path) -> Iterator[Path]:
    """Give a file, or every file in a folder, which may not be there."""
    if place.is_dir():
        yield from (path for path in place.rglob("*") if path.suffix in {".yaml", ".csv", ".toml"})
    else:
        yield place


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return Stamp(str(path), 0, 0, 0)
    return Stamp(str(path), found.st_mtime_ns, found.st_size, found.st_ino)
