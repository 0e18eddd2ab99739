"""Cases of the tables in tests/checks as articles: what a check is shown.

A case is prose (`text`, perhaps `source`) or, with a `source` or `units` and without `catalogue = false`, strings of
a catalogue. Of one string it may say `key`, `form`, `flags`, `longest`, `message` and `note`; `units` is a list of
tables with these and with `text` and `source`. A unit without `text` stands in the source file only, one without
`source` only in the target file. `terms` is the glossary. In prose, and beside `units`, `note` is a remark.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audit.article import Article, Document, Extract, Pair, Segment, Side, SourceMap, Span, Term, Unit
from audit.pair import in_step, pair
from audit.readers import text as plain_text
from audit.readers._units import Units
from audit.segment import split

Case = Mapping[str, Any]


def article(text: str, language: str | None = "en", source: str | None = None, source_language: str = "en") -> Article:
    """An article as users' texts become one."""
    target = _document(plain_text.read(text), language, Side.TARGET)
    if source is None:
        return Article(target, tuple(map(Pair, target.segments)))
    original = _document(plain_text.read(source), source_language, Side.SOURCE)
    return Article(target, pair(target, original), original, source_path="source")


def lines(text: str, language: str | None = "en", key: str | None = None) -> Article:
    """An article of one segment a line: for texts that only checks should take time for."""
    starts = [0] + [at + 1 for at, character in enumerate(text) if character == "\n"]
    ends = [start - 1 for start in starts[1:]] + [len(text)]
    places = [Span(start, end) for start, end in zip(starts, ends, strict=True) if start < end]
    segments = tuple(Segment(str(at), span.of(text), span, at, key) for at, span in enumerate(places))
    document = Document(text, language, segments, SourceMap(((0, 0),), (0,)))
    return Article(document, tuple(Pair(segment) for segment in segments))


def catalogue(units: Sequence[Case], language: str | None = "en", source_language: str = "en") -> Article:
    """Localized strings: one file that holds both texts, or a file and its source where a unit has no `text`."""
    target = _document(_strings(units, "text"), language, Side.TARGET)
    if not any("source" in unit for unit in units):
        return Article(target, tuple(map(Pair, target.segments)))
    source = _document(_strings(units, "source"), source_language, Side.SOURCE)
    if all("text" in unit for unit in units):
        complete = _document(
            _strings([{"source": "", **unit} for unit in units], "source"), source_language, Side.SOURCE
        )
        return Article(target, in_step(target, complete), complete, source_path="-")
    return Article(target, pair(target, source), source, source_path="source")


def of(case: Case) -> Article:
    """What a case of a table shows to a check."""
    languages = case.get("language", "en"), case.get("source_language", "en")
    if case.get("catalogue", "units" in case or "source" in case):
        built = catalogue(case.get("units", [case]), *languages)
    else:
        built = article(case["text"], languages[0], case.get("source"), languages[1])
    return Article(built.target, built.pairs, built.source, source_path=built.source_path, terms=tuple(_terms(case)))


def title(case: Case) -> str:
    """The words by which a case is known."""
    return str(case["text"] if "text" in case else case["units"][0].get("text", ""))


def _document(extract: Extract, language: str | None, side: Side) -> Document:
    return Document(extract.text, language, split(extract, language, side), extract.source_map)


def _strings(units: Sequence[Case], side: str) -> Extract:
    """One side of a catalogue; keys are numbers where a case does not say them."""
    collected = Units("")
    for number, unit in enumerate(units):
        if side in unit:
            collected.add(str(unit.get("key", f"key{number}")), [(unit[side], 0)], _unit(unit))
    return collected.extract()


def _unit(case: Case) -> Unit:
    return Unit(
        form=case.get("form", ""),
        message=case.get("message", ""),
        flags=frozenset(case.get("flags", ())),
        note=case.get("note", ""),
        longest=case.get("longest"),
    )


def _terms(case: Case) -> Iterator[Term]:
    for term in case.get("terms", ()):
        yield Term(
            term["source"],
            tuple(term["targets"]),
            tuple(term.get("forbidden", ())),
            term.get("case_sensitive", False),
            term.get("note", ""),
        )
