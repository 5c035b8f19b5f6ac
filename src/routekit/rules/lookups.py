"""Check the facts of a pack against what can be looked up or worked out: any value of those may come."""

from collections.abc import Iterator, Mapping

from routekit.errors import Problem
from routekit.rules.derived import Derived
from routekit.rules.facts import FACTS
from routekit.rules.outline import DERIVED, UNKNOWN, inner, is_derived, value
from routekit.rules.parts import FactSpec
from routekit.rules.reader import Node
from routekit.rules.scalars import LAYER
from routekit.suggest import quoted, suggestion


def check_facts(root: Node, derived: Mapping[str, Derived]) -> Iterator[Problem]:
    """Give every problem of facts: unknown ones, another source, options that differ from what may come."""
    for name, entry in inner(root, "facts").items():
        source = value(entry.value, "source")
        if is_derived(entry.value):
            yield from _function(source, derived)
        elif name in FACTS:
            yield from _source(FACTS[name], source)
            yield from _options(FACTS[name], value(entry.value, "options"))
        elif not _of_a_layer(source):
            message = f"nothing looks {quoted(name)} up, so it is always {UNKNOWN}"
            yield entry.key.problem("W408", f"{message}; {suggestion(name, FACTS)}", "warning")


def _function(source: Node | None, derived: Mapping[str, Derived]) -> Iterator[Problem]:
    name = source.text.removeprefix(DERIVED) if source and source.text else ""
    if source is not None and name not in derived:
        message = f"no function is registered as {quoted(name)}; {suggestion(name, derived)}"
        yield source.problem("E225", message)


def _of_a_layer(source: Node | None) -> bool:
    return source is not None and source.text is not None and source.text.startswith(LAYER)


def _source(known: FactSpec, source: Node | None) -> Iterator[Problem]:
    if source is not None and source.text is not None and source.text != known.source:
        message = f'fact "{known.id}" is looked up in "{known.source}", not {quoted(source.text)}'
        yield source.problem("W409", f"{message}; correct it", "warning")


def _options(known: FactSpec, options: Node | None) -> Iterator[Problem]:
    if options is None or not options.items:
        return
    given = {option.text for option in options.items} | {UNKNOWN}
    missing = [option for option in known.options if option not in given]
    if missing:
        message = f'fact "{known.id}" can also be {" or ".join(missing)}; list that too'
        yield options.problem("E220", message)
    for option in options.items:
        if option.text is not None and option.text not in known.options:
            message = f'fact "{known.id}" is never {quoted(option.text)}'
            hint = suggestion(option.text, known.options[:-1])
            yield option.problem("E220", f"{message}; {hint}")
