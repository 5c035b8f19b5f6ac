"""Write what a replay found for a person to read: as text, and as Markdown."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from routekit.boundaries.comparing.wording import plain
from routekit.replay.changes import Change, ChangeKind, Handler, NotCompared, Replay, Setting, Where

KIND_WORDS: Final[Mapping[ChangeKind, str]] = MappingProxyType(
    {
        "abolished": "The authority is not there any more",
        "boundary": "The boundary moved",
        "recoded": "The area has another code",
        "role": "Another role handles it",
        "holder": "Another plays the role",
        "unrouted": "Nobody can be named any more",
        "needs-answer": "It now needs an answer",
        "routed": "Somebody can be named now",
        "answered": "It needs no answer any more",
        "asks-otherwise": "It asks another question",
        "reason": "Nobody can be named, for another reason",
        "outcome": "The same authority, by another outcome",
        "fallback": "Another has the duty",
        "renamed": "The authority has another name",
        "area": "In another area, with the same authority",
    }
)


class _Item(NamedTuple):
    """One line, what else is to be said of it, and a list that may be long."""

    head: str
    details: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


class _Section(NamedTuple):
    """Things of one kind, under a title."""

    title: str
    items: tuple[_Item, ...]


def text(found: Replay, most: int) -> str:
    """Write the counts, and at most so many of each list, as plain text."""
    lines = [headline(found), *totals(found)]
    for section in _sections(found):
        lines += ["", section.title]
        for item in section.items[:most]:
            lines += [f"  {item.head}", *(f"    {line}" for line in (*item.details, *item.listed[:most]))]
            lines += _more(len(item.listed) - most, "    ")
        lines += _more(len(section.items) - most, "  ")
    return "\n".join(lines)


def markdown(found: Replay, *, picture: str | None = None) -> str:
    """Write everything as a page of Markdown, with a link to the picture if there is one."""
    lines = [f"# {plain(headline(found))}", "", *(f"- {plain(line)}" for line in totals(found))]
    if picture:
        lines += ["", f"![Where places change](<{picture}>)"]
    for section in _sections(found):
        lines += ["", f"## {plain(section.title)}", ""]
        for item in section.items:
            lines += [
                f"- {plain(item.head)}",
                *(f"  - {plain(line)}" for line in (*item.details, *item.listed)),
            ]
    lines += ["", "## Sources", "", *(f"- {plain(line)}" for line in found.attributions)]
    return "\n".join([*lines, ""])


def headline(found: Replay) -> str:
    """Say what is compared with what: only what differs, but always the days."""
    sides = (_setting(found.was, found.now), _setting(found.now, found.was))
    return f"{found.transaction}: {sides[0]} -> {sides[1]}"


def totals(found: Replay) -> Iterator[str]:
    """Give the counts, which add up."""
    yield (
        f"{found.places:,} {found.what}: {found.same:,} the same, {found.changed:,} change, "
        f"{found.not_compared:,} cannot be compared"
    )
    yield f"{found.hands:,} change hands"
    if found.outside:
        yield f"{found.outside:,} of the same are in no area, before and after"


def way(change: Change) -> str:
    """Say from whom to whom; where that does not differ, what does."""
    was, now = _handler(change.was), _handler(change.now)
    if was != now:
        return f"{was} -> {now}"
    if change.kind == "outcome":
        was, now = (f"{each.role}, {each.outcome}" for each in (change.was, change.now))
        return f"{_handler(change.was)}: {was} -> {now}"
    if change.kind == "fallback":
        return f"{was}: duty of {change.was.fallback} -> {change.now.fallback}"
    return was


def _sections(found: Replay) -> Iterator[_Section]:
    """Give the kinds of change that there are, parishes, districts, and what is left out."""
    for kind, words in KIND_WORDS.items():
        changes = [change for change in found.changes if change.kind == kind]
        if changes:
            places = sum(change.places for change in changes)
            yield _Section(f"{words}: {places:,}", tuple(map(_changed, changes)))
    for title, where in (("By district", found.districts), ("By parish", found.parishes)):
        if where:
            yield _Section(f"{title}: {len(where):,}", tuple(map(_counted, where)))
    if found.left_out:
        items = tuple(map(_not_compared, found.left_out))
        yield _Section(f"Cannot be compared: {found.not_compared:,}", items)


def _changed(change: Change) -> _Item:
    samples = (f"{each.id} in {each.area_name}" if each.area_name else each.id for each in change.samples)
    return _Item(
        f"{way(change)}: {change.places:,}",
        (*change.why, f"such as {'; '.join(samples)}"),
        tuple(
            f"area {_named(each.was, each.was_name)} -> {_named(each.now, each.now_name)}: {each.places:,}"
            for each in change.areas
            if each.was != each.now
        ),
    )


def _counted(where: Where) -> _Item:
    of = f", {where.council}" if where.council else ""
    hands = f", {where.hands:,} of them hands" if where.hands != where.changed else ""
    name = _named(where.code, where.name)
    return _Item(f"{name}{of}: {where.changed:,} of {where.places:,} change{hands}")


def _not_compared(each: NotCompared) -> _Item:
    of = f" ({each.column})" if each.column else ""
    return _Item(f"{each.code}{of}: {each.places:,}", (each.reason, f"such as {', '.join(each.samples)}"))


def _setting(side: Setting, other: Setting) -> str:
    said = [str(side.on)]
    if side.pack != other.pack:
        same_version = side.pack.version == other.pack.version
        said.append(f"version {side.pack.version}" + (f" [{side.pack.sha256[:8]}]" if same_version else ""))
    if side.edition != other.edition:
        said.append(side.edition.name)
    return ", ".join(said)


def _handler(handler: Handler) -> str:
    return f"{handler.handled_by} ({handler.authority})" if handler.authority else handler.handled_by


def _named(code: str | None, name: str | None) -> str:
    return f"{name} ({code})" if code else "no area"


def _more(left: int, indent: str) -> list[str]:
    return [f"{indent}and {left:,} more"] if left > 0 else []
