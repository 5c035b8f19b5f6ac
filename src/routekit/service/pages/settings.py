"""What a council may choose of its pages: their title, the map behind them, the language, the links below."""

import re
from typing import TYPE_CHECKING, Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from routekit.errors import InputError
from routekit.model.text import GSS_CODE, is_one_line, is_web_address
from routekit.model.value import Value

Language = Literal["en", "cy"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "cy")

_TRANSACTION: Final = "[a-z0-9]+(-[a-z0-9]+)*"
_DEEPEST: Final = 22  # the zoom at which a tile is a few metres wide


def _line(text: str) -> str:
    if not text.strip() or not is_one_line(text):
        raise ValueError("one line of printable text is needed")
    return text


def _address(text: str) -> str:
    if not is_web_address(text):
        raise ValueError("a full http or https address is needed")
    return text


def _template(url: str) -> str:
    plain = re.sub(r"\{[zxy]\}", "0", url)
    if not (plain.startswith("https://") and is_web_address(plain)):
        raise ValueError("an https address with {z}, {x} and {y} in it is needed")
    missing = [part for part in ("{z}", "{x}", "{y}") if url.count(part) != 1]
    if missing or "{" in urlsplit(url).netloc:
        raise ValueError("{z}, {x} and {y} are needed once each, after the name of the host")
    return url


Line = Annotated[str, AfterValidator(_line)]


class _Checked(Value):
    """A value whose mistakes are InputErrors: the field, what was given, and what would be right."""

    if not TYPE_CHECKING:  # type checkers read the fields

        def __init__(self, **given: object) -> None:
            try:
                BaseModel.__init__(self, **given)
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(map(str, first["loc"]))
                raise InputError.of(
                    field, first["input"], first["msg"].removeprefix("Value error, ")
                ) from None


class Tiles(_Checked):
    """A server of map tiles (Web Mercator, 256 pixels) behind the outlines, and whom its maps are by.

    Whoever runs it sees which tiles a resident's browser asks for, and so roughly where the place is.
    """

    url: Annotated[str, AfterValidator(_template)]
    attribution: Line
    deepest: Annotated[int, Field(ge=1, le=_DEEPEST)] = 19

    @property
    def origin(self) -> str:
        """The scheme, host and port that the tiles come from, as a Content-Security-Policy names it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


class FooterLink(_Checked):
    """A link below every page, such as the council's accessibility statement."""

    text: Line
    text_cy: Line | None = None
    href: Annotated[str, AfterValidator(_address)]


class PageSettings(_Checked):
    """What a council may choose of its pages; all of it can be left out.

    `title` is the name of the service, `title_cy` the same in Welsh. `language` is the one that `/` leads
    to. `transactions` are the ones shown, in that order; None shows every one that a pack is loaded for.
    `district` is the GSS code of the district whose areas the map begins with; without it the map begins
    with all areas of an edition that has few, and is left out, unless there are `tiles`, of one with many.
    `phase` and `phase_text` fill the banner above every page. `links` stand below it.
    """

    title: Line = "Find out who to tell"
    title_cy: Line | None = None
    language: Language = "en"
    transactions: tuple[Annotated[str, Field(pattern=f"^{_TRANSACTION}$")], ...] | None = None
    district: Annotated[str, Field(pattern=f"^{GSS_CODE}$")] | None = None
    tiles: Tiles | None = None
    phase: Literal["alpha", "beta"] | None = None
    phase_text: Line | None = None
    phase_text_cy: Line | None = None
    links: tuple[FooterLink, ...] = ()
