"""Write what differs between two versions of a pack for a person to read: as text, and as Markdown."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from routekit.cli.rules_wording import condition, counted, number, only, share, titled, who

if TYPE_CHECKING:
    from routekit.rules.diffing import Edit, PackDiff, Part, QuestionsAsked, RowSaid, Shift

OLD, NEW = "the old version", "the new version"

HEADLINES: Final = {
    "emergency": "EMERGENCIES CHANGE",
    "destination": "destinations change",
    "fallback": "nobody goes elsewhere; who has the duty or is told changes",
    "words": "nobody goes elsewhere; words change",
    "structure": "nobody goes elsewhere; only the structure changes",
    "nothing": "nothing changes",
}
TITLES: Final = {
    "emergency": "EMERGENCIES",
    "destination": "Another destination",
    "fallback": "Only another has the duty or is told",
    "words": "Only other words",
}
LANGUAGES: Final = {"en": "", "cy": " in Welsh"}


class Item(NamedTuple):
    """One change: what it is, when it is so, and lists of what else is to be said of it."""

    head: str
    when: tuple[str, ...] = ()
    details: tuple[tuple[str, ...], ...] = ()


class Section(NamedTuple):
    """Changes of one kind; of an urgent one, all are shown."""

    title: str
    items: tuple[Item, ...]
    urgent: bool = False


def shifts_of(diff: "PackDiff") -> Iterator[Section]:
    """Give the situations in which something changes, the gravest first; stops are among the emergencies."""
    for kind, title in TITLES.items():
        items = [_shifted(shift) for shift in diff.shifts if shift.kind == kind]
        count = f": {counted(sum(each.situations for each in diff.shifts if each.kind == kind))}"
        if kind == "emergency":
            stops = [_parted(part) for part in diff.parts if part.what == "stop"]
            stops += [_edited(edit) for edit in diff.edits if edit.what == "stop"]
            if items or stops:
                yield Section(f"{title}{count}", (*items, *stops), urgent=True)
        elif items:
            yield Section(f"{title}{count}", tuple(items))


def parts_of(diff: "PackDiff") -> Iterator[Section]:
    """Give what parts of the pack say otherwise, and which are new, removed or renamed."""
    words = [edit for edit in diff.edits if edit.what != "stop" and edit.language]
    others = [edit for edit in diff.edits if edit.what != "stop" and not edit.language]
    parts = [part for part in diff.parts if part.what != "stop"]
    for title, items in (
        ("Words", [_edited(edit) for edit in words]),
        ("New, removed and renamed", [_parted(part) for part in parts]),
        ("Said otherwise", [_edited(edit) for edit in others]),
    ):
        if items:
            yield Section(f"{title}: {len(items):,}", tuple(items))


def text(diff: "PackDiff", sections: Sequence[Section], most: int) -> str:
    """Write the diff as plain text, of each list at most so many, but every emergency."""
    lines = [_headline(diff), *summary(diff)]
    for section in sections:
        least = max(most, len(section.items)) if section.urgent else most
        lines += ["", section.title]
        lines += [f"  {line}" for item in section.items[:least] for line in _lines(item, most)]
        lines += _more(len(section.items) - least, "  ")
    return "\n".join(lines)


def markdown(diff: "PackDiff", sections: Sequence[Section]) -> str:
    """Write all of the diff as a page of Markdown."""
    lines = [f"# {_plain(_headline(diff))}", "", *(f"- {_plain(line)}" for line in summary(diff))]
    for section in sections:
        lines += ["", f"## {_plain(section.title)}", ""]
        for item in section.items:
            lines.append(f"- {'**' if item.when else ''}{_plain(item.head)}{'**' if item.when else ''}")
            lines += [f"  - when {_plain(each)}" for each in item.when]
            lines += [f"  - {_plain(each)}" for each in chain(*item.details)]
    if diff.questions:
        lines += ["", "## Questions", ""]
        lines += [f"- `{name}`: {_plain(words)}" for name, words in diff.questions]
    return "\n".join([*lines, ""])


def summary(diff: "PackDiff") -> Iterator[str]:
    """Give the counts, what just one version knows, and how many questions are asked."""
    if diff.emergencies:
        yield f"EMERGENCIES CHANGE in {counted(diff.emergencies)}"
    elsewhere = diff.emergencies + diff.destinations
    yield (
        f"{counted(diff.situations)} known to both: {number(elsewhere)} go elsewhere "
        f"({share(elsewhere, diff.situations)}), {number(diff.fallbacks)} only have another duty or tell "
        f"others, {number(diff.words)} only read otherwise, {number(diff.same)} are the same"
    )
    columns = [part for part in diff.parts if part.what in {"question", "fact"}]
    gone = {part.was for part in columns if part.was and not part.now}
    come = {part.now for part in columns if part.now and not part.was}
    yield from only(OLD, diff.only_old, gone, diff.unknown_to_new)
    yield from only(NEW, diff.only_new, come, diff.unknown_to_old)
    before, after = _asked(diff.asked_old), _asked(diff.asked_new)
    yield (
        f"questions asked: {before} → {after}" if before != after else f"questions asked: as before, {before}"
    )


def _headline(diff: "PackDiff") -> str:
    same = diff.old.transaction == diff.new.transaction
    return f"{titled(diff.old)} → {diff.new.version if same else titled(diff.new)}: {HEADLINES[diff.gravity]}"


def _asked(asked: "QuestionsAsked") -> str:
    if asked.most is None or asked.mean is None:
        return "too many ways to count"
    return f"at most {asked.most}, mean {asked.mean:.2f}"


def _shifted(shift: "Shift") -> Item:
    outcomes = [_outcomes(rows) for rows in (shift.rows_was, shift.rows_now)]
    if shift.kind == "words":
        named = f" ({outcomes[0]} → {outcomes[1]})" if outcomes[0] != outcomes[1] else ""
        head = f"{who(shift.was)}{named}"
    else:
        head = f"{who(shift.was)} → {who(shift.now)}"
    return Item(
        f"{head}: {counted(shift.situations)}",
        tuple(map(condition, shift.when)),
        (
            tuple(f"was {row.id}: {row.why}" for row in shift.rows_was),
            tuple(f"now {row.id}: {row.why}" for row in shift.rows_now),
        ),
    )


def _outcomes(rows: "Sequence[RowSaid]") -> str:
    return ", ".join(dict.fromkeys(row.outcome for row in rows))


def _parted(part: "Part") -> Item:
    if part.was is None:
        return Item(f"new {part.what} {part.now}")
    return Item(f"{part.what} {part.was} → {part.now}" if part.now else f"no {part.what} {part.was} any more")


def _edited(edit: "Edit") -> Item:
    of = " ".join(filter(None, (edit.what, edit.id)))
    mark = '"' if edit.language else ""
    none = "anything" if edit.field.startswith("when ") else "nothing"
    was, now = (none if each is None else f"{mark}{each}{mark}" for each in (edit.was, edit.now))
    return Item(f"{of}, {edit.field}{LANGUAGES.get(edit.language or '', '')}: {was} → {now}")


def _lines(item: Item, most: int) -> Iterator[str]:
    yield item.head
    for lines in (tuple(f"when {each}" for each in item.when), *item.details):
        yield from (f"  {line}" for line in lines[:most])
        yield from _more(len(lines) - most, "  ")


def _more(left: int, indent: str) -> list[str]:
    return [f"{indent}and {left:,} more"] if left > 0 else []


def _plain(given: str) -> str:
    """Keep what a pack says from being read as Markdown or HTML."""
    kept = "".join(f"\\{char}" if char in "\\`*_[]<>|#~" else char for char in given)
    return " ".join(kept.split())
