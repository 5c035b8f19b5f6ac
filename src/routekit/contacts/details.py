"""What an entry says about reaching a council: the clerk first, work before home, never a fax."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from routekit.contacts.cleaning import email_in, looks_personal, telephone_in, website_in
from routekit.contacts.listing import Entry, Leaf

Role = Literal["Clerk", "Chair"]
_LINE = re.compile(r"(?:address)?line\d{1,2}|postcode|town|county")
_NOT_A_SITE = re.compile("photo|image|logo|map|mail")
_PEOPLE = ("clerk", "contact", "chair")


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """How to reach a council. Only the role is shown; `unread` names elements nothing was taken from.

    `raw` has the contact fields that were not as they should be, by element, as they came.
    """

    role: Role = "Clerk"
    email: str | None = field(default=None, repr=False)
    telephone: str | None = field(default=None, repr=False)
    website: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    postal_address: str | None = field(default=None, repr=False)
    looks_personal: bool = False
    unread: tuple[str, ...] = ()
    raw: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def details(entry: Entry, *, name: bool, postal: bool) -> Details:
    """Read an entry; a field that cannot be read is None and spoils nothing else.

    `name` and `postal` say whether these personal data are wanted.
    """
    leaves = sorted((leaf for leaf in entry.leaves if leaf.text), key=_order)
    reading = _Reading(leaves)
    person = reading.first(_person, _is_name)
    address = reading.address()
    email = reading.first(email_in, _is_email, _is_free_text)
    return Details(
        role="Chair" if _names_only_a_chair(leaves) else "Clerk",
        email=email,
        telephone=reading.first(telephone_in, _is_telephone, _is_mobile, _is_free_text, _is_email),
        website=reading.first(website_in, _is_website),
        name=person if name else None,
        postal_address=address if postal else None,
        looks_personal=looks_personal(email, person),
        unread=reading.unread(),
        raw=tuple((leaf.name, leaf.text) for leaf in leaves if _is_dirty(leaf)),
    )


class _Reading:
    """The texts of one entry, and which of them were used."""

    def __init__(self, leaves: list[Leaf]) -> None:
        self._leaves = leaves
        self._used: set[Leaf] = set()

    def first(self, read: Callable[[str], str | None], *kinds: Callable[[Leaf], bool]) -> str | None:
        """Give the first text of the first kind that can be read; all texts of these kinds count as used."""
        found = None
        for is_kind in kinds:
            for leaf in filter(is_kind, self._leaves):
                self._used.add(leaf)
                found = found or read(leaf.text)
        return found

    def address(self) -> str | None:
        """Give the lines of the first address, its postcode last, on one line."""
        lines = [leaf for leaf in self._leaves if _LINE.fullmatch(leaf.name) or _is_address(leaf)]
        self._used.update(lines)
        of_first = (leaf for leaf in lines if leaf.path[:-1] == lines[0].path[:-1])
        block = [line for leaf in of_first for line in leaf.lines]
        return ", ".join(dict.fromkeys(block)) or None

    def unread(self) -> tuple[str, ...]:
        """Name the elements whose text was not used."""
        return tuple(dict.fromkeys(leaf.name for leaf in self._leaves if leaf not in self._used))


def _is_dirty(leaf: Leaf) -> bool:
    """Tell a contact field that is not, but for spaces, what is read of it."""
    read = next((read for is_kind, read in _CLEAN if is_kind(leaf)), None)
    if read is None:
        return False
    clean = read(leaf.text)
    return clean is None or _spaceless(clean) != _spaceless(leaf.text)


def _spaceless(text: str) -> str:
    return "".join(text.split()).casefold()


def _order(leaf: Leaf) -> tuple[bool, bool, bool]:
    somebody = any(map(leaf.within, _PEOPLE))
    return leaf.within("home"), not leaf.within("clerk"), not somebody


def _names_only_a_chair(leaves: list[Leaf]) -> bool:
    return any(leaf.within("chair") for leaf in leaves) and not any(leaf.within("clerk") for leaf in leaves)


def _person(text: str) -> str | None:
    """Give a name; None for a text that also holds an e-mail address or a number."""
    return None if re.search(r"[@\d]", text) else text


def _is_email(leaf: Leaf) -> bool:
    return "email" in leaf.name or leaf.name in {"mail", "e-mail"}


def _is_telephone(leaf: Leaf) -> bool:
    return ("phone" in leaf.name or leaf.name.startswith("tel")) and "mobile" not in leaf.name


def _is_mobile(leaf: Leaf) -> bool:
    return "mobile" in leaf.name


def _is_website(leaf: Leaf) -> bool:
    return bool(re.search("web|url|site|homepage", leaf.name)) and not _NOT_A_SITE.search(leaf.name)


def _is_name(leaf: Leaf) -> bool:
    of_somebody = any(map(leaf.within, _PEOPLE))
    return of_somebody and leaf.name.endswith(("name", "clerk", "clerktothecouncil", "chair", "chairman"))


def _is_address(leaf: Leaf) -> bool:
    return leaf.name.endswith("address") and not re.search("mail|web", leaf.name)


def _is_free_text(leaf: Leaf) -> bool:
    """Tell a whole contact written as one text, which may hold an e-mail address or a number."""
    return leaf.name.endswith(("contact", "clerk", "contactdetails"))


_CLEAN: tuple[tuple[Callable[[Leaf], bool], Callable[[str], str | None]], ...] = (
    (_is_email, email_in),
    (_is_telephone, telephone_in),
    (_is_mobile, telephone_in),
    (_is_website, website_in),
)
