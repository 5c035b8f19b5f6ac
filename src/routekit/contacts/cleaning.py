"""Cleaning what people type into contact fields: text, e-mail addresses, telephone numbers, websites."""

import html
import re
import unicodedata

from routekit.contacts.libraries import checked_email, is_in_use
from routekit.model.text import is_web_address

LONGEST_DETAIL = 500
_LONGEST_FIELD = 20_000
_LONGEST_EMAIL = 254
_LONGEST_LOCAL_PART = 64

_EMAIL_ENDS = re.compile(r"[\s;,:<>()\[\]\"|/\\?]+")
_EMAIL = re.compile(
    r"[A-Za-z0-9_+&'-]+(?:\.[A-Za-z0-9_+&'-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,59})"
)
_PERSONAL = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|btinternet|btopenworld|btconnect"
    r"|icloud|me|mac|aol|sky|talktalk|tiscali|virginmedia|virgin|ntlworld|blueyonder|proton|protonmail|pm"
    r"|gmx|mail|fastmail|tesco|orange|plus|zoho|yandex|uwclub|waitrose|o2|freeserve|lineone|supanet)"
    r"\.(?:com|net|me|uk|co\.uk|org\.uk)"
)

_ROLES = frozenset(
    {"the", "clerk", "town", "parish", "council", "acting", "deputy", "locum", "office", "and"}
)

HTML_TAGS = frozenset(
    (
        *(
            "a",
            "b",
            "br",
            "center",
            "div",
            "em",
            "font",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "i",
            "img",
        ),
        *("script", "style", "iframe", "object", "embed", "svg"),
        *("li", "ol", "p", "pre", "small", "span", "strong", "table", "tbody", "td", "th", "tr", "u", "ul"),
    )
)
_TAG = re.compile(rf"</?(?:{'|'.join(sorted(HTML_TAGS))})\b[^<>@]{{0,200}}>", re.IGNORECASE)
_LINE_BREAK = re.compile(r"<br\s?/?>|</(?:p|div|li|tr)>", re.IGNORECASE)

# A trunk zero or country code, then nine or ten digits with up to three separators before each.
_TELEPHONE = re.compile(r"(?<![\d+])(?:\+44|0044|0)((?:[ ().\-\u2010-\u2015]{0,3}\d){9,10})(?!\d)")
_LONG = 11
_SHORT_AREAS = ("01", "0800", "0500")


def clean_lines(text: str) -> tuple[str, ...]:
    """Give the lines of a text as they were meant, without blank ones; none at all if it is absurdly long.

    Entities escaped once too often are undone at most twice, HTML tags go, and so do control, bidirectional
    and zero-width characters; white space becomes single spaces; the result is in NFC.
    """
    if len(text) > _LONGEST_FIELD:
        return ()
    for _ in range(2):
        text = html.unescape(text)
    text = _TAG.sub(" ", _LINE_BREAK.sub("\n", text))
    lines = (" ".join(_printable(line).split()) for line in text.splitlines())
    kept = tuple(line for line in lines if line)
    return kept if sum(map(len, kept)) <= LONGEST_DETAIL else ()


def _printable(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )


def email_in(text: str) -> str | None:
    """Give the first well-formed e-mail address in a field, its domain in lower case; None if there is none.

    With the extra `contacts` a domain with other letters than ASCII becomes what is sent for it, and what
    email-validator refuses is refused. No name is looked up.
    """
    if len(text) > LONGEST_DETAIL:
        return None
    words = (word.strip(".'") for word in _EMAIL_ENDS.split(text) if "@" in word)
    return next((found for word in words if (found := _email(word)) is not None), None)


def is_email(text: str) -> bool:
    """Tell whether text is one e-mail address (the common part of RFC 5321, in ASCII)."""
    if len(text) > _LONGEST_EMAIL or text.find("@") > _LONGEST_LOCAL_PART:
        return False
    return _EMAIL.fullmatch(text) is not None


def _email(word: str) -> str | None:
    checked = checked_email(word)
    local_part, _, domain = (word if checked is None else checked).rpartition("@")
    address = f"{local_part}@{domain.lower()}"
    return address if is_email(address) else None


def looks_personal(email: str | None, name: str | None) -> bool:
    """Tell whether a mailbox seems to be a person's own: by its provider, or because it bears their name."""
    if email is None:
        return False
    local_part, _, domain = email.lower().rpartition("@")
    words = set(re.findall(r"[^\W\d_]{3,}", (name or "").lower().replace("'", ""))) - _ROLES
    bears_name = any(word in local_part.replace("'", "") for word in words)
    return bears_name or _PERSONAL.fullmatch(domain) is not None


def telephone_in(text: str) -> str | None:
    """Give the first plausible United Kingdom number in a field, spaced as usual; None if there is none.

    With the extra `contacts`, a number that is in use comes before one that only could be (libphonenumber).
    """
    if len(text) > LONGEST_DETAIL:
        return None
    plausible = []
    for found in _TELEPHONE.finditer(text):
        number = "0" + re.sub(r"\D", "", found[1])
        if number[1] in "1235789" and (len(number) == _LONG or number.startswith(_SHORT_AREAS)):
            plausible.append(number)
    chosen = next(filter(is_in_use, plausible), None) or next(iter(plausible), None)
    return None if chosen is None else _spaced(chosen)


def _spaced(number: str) -> str:
    """Group a national number by the usual lengths of its area code: 3+4+4, 4+3+4 or 5 and the rest."""
    ends: tuple[int, ...]
    if number[1] == "2":
        ends = (3, 7)
    elif number.startswith(("0800", "0500")) and len(number) < _LONG:
        ends = (4,)
    elif number[1] in "389" or (number[1] == "1" and "1" in number[2:4]):
        ends = (4, 7)
    else:
        ends = (5,)
    starts = (0, *ends)
    return " ".join(number[start:end] for start, end in zip(starts, (*ends, None), strict=True))


def website_in(text: str) -> str | None:
    """Give a web address as a full http or https URL; None if the text is not one."""
    url = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    return url if is_web_address(url) else None
