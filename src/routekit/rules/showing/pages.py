"""Write a decision table as Markdown, and as a page of HTML that stands alone and can be printed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from routekit.rules.showing.picture import Picture
from routekit.rules.showing.svg import svg
from routekit.rules.showing.table import DecisionTable

_SPECIAL: Final = re.compile(r"([\\`*_\[\]|~$^]|^[-+#=]|(?<=^[0-9])[.)](?= ))")
_ADDRESS: Final = re.compile(r"https?://[^\s<>|\"'`]+")
_STYLE: Final = """
body { color: #1a1a1a; background: #fff; margin: 1.5rem; }
body { font: 1rem/1.4 "DejaVu Sans", Verdana, Arial, sans-serif; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: bold; padding: 0.4rem 0; }
th, td { border: 1px solid #595959; padding: 0.35rem 0.5rem; text-align: left; vertical-align: top; }
thead th { background: #e8eef2; }
tr.stop { border: 3px solid #a84600; }
td.source { overflow-wrap: anywhere; min-width: 9rem; }
.wide { overflow-x: auto; }
figure { margin: 1rem 0; }
a { color: #005a8f; }
@page { size: A4 landscape; margin: 1cm; }
@media print { body { font-size: 9pt; margin: 0; } .wide { overflow: visible; }
  tr, figure { break-inside: avoid; }
  thead { display: table-header-group; } svg { max-width: 100%; max-height: 17cm; } }
"""


def markdown(table: DecisionTable) -> str:
    """Write a table as Markdown (GitHub's): the rows, then what the answers and the outcomes mean."""
    rows, columns, outcomes, cannot_be = table.sections
    named = f"`{table.pack.transaction}` {_plain(table.pack.version)}"
    parts = [
        f"# {_plain(table.title)}",
        f"{named}. {_plain(table.effective)}. {_plain(table.maintainer)}.",
        f"## {rows}",
        f"{_plain(table.note)}",
        _piped([table.head, *table.body]),
        f"## {columns}",
        "\n".join(
            f"- {_said(each.words, each.kind, each.id, [words for _, words in each.answers])}"
            for each in table.columns
        )
        or "-",
        f"## {outcomes}",
        "\n".join(
            f"- **{_plain(each.id)}** ({_plain(each.handled_by)}): {_plain(each.say)}"
            for each in table.outcomes
        ),
    ]
    if table.impossible:
        parts += [f"## {cannot_be}", "\n".join(f"- {_plain(each)}" for each in table.impossible)]
    return "\n\n".join(parts) + "\n"


def html(table: DecisionTable, picture: Picture | None = None) -> str:
    """Write a table, and perhaps the picture, as one page of HTML that needs nothing else and no script."""
    return "\n".join(_page(table, picture)) + "\n"


def _said(words: str, kind: str, id_: str, answers: Sequence[str]) -> str:
    name = "" if words == id_ else f" (`{id_}`)"
    return f"**{_plain(words)}** {kind}{name}: {_plain('; '.join(answers))}"


def _piped(rows: Iterable[Sequence[str]]) -> str:
    head, *body = [[_cell(cell) for cell in row] for row in rows]
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return f"<{text}>" if _ADDRESS.fullmatch(text) else _plain(text)


def _plain(text: str) -> str:
    """Give a text in which nothing means anything to Markdown or HTML."""
    one_line = " ".join(text.split())
    if one_line == "-":
        return one_line
    return _SPECIAL.sub(r"\\\1", escape(one_line, quote=False))


def _page(table: DecisionTable, picture: Picture | None) -> Iterator[str]:
    rows, columns, outcomes, cannot_be = table.sections
    yield "<!DOCTYPE html>"
    yield f'<html lang="{table.language}">'
    yield '<head>\n<meta charset="utf-8">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(table.title)}</title>"
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{escape(table.title)}</h1>"
    about = (f"{table.pack.transaction} {table.pack.version}", table.effective, table.maintainer)
    yield f"<p>{'. '.join(map(escape, about))}.</p>"
    if picture is not None:
        yield f'<figure class="wide" tabindex="0">\n{svg(picture)}</figure>'
    yield f"<p>{escape(table.note)}</p>"
    yield from _rows(table, rows)
    yield f"<h2>{escape(columns)}</h2>\n<dl>"
    for column in table.columns:
        yield f"<dt>{escape(column.words)} <small>({escape(column.kind)}, {column.id})</small></dt>"
        yield from (f"<dd>{escape(words)}</dd>" for _, words in column.answers)
    yield f"</dl>\n<h2>{escape(outcomes)}</h2>\n<dl>"
    for outcome in table.outcomes:
        yield f"<dt>{escape(outcome.id)}</dt>"
        yield f"<dd>{escape(outcome.handled_by)}</dd>\n<dd>{escape(outcome.say)}</dd>"
    yield "</dl>"
    if table.impossible:
        yield f"<h2>{escape(cannot_be)}</h2>\n<ul>"
        yield from (f"<li>{escape(each)}</li>" for each in table.impossible)
        yield "</ul>"
    yield "</main>\n</body>\n</html>"


def _rows(table: DecisionTable, caption: str) -> Iterator[str]:
    yield '<div class="wide" role="region" aria-labelledby="caption" tabindex="0">'
    yield f'<table>\n<caption id="caption">{escape(caption)}</caption>'
    yield "<thead>\n<tr>"
    yield from (f'<th scope="col">{escape(words)}</th>' for words in table.head)
    yield "</tr>\n</thead>\n<tbody>"
    for row, (id_, *cells, source) in zip(table.rows, table.body, strict=True):
        yield f'<tr class="{row.kind}">\n<th scope="row">{escape(id_)}</th>'
        yield from (f"<td>{escape(cell)}</td>" for cell in cells)
        yield f'<td class="source">{_linked(source)}</td>\n</tr>'
    yield "</tbody>\n</table>\n</div>"


def _linked(source: str) -> str:
    shown = escape(source)
    return f'<a href="{shown}" rel="noreferrer">{shown}</a>' if _ADDRESS.fullmatch(source) else shown
