"""The pages as routes: an index of transactions, and each of them as a form that keeps nothing."""

from dataclasses import dataclass
from functools import partial

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from routekit.boundaries import Projection
from routekit.errors import DataError, InputError
from routekit.model import Routed
from routekit.router import Router
from routekit.rules import Pack
from routekit.service.pages.assets import Assets
from routekit.service.pages.counting import count
from routekit.service.pages.form import Fields, read_fields
from routekit.service.pages.grounds import Grounds
from routekit.service.pages.maps import Json, Maps, drawing
from routekit.service.pages.moving import Moved, Moving
from routekit.service.pages.once import Once
from routekit.service.pages.rendering import response, templates
from routekit.service.pages.screens import Context, Reached, Screen, Screens
from routekit.service.pages.settings import LANGUAGES, Language, PageSettings
from routekit.service.pages.trail import OUTCOME, START
from routekit.service.pages.wording import Words
from routekit.service.reaching import reach
from routekit.service.serving import Held, Serving


def pages(held: Held, settings: PageSettings) -> list[Route]:
    """Give the routes of the pages: `/`, `/en`, `/cy`, a page for each transaction below these, `/assets`.

    Raises DataError, which says what to run, when the stylesheets and scripts have not been built, and
    InputError for a transaction or a district of the settings that there is not.
    """
    router = held.now.router
    for name in settings.transactions or ():
        router.pack(name)
    if settings.district and not router.areas_in(settings.district):
        raise InputError.of("district", settings.district, f"a district of {router.edition.name} is needed")
    words: dict[Language, Words] = {language: Words.of(language) for language in LANGUAGES}
    maps = Maps(Projection.open())
    grounds = Grounds(held, maps, settings.district, words)
    assets = Assets.open()
    site = _Site(held, settings, words, maps, grounds, assets, templates(), Once())
    return site.routes()


