"""The dirt that real services publish, as seen in recorded answers, put on invented councils."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from itertools import cycle
from types import MappingProxyType

from routekit.testing.councils import ParishCouncilRecord


class Quirk(StrEnum):
    """One way in which a published record is not what its fields promise."""

    TWO_EMAILS = "two-emails"
    """Two addresses in the e-mail field, joined by a semicolon."""
    EMAIL_WITH_NOTE = "email-with-note"
    """Words in brackets after the address."""
    TELEPHONE_IN_EMAIL = "telephone-in-email"
    """A telephone number in the e-mail field, and none in its own."""
    PERSONAL_EMAIL = "personal-email"
    """A mailbox that looks like a person's own, with an apostrophe."""
    POSTCODE_IN_LINE4 = "postcode-in-line4"
    """The postcode in the fourth line of the address, and none in its own field."""
    PARTIAL_POSTCODE = "partial-postcode"
    """The first half of a postcode, in lower case."""
    DOUBLE_ESCAPED = "double-escaped"
    """Text escaped once before it is escaped for XML: `&amp;amp;` on the wire."""
    MARKUP = "markup"
    """Markup in a text field, escaped for XML."""
    TWO_TELEPHONES = "two-telephones"
    """Two numbers in the telephone field, joined by a stroke."""
    TELEPHONE_WITH_NOTE = "telephone-with-note"
    """Brackets round the area code, a label before and an extension after."""
    TELEPHONE_TBA = "telephone-tba"
    """`tba` where a number should be."""
    CLERK_IS_A_ROLE = "clerk-is-a-role"
    """"The Clerk" where a name should be."""
    SHOUTED_TITLE = "shouted-title"
    """The title in capitals, with spaces before, between and after."""
    PREFIXED_TITLE = "prefixed-title"
    """"Parish Council of X" for "X Parish Council"."""
    TAGGED_TITLE = "tagged-title"
    """The initials of the district in brackets after the title, as on installs that two districts share."""
    NOTHING_BUT_A_TITLE = "nothing-but-a-title"
    """No clerk, no e-mail, no telephone, no address, no site."""


def with_quirk(council: ParishCouncilRecord, quirk: Quirk) -> ParishCouncilRecord:
    """Give the council as a service with this quirk would publish it."""
    return _QUIRKS[quirk](council)


def dirty_councils(councils: Iterable[ParishCouncilRecord]) -> tuple[ParishCouncilRecord, ...]:
    """Give the councils with one quirk each, in turn and in the order of `Quirk`; each stays invented."""
    return tuple(with_quirk(council, quirk) for council, quirk in zip(councils, cycle(Quirk), strict=False))


def _nothing(council: ParishCouncilRecord) -> ParishCouncilRecord:
    return ParishCouncilRecord(id=council.id, title=council.title)


def _postcode_in_line4(council: ParishCouncilRecord) -> ParishCouncilRecord:
    lines = (*council.address_lines, "", "", "")[:3]
    return replace(council, address_lines=(*lines, council.postcode), postcode="")


def _double_escaped(council: ParishCouncilRecord) -> ParishCouncilRecord:
    lines = ("&quot;Sample House&quot;", *council.address_lines[1:])
    title = council.title.replace("&", "&amp;").replace("'", "&#39;")
    return replace(council, title=title, clerk_name=f"{council.clerk_name} &amp; team", address_lines=lines)


def _personal(council: ParishCouncilRecord) -> ParishCouncilRecord:
    return replace(council, clerk_name="Nic O'Invented", email="nic.o'invented@example.gov.uk")


def _prefixed(council: ParishCouncilRecord) -> ParishCouncilRecord:
    for style in ("Parish Council", "Town Council", "Community Council"):
        if council.title.endswith(f" {style}"):
            return replace(council, title=f"{style} of {council.title.removesuffix(f' {style}')}")
    return council


_QUIRKS: Mapping[Quirk, Callable[[ParishCouncilRecord], ParishCouncilRecord]] = MappingProxyType(
    {
        Quirk.TWO_EMAILS: lambda c: replace(c, email=f"{c.email};office@example.gov.uk"),
        Quirk.EMAIL_WITH_NOTE: lambda c: replace(c, email=f"{c.email} (for parish matters)"),
        Quirk.TELEPHONE_IN_EMAIL: lambda c: replace(c, email=c.telephone, telephone=""),
        Quirk.PERSONAL_EMAIL: _personal,
        Quirk.POSTCODE_IN_LINE4: _postcode_in_line4,
        Quirk.PARTIAL_POSTCODE: lambda c: replace(c, postcode=c.postcode.partition(" ")[0].lower()),
        Quirk.DOUBLE_ESCAPED: _double_escaped,
        Quirk.MARKUP: lambda c: replace(c, clerk_name=f"<strong>{c.clerk_name}</strong><br />"),
        Quirk.TWO_TELEPHONES: lambda c: replace(c, telephone=f"{c.telephone} / 07700 900123"),
        Quirk.TELEPHONE_WITH_NOTE: lambda c: replace(
            c, telephone=f"Home: ({c.telephone[:5]}){c.telephone[5:]} x123"
        ),
        Quirk.TELEPHONE_TBA: lambda c: replace(c, telephone="tba"),
        Quirk.CLERK_IS_A_ROLE: lambda c: replace(c, clerk_name="The Clerk"),
        Quirk.SHOUTED_TITLE: lambda c: replace(c, title=f" {c.title.upper().replace(' ', '  ')} "),
        Quirk.PREFIXED_TITLE: _prefixed,
        Quirk.TAGGED_TITLE: lambda c: replace(c, title=f"{c.title} (TDC)"),
        Quirk.NOTHING_BUT_A_TITLE: _nothing,
    }
)
