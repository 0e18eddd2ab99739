"""Reports in shorthand, and what became of each place, as a reader would say it."""

from collections.abc import Sequence
from dataclasses import replace

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span, Unit
from audit.diff.difference import Alone, Difference
from audit.domain import Category, Finding, Gap, Report, Severity
from tests.reporters import sample

MINOR, MAJOR, CRITICAL = Severity.MINOR, Severity.MAJOR, Severity.CRITICAL


def told(text: str | Article, *marks: str | Finding, gaps: Sequence[Gap] = (), **signature: object) -> Report:
    """A report of a text (a line a paragraph) whose marked words are findings of a model: "mayor", "mayor:critical".

    `signature` changes what made it: model, prompts, checks.
    """
    article = sample.alone(text, "en", "a.txt") if isinstance(text, str) else text
    findings = [mark if isinstance(mark, Finding) else finding(article, mark) for mark in marks]
    made = sample.report(article, findings, gaps)
    return replace(made, signature=replace(made.signature, **signature))


def finding(article: Article | str, mark: str, detector: str = "fluency", **more: object) -> Finding:
    """All places of some words as one finding; "words:severity"."""
    quote, _, severity = mark.partition(":")
    text = article if isinstance(article, str) else article.document(more.get("side", Side.TARGET)).text
    fields = {"repeats": 99, "detectors": (detector,), "category": Category.GRAMMAR, "explanation": "Why."} | more
    return sample.finding(text, quote, severity=Severity(severity or "minor"), **fields)


def empty(text: str, after: str, detector: str = "fluency") -> Finding:
    """Something missing after some words."""
    at = text.index(after) + len(after)
    return Finding(Category.OMISSION, MAJOR, Span(at, at), "Missing.", 0.8, (detector,))


def catalogue(**strings: str) -> Article:
    """Strings by key; "key__form" is a form of it. They stand a line each."""
    text, segments = "", []
    for number, (name, words) in enumerate(strings.items(), 1):
        key, _, form = name.partition("__")
        span = Span(len(text), len(text) + len(words))
        segments.append(Segment(f"s{number}", words, span, number, key, Unit(form=form)))
        text += words + "\n"
    document = Document(text, "de", tuple(segments), SourceMap(((0, 0),), (0,)))
    return Article(document, tuple(map(Pair, segments)), path="de.po")


def bilingual(*pairs: tuple[str | None, str]) -> Article:
    """Sentences with their sources, a paragraph each."""
    target = sample.document("\n".join(words for _, words in pairs), "en")
    source = sample.document("\n".join(words for words, _ in pairs if words), "de")
    sources = [
        replace(one, span=replace(one.span, side=Side.SOURCE)) for one in source.segments
    ]  # the builder of samples knows one side only
    rest = iter(sources)
    counterparts = [next(rest) if words else None for words, _ in pairs]
    whole = replace(source, segments=tuple(sources))
    return Article(target, tuple(map(Pair, target.segments, counterparts)), whole, "a.txt")


def said(difference: Difference) -> dict[str, list[str]]:
    """What is in each list that is not empty: words, why, how many places."""
    lists = {
        "new": [_alone(one) for one in difference.appeared],
        "fixed": [_alone(one) for one in difference.gone],
        "same": [_known(one.old.quote, one.new.quote, one.moved) for one in difference.kept],
        "unjudged before": [_alone(one) for one in difference.unjudged_before],
        "unjudged now": [_alone(one) for one in difference.unjudged_now],
    }
    return {name: rows for name, rows in lists.items() if rows}


def _alone(one: Alone) -> str:
    here = len(one.item.finding.spans)
    some = f" {here} of {one.of}" if here < one.of else ""
    return f"{one.item.quote}: {one.unjudged or one.cause}{some}"


def _known(old: str, new: str, moved: tuple[Severity, Severity] | None) -> str:
    words = old if old == new else f"{old} = {new}"
    return words + (f" ({moved[0]} -> {moved[1]})" if moved else "")
