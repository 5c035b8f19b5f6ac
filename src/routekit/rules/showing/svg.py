"""Draw a picture as SVG, by itself: no program, font or style sheet is needed, and the words stay words.

Kinds are told apart by shape and by a word as well as by colour, and all of it is told in the description.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from routekit.rules.showing.layout import Line, Placed, Size, Way, laid_out
from routekit.rules.showing.measuring import FONTS, is_measured, lines, width
from routekit.rules.showing.picture import Box, Picture

MARGIN: Final = 20.0
INNER: Final = 10.0  # between the words of a box and its edge
SLANT: Final = 14.0  # how far the sides of some shapes lean in
WIDEST_BOX: Final = 230.0  # of the words
WIDEST_ANSWER: Final = 150.0
NARROWEST: Final = 420.0
HEAD, WORDS, SMALL, TITLE = 11.0, 13.0, 11.0, 17.0
LEADING: Final = 1.3
INK: Final = "#1a1a1a"
LINE: Final = "#4d4d4d"


class _Look(NamedTuple):
    """How a kind of box is drawn: its shape, and the colours of its inside and edge."""

    shape: str
    fill: str
    edge: str
    thick: float = 1.5
    dashes: str = ""


# The edges are Okabe and Ito's colours, darkened to stand out from white by 4.5 to 1.
LOOKS: Final = {
    "question": _Look("round", "#eaf3fa", "#005a8f"),
    "fact": _Look("leaning", "#f7f3e6", "#7a5c00"),
    "derived": _Look("leaning", "#f7f3e6", "#7a5c00", dashes="2 2"),
    "outcome": _Look("double", "#e6f5f0", "#00684c", 2.0),
    "stop": _Look("octagon", "#fdeee6", "#a84600", 3.0),
    "impossible": _Look("plain", "#ffffff", "#4d4d4d"),
    "missing": _Look("plain", "#ffffff", "#a84600", 3.0),
    "more": _Look("plain", "#ffffff", "#4d4d4d", dashes="6 4"),
}


class _Text(NamedTuple):
    """A line of text in a box: how large, and whether bold."""

    text: str
    size: float
    bold: bool = False


def svg(picture: Picture) -> str:
    """Draw a picture as an SVG document. The same picture gives the same text."""
    texts = [tuple(_texts(box)) for box in picture.boxes]
    answers = [_wrapped(arrow.words, SMALL, WIDEST_ANSWER) for arrow in picture.arrows]
    numbers = {box.id: at for at, box in enumerate(picture.boxes)}
    laid = laid_out(
        [_size(box, each) for box, each in zip(picture.boxes, texts, strict=True)],
        [
            Way(numbers[arrow.start], numbers[arrow.end], _fitting(each, 4.0))
            for arrow, each in zip(picture.arrows, answers, strict=True)
        ],
    )
    wide = max(laid.width, NARROWEST)
    top = tuple(_heading(picture, wide))
    down = _height(top) + 2 * MARGIN
    parts = [
        *_opening(picture, wide + 2 * MARGIN, down + laid.height + MARGIN),
        *_lines(top, MARGIN, MARGIN, anchor="start"),
        f'<g transform="translate({_n(MARGIN + (wide - laid.width) / 2)} {_n(down)})">',
        *(_path(line) for line in laid.lines),
        *(each for placed, text in zip(laid.words, answers, strict=True) for each in _answer(placed, text)),
        *(
            each
            for box, placed, text in zip(picture.boxes, laid.boxes, texts, strict=True)
            for each in _box(box, placed, text)
        ),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _opening(picture: Picture, wide: float, high: float) -> Iterator[str]:
    """Begin the document; what has a name of its own is named after the pack, as a page may have several."""
    name = f"{picture.pack.transaction}-{picture.pack.sha256[:8]}-{picture.language}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" xml:lang="{picture.language}" '
        f'lang="{picture.language}" aria-labelledby="title-{name}" aria-describedby="desc-{name}" '
        f'width="{_n(wide)}" height="{_n(high)}" viewBox="0 0 {_n(wide)} {_n(high)}" '
        f"font-family={quoteattr(FONTS)}>"
    )
    yield f'<title id="title-{name}">{escape(" ".join(picture.title.split()))}</title>'
    yield f'<desc id="desc-{name}">'
    yield from (escape(told) for told in (*filter(None, [picture.collapsed]), *picture.told))
    yield "</desc>"
    yield f'<rect width="{_n(wide)}" height="{_n(high)}" fill="#ffffff"/>'


def _heading(picture: Picture, wide: float) -> Iterator[_Text]:
    yield from _wrapped(picture.title, TITLE, wide, bold=True)
    yield from _wrapped(f"{picture.pack.transaction} {picture.pack.version}", SMALL, wide)
    yield from _wrapped(picture.collapsed or "", WORDS, wide)


# --- text ----------------------------------------------------------------------------------------------


def _texts(box: Box) -> Iterator[_Text]:
    yield from _wrapped(box.head, HEAD, WIDEST_BOX, bold=True)
    yield from _wrapped(box.words, WORDS, WIDEST_BOX)
    for detail in box.details:
        yield from _wrapped(detail, SMALL, WIDEST_BOX)


def _wrapped(text: str, size: float, most: float, *, bold: bool = False) -> tuple[_Text, ...]:
    return tuple(_Text(line, size, bold) for line in lines(text, size, most, bold=bold))


def _wide(text: _Text) -> float:
    return width(text.text, text.size, bold=text.bold)


def _height(texts: Sequence[_Text]) -> float:
    return sum(text.size * LEADING for text in texts)


def _fitting(texts: Sequence[_Text], around: float) -> Size:
    return Size(max(map(_wide, texts), default=0.0) + 2 * around, _height(texts) + 2 * around)


def _size(box: Box, texts: Sequence[_Text]) -> Size:
    leaning = SLANT if LOOKS[box.kind].shape in {"leaning", "octagon"} else 0.0
    wide, high = _fitting(texts, INNER)
    return Size(wide + 2 * leaning, high)


def _lines(texts: Sequence[_Text], x: float, top: float, *, anchor: str) -> Iterator[str]:
    y = top
    for text in texts:
        bold = ' font-weight="bold"' if text.bold else ""
        # A letter whose width is only assumed may be any width: the line is drawn as wide as was assumed.
        fit = (
            ""
            if is_measured(text.text)
            else f' textLength="{_n(_wide(text))}" lengthAdjust="spacingAndGlyphs"'
        )
        base = y + text.size
        y += text.size * LEADING
        yield (
            f'<text x="{_n(x)}" y="{_n(base)}" font-size="{_n(text.size)}" fill="{INK}" '
            f'text-anchor="{anchor}"{bold}{fit}>{escape(text.text)}</text>'
        )


# --- shapes --------------------------------------------------------------------------------------------


def _box(box: Box, placed: Placed, texts: Sequence[_Text]) -> Iterator[str]:
    look, (wide, high) = LOOKS[box.kind], placed.size
    left, top = placed.middle - wide / 2, placed.top
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    paint = f'fill="{look.fill}" stroke="{look.edge}" stroke-width="{_n(look.thick)}"{dashes}'
    yield f'<g class="{box.kind}">'
    match look.shape:
        case "leaning":
            yield f'<path d="{_leaning(left, top, wide, high)}" {paint}/>'
        case "octagon":
            yield f'<path d="{_octagon(left, top, wide, high)}" {paint}/>'
        case shape:
            corner = 12.0 if shape == "round" else 0.0
            yield _rect(left, top, wide, high, corner, paint)
            if shape == "double":
                inner = f'fill="none" stroke="{look.edge}" stroke-width="0.8"'
                yield _rect(left + 4, top + 4, wide - 8, high - 8, 0.0, inner)
    yield from _lines(texts, placed.middle, top + INNER, anchor="middle")
    yield "</g>"


def _rect(left: float, top: float, wide: float, high: float, corner: float, paint: str) -> str:  # noqa: PLR0913, PLR0917
    rounded = f' rx="{_n(corner)}"' if corner else ""
    return f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(wide)}" height="{_n(high)}"{rounded} {paint}/>'


def _leaning(left: float, top: float, wide: float, high: float) -> str:
    right, bottom = left + wide, top + high
    return f"M{_n(left + SLANT)} {_n(top)}H{_n(right)}L{_n(right - SLANT)} {_n(bottom)}H{_n(left)}Z"


def _octagon(left: float, top: float, wide: float, high: float) -> str:
    right, bottom = left + wide, top + high
    cut = min(SLANT, high / 3)
    return (
        f"M{_n(left + cut)} {_n(top)}H{_n(right - cut)}L{_n(right)} {_n(top + cut)}V{_n(bottom - cut)}"
        f"L{_n(right - cut)} {_n(bottom)}H{_n(left + cut)}L{_n(left)} {_n(bottom - cut)}V{_n(top + cut)}Z"
    )


def _answer(placed: Placed, texts: Sequence[_Text]) -> Iterator[str]:
    yield from _lines(texts, placed.middle, placed.top + 4.0, anchor="middle")


def _path(line: Line) -> str:
    """Draw a line down and over to the next layer, with a head if it ends at a box."""
    end = line.to_y - 7.0 if line.points else line.to_y
    half = (line.leaves + end) / 2
    path = (
        f'<path d="M{_n(line.x)} {_n(line.y)}V{_n(line.leaves)}C{_n(line.x)} {_n(half)} {_n(line.to_x)} '
        f'{_n(half)} {_n(line.to_x)} {_n(end)}" fill="none" stroke="{LINE}" stroke-width="1.5"/>'
    )
    if not line.points:
        return path
    x, y = line.to_x, line.to_y
    return f'{path}\n<path d="M{_n(x - 4)} {_n(y - 8)}H{_n(x + 4)}L{_n(x)} {_n(y)}Z" fill="{LINE}"/>'


def _n(number: float) -> str:
    """Write a number with one decimal at most."""
    return f"{number:.1f}".removesuffix(".0")
