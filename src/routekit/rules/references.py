"""Check what the parts of a pack say of each other: every name used is defined, none is defined twice.

Works on the nodes of the file, so that a pack with a broken title still has its names checked.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from routekit.errors import Problem
from routekit.rules.facts import FACTS
from routekit.rules.outline import UNKNOWN, Outline, RowOutline, inner, listed, value
from routekit.rules.parts import FactSpec
from routekit.rules.reader import Entry, Node
from routekit.rules.schema import LAYER
from routekit.suggest import choice, quoted, suggestion

PLACE = "place"


def check_references(root: Node, names: Outline, file: str) -> Iterator[Problem]:
    """Give every problem of names that are unknown, doubled, reserved or unused, and of size."""
    check = _Check(root, names, file)
    yield from check.columns()
    yield from check.facts()
    yield from check.rows()
    yield from check.cases()
    yield from check.unused()


@dataclass(frozen=True, slots=True)
class _Check:
    root: Node
    names: Outline
    file: str

    def columns(self) -> Iterator[Problem]:
        for section in ("questions", "facts"):
            for name, entry in inner(self.root, section).items():
                if name == PLACE:
                    yield self._error(entry.key, "E212", f'"{PLACE}" is reserved; choose another id')
                if section == "facts" and name in self.names.questions:
                    yield self._error(entry.key, "E213", f"{quoted(name)} is a question too; rename one")
        for name, entry in inner(self.root, "facts").items():
            yield from self._doubled(value(entry.value, "options"), f"fact {quoted(name)}")
            for option in listed(entry.value, "options"):
                if option.text == UNKNOWN:
                    message = f'"{UNKNOWN}" is an option of every fact; do not list it'
                    yield self._error(option, "E212", message)
        rows = self.root.entries.get("rows")
        for message in self.names.excesses:
            yield self._error(rows.key if rows else self.root, "E219", message)

    def facts(self) -> Iterator[Problem]:
        """Compare the facts with those that can be looked up, since any value of theirs may come."""
        for name, entry in inner(self.root, "facts").items():
            if name in FACTS:
                yield from self._source(FACTS[name], value(entry.value, "source"))
                yield from self._options(FACTS[name], value(entry.value, "options"))
            elif not _of_a_layer(value(entry.value, "source")):
                message = f"nothing looks {quoted(name)} up, so it is always {UNKNOWN}"
                yield self._warning(entry.key, "W408", f"{message}; {suggestion(name, FACTS)}")

    def _source(self, known: FactSpec, source: Node | None) -> Iterator[Problem]:
        if source is not None and source.text is not None and source.text != known.source:
            message = f'fact "{known.id}" is looked up in "{known.source}", not {quoted(source.text)}'
            yield self._warning(source, "W409", f"{message}; correct it")

    def _options(self, known: FactSpec, options: Node | None) -> Iterator[Problem]:
        if options is None or not options.items:
            return
        given = {option.text for option in options.items} | {UNKNOWN}
        missing = [option for option in known.options if option not in given]
        if missing:
            message = f'fact "{known.id}" can also be {" or ".join(missing)}; list that too'
            yield self._error(options, "E220", message)
        for option in options.items:
            if option.text is not None and option.text not in known.options:
                message = f'fact "{known.id}" is never {quoted(option.text)}'
                hint = suggestion(option.text, known.options[:-1])
                yield self._error(option, "E220", f"{message}; {hint}")

    def rows(self) -> Iterator[Problem]:
        lines: dict[str, int] = {}
        for row in self._rows():
            id_ = value(row.node, "id")
            if id_ and id_.text and id_.text in lines:
                message = f"{row.name} is also on line {lines[id_.text]}; give each row its own id"
                yield self._error(id_, "E213", message)
            elif id_ and id_.text:
                lines[id_.text] = id_.line
            for name, entry in inner(row.node, "when").items():
                yield from self._cell(name, entry, row.name)
                yield from self._doubled(entry.value, f"{row.name}: {quoted(name)}")
            yield from self._known(row.node, "then", "outcome", self.names.outcomes, row.name)

    def cases(self) -> Iterator[Problem]:
        rows = {id_.text: row for row in self._rows() if (id_ := value(row.node, "id")) and id_.text}
        for at, case in enumerate(listed(self.root, "cases")):
            where = f"case {at + 1}"
            for name, entry in inner(case, "given").items():
                yield from self._cell(name, entry, where)
            yield from self._facts_not_given(case, where)
            yield from self._known(case, "expect", "outcome", self.names.outcomes, where)
            yield from self._known(case, "row", "row", rows, where)
            yield from self._known(case, "ask", "question", self.names.questions, where)

    def unused(self) -> Iterator[Problem]:
        given = {then.text for row in self._rows() if (then := value(row.node, "then"))}
        for name, entry in inner(self.root, "outcomes").items():
            if name not in given:
                yield self._warning(entry.key, "W401", f"outcome {quoted(name)} is never given by a row")
        used = {name for row in self.names.rows for name in row.when}
        for section, word, code in (("questions", "question", "W402"), ("facts", "fact", "W403")):
            for name, entry in inner(self.root, section).items():
                if name not in used:
                    yield self._warning(entry.key, code, f"{word} {quoted(name)} is in no row; remove it")
        if not listed(self.root, "cases"):
            yield self._warning(self.root, "W404", "the pack has no cases; add at least one for each row")

    def _rows(self) -> Iterator[RowOutline]:
        yield from self.names.rows
        if self.names.otherwise is not None:
            yield RowOutline("otherwise", self.names.otherwise, {})

    def _cell(self, name: str, entry: Entry, where: str) -> Iterator[Problem]:
        columns = self.names.columns
        if name not in columns:
            message = f"{where}: no question or fact is called {quoted(name)}; {suggestion(name, columns)}"
            yield self._error(entry.key, "E214", message)
            return
        options = columns[name]
        for option in (entry.value, *entry.value.items):
            if option.text is not None and options and option.text not in options:
                known = suggestion(option.text, options)
                message = f"{where}: {quoted(option.text)} is not an option of {quoted(name)}; {known}"
                yield self._error(option, "E215", message)

    def _facts_not_given(self, case: Node, where: str) -> Iterator[Problem]:
        given = case.entries.get("given")
        for fact, options in self.names.facts.items():
            if given and fact not in given.value.entries:
                message = f"{where}: fact {quoted(fact)} is not given; {choice(options)}"
                yield self._error(given.key, "E218", message)

    def _known(
        self, part: Node, key: str, word: str, known: Collection[str], where: str
    ) -> Iterator[Problem]:
        name = value(part, key)
        if name is not None and name.text is not None and name.text not in known:
            code = {"outcome": "E216", "row": "E217", "question": "E214"}[word]
            message = f"{where}: no {word} is called {quoted(name.text)}; {suggestion(name.text, known)}"
            yield self._error(name, code, message)

    def _doubled(self, options: Node | None, where: str) -> Iterator[Problem]:
        seen: set[str] = set()
        for option in options.items if options else ():
            if option.text is not None and option.text in seen:
                yield self._error(option, "E213", f"{where} lists {quoted(option.text)} twice; remove one")
            elif option.text is not None:
                seen.add(option.text)

    def _error(self, at: Node, code: str, message: str) -> Problem:
        return Problem(self.file, at.line, at.column, code, message)

    def _warning(self, at: Node, code: str, message: str) -> Problem:
        return Problem(self.file, at.line, at.column, code, message, "warning")


def _of_a_layer(source: Node | None) -> bool:
    return source is not None and source.text is not None and source.text.startswith(LAYER)
