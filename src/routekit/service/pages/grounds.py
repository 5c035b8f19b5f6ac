"""The areas that maps begin with, worked out once for an edition and a language, and sent to browsers."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from routekit.router import Router
from routekit.service.pages.assets import FOREVER
from routekit.service.pages.maps import Ground, Maps
from routekit.service.pages.settings import Language
from routekit.service.pages.wording import Words
from routekit.service.serving import Held

_MOST_KEPT = 4  # two languages, of the edition in use and of the next


class Grounds:
    """Keeps the ground of the edition in use today, in each language. Safe between threads."""

    def __init__(self, held: Held, maps: Maps, district: str | None, words: dict[Language, Words]) -> None:
        self._held, self._maps, self._district, self._words = held, maps, district, words
        self._kept: dict[tuple[str, Language], Ground | None] = {}

    def of(self, router: Router, language: Language) -> Ground | None:
        """Give the ground in a language, None where there are too many areas."""
        key = (router.edition.ref.sha256, language)
        if key not in self._kept:
            made = self._maps.ground(router, self._district, self._words[language])
            kept = self._kept if len(self._kept) < _MOST_KEPT else {}
            self._kept = {**kept, key: made}
            return made
        return self._kept[key]

    def url(self, router: Router, language: Language) -> str | None:
        """Give the address of a ground, which changes with it."""
        ground = self.of(router, language)
        return f"/assets/ground/{language}/{ground.name}.json" if ground else None

    def send(self, request: Request) -> Response:
        """Send a ground: the same for everybody, so its address says nothing about anyone's place."""
        ground = self.of(self._held.now.router, request.path_params["language"])
        if ground is None:
            return PlainTextResponse("Not found", status_code=404)
        asked = ground.name == request.path_params["name"]
        headers = {"Cache-Control": FOREVER if asked else "no-store", "X-Content-Type-Options": "nosniff"}
        return Response(ground.content, media_type="application/json", headers=headers)
