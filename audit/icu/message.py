"""ICU messages, parsed with places: "{count, plural, one {# file} other {# files}}".

The syntax is that of ICU's MessagePattern (https://unicode-org.github.io/icu/userguide/format_parse/messages/) with
apostrophes that quote only where they must ("DOUBLE_OPTIONAL"). Stricter in one thing: a closing brace that closes
nothing is an error here, and words there. Offsets are code points into the message.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Stretch = tuple[int, int]
"""Start and end of words in a message."""

CHOICES = ("plural", "selectordinal", "select")

_CHOICE = re.compile(r"\{\s*[^\s{},]+\s*,\s*(?:plural|selectordinal|select)\s*,")
_TEXT = re.compile(r"[^{}'#]+")
_QUOTED = re.compile(r"'(?:[^']|'')*(?:'(?!')|\Z)")
_NAME = re.compile(r"\s*([^\s{},'#<>=|]+)\s*")
_KIND = re.compile(r"\s*([^\s{},']+)\s*")
_STYLE = re.compile(r"[^{}']+")
_SELECTOR = re.compile(r"\s*(=?[^\s{},'#=]+)\s*")
_OFFSET = re.compile(r"\s*offset:\s*\d+(?=\s)")
_SPACE = re.compile(r"\s*")
_DEEPEST = 20


class MessageError(ValueError):
    """A text that is no ICU message: what is wrong at which offset."""

    def __init__(self, offset: int, problem: str) -> None:
        super().__init__(f"character {offset + 1}: {problem}")
        self.offset = offset
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Message:
    """A message or a branch of one: words and arguments in order, together the whole stretch."""

    parts: "tuple[Stretch | Argument, ...]"
    numbers: tuple[int, ...] = ()
    """Where a "#" stands for the number of the plural around it."""

    @property
    def arguments(self) -> "Iterator[Argument]":
        """All arguments, those in branches too, in order."""
        for part in self.parts:
            if isinstance(part, Argument):
                yield part
                for option in part.options:
                    yield from option.message.arguments


@dataclass(frozen=True, slots=True)
class Argument:
    """What stands in braces: `kind` is "" in "{name}", else as written: "number", "date", "plural", "select"."""

    name: str
    kind: str
    start: int
    end: int
    options: "tuple[Option, ...]" = ()

    @property
    def fallback(self) -> "Option":
        """What is chosen where nothing else fits: "other", in want of that the last."""
        return next((option for option in self.options if option.selector == "other"), self.options[-1])


@dataclass(frozen=True, slots=True)
class Option:
    """One of the branches of a choice: `selector` is "one", "=0", "female"."""

    selector: str
    message: Message
    start: int
    """Where its selector begins."""
    end: int


def has_choice(text: str) -> bool:
    """True where a text looks like a message with a plural or select; it may be broken."""
    return "{" in text and _CHOICE.search(text) is not None


def parse(text: str) -> Message:
    """A whole message. Raises MessageError with the offset of what is wrong, also where it is nested 20 deep."""
    message, end = _message(text, 0, None, 0)
    if end < len(text):
        raise MessageError(end, "this brace closes nothing: remove it, or quote it ('}')")
    return message


def _message(text: str, at: int, plural: bool | None, depth: int) -> tuple[Message, int]:
    """A message and where it ends; `plural` is None outside of any choice, True where "#" is a number."""
    if depth > _DEEPEST:
        raise MessageError(at, f"nested more than {_DEEPEST} deep: write it with fewer choices")
    parts: list[Stretch | Argument] = []
    numbers = []
    while at < len(text) and text[at] != "}":
        if text[at] == "{":
            argument = _argument(text, at, bool(plural), depth)
            parts.append(argument)
            at = argument.end
            continue
        start = at
        if text[at] == "'":
            at = _apostrophe(text, at, bool(plural))
        elif text[at] == "#":
            if plural:
                numbers.append(at)
            at += 1
        else:
            at = _end(_TEXT, text, at)
        before = parts[-1] if parts else None
        if isinstance(before, tuple):
            parts[-1] = (before[0], at)
        else:
            parts.append((start, at))
    return Message(tuple(parts) or ((at, at),), tuple(numbers)), at


def _argument(text: str, start: int, plural: bool, depth: int) -> Argument:
    """The argument whose opening brace is at `start`."""
    name = _NAME.match(text, start + 1)
    if name is None:
        raise MessageError(start, "no name follows this brace: name the argument, or quote the brace ('{')")
    at = name.end()
    if text.startswith("}", at):
        return Argument(name[1], "", start, at + 1)
    kind = _KIND.match(text, at + 1) if text.startswith(",", at) else None
    if kind is None:
        raise _unclosed(text, start, at)
    at = kind.end()
    if kind[1] in CHOICES:
        if not text.startswith(",", at):
            raise MessageError(at, f"a comma and branches must follow “{kind[1]}”")
        options, at = _options(text, at + 1, kind[1], plural, depth)
    else:
        options, at = (), _style(text, at)
    if not text.startswith("}", at):
        raise _unclosed(text, start, at)
    return Argument(name[1], kind[1], start, at + 1, options)


def _options(text: str, at: int, kind: str, plural: bool, depth: int) -> tuple[tuple[Option, ...], int]:
    """The branches of a choice, and where they end."""
    options: list[Option] = []
    offset = _OFFSET.match(text, at) if kind != "select" else None
    at = offset.end() if offset else at
    while selector := _SELECTOR.match(text, at):
        if not text.startswith("{", selector.end()):
            raise MessageError(selector.start(1), f"no branch in braces follows “{selector[1][:40]}”")
        message, end = _message(text, selector.end() + 1, plural or kind != "select", depth + 1)
        if end == len(text):
            raise MessageError(selector.end(), f"the brace of the branch “{selector[1][:40]}” is not closed")
        at = end + 1
        options.append(Option(selector[1], message, selector.start(1), at))
    if not options:
        raise MessageError(at, f"“{kind}” has no branches: add at least “other {{...}}”")
    return tuple(options), _end(_SPACE, text, at)


def _style(text: str, at: int) -> int:
    """Where the style of a formatted argument ends: "{now, date, ::yMMMd}"; braces in it come in pairs."""
    depth = 0
    while at < len(text):
        if text[at] == "'":
            at = _end(_QUOTED, text, at)
        elif text[at] == "{":
            depth, at = depth + 1, at + 1
        elif text[at] == "}":
            if not depth:
                break
            depth, at = depth - 1, at + 1
        else:
            at = _end(_STYLE, text, at)
    return at


def _apostrophe(text: str, at: int, plural: bool) -> int:
    """Where what an apostrophe begins is over: itself, another one, or all that it quotes."""
    following = text[at + 1 : at + 2]
    if following == "'":
        return at + 2
    quotes = following in ("{", "}") or (plural and following == "#")
    return _end(_QUOTED, text, at) if quotes else at + 1


def _unclosed(text: str, start: int, at: int) -> MessageError:
    if at >= len(text):
        return MessageError(start, "this brace is not closed: close it, or quote it ('{')")
    return MessageError(at, f"“{text[at]}” does not belong here: expected “,” or “}}”")


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
