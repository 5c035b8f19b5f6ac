"""Packs as GeoReport services, and their questions as attributes."""

from collections.abc import Iterator, Mapping

from routekit.model import AnswerRange, Question
from routekit.rules import Pack
from routekit.rules.showing import DecisionTable, table_of
from routekit.rules.showing.wording import Wording, wording
from routekit.service.open311.documents import Document, Part

UNTYPED = "blackbox"  # the type of a service that gives no id of a report: routekit takes none


def service_list(packs: list[Pack], groups: Mapping[str, str]) -> Document:
    """Give the list of services; `groups` has the group of each transaction that has one."""
    return Document("services", [_service(pack, groups.get(pack.ref.transaction)) for pack in packs])


def service_definition(pack: Pack) -> Document:
    """Give the attributes of a service: what to do in an emergency first, then the questions.

    Every question is `required`. GeoReport has no attribute that depends on another, so that no question can
    be left out safely; the answer to one that does not matter is ignored when it is routed.
    """
    emergencies = list(_emergencies(pack, table_of(pack)))
    questions = [_question(each) for each in pack.questions.values()]
    attributes: list[Part] = [
        {**each, "order": order} for order, each in enumerate([*emergencies, *questions], 1)
    ]
    return Document("service_definition", {"service_code": pack.ref.transaction, "attributes": attributes})


def _service(pack: Pack, group: str | None) -> Part:
    return {
        "service_code": pack.ref.transaction,
        "service_name": pack.transaction.title,
        "description": _described(wording(pack)),
        "metadata": bool(pack.questions or pack.stops),
        "type": UNTYPED,
        "keywords": ", ".join(_keywords(pack)),
        "group": group,
    }


def _described(words: Wording) -> str:
    roles = dict.fromkeys(words.role(each.role) for each in words.pack.outcomes.values())
    return f"{words.own('can end', words.joined(tuple(roles)))}."


def _keywords(pack: Pack) -> Iterator[str]:
    """Give the numbers by which councils know a service and an interaction."""
    yield from (f"LGSL {number}" for number in pack.transaction.lgsl)
    if pack.transaction.lgil is not None:
        yield f"LGIL {pack.transaction.lgil}"


def _emergencies(pack: Pack, table: DecisionTable) -> Iterator[dict[str, Part]]:
    """Tell each emergency and what to do in it, as an attribute that asks nothing."""
    for row in table.rows:
        if row.kind == "stop":
            asked = zip(table.columns, row.cells, strict=True)
            when = "; ".join(f"{column.words} {cell}" for column, cell in asked if cell != "-")
            yield _attribute(row.id, f"{when}: {pack.stops[row.id].say}", variable=False)


def _question(question: Question) -> dict[str, Part]:
    span, options = question.range, question.options
    description = f"{question.text} {question.hint}" if question.hint else question.text
    if span is None:
        values: list[Part] = [{"key": option.id, "name": option.text} for option in options]
        return _attribute(question.id, description, datatype="singlevaluelist", values=values)
    said = _span(span)
    if options:  # a number or one of some words: no datatype of GeoReport is both
        said = f"{said}, or one of: {', '.join(f'{each.id} ({each.text})' for each in options)}"
        return _attribute(question.id, description, said=said)
    datatype = "number" if span.kind == "number" else "datetime"
    return _attribute(question.id, description, datatype=datatype, said=said)


def _attribute(  # noqa: PLR0913 - the fields of GeoReport
    code: str,
    description: str,
    *,
    variable: bool = True,
    datatype: str = "string",
    said: str | None = None,
    values: list[Part] | None = None,
) -> dict[str, Part]:
    found: dict[str, Part] = {
        "variable": variable,
        "code": code,
        "datatype": datatype,
        "required": variable,
        "datatype_description": said,
        "order": 0,
        "description": description,
    }
    return found if values is None else {**found, "values": values}


def _span(span: AnswerRange) -> str:
    kind = "a whole number" if span.kind == "number" else "a day"
    unit = f", in {span.unit}" if span.unit else ""
    return f"{kind} from {span.first} to {span.last}{unit}"
