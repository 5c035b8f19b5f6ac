"""Which contact source serves an authority: the Modern.Gov install of its district."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self, Unpack

from routekit.contacts.choices import Choices, SourceChoices
from routekit.contacts.client import AsyncModernGov, ModernGov
from routekit.contacts.hosts import Hosts
from routekit.contacts.installs import Install, read_installs
from routekit.contacts.origin import base_of
from routekit.errors import InputError
from routekit.model import Area, Authority, Contact

AreasOf = Callable[[str], Iterable[Area]]


class _Districts:
    """The installs by district, and the areas each of them lists councils for."""

    def __init__(self, installs: Iterable[Install], areas_of: AreasOf | None, choices: Choices) -> None:
        found: dict[str, Install] = {}
        for install in installs:
            base_of(install.base_url, allow_insecure=choices.allow_insecure)
            if found.setdefault(install.district, install) != install:
                raise InputError.of("installs", install.district, "each district may have one install")
        self._installs = MappingProxyType(found)
        self._areas_of = areas_of

    def install_for(self, authority: Authority) -> Install | None:
        """Give the install that lists a parish council or meeting; None for any other authority."""
        if not authority.is_of_a_parish or authority.district is None:
            return None
        return self._installs.get(authority.district)

    def areas(self, install: Install) -> tuple[Area, ...]:
        """Give the areas of every district that shares an install, so that no name is taken across them."""
        if self._areas_of is None:
            return ()
        address = _same(install)
        sharing = (other.district for other in self._installs.values() if _same(other) == address)
        return tuple(area for district in sharing for area in self._areas_of(district))


def _table(path: str | Path | None, choices: Choices) -> tuple[Install, ...]:
    return read_installs(path, today=choices.clock().date(), allow_insecure=choices.allow_insecure)


def _same(install: Install) -> str:
    return install.base_url.partition("://")[2].rstrip("/").lower()


class Directory:
    """Contacts of parish councils and meetings, from the Modern.Gov install of the district of each.

    There are none of any other authority: its own record says how to reach it, and `refer` falls back on it.

    `areas_of` gives the areas of a district by its GSS code; without it councils are found by name only. The
    other choices (`include_name`, `limits`, `hooks` and the rest) are those of ModernGov; the sources share
    one `hosts`. Safe to share between threads and usable after a fork. Raises InputError for an install that
    cannot be called.
    """

    def __init__(
        self,
        installs: Iterable[Install],
        *,
        areas_of: AreasOf | None = None,
        **choices: Unpack[SourceChoices],
    ) -> None:
        self._districts = _Districts(installs, areas_of, Choices(**choices))
        choices.setdefault("hosts", Hosts())
        self._new = partial(ModernGov, **choices)
        self._sources: dict[str, ModernGov] = {}

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        areas_of: AreasOf | None = None,
        **choices: Unpack[SourceChoices],
    ) -> "Directory":
        """Read the installs from a CSV file (see `read_installs`); without a path, from the installed table.

        Raises InputError if the file cannot be opened, BodiesError naming line and column of a mistake.
        """
        return cls(_table(path, Choices(**choices)), areas_of=areas_of, **choices)

    def contact_for(self, authority: Authority) -> Contact | None:
        """Give how to reach an authority; None when nothing is published for it. Raises SourceError."""
        install = self._districts.install_for(authority)
        return None if install is None else self._source(install).contact_for(authority)

    def _source(self, install: Install) -> ModernGov:
        source = self._sources.get(install.district)
        if source is None:
            areas = self._districts.areas(install)
            new = self._new(install.base_url, district=install.district, areas=areas)
            source = self._sources.setdefault(install.district, new)
        return source

    def close(self) -> None:
        """Forget every list that was kept."""
        for source in tuple(self._sources.values()):
            source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncDirectory:
    """What Directory is, for asyncio."""

    def __init__(
        self,
        installs: Iterable[Install],
        *,
        areas_of: AreasOf | None = None,
        **choices: Unpack[SourceChoices],
    ) -> None:
        self._districts = _Districts(installs, areas_of, Choices(**choices))
        choices.setdefault("hosts", Hosts())
        self._new = partial(AsyncModernGov, **choices)
        self._sources: dict[str, AsyncModernGov] = {}

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        areas_of: AreasOf | None = None,
        **choices: Unpack[SourceChoices],
    ) -> "AsyncDirectory":
        """Do what `Directory.open` does."""
        return cls(_table(path, Choices(**choices)), areas_of=areas_of, **choices)

    async def contact_for(self, authority: Authority) -> Contact | None:
        """Give what `Directory.contact_for` gives."""
        install = self._districts.install_for(authority)
        return None if install is None else await self._source(install).contact_for(authority)

    def waits_for(self, authority: Authority) -> bool:
        """Tell whether `contact_for` may have to wait; not for a list that is kept, or a host that rests.

        Of a district that nobody asked for yet it may: to begin with one takes milliseconds.
        """
        install = self._districts.install_for(authority)
        if install is None:
            return False
        source = self._sources.get(install.district)
        return source is None or source.waits_for(authority)

    def _source(self, install: Install) -> AsyncModernGov:
        source = self._sources.get(install.district)
        if source is None:
            areas = self._districts.areas(install)
            new = self._new(install.base_url, district=install.district, areas=areas)
            source = self._sources.setdefault(install.district, new)
        return source

    async def aclose(self) -> None:
        """Forget every list that was kept."""
        for source in tuple(self._sources.values()):
            await source.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
