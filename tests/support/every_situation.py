"""Every situation that either of two packs knows, one by one: an oracle for whatever compares packs."""

from itertools import product


def options_of(pack):
    facts = {name: fact.options for name, fact in pack.facts.items()}
    return facts | {
        name: (*numbers(one), *(each.id for each in one.options)) for name, one in pack.questions.items()
    }


def numbers(question):
    span = question.range
    return map(str, range(int(span.first), int(span.last) + 1)) if span else ()


def knows(pack, situation):
    """Give what a pack is asked in a situation, or None if an answer is not one of its own."""
    options = options_of(pack)
    mine = {name: situation[name] for name in options}
    return mine if all(mine[name] in options[name] for name in mine) else None


def holds(cells, situation):
    return all(any(is_in(situation[cell.column], option) for option in cell.options) for cell in cells)


def is_in(answer, option):
    """Say whether an answer is an option or, if that is a range of numbers, lies in it."""
    first, dots, last = option.partition("..")
    return answer == option or bool(dots and answer.isdigit() and int(first) <= int(answer) <= int(last))


def every_situation(one, other):
    mine, theirs = options_of(one), options_of(other)
    columns = {
        name: tuple(dict.fromkeys((*mine.get(name, ()), *theirs.get(name, ()))))
        for name in dict.fromkeys((*mine, *theirs))
    }
    return [dict(zip(columns, each, strict=True)) for each in product(*columns.values())]
