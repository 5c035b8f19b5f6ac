"""The councils on the public pages of a site, read where its web service is off."""

import time

import pytest
from faulted_calls import whole_chain
from hypothesis import given, settings
from hypothesis import strategies as st

from routekit.contacts.details import details
from routekit.contacts.htmlread import MOST_TAGS, PageRefusedError, read_html
from routekit.contacts.moderngov import Service
from routekit.contacts.pages import Link, council_on, councils_on, label_of, links_on
from routekit.contacts.transport import Reply
from routekit.errors import SourceResponseError
from routekit.testing import Pages, PageShape, dirty_councils, sample_councils
from routekit.testing.pages import FOOTER_EMAIL

ORIGIN = Service.at("https://council.example/moderngov", allow_insecure=False).origin
HTML = "text/html; charset=utf-8"
EVERY_SHAPE = [(shape, hidden) for shape in PageShape for hidden in (False, True)]


def reply(body, content_type=HTML):
    return Reply(
        status=200, content_type=content_type, body=body if isinstance(body, bytes) else body.encode()
    )


def page(content):
    return reply(f'<html><body><div id="modgov">{content}</div></body></html>')


def served(pages, name, councils, query=""):
    answer = pages.page(name, query, councils)
    return reply(answer.body, answer.content_type)


def read(entry):
    return details(entry, name=True, postal=True)


def told(content, *, title="Over Parish Council"):
    """Read a page with one council on it."""
    (entry,) = councils_on(ORIGIN, page(f"<h2>{title}</h2>{content}"))
    return read(entry)


@pytest.mark.parametrize(("shape", "hidden"), EVERY_SHAPE)
def test_every_council_of_the_list_page_is_read_whatever_its_markup(areas, shape, hidden):
    councils = sample_councils(areas)
    pages = Pages(shape=shape, cloudflare=hidden)
    found = councils_on(ORIGIN, served(pages, "mgParishCouncilDetailsList.aspx", councils))
    assert [entry.title for entry in found] == [council.title for council in councils]
    for entry, council in zip(found, councils, strict=True):
        said = read(entry)
        assert (said.email, said.telephone, said.website, said.name) == (
            council.email,
            council.telephone,
            council.website,
            council.clerk_name,
        )
    if shape is not PageShape.LABELLED:
        assert [entry.id for entry in found] == [council.id for council in councils]


@pytest.mark.parametrize(("shape", "hidden"), EVERY_SHAPE)
def test_the_index_leads_to_a_page_about_each_council(areas, shape, hidden):
    councils = sample_councils(areas)
    pages = Pages(shape=shape, cloudflare=hidden)
    links = links_on(ORIGIN, served(pages, "mgParishCouncilDetails.aspx", councils))
    assert links == tuple(Link(council.id, council.title) for council in councils)
    for link, council in zip(links, councils, strict=True):
        answer = served(pages, "mgParishCouncilDetails.aspx", councils, f"ID={link.id}")
        entry = council_on(ORIGIN, answer, link)
        said = read(entry)
        assert (entry.id, said.email, said.telephone) == (council.id, council.email, council.telephone)
        assert said.postal_address == ", ".join((*council.address_lines, council.postcode))


@pytest.mark.parametrize("shape", PageShape)
def test_dirt_on_a_page_spoils_nothing(make_area, shape):
    areas = [make_area(number, f"Ashsample {number}") for number in range(16)]
    councils = dirty_councils(sample_councils(areas))
    found = councils_on(ORIGIN, served(Pages(shape=shape), "mgParishCouncilDetailsList.aspx", councils))
    assert len(found) == len(councils)
    for entry in found:
        said = read(entry)
        assert said.email != FOOTER_EMAIL
        assert said.email is None or said.email.endswith("example.gov.uk")


def test_a_row_of_a_table_that_has_not_a_cell_for_each_heading_is_no_council():
    row = "<tr><td>{0} Parish Council</td><td>clerk@{0}.example.gov.uk</td></tr>"
    wide, narrow = '<tr><td colspan="2">All of them</td></tr>', "<tr><td>a</td><td>b</td><td>c</td></tr>"
    rows = f"{wide}{row.format('over')}{narrow}{row.format('under')}"
    found = councils_on(ORIGIN, page(f"<table><tr><th>Parish council</th><th>Email</th></tr>{rows}</table>"))
    assert [entry.title for entry in found] == ["over Parish Council", "under Parish Council"]


