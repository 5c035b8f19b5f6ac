"""Write a picture in the language of Mermaid, which many places where Markdown is read draw by themselves."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from routekit.rules.showing.picture import Box, BoxKind, Picture

_SHAPES: Final[Mapping[BoxKind, tuple[str, str]]] = MappingProxyType(
    {
        "question": ("(", ")"),
        "fact": ("[/", "/]"),
        "derived": ("[/", "/]"),
        "outcome": ("([", "])"),
        "stop": ("{{", "}}"),
        "impossible": ("[", "]"),
        "missing": ("[", "]"),
        "more": ("[[", "]]"),
    }
)
_PLAIN: Final = re.compile(r"[\w ,.()'?:/-]", re.ASCII)
_LETTERS: Final = re.compile(r"[^\W_]")


def mermaid(picture: Picture) -> str:
    """Write a picture as a Mermaid flow chart; what could mean something to Mermaid is written as a code."""
    return "\n".join(_lines(picture)) + "\n"


def _lines(picture: Picture) -> Iterator[str]:
    yield "flowchart TD"
    yield f"  accTitle: {_bare(picture.title)}"
    told = (*filter(None, [picture.collapsed]), *picture.told)
    yield f"  accDescr: {_bare(' '.join(told))}"
    for box in picture.boxes:
        opening, closing = _SHAPES[box.kind]
        yield f'  {box.id}{opening}"{_said(box)}"{closing}'
    for arrow in picture.arrows:
        yield f'  {arrow.start} -->|"{_coded(arrow.words)}"| {arrow.end}'
    if picture.collapsed:
        yield f'  note["{_coded(picture.collapsed)}"]'


def _said(box: Box) -> str:
    said = (box.head, box.words, *box.details)
    return "<br>".join(_coded(each) for each in said if each)


def _coded(text: str) -> str:
    """Give a text with letters of any language as they are, and other signs as codes."""
    return "".join(
        letter if _PLAIN.fullmatch(letter) or _LETTERS.fullmatch(letter) else f"#{ord(letter)};"
        for letter in " ".join(text.split())
    )


def _bare(text: str) -> str:
    """Give a text without the signs that end or begin something in a title, where no code is read."""
    return " ".join(re.sub(r'[#%{}<>"`|\\]', " ", text.replace(";", ",")).split())