@dataclass(frozen=True, slots=True)
class _Site:
    """What every page is made from."""

    held: Held
    settings: PageSettings
    words: dict[Language, Words]
    maps: Maps
    grounds: Grounds
    assets: Assets
    templates: Environment
    once: Once

    def routes(self) -> list[Route]:
        found = [
            Route("/", self._first, methods=["GET"]),
            Route("/assets/ground/{language}/{name}.json", self.grounds.send, methods=["GET"]),
            Route("/assets/{version}/{name:path}", self.assets.send, methods=["GET"]),
        ]
        for language in LANGUAGES:
            found += [
                Route(f"/{language}", partial(self._index, language), methods=["GET"]),
                Route(f"/{language}/{{transaction}}", partial(self._start, language), methods=["GET"]),
                Route(f"/{language}/{{transaction}}", partial(self._step, language), methods=["POST"]),
                Route(f"/{language}/{{rest:path}}", partial(self._nowhere, language)),
            ]
        return found

    async def _first(self, _: Request) -> Response:
        return RedirectResponse(f"/{self.settings.language}", status_code=307)

    def _nowhere(self, language: Language, _: Request) -> Response:
        return self._problem(language, "not_found", 404)

    def _index(self, language: Language, _: Request) -> Response:
        words, router = self.words[language], self.held.now.router
        listed = []
        for name in self._shown(router):
            pack = router.pack(name).in_language(language)
            lang = _foreign(pack, router, language)
            listed.append({"url": f"/{language}/{name}", "title": pack.transaction.title, "lang": lang})
        context: Context = {"title": words("index.title"), "listed": listed}
        return self._page(language, "", Screen("index.html", context), router)

    def _start(self, language: Language, request: Request) -> Response:
        name, router = request.path_params["transaction"], self.held.now.router
        if name not in self._shown(router):
            return self._problem(language, "not_found", 404)
        pack = router.pack(name).in_language(language)
        context: Context = {"title": pack.transaction.title, "back_url": f"/{language}"}
        context |= self._said(pack, router, language)
        return self._page(language, f"/{name}", Screen("start.html", context), router)

    async def _step(self, language: Language, request: Request) -> Response:
        name, serving = request.path_params["transaction"], self.held.now
        if name not in self._shown(serving.router):
            return await run_in_threadpool(self._problem, language, "not_found", 404)
        try:
            fields = await read_fields(request)
        except InputError:
            return await run_in_threadpool(self._problem, language, "bad_request", 400)
        try:
            return await self._answered(language, name, serving, fields)
        except DataError:
            return await run_in_threadpool(self._problem, language, "unwell", 503)

    async def _answered(self, language: Language, name: str, serving: Serving, fields: Fields) -> Response:
        router = serving.router
        day = router.today
        pack = router.pack(name, on=day).in_language(language)
        moved = await run_in_threadpool(Moving(router, pack, day, language).by, fields)
        decision, reached = moved.trail.after, None
        if moved.step == OUTCOME and isinstance(decision, Routed):
            reached = Reached(await reach(decision, serving), serving.contacts is not None)
        page = await run_in_threadpool(self._moved, language, pack, router, moved, fields, reached)
        count(moved, fields, serving.evidence, router, self.once)
        return page

    def _moved(  # noqa: PLR0913, PLR0917 - called in a thread, with what was found before
        self,
        language: Language,
        pack: Pack,
        router: Router,
        moved: Moved,
        fields: Fields,
        reached: Reached | None,
    ) -> Response:
        words, name = self.words[language], pack.ref.transaction
        screens = Screens(
            router=router,
            pack=pack,
            day=router.today,
            words=words,
            maps=self.maps,
            choosing=partial(self._choosing, router, language),
            drawing=drawing(words, self.settings.tiles),
        )
        screen = screens.of(moved, fields, reached)
        context: Context = {
            "state": tuple(moved.given.fields()),
            "once": self.once.number(),
            "step": moved.step,
            "back": None if moved.step == START else moved.trail.before(moved.step),
            "back_url": f"/{language}" if moved.step == START else None,
            "mistakes": _mistakes(moved, words),
            "caption": None if moved.step == START else pack.transaction.title,
            **self._said(pack, router, language),
            **screen.context,
        }
        return self._page(language, f"/{name}", Screen(screen.template, context), router)

    def _page(
        self, language: Language, path: str, screen: Screen, router: Router, *, status: int = 200
    ) -> Response:
        words, settings = self.words[language], self.settings
        other: Language = "cy" if language == "en" else "en"
        service = settings.title_cy or settings.title if language == "cy" else settings.title
        edition = router.edition
        context: Context = {
            "t": words,
            "lang": language,
            "other_lang": other,
            "url": f"/{language}{path}",
            "other_url": f"/{other}{path}",
            "assets": f"/assets/{self.assets.version}",
            "service": service,
            "whole_title": words("page.whole", title=screen.context["title"], service=service),
            "phase": self._phase(language),
            "sample": edition.title if edition.ref.sample else None,
            "links": [
                {"href": link.href, "text": link.text_cy or link.text if language == "cy" else link.text}
                for link in settings.links
            ],
            "state": None,
            "mistakes": (),
        } | screen.context
        html = self.templates.get_template(screen.template).render(context)
        return response(html, settings.tiles, status=status)

    def _problem(self, language: Language, key: str, status: int) -> Response:
        words = self.words[language]
        context: Context = {
            "title": words(f"problem.{key}"),
            "text": words(f"problem.{key}_text"),
            "begin_url": f"/{language}",
        }
        return self._page(language, "", Screen("problem.html", context), self.held.now.router, status=status)

    def _shown(self, router: Router) -> tuple[str, ...]:
        """Give the transactions that have pages."""
        there = tuple(each.id for each in router.transactions())
        if self.settings.transactions is None:
            return there
        return tuple(name for name in self.settings.transactions if name in there)

    def _phase(self, language: Language) -> dict[str, str] | None:
        settings = self.settings
        if settings.phase is None and settings.phase_text is None:
            return None
        text = settings.phase_text_cy or settings.phase_text if language == "cy" else settings.phase_text
        return {"tag": self.words[language](f"page.phase_{settings.phase or 'beta'}"), "text": text or ""}

    def _said(self, pack: Pack, router: Router, language: Language) -> Context:
        """Say in which language the words of a pack are, if it is not that of the page."""
        lang = _foreign(pack, router, language)
        return {"said_lang": lang, "caption_lang": lang, "untranslated": bool(lang)}

    def _choosing(self, router: Router, language: Language) -> Json:
        ground = self.grounds.of(router, language)
        corners = ground.corners if ground else None
        if corners is None and self.settings.tiles:
            corners = self.maps.whole(router.edition)
        return drawing(self.words[language], self.settings.tiles) | {
            "choosing": True,
            "bounds": corners,
            "ground": self.grounds.url(router, language),
        }


def _mistakes(moved: Moved, words: Words) -> list[dict[str, str]]:
    """Give what is wrong as the summary of errors has it, with a link to the field."""
    wrong = moved.mistake
    return [{"text": words.mistake(wrong), "href": f"#{wrong.field}", "field": wrong.field}] if wrong else []


def _foreign(pack: Pack, router: Router, language: Language) -> str:
    """Give `en` for the words of a pack that has no Welsh on a Welsh page, else nothing."""
    english = router.pack(pack.ref.transaction, on=router.today)
    return "en" if language == "cy" and pack.in_language("cy") is english else ""
