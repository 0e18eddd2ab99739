"""The sentences of a message with choices, as somebody reads them: one for each branch, with what stands around it."""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.icu.message import Argument, Message, MessageError, Stretch, has_choice, parse

_MOST = 100
"""Sentences of a message at most: what has more is a table, and nobody reads it as sentences."""
_LONGEST = 4
"""Times the message's length that its sentences may have together, and room for short ones."""
_ROOM = 2000


@dataclass(frozen=True, slots=True)
class Branch:
    """A sentence as somebody reads it: what stands around a choice, and one of its branches.

    `form` is the way to it: "one", "female.one" for a plural in a select, "days:one" for the second choice of a
    message (argument `days`) while all others stay at "other".
    """

    form: str
    stretches: tuple[Stretch, ...]


def branches(text: str) -> tuple[Branch, ...]:
    """The sentences of a message that has a choice; nothing where it has none, or is broken, or has over 100.

    "{{name}}", "{0}", "{}" and "{count, number}" are no choices.
    """
    if not has_choice(text):
        return ()
    try:
        return sentences(parse(text))
    except MessageError:
        return ()


def sentences(message: Message) -> tuple[Branch, ...]:
    """As `branches`, of a message that is parsed; each has a stretch at least, an empty one where it has no words."""
    last = message.parts[-1]
    room = _ROOM + _LONGEST * (last[1] if isinstance(last, tuple) else last.end)
    found: list[Branch] = []
    for form, stretches in _spelled(message) if _count(message) <= _MOST else ():
        room -= sum(end - start for start, end in stretches)
        if room < 0:
            return ()
        found.append(Branch(form, _joined(stretches)))
    return tuple(found) if found and found[0].form else ()


def _count(message: Message) -> int:
    """How many sentences a message has at most."""
    choices = (part for part in message.parts if isinstance(part, Argument))
    return sum(_count(option.message) for choice in choices for option in choice.options) or 1


def _spelled(message: Message) -> Iterator[tuple[str, list[Stretch]]]:
    """Form and stretches of every sentence: the first choice in all its branches, then those of every other one."""
    plain = [[part] if isinstance(part, tuple) else _usual(part) for part in message.parts]
    choices = [(at, part) for at, part in enumerate(message.parts) if isinstance(part, Argument) and part.options]
    if not choices:
        yield "", [stretch for stretches in plain for stretch in stretches]
    for number, (at, choice) in enumerate(choices):
        before = [stretch for stretches in plain[:at] for stretch in stretches]
        after = [stretch for stretches in plain[at + 1 :] for stretch in stretches]
        for option in choice.options:
            for index, (form, stretches) in enumerate(_spelled(option.message)):
                if number and option is choice.fallback and not index:
                    continue  # the usual sentence, which the first choice has
                path = f"{option.selector}.{form}" if form else option.selector
                yield f"{choice.name}:{path}" if number else path, [*before, *stretches, *after]


def _usual(argument: Argument) -> list[Stretch]:
    """An argument as it is written; of a choice, the branch that stands for all."""
    if not argument.options:
        return [(argument.start, argument.end)]
    parts = argument.fallback.message.parts
    return [stretch for part in parts for stretch in ([part] if isinstance(part, tuple) else _usual(part))]


def _joined(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Without empty ones, and with neighbours as one; a sentence without words keeps the place where they would be."""
    joined: list[Stretch] = []
    for start, end in stretches:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    return tuple(joined) or (stretches[0],)
