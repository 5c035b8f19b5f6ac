"""The public web pages of a Modern.Gov-style site that show parish councils.

SYNTHETIC: no such page is publicly recorded. The addresses are real; the markup, in three invented shapes,
uses the classes that public scrapers rely on in sibling pages (`mgSubTitleTxt`, `mgLabel` and so on), inside
what surrounds such pages: a menu, a search form, and a footer with the district's own e-mail address.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Literal
from urllib.parse import parse_qsl

from routekit.testing.answers import Answer, html_answer, page_not_found
from routekit.testing.councils import ParishCouncilRecord

LIST = "mgparishcouncildetailslist.aspx"
DETAILS = "mgparishcouncildetails.aspx"
_TITLE = "Parish Councils"
_KEY = 0x5A
FOOTER_EMAIL = "customer.services@district.example.gov.uk"

PageName = Literal["list", "index"]
ALL_PAGES: frozenset[PageName] = frozenset({"list", "index"})


class PageShape(StrEnum):
    """How the pages are marked up: each is a guess, as the real markup is not known."""

    LABELLED = "labelled"
    """A heading for each council, and paragraphs that begin with a label (`mgLabel`)."""
    TABLE = "table"
    """One table with a row for each council; the page about one council has a table of labels and values."""
    DEFINITIONS = "definitions"
    """A heading that links to each council's page, and a list of terms (`dt`, `dd`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Which pages a site has, how they are marked up, and whether Cloudflare hides their e-mail addresses.

    With "index" go the pages about one council each.
    """

    shown: Collection[PageName] = ALL_PAGES
    shape: PageShape = PageShape.LABELLED
    cloudflare: bool = False

    def page(self, name: str, query: str, councils: Iterable[ParishCouncilRecord]) -> Answer:
        """Answer the page of this name, matched in any case as IIS does; `query` may carry an `ID`.

        mgParishCouncilDetailsList.aspx shows every council in full; mgParishCouncilDetails.aspx links to
        them, and with `?ID=` shows one.
        """
        chosen = {key.lower(): text for key, text in parse_qsl(query)}.get("id")
        if name.lower() == LIST and "list" in self.shown:
            return _wrapped(_TITLE, self._all(tuple(councils)))
        if name.lower() != DETAILS or "index" not in self.shown:
            return page_not_found()
        if chosen is None:
            return _wrapped(_TITLE, _index(councils))
        council = next((council for council in councils if council.id == chosen), None)
        if council is None:
            return page_not_found()
        title = f'<h2 class="mgSubTitleTxt">{escape(council.title)}</h2>\r\n'
        return _wrapped(council.title, title + self._details(council))

    def _all(self, councils: tuple[ParishCouncilRecord, ...]) -> str:
        if self.shape is PageShape.TABLE:
            head = "<th>Parish council</th><th>Clerk</th><th>Phone</th><th>Email</th><th>Website</th>"
            rows = "".join(f"<tr><td>{_link(each)}</td>{self._cells(each)}</tr>\r\n" for each in councils)
            return f'<table class="mgStatsTable">\r\n<tr>{head}</tr>\r\n{rows}</table>\r\n'
        return "".join(f"{self._title(each)}{self._details(each)}" for each in councils)

    def _cells(self, council: ParishCouncilRecord) -> str:
        values = dict(self._labelled(council))
        return "".join(f"<td>{values[label]}</td>" for label in ("Clerk:", "Phone:", "Email:", "Website:"))

    def _title(self, council: ParishCouncilRecord) -> str:
        linked = self.shape is PageShape.DEFINITIONS
        inside = _link(council) if linked else escape(council.title)
        return f'<h2 class="mgSectionTitle">{inside}</h2>\r\n'

    def _details(self, council: ParishCouncilRecord) -> str:
        rows = [(label, text) for label, text in self._labelled(council) if text]
        if self.shape is PageShape.TABLE:
            cells = "".join(f"<tr><th>{label}</th><td>{text}</td></tr>\r\n" for label, text in rows)
            return f"<table>\r\n{cells}</table>\r\n"
        if self.shape is PageShape.DEFINITIONS:
            terms = "".join(f"<dt>{label}</dt><dd>{text}</dd>\r\n" for label, text in rows)
            return f"<dl>\r\n{terms}</dl>\r\n"
        lines = "".join(f'<p><span class="mgLabel">{label}</span> {text}</p>\r\n' for label, text in rows)
        return f'<div class="mgUserBody">\r\n{lines}</div>\r\n'

    def _labelled(self, council: ParishCouncilRecord) -> tuple[tuple[str, str], ...]:
        website = escape(council.website)
        address = filter(None, map(escape, (*council.address_lines, council.postcode)))
        return (
            ("Clerk:", escape(council.clerk_name)),
            ("Address:", "<br />".join(address)),
            ("Phone:", escape(council.telephone)),
            ("Email:", self._email(council.email)),
            ("Website:", website and f'<a href="{website}">{website}</a>'),
        )

    def _email(self, email: str) -> str:
        if not email:
            return ""
        if self.cloudflare and email.isascii():
            code = bytes([_KEY, *(byte ^ _KEY for byte in email.encode())]).hex()
            about = f'href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{code}"'
            return f"<a {about}>[email&#160;protected]</a>"
        return f'<a href="mailto:{escape(email)}">{escape(email)}</a>'


def _wrapped(title: str, content: str) -> Answer:
    around = (
        '<nav><h2>Menu</h2><a href="/home">Home</a></nav>\r\n'
        "<script>var councils = '<h2>Scripted Parish Council</h2>';</script>\r\n"
        '<form action="/search" method="post"><input name="search" />\r\n'
        '<div id="modgov">\r\n<h1>{title}</h1>\r\n{content}</div>\r\n</form>\r\n'
        '<footer><h2>Contact us</h2><p>Email: <a href="mailto:{email}">{email}</a></p></footer>'
    )
    return html_answer(200, title, around.format(title=escape(title), content=content, email=FOOTER_EMAIL))


def _index(councils: Iterable[ParishCouncilRecord]) -> str:
    items = "".join(f"<li>{_link(council)}</li>\r\n" for council in councils)
    return f'<ul class="mgBulletList">\r\n{items}</ul>\r\n'


def _link(council: ParishCouncilRecord) -> str:
    return f'<a href="mgParishCouncilDetails.aspx?ID={escape(council.id)}">{escape(council.title)}</a>'
