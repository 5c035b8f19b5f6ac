"""Any pack as a GOV.UK-style form: routes that keep nothing, and work without JavaScript."""

from routekit.service.pages.settings import FooterLink, PageSettings, Tiles
from routekit.service.pages.site import pages

__all__ = ["FooterLink", "PageSettings", "Tiles", "pages"]
