"""The words of pictures and tables: those of the pack, and routekit's own, in English and Welsh."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from routekit.errors import InputError
from routekit.rules.pack import Pack
from routekit.rules.parts import FactSpec

LANGUAGES = ("en", "cy")
RANGE = ".."

_OURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "question": ("Question", "Cwestiwn"),
        "fact": ("Looked up", "Chwilir"),
        "derived": ("Worked out", "Cyfrifir"),
        "outcome": ("Outcome", "Canlyniad"),
        "stop": ("Emergency", "Argyfwng"),
        "impossible": ("Cannot be", "Ni all fod"),
        "missing": ("No row", "Dim rhes"),
        "more": ("More", "Rhagor"),
        "row": ("Row", "Rhes"),
        "otherwise": ("otherwise", "fel arall"),
        "handled by": ("Handled by", "Pwy sy'n delio"),
        "why": ("Why", "Pam"),
        "source": ("Source", "Ffynhonnell"),
        "or": ("or", "neu"),
        "and": ("and", "a"),
        "more answers": ("{} more", "{} arall"),
        "anything else": ("anything else", "unrhyw beth arall"),
        "call": ("Call {}", "Ffoniwch {}"),
        "duty": ("The duty is with: {}", "Mae'r ddyletswydd ar: {}"),
        "told": ("Also told: {}", "Hysbysir hefyd: {}"),
        "can end": ("It can end with: {}", "Gall orffen gyda: {}"),
        "up to": ("up to {}", "hyd at {}"),
        "from": ("from {}", "o {} ymlaen"),
        "between": ("{} to {}", "{} i {}"),
        "not known": ("not known", "ddim yn hysbys"),
        "questions and facts": ("Questions and facts", "Cwestiynau a ffeithiau"),
        "outcomes": ("Outcomes", "Canlyniadau"),
        "rows": ("Rows", "Rhesi"),
        "cannot be": ("What cannot be", "Yr hyn na all fod"),
        "answers": ("Answers", "Atebion"),
        "any": ("- is any answer", "- yw unrhyw ateb"),
        "each situation": (
            "Whatever is answered, exactly one row matches.",
            "Beth bynnag yw'r atebion, mae un rhes yn unig yn cyfateb.",
        ),
        "picture": ("How the questions lead to an outcome", "Sut mae'r cwestiynau'n arwain at ganlyniad"),
        "go to": ("go to {}", "ewch i {}"),
        "collapsed": (
            "Too large to draw whole: the first {} questions and facts are shown; {} stands for the rest.",
            "Rhy fawr i'w ddangos i gyd: dangosir y {} cwestiwn a ffaith cyntaf; {} yw'r gweddill.",
        ),
        "in force": ("In force from {}", "Mewn grym o {}"),
        "until": ("to the day before {}", "tan y diwrnod cyn {}"),
        "kept by": ("Kept by {}", "Cynhelir gan {}"),
    }
)
_ROLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "parish_council": ("parish council", "cyngor cymuned neu dref"),
        "highway_authority": ("highway authority", "awdurdod priffyrdd"),
        "litter_authority": ("litter authority", "awdurdod sbwriel"),
        "environmental_health": ("environmental health", "iechyd yr amgylchedd"),
        "planning_authority": ("planning authority", "awdurdod cynllunio"),
        "lead_flood_authority": ("lead flood authority", "awdurdod llifogydd arweiniol"),
        "police": ("police", "yr heddlu"),
        "strategic_roads": ("strategic roads", "ffyrdd strategol"),
    }
)
_FACTS: Mapping[str, tuple[tuple[str, str], Mapping[str, tuple[str, str]]]] = MappingProxyType(
    {
        "parish": (
            ("Is there a parish or town council?", "Oes cyngor cymuned neu dref yno?"),
            {
                "council": ("one of its own", "ei gyngor ei hun"),
                "grouped": ("one that is shared", "cyngor a rennir"),
                "meeting": ("only a parish meeting", "cyfarfod cymuned yn unig"),
                "unparished": ("no parish", "dim cymuned"),
            },
        ),
        "taken_on": (
            ("Has it taken this on?", "A yw wedi ymgymryd â hyn?"),
            {"yes": ("Yes", "Ydy"), "no": ("No", "Nac ydy")},
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What to call the parts of a pack in a language: by their words, or, as `ids` says, by their ids."""

    pack: Pack
    language: str
    ids: bool

    def own(self, name: str, *parts: object) -> str:
        """Give a word or a sentence of routekit's own."""
        return _OURS[name][LANGUAGES.index(self.language)].format(*parts)

    def column(self, name: str) -> str:
        """Give what a question asks or a fact says."""
        if self.ids:
            return name
        if name in self.pack.questions:
            return _one_line(self.pack.questions[name].text)
        return self._ours(_FACTS[name][0]) if name in _FACTS else name.replace("_", " ")

    def kind(self, name: str) -> str:
        """Say whether a column is asked, looked up or worked out."""
        fact = self.pack.facts.get(name)
        if fact is None:
            return self.own("question")
        return self.own("derived" if fact.needs else "fact")

    def answers(self, name: str, members: Iterable[str]) -> tuple[str, ...]:
        """Give the members of a cell in words."""
        return tuple(self._answer(name, member) for member in members)

    def joined(self, words: Sequence[str]) -> str:
        """Join words by `or`; in quotes, if it would not be plain where one ends."""
        between = f" {self.own('or')} "
        if len(words) > 1 and any(between in word or "," in word for word in words):
            words = [f"“{word}”" for word in words]
        return between.join(words)

    def role(self, role: str) -> str:
        """Give the name of a role."""
        return role if self.ids else self._ours(_ROLES[role])

    def handled_by(self, outcome: str) -> str:
        """Say who handles an outcome, who has the duty, and who is told."""
        return ". ".join((self.role(self.pack.outcomes[outcome].role), *self.besides(outcome)))

    def besides(self, outcome: str) -> tuple[str, ...]:
        """Say who has the duty, if that is another, and who is told."""
        found = self.pack.outcomes[outcome]
        said = [self.own("duty", self.role(found.fallback))] if found.fallback else []
        if found.also_tell:
            said.append(self.own("told", ", ".join(map(self.role, found.also_tell))))
        return tuple(said)

    def _answer(self, name: str, member: str) -> str:
        if self.ids:
            return member
        question, fact = self.pack.questions.get(name), self.pack.facts.get(name)
        if question is not None:
            for option in question.options:
                if option.id == member:
                    return _one_line(option.text)
            span = question.range
            return self._interval(member, (span.first, span.last, span.unit) if span else ("", "", None))
        if fact is not None and member in fact.options:
            known = _FACTS.get(name, ((), {}))[1].get(member)
            unknown = self.own("not known") if member == "unknown" else member.replace("_", " ")
            return self._ours(known) if known else unknown
        return self._interval(member, ends_of(fact))

    def _interval(self, member: str, span: tuple[str, str, str | None]) -> str:
        """Word a range of numbers or days; one that begins or ends with the whole is open there."""
        low, dots, high = member.partition(RANGE)
        first, last, unit = span
        counted = f" {unit}" if unit else ""
        if not dots:
            return f"{low}{counted}"
        if low == first and high != last:
            return self.own("up to", f"{high}{counted}")
        if high == last and low != first:
            return self.own("from", f"{low}{counted}")
        return self.own("between", low, f"{high}{counted}")

    def _ours(self, both: tuple[str, str]) -> str:
        return both[LANGUAGES.index(self.language)]


def wording(pack: Pack, *, language: str = "en", ids: bool = False) -> Wording:
    """Make the wording of a pack. Raises InputError for a language that is neither `en` nor `cy`."""
    if language not in LANGUAGES:
        raise InputError.of("language", language, "en or cy is needed")
    return Wording(pack.in_language(language), language, ids)


def ends_of(fact: FactSpec | None) -> tuple[str, str, str | None]:
    """Give the first and the last value of a fact that is a number or a day; facts have no unit."""
    low, _, high = (fact.span if fact and fact.span else RANGE).partition(RANGE)
    return low, high, None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def cut(text: str, most: int) -> str:
    """Give a text, or if it is longer its beginning up to a word, with dots."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"
