"""The flow of a pack as a value to be drawn: boxes, and arrows between them with the answers on."""

from typing import Literal

from routekit.model import PackRef
from routekit.model.value import Value

BoxKind = Literal["question", "fact", "derived", "outcome", "stop", "impossible", "missing", "more"]


class Box(Value):
    """A question, something looked up or worked out, or an end.

    Questions and facts have a `number`, in the order in which they are read, and the `column` they are.
    `ends` has the outcome of an end (of a stop its id; of `more`, all outcomes still to come). `head` says
    what it is, `words` what it asks or who handles it, and `details` the rest.
    """

    id: str
    kind: BoxKind
    number: int | None = None
    column: str | None = None
    ends: tuple[str, ...] = ()
    head: str
    words: str
    details: tuple[str, ...] = ()


class Arrow(Value):
    """The answers that lead from one box to another, as members of a cell, and in words."""

    start: str
    end: str
    options: tuple[str, ...]
    words: str


class Picture(Value):
    """The derived flow. The first box is where it begins; no two arrows join the same boxes.

    `collapsed` says what is left out of a flow too large to draw; else it is None.
    """

    pack: PackRef
    title: str
    language: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    collapsed: str | None = None
    go_to: str = "go to {}"

    def box(self, id_: str) -> Box:
        """Give the box of an id."""
        return next(box for box in self.boxes if box.id == id_)

    def arrows_from(self, id_: str) -> tuple[Arrow, ...]:
        """Give the arrows that leave a box."""
        return tuple(arrow for arrow in self.arrows if arrow.start == id_)

    @property
    def told(self) -> tuple[str, ...]:
        """Tell the picture in sentences, for whoever cannot see it: one for each box with arrows."""
        names = {box.id: f"{box.head}: {box.words}" if box.words else box.head for box in self.boxes}
        heads = {box.id: box.head if box.number else names[box.id] for box in self.boxes}
        found = []
        for box in self.boxes:
            ways = [
                f"{each.words}: {self.go_to.format(heads[each.end])}" for each in self.arrows_from(box.id)
            ]
            if ways or len(self.boxes) == 1:
                found.append(f"{names[box.id]} {'; '.join(ways)}.".replace(" .", "."))
        return tuple(found)