def test_a_page_about_another_council_is_refused(areas):
    first, second = sample_councils(areas)[:2]
    answer = served(Pages(), "mgParishCouncilDetails.aspx", [first], f"ID={first.id}")
    with pytest.raises(SourceResponseError, match="not about the council"):
        council_on(ORIGIN, answer, Link(second.id, second.title))


def test_an_index_is_no_list_in_full(areas):
    answer = served(Pages(), "mgParishCouncilDetails.aspx", sample_councils(areas))
    assert councils_on(ORIGIN, answer) == ()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "plain text",
        "<html><body><h2>Over Parish Council</h2><p>Email: a@b.example.gov.uk</p>",
        "<parishcouncils/>",
        b"<html><body>caf\xe9</body></html>",
        "<html></html>" * MOST_TAGS,
        "<html>" + "<div>" * 300 + "</html>",
    ],
    ids=["nothing", "text", "cut", "xml", "encoding", "tags", "deep"],
)
def test_what_is_not_a_whole_page_is_refused(body):
    with pytest.raises(SourceResponseError):
        councils_on(ORIGIN, reply(body))


def test_every_prefix_of_a_page_is_refused(areas):
    answer = served(Pages(), "mgParishCouncilDetailsList.aspx", sample_councils(areas))
    whole = answer.body.rstrip()
    for length in range(len(whole)):
        with pytest.raises(SourceResponseError):
            councils_on(ORIGIN, reply(whole[:length]))
    assert len(councils_on(ORIGIN, reply(whole))) == len(areas)


def test_letters_are_read_in_the_encoding_that_the_page_says():
    text = "<html><main><h2>Llan\u0175ern CC</h2><dl><dt>Clerk</dt><dd>Zo\u00eb</dd></dl></main></html>"
    (entry,) = councils_on(ORIGIN, reply(text))
    assert (entry.title, entry.leaves[0].text) == ("Llan\u0175ern CC", "Zo\u00eb")
    latin = text.replace("\u0175", "w").encode("windows-1252")
    (entry,) = councils_on(ORIGIN, reply(latin, "text/html; charset=windows-1252"))
    assert entry.leaves[0].text == "Zo\u00eb"
    for content_type in (HTML, "text/html; charset=utf-7"):
        with pytest.raises(SourceResponseError):
            councils_on(ORIGIN, reply(latin, content_type))


def test_an_error_about_letters_drags_no_page_along():
    latin = "<html><main><dl><dt>Clerk</dt><dd>Zo\u00eb Example</dd></dl></main></html>".encode("latin-1")
    with pytest.raises(SourceResponseError) as caught:
        councils_on(ORIGIN, reply(latin))
    assert "Example" not in whole_chain(caught.value)


@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        ("<p>Email: clerk@over.example.gov.uk</p>", "email", "clerk@over.example.gov.uk"),
        ("<p><b>E-bost:</b> clerc@over.example.gov.uk</p>", "email", "clerc@over.example.gov.uk"),
        (
            "<p>Write to <a href='mailto:c@a.example.gov.uk?cc=x@b.example'>us</a></p>",
            "email",
            "c@a.example.gov.uk",
        ),
        ("<p><a href='tel:+441632960001'>call</a></p>", "telephone", "01632 960001"),
        ("<p><b>Clerk:</b> <a href='mailto:jo@a.example.gov.uk'>Jo Example</a></p>", "name", "Jo Example"),
        (
            "<p><b>Clerk:</b> <a href='mailto:jo@a.example.gov.uk'>Jo Example</a></p>",
            "email",
            "jo@a.example.gov.uk",
        ),
        (
            "<p><b>Website:</b> <a href='https://over.example.gov.uk/'>Our site</a></p>",
            "website",
            "https://over.example.gov.uk/",
        ),
        ("<p><b>Website:</b> <a href='javascript:alert(1)'>Our site</a></p>", "website", None),
        ("<p><b>Clerk:</b> Jo <script>document.write('Evil')</script>Example</p>", "name", "Jo Example"),
        ("<p><b>Ff\u00f4n:</b> 01632 960001</p>", "telephone", "01632 960001"),
        (
            "<p><b>Address:</b> The Office<br/>1 Sample Road</p>",
            "postal_address",
            "The Office, 1 Sample Road",
        ),
    ],
)
def test_what_stands_under_a_label_is_told_by_the_label(content, field, value):
    assert getattr(told(content), field) == value


