"""What a caller gives a router, checked: packs, editions, layers, answers and the day."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from routekit.boundaries import Edition, FailedLayer, FeatureSource
from routekit.errors import EditionError, InputError, InvalidAnswerError
from routekit.model.decision import OUTSIDE, PLACE
from routekit.model.text import GSS_CODE
from routekit.rules import Pack, installed_packs, installed_versions

Source = TypeVar("Source")
LAYER_NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
AREA_ANSWER = re.compile(rf"{GSS_CODE}|{OUTSIDE}")


def loaded(packs: Iterable[str | Path | Pack] | None, *, unproved: bool) -> list[Pack]:
    """Load the packs that are named, or all that are installed; a name stands for each installed version.

    A pack that is loaded already stays as it is.

    Raises RulesError, UnknownTransactionError, and InputError for `unproved` without names.
    """
    if packs is not None:
        return [pack for each in several(packs) for pack in _versions(each, unproved=unproved)]
    if unproved:
        expected = "the packs that may be used unproved must be named in packs"
        raise InputError.of("unproved", unproved, expected)
    return [Pack.load(name) for name in installed_packs()]


def _versions(pack: str | Path | Pack, *, unproved: bool) -> list[Pack]:
    if isinstance(pack, Pack):
        return [pack]
    return [Pack.load(file, unproved=unproved) for file in installed_versions(pack)]


def by_date(edition: Edition | Iterable[Edition]) -> tuple[Edition, ...]:
    """Give one edition or several by date; InputError if there is none."""
    editions = [edition] if isinstance(edition, Edition) else list(edition)
    if not editions:
        raise InputError.of("edition", editions, "at least one edition is needed")
    return tuple(sorted(editions, key=lambda each: (each.date, each.count, each.name)))


def several(packs: Iterable[str | Path | Pack]) -> Iterable[str | Path | Pack]:
    """Give packs, names or paths; InputError for a single name, which is a list of letters to Python."""
    if isinstance(packs, (str, Path)):
        raise InputError.of("packs", packs, "several names or paths are needed, such as a list of one")
    return packs


def checked_layers(layers: Mapping[str, Source] | None) -> dict[str, Source]:
    """Give layers by name; InputError for what cannot be a layer's name in a pack."""
    for name in layers or {}:
        if not (isinstance(name, str) and LAYER_NAME.fullmatch(name)):
            expected = "a layer's name is lower-case words joined by hyphens, as in layer:street-lights"
            raise InputError.of("layers", name, expected)
    return dict(layers or {})


def opened_layer(name: str, layer: FeatureSource | str | Path) -> FeatureSource:
    """Open a layer that is a file; one that cannot be opened is a FailedLayer, which says why."""
    if not isinstance(layer, (str, Path)):
        return layer
    from routekit.boundaries import Layer  # noqa: PLC0415 - what reads files is slow to import

    try:
        return Layer.open(layer, name=name)
    except EditionError as error:
        return FailedLayer(error)


def checked_answers(pack: Pack, answers: Mapping[str, str] | None) -> tuple[dict[str, str], str | None]:
    """Give the answers to the pack's questions, and the area that was picked; InvalidAnswerError."""
    if answers is not None and not isinstance(answers, Mapping):
        raise InvalidAnswerError.of("answers", answers, "a mapping of question id to option id is needed")
    given = dict(answers or {})
    picked = _area_answer(given.pop(PLACE)) if PLACE in given else None
    return pack.check_answers(given), picked


def _area_answer(picked: object) -> str:
    if not isinstance(picked, str) or not AREA_ANSWER.fullmatch(picked):
        raise InvalidAnswerError.of(PLACE, picked, f"the GSS code of an area, or {OUTSIDE}, is needed")
    return picked


def checked_day(day: object) -> date:
    """Give a day; InputError for what is none, or is a moment."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InputError.of("on", day, "a datetime.date is needed")
    return day
