"""Make the picture of a pack: number and word the boxes, and join the answers that lead to the same box."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from routekit.rules.pack import Pack
from routekit.rules.showing.deriving import EMERGENCY, Derived, End, Inside, Key, derived, inside
from routekit.rules.showing.picture import Arrow, Box, BoxKind, Picture
from routekit.rules.showing.wording import Wording, cut, wording

MOST_LETTERS: Final = 200  # of what a box asks or says
MOST_OF_AN_ANSWER: Final = 90
MOST_ANSWERS: Final = 6


def picture_of(pack: Pack, *, language: str = "en", ids: bool = False) -> Picture:
    """Give the picture of a pack's flow, in English (`en`) or Welsh (`cy`), by words or by ids.

    At most 60 boxes and 180 arrows; a larger flow is collapsed, and says so. Long texts are cut. Raises
    InputError for another language.
    """
    words = wording(pack, language=language, ids=ids)
    found = inside(pack)
    flow = derived(found)
    maker = _Maker(words, found, flow)
    boxes = tuple(maker.boxes())
    shown = sum(box.number is not None for box in boxes)
    more = words.own("more")
    return Picture(
        pack=pack.ref,
        title=words.pack.transaction.title,
        language=language,
        boxes=boxes,
        arrows=tuple(maker.arrows()),
        collapsed=None if flow.whole else words.own("collapsed", shown, more),
        go_to=words.own("go to", "{}"),
    )


class _Maker:
    """Words a derived flow."""

    def __init__(self, words: Wording, found: Inside, flow: Derived) -> None:
        self._words, self._columns, self._flow = words, found.columns, flow
        self._order = _ordered(flow)
        self._ids = {key: f"b{at}" for at, key in enumerate(self._order, 1)}

    def boxes(self) -> Iterator[Box]:
        number = 0
        for key in self._order:
            if isinstance(key, End):
                yield self._end(self._ids[key], key)
            else:
                number += 1
                yield self._branch(self._ids[key], self._flow.branches[key].column, number)

    def arrows(self) -> Iterator[Arrow]:
        for key in self._order:
            if isinstance(key, End):
                continue
            branch = self._flow.branches[key]
            masks: dict[Key, int] = {}
            for bit, way in enumerate(branch.ways):
                masks[way] = masks.get(way, 0) | 1 << bit
            options = {way: self._columns[branch.column].members(mask) for way, mask in masks.items()}
            most = max(options, key=lambda way: len(options[way]))
            for way, members in options.items():
                rest = way is most and len(options) > 1 and len(members) >= MOST_ANSWERS
                said = self._words.own("anything else") if rest else self._said(branch.column, members)
                yield Arrow(start=self._ids[key], end=self._ids[way], options=members, words=said)

    def _said(self, column: str, members: tuple[str, ...]) -> str:
        words = [cut(each, MOST_OF_AN_ANSWER) for each in self._words.answers(column, members[:MOST_ANSWERS])]
        if len(members) > MOST_ANSWERS:
            words.append(self._words.own("more answers", len(members) - MOST_ANSWERS))
        return self._words.joined(words)

    def _branch(self, id_: str, column: str, number: int) -> Box:
        pack = self._words.pack
        fact = pack.facts.get(column)
        kind: BoxKind = "question" if fact is None else "derived" if fact.needs else "fact"
        return Box(
            id=id_,
            kind=kind,
            number=number,
            column=column,
            head=f"{self._words.kind(column)} {number}",
            words=cut(self._words.column(column), MOST_LETTERS),
        )

    def _end(self, id_: str, end: End) -> Box:
        pack, own = self._words.pack, self._words.own
        kind = cast("BoxKind", end.kind)
        head, words, details = own(kind), "", tuple[str, ...]()
        if kind == "outcome":
            outcome = pack.outcomes[end.ends[0]]
            head = f"{head} {outcome.id if self._words.ids else outcome.id.replace('_', ' ')}"
            words = self._words.role(outcome.role)
            details = (*self._words.besides(outcome.id), cut(" ".join(outcome.say.split()), MOST_LETTERS))
        elif kind == "stop":
            stop = pack.stops[end.ends[0]]
            head, words = f"{head} {stop.id}", own("call", stop.call)
            details = (cut(" ".join(stop.say.split()), MOST_LETTERS),)
        elif kind == "more":
            names = (own("stop") if name == EMERGENCY else name for name in end.ends)
            words = cut(own("can end", ", ".join(names)), MOST_LETTERS)
        return Box(id=id_, kind=kind, ends=end.ends, head=head, words=words, details=details)


def _ordered(flow: Derived) -> tuple[Key, ...]:
    """Give all boxes, each after those that lead to it, and in the order of the answers."""
    depths: dict[Key, int] = {}
    for key in _topological(flow):
        depths.setdefault(key, 0)
        for way in _ways(flow, key):
            depths[way] = max(depths.get(way, 0), depths[key] + 1)
    return tuple(sorted(depths, key=lambda key: depths[key]))


def _topological(flow: Derived) -> list[Key]:
    found: dict[Key, None] = {}

    def visit(key: Key) -> None:
        if key not in found:
            for way in reversed(_ways(flow, key)):
                visit(way)
            found[key] = None

    visit(flow.root)
    return list(reversed(found))


def _ways(flow: Derived, key: Key) -> tuple[Key, ...]:
    branches: Mapping[int, object] = flow.branches
    return (
        () if isinstance(key, End) or key not in branches else tuple(dict.fromkeys(flow.branches[key].ways))
    )
