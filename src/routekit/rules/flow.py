"""The flow of questions, derived from the table: facts first, ask only what can matter, stop once decided."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from routekit.rules.table import Table


class Steps(NamedTuple):
    """Where the flow came to: the cubes left, the question to ask next, and what became of the answers."""

    live: int
    asks: str | None
    used: tuple[str, ...]
    ignored: tuple[str, ...]


def follow(
    table: Table, facts: Collection[str], questions: Collection[str], given: Mapping[str, str]
) -> Steps:
    """Replay the flow from its start with every fact and some answers, in the order of `questions`.

    A question that cannot matter now never can again, so one pass is enough. Of the facts, `used` has those
    that a row left looks at.
    """
    live = table.all
    for fact in facts:
        live = table.narrowed(live, fact, given[fact])
    unanswered, used, asks = dict.fromkeys(questions), [], None
    for question in questions:
        if not table.matters(live, question, unanswered):
            continue
        if question not in given:
            asks = question
            break
        live = table.narrowed(live, question, given[question])
        used.append(question)
        del unanswered[question]
    unused = [question for question in unanswered if question in given]
    ignored = [question for question in unused if not (asks and table.matters(live, question, unanswered))]
    looked_at = [fact for fact in facts if table.restricted(live, fact)]
    return Steps(live, asks, (*looked_at, *used), tuple(ignored))
