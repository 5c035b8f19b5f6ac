"""The public web pages of a Modern.Gov-style site that show parish councils.

SYNTHETIC: no such page is publicly recorded. The addresses are real; the markup uses the classes that
public scrapers rely on in sibling pages (`mgSubTitleTxt`, `mgBulletList`, `mgLabel` and so on).
"""

from collections.abc import Iterable
from html import escape
from urllib.parse import parse_qsl

from routekit.testing.answers import Answer, html_answer, page_not_found
from routekit.testing.councils import ParishCouncilRecord

LIST = "mgparishcouncildetailslist.aspx"
DETAILS = "mgparishcouncildetails.aspx"
_TITLE = "Parish Councils"


def page(name: str, query: str, councils: Iterable[ParishCouncilRecord]) -> Answer:
    """Answer the page of this name, which is matched in any case as IIS does; `query` may carry an `ID`.

    mgParishCouncilDetailsList.aspx shows every council in full; mgParishCouncilDetails.aspx links to them,
    and with `?ID=` shows one.
    """
    chosen = {key.lower(): text for key, text in parse_qsl(query)}.get("id")
    if name.lower() == LIST:
        return _wrapped(_TITLE, "".join(_details(council, "mgSectionTitle") for council in councils))
    if name.lower() != DETAILS:
        return page_not_found()
    if chosen is None:
        return _wrapped(_TITLE, _index(councils))
    council = next((council for council in councils if council.id == chosen), None)
    if council is None:
        return page_not_found()
    return _wrapped(council.title, _details(council, "mgSubTitleTxt"))


def _wrapped(title: str, content: str) -> Answer:
    return html_answer(200, title, f'<div id="modgov">\r\n<h1>{escape(title)}</h1>\r\n{content}</div>')


def _index(councils: Iterable[ParishCouncilRecord]) -> str:
    items = "".join(f"<li>{_link(council)}</li>\r\n" for council in councils)
    return f'<ul class="mgBulletList">\r\n{items}</ul>\r\n'


def _link(council: ParishCouncilRecord) -> str:
    return f'<a href="mgParishCouncilDetails.aspx?ID={escape(council.id)}">{escape(council.title)}</a>'


def _details(council: ParishCouncilRecord, title_class: str) -> str:
    email, website = escape(council.email), escape(council.website)
    address = filter(None, map(escape, (*council.address_lines, council.postcode)))
    labelled = (
        ("Clerk:", escape(council.clerk_name)),
        ("Address:", "<br />".join(address)),
        ("Phone:", escape(council.telephone)),
        ("Email:", email and f'<a href="mailto:{email}">{email}</a>'),
        ("Website:", website and f'<a href="{website}">{website}</a>'),
    )
    rows = (f'<p><span class="mgLabel">{label}</span> {text}</p>\r\n' for label, text in labelled if text)
    title = f'<h2 class="{title_class}">{escape(council.title)}</h2>\r\n'
    return f'{title}<div class="mgUserBody">\r\n{"".join(rows)}</div>\r\n'