def test_what_is_outside_the_part_about_councils_is_nobodys():
    body = (
        '<html><body><div id="modgov"><h2>Over PC</h2><p>Clerk: Jo</p><h2>Help</h2>'
        f"<p>Email: help@district.example.gov.uk</p></div><p>Email: {FOOTER_EMAIL}</p></body></html>"
    )
    (entry,) = councils_on(ORIGIN, reply(body))
    assert [leaf.text for leaf in entry.leaves] == ["Jo"]


@pytest.mark.parametrize("around", ["<p>{}</p>", "<footer>{}</footer>", "<aside><p>{}</p></aside>"])
@pytest.mark.parametrize(
    "part", ['<div id="modgov">{}</div>', "<main>{}</main>", '<div role="main">{}</div>']
)
def test_what_follows_the_last_council_is_not_its_own(part, around):
    said = part.format("<h2>Over PC</h2><p>Clerk: Jo</p>")
    body = f"<html><body>{said}{around.format(f'Email: {FOOTER_EMAIL}')}</body></html>"
    (entry,) = councils_on(ORIGIN, reply(body))
    assert read(entry).email is None


def test_a_page_that_marks_no_part_off_is_refused_since_its_footer_might_be_a_clerks():
    body = f"<html><body><h2>Over PC</h2><p>Clerk: Jo</p><p>Email: {FOOTER_EMAIL}</p></body></html>"
    with pytest.raises(SourceResponseError, match="no part of it is marked"):
        councils_on(ORIGIN, reply(body))


def test_a_hidden_address_that_is_none_is_left_out():
    for code in ("5a", "zz", "5a5a", "5a" + "3b" * 300):
        said = told(f"<p>Clerk: Jo</p><p>Email: <span data-cfemail='{code}'>[email protected]</span></p>")
        assert said.email is None


def test_an_id_that_is_no_id_is_not_followed():
    for target in ("?ID=../../etc", "?ID=1%0d%0aX", "?ID=", "?ID=1;drop"):
        assert links_on(ORIGIN, page(f'<a href="mgParishCouncilDetails.aspx{target}">Over PC</a>')) == ()
    assert links_on(
        ORIGIN, page('<a href="/x/mgparishcouncildetails.aspx?bcr=1&amp;id=7#a">Over PC</a>')
    ) == (Link("7", "Over PC"),)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<h2>Over PC</h2>",
                "<p>",
                "</p>",
                "<b>Email:</b>",
                "x@a.example.gov.uk",
                "<table><tr><th>Council</th>",
                "<th>Email</th></tr>",
                "<td>",
                "<a href='mailto:x'>",
                "<br>",
                "Clerk: ",
                "<dt>",
                "<!--",
                "-->",
                "&#0;",
                "\x00",
                "<script>",
                "</script>",
                "<svg>",
                "]]>",
                "<?php",
                "\ud7ff",
            ]
        ),
        max_size=30,
    )
)
def test_no_markup_gives_anything_but_councils_or_an_error_of_ours(parts):
    try:
        found = councils_on(ORIGIN, page("".join(parts)))
    except SourceResponseError:
        return
    assert all(entry.title for entry in found)


@pytest.mark.parametrize(
    "body",
    ["<b>" * 39_000, "<a " + "x " * 400_000 + ">", "&amp;" * 200_000, "<!--" * 30_000, "Email:" * 150_000,
     "<a href='" * 39_000, "<h2>" * 39_000, "a:" * 400_000],
    ids=["tags", "attributes", "entities", "comments", "labels", "quotes", "headings", "colons"],
)  # fmt: skip
def test_hostile_markup_is_read_or_refused_at_once(body):
    began = time.perf_counter()
    try:
        read_html(f"<html><main>{body}</main></html>".encode(), HTML)
        councils_on(ORIGIN, page(f"<h2>Over PC</h2>{body}"))
    except (PageRefusedError, SourceResponseError):
        pass
    assert time.perf_counter() - began < 3, "a bound that only a loop without end would miss"


def test_a_label_is_its_letters_in_english():
    assert [label_of(text) for text in ("E-mail:", "Telephone (work)", "Ff\u00f4n", "Clerc:", "")] == [
        "email",
        "telephonework",
        "phone",
        "clerk",
        "",
    ]
