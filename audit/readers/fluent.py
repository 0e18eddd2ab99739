"""Fluent (.ftl): messages, their attributes ("key.title") and terms ("-brand"), as they are written.

Placeables stay in the text ("{ $name }"). A select expression is a unit a variant, with what stands around it; the
selector is the form. A comment right above a message is its note; what it, its group ("##") or the file ("###") says
to this auditor holds for it. Left out: attributes of terms, which nobody reads, and comments of their own.
Parsing takes longer than in any other format: 3 s for 20,000 messages.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from fluent.syntax import FluentParser, ast

from audit.article import Extract, Unit
from audit.errors import InputError
from audit.icu.message import Argument, Message, Option, Stretch
from audit.icu.sentences import sentences
from audit.readers._directives import ignored
from audit.readers._malformed import malformed
from audit.readers._spelling import indent
from audit.readers._units import Piece, Units

SUFFIXES: tuple[str, ...] = (".ftl",)
CATALOGUE = True

_MOST, _MOST_LINES = 2_000_000, 100_000
"""Characters and lines of a file: some seconds of parsing; the longest in Firefox has a twentieth."""
_ENTRY = re.compile(r"(?m)^-?[A-Za-z][\w-]*[ ]*=[ ]*(?:\S.*)?\r?\n(?:[ ]+\.[A-Za-z][\w-]*[ ]*=|.*\{[ ]*\$)")
_SNIFFED = 4096

Element = tuple[int, tuple[Piece, ...]]
"""Where a text or a placeable begins, and its pieces."""


def sniff(text: str) -> bool:
    """True for a message with an attribute or with a variable in its next line; else the suffix must tell."""
    return _ENTRY.search(text[:_SNIFFED]) is not None


def read(text: str) -> Extract:
    """All messages and terms. Raises InputError with line and column for the first entry that cannot be parsed."""
    units = Units(text)
    group: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    for entry in _parsed(text).body:
        if isinstance(entry, ast.Junk):
            raise _broken(text, entry)
        if isinstance(entry, ast.ResourceComment):
            whole |= ignored(entry.content or "")
        elif isinstance(entry, ast.GroupComment):
            group = ignored(entry.content or "")
        elif isinstance(entry, ast.Message | ast.Term):
            note = (entry.comment.content or "") if entry.comment else ""
            unit = Unit(note=note, ignored=whole | group | ignored(note))
            for key, pattern in _patterns(entry):
                _add(units, text, key, pattern, unit)
    return units.extract()


def spellings(file: str, start: int, end: int, words: str) -> Iterator[str]:  # noqa: ARG001 - the contract of readers
    """As they are, in lines as deep as the one before."""
    yield words.replace("\n", f"\n{indent(file, start) or '    '}")


def _parsed(text: str) -> ast.Resource:
    if len(text) > _MOST or text.count("\n") > _MOST_LINES:
        raise InputError(f"more Fluent than can be parsed in time (over {_MOST_LINES:,} lines): split the file")
    try:
        return FluentParser(with_spans=True).parse(text)
    except RecursionError:
        raise InputError("braces nested too deep to be parsed: write fewer in one another") from None


def _broken(text: str, junk: ast.Junk) -> InputError:
    found = junk.annotations[0] if junk.annotations else None
    offset = found.span.start if found and found.span else 0
    problem = (found.message if found else None) or "no message"
    return malformed(text, offset, f"no Fluent: {problem[:1].lower()}{problem[1:]}: correct the entry")


def _patterns(entry: ast.Message | ast.Term) -> Iterator[tuple[str, ast.Pattern]]:
    """Key and pattern of all that can be read in an entry."""
    name = f"-{entry.id.name}" if isinstance(entry, ast.Term) else entry.id.name
    if entry.value:
        yield name, entry.value
    for attribute in entry.attributes if isinstance(entry, ast.Message) else ():
        if attribute.value:
            yield f"{name}.{attribute.id.name}", attribute.value


def _add(units: Units, text: str, key: str, pattern: ast.Pattern, unit: Unit) -> None:
    elements: list[Element] = []
    branches = sentences(_message(text, pattern, elements))
    starts = [start for start, _ in elements]
    if not branches:
        units.add(key, _words(elements, starts, (_stretch(pattern),)), unit)
    for branch in branches:
        units.add(key, _words(elements, starts, branch.stretches), replace(unit, form=branch.form))


def _message(text: str, pattern: ast.Pattern, elements: list[Element]) -> Message:
    """A pattern as a message with choices; its texts and placeables are added to the elements, in order."""
    parts: list[Stretch | Argument] = []
    for element in pattern.elements:
        start, end = _stretch(element)
        choice = element.expression if isinstance(element, ast.Placeable) else None
        if isinstance(choice, ast.SelectExpression):
            options = tuple(_option(text, variant, elements) for variant in choice.variants)
            name = text[slice(*_stretch(choice.selector))]
            parts.append(Argument(name, "select", start, end, options))
            continue
        parts.append((start, end))
        if isinstance(element, ast.TextElement):
            elements.append((start, tuple(_lines(text, element.value, start))))
        else:
            elements.append((start, ((text[start:end], start),)))
    return Message(tuple(parts))


def _option(text: str, variant: ast.Variant, elements: list[Element]) -> Option:
    key = variant.key
    name = key.name if isinstance(key, ast.Identifier) else key.value
    return Option(name, _message(text, variant.value, elements), *_stretch(variant))


def _lines(text: str, value: str, at: int) -> Iterator[Piece]:
    """A text line by line: in the file each begins deeper."""
    for number, line in enumerate(value.split("\n")):
        if number:
            yield "\n", at
        start = text.index(line, at)
        yield line, start
        at = start + len(line)


def _words(elements: Sequence[Element], starts: Sequence[int], stretches: Sequence[Stretch]) -> list[Piece]:
    """The pieces of some stretches of the file; an empty one at the end, as what follows stands elsewhere."""
    found: list[Piece] = []
    for start, end in stretches:
        at = bisect_left(starts, start)
        while at < len(elements) and starts[at] < end:
            found += elements[at][1]
            at += 1
    return [*found, ("", stretches[-1][1])]


def _stretch(node: ast.SyntaxNode) -> Stretch:
    """Where a node stands. Raises ValueError where the parser gave no place, which it always does."""
    if node.span is None:
        raise ValueError("parsed without spans")
    return node.span.start, node.span.end
