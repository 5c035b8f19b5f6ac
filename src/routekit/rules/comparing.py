"""Compare two packs: in which situations they name different roles, counted without going through them."""

from collections.abc import Iterator

from routekit.model import PackRef
from routekit.model.value import Value
from routekit.rules.contrast import Contrast, Named, named
from routekit.rules.divided import divided
from routekit.rules.pack import Pack
from routekit.rules.parts import Cell, Row


class Difference(Value):
    """Situations in which the one pack names `one` and the other `other`.

    `when` describes the same situations without naming any twice: in each, the columns named have one of the
    answers named. The rows are those that match there, emergency stops among them.
    """

    one: Named
    other: Named
    situations: int
    when: tuple[tuple[Cell, ...], ...]
    rows_one: tuple[str, ...]
    rows_other: tuple[str, ...]

    @property
    def elsewhere(self) -> bool:
        """Whether another role handles it, and not only another has the duty or is told."""
        return self.one.is_elsewhere(self.other)


class Comparison(Value):
    """How two packs differ, over the `situations` that both know.

    Every whole number and every day counts as an answer of its own. In `elsewhere` of the situations another
    role handles it, in `told` the same role does, but another has the duty or is told. `only_one` and
    `only_other` hold the questions and facts, and the answers of shared ones, that just one of the packs has.
    Situations with such an answer of a shared column, and those that just one of the packs says cannot be,
    are known to one alone and are counted in `unknown_to_other` and `unknown_to_one`.
    """

    one: PackRef
    other: PackRef
    situations: int
    elsewhere: int
    told: int
    unknown_to_one: int
    unknown_to_other: int
    only_one: tuple[Cell, ...]
    only_other: tuple[Cell, ...]
    differences: tuple[Difference, ...]

    @property
    def same(self) -> int:
        """In how many situations both name the same."""
        return self.situations - self.elsewhere - self.told


def compare(one: Pack, other: Pack) -> Comparison:
    """Say in which situations two packs name different roles, the most frequent difference first.

    Raises InputError for packs of which one asks for a number where the other asks for a day.
    """
    contrast = Contrast(divided(one), divided(other))
    found = tuple(_differences(contrast, one, other))
    return Comparison(
        one=one.ref,
        other=other.ref,
        situations=contrast.situations,
        elsewhere=sum(each.situations for each in found if each.elsewhere),
        told=sum(each.situations for each in found if not each.elsewhere),
        unknown_to_one=contrast.unknown_to_one,
        unknown_to_other=contrast.unknown_to_other,
        only_one=contrast.only_one,
        only_other=contrast.only_other,
        differences=tuple(sorted(found, key=_most_first)),
    )


def _differences(contrast: Contrast, one: Pack, other: Pack) -> Iterator[Difference]:
    def label(mine: Row, theirs: Row) -> tuple[Named, Named] | None:
        pair = named(one, mine), named(other, theirs)
        return pair if pair[0] != pair[1] else None

    for (left, right), met in contrast.grouped(label):
        yield Difference(
            one=left,
            other=right,
            situations=met.situations,
            when=met.when,
            rows_one=tuple(row.id for row in met.rows_one),
            rows_other=tuple(row.id for row in met.rows_other),
        )


def _most_first(found: Difference) -> tuple[bool, int, str]:
    return not found.elsewhere, -found.situations, repr((found.one, found.other))
