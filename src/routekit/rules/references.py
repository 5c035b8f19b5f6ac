"""Check what the parts of a pack say of each other: every name used is defined, none is defined twice.

Works on the nodes of the file, so that a pack with a broken title still has its names checked.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from routekit.errors import Problem
from routekit.model.decision import PLACE
from routekit.rules.columns import Spec, read_value
from routekit.rules.outline import SPANS, UNKNOWN, Outline, RowOutline, inner, listed, value
from routekit.rules.reader import Entry, Node
from routekit.suggest import choice, quoted, suggestion

EMERGENCY = "emergency"


def check_references(root: Node, names: Outline) -> Iterator[Problem]:
    """Give every problem of names that are unknown, doubled, reserved or unused, and of size."""
    check = _Check(root, names)
    yield from check.columns()
    yield from check.groups()
    yield from check.needs()
    yield from check.rows()
    yield from check.stops()
    yield from check.cases()
    yield from check.unused()


@dataclass(frozen=True, slots=True)
class _Check:
    root: Node
    names: Outline

    def columns(self) -> Iterator[Problem]:
        for section in ("questions", "facts"):
            for name, entry in inner(self.root, section).items():
                if name == PLACE:
                    yield entry.key.problem("E212", f'"{PLACE}" is reserved; choose another id')
                if section == "facts" and name in self.names.questions:
                    yield entry.key.problem("E213", f"{quoted(name)} is a question too; rename one")
                yield from _values_among_options(name, entry.value)
        for name, entry in inner(self.root, "facts").items():
            yield from _doubled(value(entry.value, "options"), f"fact {quoted(name)}")
            for option in listed(entry.value, "options"):
                if option.text == UNKNOWN:
                    yield option.problem("E212", f'"{UNKNOWN}" is an option of every fact; do not list it')
        rows = self.root.entries.get("rows")
        for message in self.names.excesses:
            yield (rows.key if rows else self.root).problem("E219", message)

    def groups(self) -> Iterator[Problem]:
        for section in ("questions", "facts"):
            for name, entry in inner(self.root, section).items():
                spec = self.names.specs[name]
                for group, members in inner(entry.value, "groups").items():
                    if group in spec.options:
                        message = f"{quoted(group)} is an option of {quoted(name)} too; rename the group"
                        yield members.key.problem("E213", message)
                    where = f"group {quoted(group)}"
                    plain = Spec(spec.options, spec.span)
                    yield from _members(name, members, plain, where)
                    yield from _doubled(members.value, where)

    def needs(self) -> Iterator[Problem]:
        plain = {**self.names.questions, **self.names.facts}
        known = [name for name in plain if name not in self.names.needs]
        for name, entry in inner(self.root, "facts").items():
            for need in listed(entry.value, "needs"):
                if need.text is not None and need.text not in known:
                    message = f"fact {quoted(name)}: no question or other fact is called {quoted(need.text)}"
                    yield need.problem("E214", f"{message}; {suggestion(need.text, known)}")

    def rows(self) -> Iterator[Problem]:
        lines: dict[str, int] = {}
        for row in (*self.names.stops, *self._rows()):
            id_ = value(row.node, "id")
            if id_ and id_.text and id_.text in lines:
                message = f"{row.name} is also on line {lines[id_.text]}; give each row its own id"
                yield id_.problem("E213", message)
            elif id_ and id_.text:
                lines[id_.text] = id_.line
        for row in (*self.names.cubes, *self._otherwise()):
            for name, entry in inner(row.node, "when").items():
                yield from self._cell(name, entry, row.name, self.names.specs)
                yield from _doubled(entry.value, f"{row.name}: {quoted(name)}")
        for row in self._rows():
            yield from _known(row.node, "then", "outcome", self.names.outcomes, row.name)

    def stops(self) -> Iterator[Problem]:
        """Refuse stops that look at facts, since a stop is found before anything is looked up."""
        for stop in self.names.stops:
            for name, entry in inner(stop.node, "when").items():
                if name in self.names.facts:
                    message = f"{stop.name}: {quoted(name)} is a fact; a stop looks at questions only"
                    yield entry.key.problem("E223", message)
        for name, entry in inner(self.root, "outcomes").items():
            if self.names.stops and name == EMERGENCY:
                yield entry.key.problem("E212", f'"{EMERGENCY}" is what a stop comes to; choose another id')

    def cases(self) -> Iterator[Problem]:
        everything = (*self.names.stops, *self._rows())
        rows = {id_.text: row for row in everything if (id_ := value(row.node, "id")) and id_.text}
        outcomes = (*self.names.outcomes, *((EMERGENCY,) if self.names.stops else ()))
        for at, case in enumerate(listed(self.root, "cases")):
            where = f"case {at + 1}"
            for name, entry in inner(case, "given").items():
                yield from self._given(name, entry, where)
            yield from self._facts_not_given(case, where)
            yield from _known(case, "expect", "outcome", outcomes, where)
            yield from _known(case, "row", "row", rows, where)
            yield from _known(case, "ask", "question", self.names.questions, where)

    def unused(self) -> Iterator[Problem]:
        given = {then.text for row in self._rows() if (then := value(row.node, "then"))}
        for name, entry in inner(self.root, "outcomes").items():
            if name not in given:
                yield _warning(entry.key, "W401", f"outcome {quoted(name)} is never given by a row")
        used = {name for row in (*self.names.stops, *self.names.rows) for name in row.when}
        used |= {need for name in used for need in self.names.needs.get(name, ())}
        for section, word, code in (("questions", "question", "W402"), ("facts", "fact", "W403")):
            for name, entry in inner(self.root, section).items():
                if name not in used:
                    yield _warning(entry.key, code, f"{word} {quoted(name)} is in no row; remove it")
        if not listed(self.root, "cases"):
            yield _warning(self.root, "W404", "the pack has no cases; add at least one for each row")

    def _rows(self) -> Iterator[RowOutline]:
        yield from self.names.rows
        yield from self._otherwise()

    def _otherwise(self) -> Iterator[RowOutline]:
        if self.names.otherwise is not None:
            yield RowOutline("otherwise", self.names.otherwise, {})

    def _cell(self, name: str, entry: Entry, where: str, specs: Mapping[str, Spec]) -> Iterator[Problem]:
        if name not in specs:
            message = f"{where}: no question or fact is called {quoted(name)}; {suggestion(name, specs)}"
            yield entry.key.problem("E214", message)
            return
        yield from _members(name, entry, specs[name], where)

    def _given(self, name: str, entry: Entry, where: str) -> Iterator[Problem]:
        """Check an answer of a case: one option, number or day, neither a group nor a range."""
        specs, text = self.names.specs, entry.value.text
        span = specs[name].span if name in specs else None
        if span is None or text is None or text in specs[name].options:
            plain = {name: Spec(specs[name].options, span)} if name in specs else specs
            yield from self._cell(name, entry, where, plain)
        elif span.value(text) is None:
            wanted = f"write a {span.kind} from {span.shown(span.low)} to {span.shown(span.high)}"
            message = f"{where}: {quoted(text)} is no answer to {quoted(name)}; {wanted}"
            yield entry.value.problem("E226", message)

    def _facts_not_given(self, case: Node, where: str) -> Iterator[Problem]:
        given = case.entries.get("given")
        if self._before_facts(case):
            return
        for fact, spec in self.names.facts.items():
            if given and fact not in self.names.needs and fact not in given.value.entries:
                message = f"{where}: fact {quoted(fact)} is not given; {choice(spec.options)}"
                yield given.key.problem("E218", message)

    def _before_facts(self, case: Node) -> bool:
        """Tell whether a case ends before facts are looked at: with a stop, or a question of one."""
        expect, ask = value(case, "expect"), value(case, "ask")
        urgent = {name for stop in self.names.stops for name in stop.when}
        stopped = expect is not None and expect.text == EMERGENCY and bool(self.names.stops)
        return stopped or (ask is not None and ask.text in urgent)


def _members(name: str, entry: Entry, spec: Spec, where: str) -> Iterator[Problem]:
    """Check the members of a cell; where an author's options are broken, that is enough to say."""
    for member in (entry.value, *entry.value.items):
        if member.text is None or not (spec.options or spec.span) or spec.knows(member.text):
            continue
        if fault := spec.fault(member.text):
            yield member.problem("E226", f"{where}: {quoted(name)}: {fault}")
        else:
            known = suggestion(member.text, spec.names)
            message = f"{where}: {quoted(member.text)} is not an option of {quoted(name)}; {known}"
            yield member.problem("E215", message)


