"""Serve new packs, editions and contacts when their files are new, without dropping a request."""

import asyncio
import gc
import logging
from typing import Final

from routekit.errors import RoutekitError
from routekit.service.health import State
from routekit.service.metrics import Metrics
from routekit.service.opening import Opener, Stamp
from routekit.service.serving import Held, Serving

LOGGER: Final = logging.getLogger("routekit.service")
SETTLE_S: Final = 1.0  # files are left alone until none has changed for so long


class Swapper:
    """Looks at files every so often, and when told; what cannot be used is told and not served.

    What is held is opened of them when it is made.
    """

    def __init__(self, opener: Opener, state: State, metrics: Metrics) -> None:
        self._opener, self._state, self._metrics = opener, state, metrics
        self._wanted = asyncio.Event()
        self._files = opener.files()  # before they are opened, so that no change goes unseen
        self.held = Held(opener.open())
        tell(self.held.now, metrics)

    def wake(self) -> None:
        """Open everything anew as soon as may be, whether or not files have changed."""
        self._wanted.set()

    async def run(self) -> None:
        """Watch until it is cancelled."""
        while True:
            forced = await self._pause()
            files = await asyncio.to_thread(self._opener.files)
            if forced or files != self._files:
                await self._swap(await self._settled(files))

    async def _pause(self) -> bool:
        """Wait for the next look; tell whether it was asked for."""
        try:
            async with asyncio.timeout(self._opener.settings.watch_s or None):
                await self._wanted.wait()
        except TimeoutError:
            return False
        self._wanted.clear()
        return True

    async def _settled(self, files: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
        """Wait until nobody writes; give what the files are then."""
        while True:
            await asyncio.sleep(SETTLE_S)
            later = await asyncio.to_thread(self._opener.files)
            if later == files:
                return files
            files = later

    async def _swap(self, files: tuple[Stamp, ...]) -> None:
        self._files = files
        try:
            serving = await asyncio.to_thread(self._opener.open)
        except RoutekitError as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - what is served goes on being served
            self._failed(type(error).__name__)
        else:
            self.held.replace(serving)
            gc.unfreeze()  # what was served before is to go, though parts of it refer to each other
            self._state.swap = ""
            self._metrics.swapped("done")
            tell(serving, self._metrics)

    def _failed(self, why: str) -> None:
        self._state.swap = f"what is new cannot be served: {why}"
        self._metrics.swapped("failed")
        LOGGER.error("%s; what was served before still is", self._state.swap)


def tell(serving: Serving, metrics: Metrics) -> None:
    """Say in the log and in the metrics what is served from now on."""
    edition, found = serving.router.edition.ref, serving.router.transactions()
    metrics.serves((edition.name, str(edition.sample).lower()), [(each.id, each.version) for each in found])
    LOGGER.info("serving %d transactions in %s", len(found), edition.name)
