"""The pages as the settings of the service want them: always, never, or where they can be."""

from starlette.routing import BaseRoute

from routekit.errors import InputError
from routekit.service.pages.assets import missing
from routekit.service.pages.site import pages
from routekit.service.serving import Held
from routekit.service.settings import Settings


def wanted_pages(held: Held, settings: Settings) -> list[BaseRoute]:
    """Give the routes of the pages, none where they are off, or `auto` without stylesheets.

    Errors as for `pages`; a transaction or a district that there is not is named as in the settings.
    """
    if settings.pages == "off" or (settings.pages == "auto" and missing()):
        return []
    try:
        return [*pages(held, settings.page_settings)]
    except InputError as error:
        raise InputError.of(f"page_settings.{error.field}", error.value, error.expected) from error