def _values_among_options(name: str, node: Node) -> Iterator[Problem]:
    """Refuse an option beside a range that looks like one of its numbers."""
    kind = next((kind for kind in SPANS if kind in node.entries), None)
    options = [entry.key for entry in inner(node, "options").values()] or list(listed(node, "options"))
    for option in options if kind else ():
        if kind and option.text is not None and read_value(kind, option.text) is not None:
            message = f"{quoted(name)}: {quoted(option.text)} is a {kind}; an option beside one is a word"
            yield option.problem("E224", message)


def _known(part: Node, key: str, word: str, known: Collection[str], where: str) -> Iterator[Problem]:
    name = value(part, key)
    if name is not None and name.text is not None and name.text not in known:
        code = {"outcome": "E216", "row": "E217", "question": "E214"}[word]
        message = f"{where}: no {word} is called {quoted(name.text)}; {suggestion(name.text, known)}"
        yield name.problem(code, message)


def _doubled(options: Node | None, where: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for option in options.items if options else ():
        if option.text is not None and option.text in seen:
            yield option.problem("E213", f"{where} lists {quoted(option.text)} twice; remove one")
        elif option.text is not None:
            seen.add(option.text)


def _warning(at: Node, code: str, message: str) -> Problem:
    return at.problem(code, message, "warning")
