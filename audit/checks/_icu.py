"""What an ICU message in a translation owes to the one it was translated from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.icu.message import Argument, Message, MessageError, parse

CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
_EXPLICIT = re.compile(r"=-?\d+(?:\.\d+)?")
_QUOTED = re.compile(r"'\{\s*([\w.-]+)\s*[^{}']*\}")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Original:
    """The source's message: its arguments by name, and those whose value a reader always sees."""

    arguments: dict[str, Argument]
    shown: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Original | None":
        """None for a text that is no message."""
        try:
            message = parse(text)
        except MessageError:
            return None
        return cls({one.name: one for one in message.arguments}, frozenset(_shown(message, "")))


def _shown(message: Message, number: str) -> Iterator[str]:
    """Names of what is seen in the usual sentence; `number` is the argument that "#" stands for."""
    if message.numbers and number:
        yield number
    for part in message.parts:
        if isinstance(part, Argument) and part.options:
            yield from _shown(part.fallback.message, number if part.kind == "select" else part.name)
        elif isinstance(part, Argument):
            yield part.name


def choices(message: Message, original: Original | None) -> Iterator[tuple[str, Place, str, str | None]]:
    """Selector, place, what is wrong, and what is right, of every branch that is never taken, and of a lost "other"."""
    for argument in message.arguments:
        if not argument.options:
            continue
        names = {option.selector for option in argument.options}
        known = _known(argument, original)
        wrong = [option for option in argument.options if known and option.selector not in known]
        wrong = [one for one in wrong if argument.kind == "select" or not _EXPLICIT.fullmatch(one.selector)]
        lost = sorted(known - names) if known and argument.kind == "select" else ["other"] * ("other" not in names)
        for option in wrong:
            place = (option.start, option.start + len(option.selector))
            right = lost[0] if len(lost) == len(wrong) == 1 else None
            allowed = ", ".join(sorted(known))
            yield option.selector, place, f"Nothing chooses “{option.selector}”: it must be one of {allowed}.", right
        if "other" not in names and not wrong:
            yield "", (argument.end - 1, argument.end - 1), f"“{argument.name}” has no branch “other”.", None


def _known(argument: Argument, original: Original | None) -> frozenset[str]:
    """What can be chosen; empty where that cannot be told."""
    if argument.kind != "select":
        return CATEGORIES
    same = original.arguments.get(argument.name) if original else None
    return frozenset(option.selector for option in same.options) | {"other"} if same and same.options else frozenset()


def differences(
    message: Message, original: Original, only_choices: bool
) -> Iterator[tuple[Place | None, str, str | None]]:
    """Place (None where something is missing), what is wrong, and what is right, of all arguments that differ.

    `only_choices` leaves out what stands in simple braces.
    """
    given = {one.name: one for one in message.arguments}
    lost = sorted(original.shown - given.keys())
    lost = [name for name in lost if original.arguments[name].options or not only_choices]
    for name, argument in given.items():
        if name in original.arguments or (only_choices and not argument.options):
            continue
        at = argument.start + 1
        place = (at, at + len(name))
        right = lost.pop(0) if lost else None
        yield place, f"The source has no “{name}”" + (f": it is called “{right}”." if right else "."), right
    for name in lost:
        yield None, f"“{name}” of the source is missing.", None


def quoted(text: str, message: Message, original: Original) -> Iterator[tuple[Place, str, str | None]]:
    """Place, what is wrong, what is right, of arguments that an apostrophe has turned into words."""
    given = {one.name for one in message.arguments}
    for match in _QUOTED.finditer(text):
        if match[1] in original.arguments and match[1] not in given:
            yield (match.start(), match.start() + 1), f"This apostrophe quotes {{{match[1]}}}: double it.", "''"
