"""Inspections made by hand: a gettext catalogue, an article, what could not be read, and attacks in every string."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from audit.article import Article, Document, Location, Pair, Segment, Side, SourceMap, Span, Unit
from audit.domain import (
    Category,
    Coverage,
    Finding,
    Gap,
    Report,
    Score,
    Severity,
    Signature,
    Usage,
    Weights,
)
from audit.gate.inspection import Flag, Inspected, Inspection, Rule, Silence, Silenced, Unread
from audit.view import Place, place

Entry = tuple[str, str, str]
"""Key, source, translation."""

_POINTS = {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0}

PO: tuple[Entry, ...] = (
    ("cart.empty", "Your cart is empty.", "Ihr Warenkorb ist leer."),
    ("cart.items", "You have %s items.", "Sie haben %d Artikel."),
    ("cart.items", "You have %s items.", "Sie haben %s Artikel 🛒 im im Korb."),
    ("cart.pay", "Pay now", "Jetzt Pay"),
)
RULES = {
    "doubled": Rule("doubled", "A word stands twice", "The same word twice in a row.", "Hit: *the the*."),
    "placeholders": Rule("placeholders", "A placeholder differs", "What a program fills in must be the same.", "`%s`"),
    "model/accuracy/untranslated": Rule("model/accuracy/untranslated", "Left in the source language", "Text.", "Help."),
}


def catalogue(path: str, entries: Sequence[Entry]) -> Article:
    """A PO file whose third, sixth, ninth line holds a translation from column 9 on; a repeated key is a plural."""
    keys = [key for key, _, _ in entries]
    source = _document([entry[1] for entry in entries], Side.SOURCE, first=2, keys=keys)
    target = _document([entry[2] for entry in entries], Side.TARGET, first=3, keys=keys)
    pairs = tuple(map(Pair, target.segments, source.segments))
    return Article(target, pairs, source, path, path)


def _document(texts: Sequence[str], side: Side, first: int, keys: Sequence[str]) -> Document:
    segments, anchors, starts, at, width = [], [], [], 0, 100_000
    total, seen = Counter(keys), Counter[str]()
    for number, text in enumerate(texts):
        anchors.append((at, (first - 1 + 3 * number) * width + 8))
        form = str(seen[keys[number]]) if total[keys[number]] > 1 else ""
        seen[keys[number]] += 1
        unit = Unit(form=form)
        segments.append(Segment(f"s{number + 1}", text, Span(at, at + len(text), side), number, keys[number], unit))
        at += len(text) + 2
    starts = [line * width for line in range(first + 3 * len(texts))]
    text = "\n\n".join(texts)
    return Document(text, "de", tuple(segments), SourceMap(tuple(anchors), tuple(starts)))


def prose(path: str, *paragraphs: str) -> Article:
    """Plain text, a segment a paragraph, without a source."""
    text = "\n\n".join(paragraphs) + "\n"
    segments, at = [], 0
    for number, paragraph in enumerate(paragraphs):
        segments.append(Segment(f"s{number + 1}", paragraph, Span(at, at + len(paragraph)), number))
        at += len(paragraph) + 2
    starts = (0, *(index + 1 for index, character in enumerate(text) if character == "\n"))
    target = Document(text, "en", tuple(segments), SourceMap(((0, 0),), starts))
    return Article(target, tuple(map(Pair, segments)), path=path)


def flag(article: Article, number: int, quote: str, rule: str, severity: Severity, **more: object) -> Flag:
    """A finding at a quote in the nth segment, from 1. `fails`, `silenced`, `repeats` and fields of `Finding`."""
    pair = article.pairs[number - 1]
    start = pair.target.span.start + pair.target.text.index(quote)
    span = more.pop("span", Span(start, start + len(quote)))
    outer = {name: more.pop(name) for name in ("fails", "silenced", "repeats") if name in more}
    fields = {"confidence": 0.8, "detectors": (rule,), "category": Category.OTHER, "explanation": "Wrong."} | more
    found = Finding(severity=severity, span=span, **fields)
    identity = f"{rule}|{article.path}|{pair.target.key}|{number}|{quote}"
    fingerprint = sha256(identity.encode(errors="replace")).hexdigest()[:16]
    made = Flag(found, rule, article.path, place(article, span), (), pair.target, pair.source, quote, fingerprint)
    return replace(made, **outer)


def inspected(
    article: Article,
    flags: Sequence[Flag] = (),
    silenced: Sequence[Flag] = (),
    gaps: Sequence[Gap] = (),
    **more: object,
) -> Inspected:
    words = sum(len(segment.text.split()) for segment in article.segments)
    penalty = sum(_POINTS[one.finding.severity] for one in flags)
    missing = {id_ for gap in gaps for id_ in gap.segments}
    report = Report(
        article,
        tuple(one.finding for one in flags),
        tuple(gaps),
        Score(words, penalty, 1000 * penalty / max(1, words), {}, {}),
        Coverage(len(article.pairs), len(article.pairs) - len(missing)),
        Usage(),
        Signature("0.1.0", "none", {}, ("doubled", "placeholders"), Weights(), "s1"),
    )
    return Inspected(article.path, report, tuple(flags), tuple(silenced), **more)


def shop() -> Inspected:
    """A catalogue with one finding that fails, two that do not, and one that is silenced."""
    article = catalogue("locale/de.po", PO)
    again = place(article, Span(article.pairs[3].target.span.start, article.pairs[3].target.span.start + 5))
    flags = (
        flag(article, 2, "%d", "placeholders", Severity.CRITICAL, fails=True, confidence=0.97,
             category=Category.MISTRANSLATION, explanation="The source has %s here.", suggestion="%s"),
        flag(article, 3, "im im", "doubled", Severity.MINOR, category=Category.REPETITION,
             explanation="“im” stands twice.", suggestion="im", repeats=(again,)),
        flag(article, 4, "Pay", "model/accuracy/untranslated", Severity.MAJOR, confidence=0.6,
             category=Category.UNTRANSLATED, explanation="“Pay” is English.", suggestion="bezahlen",
             detectors=("fluency", "second")),
    )  # fmt: skip
    silenced = flag(article, 1, "Ihr", "model/accuracy/untranslated", Severity.MINOR, explanation="Too formal?",
                    silenced=Silenced(Silence.BASELINE, "we say Sie"))  # fmt: skip
    return inspected(article, flags, (silenced,), unchanged=frozenset({"s1"}))


def story() -> Inspected:
    """An article in which a word of several bytes stands before the error, a suspicion, and a gap."""
    article = prose("docs/en/bridge.md", "Über – the bridge 🌉 was open on Monday.", "The mayor thanked.", "It ends.")
    flags = (
        flag(article, 1, "open", "model/accuracy/untranslated", Severity.MAJOR, suggestion="opened"),
        flag(article, 2, "thanked", "doubled", Severity.NEUTRAL, explanation="Whom?"),
    )
    return inspected(article, flags, gaps=(Gap("fluency", ("s3",), "no answer after 3 attempts (HTTP 503)"),))


def full() -> Inspection:
    """Something of everything."""
    return Inspection(
        files=(story(), shop()),
        unread=(Unread("locale/fr.po", "locale/fr.po:7: a quote is missing: close the string", 7),),
        stale=("placeholders in locale/it.po: menu.open",),
        notes=("The wording was not judged: no model is configured.",),
        rules=RULES,
        limit=10.0,
        version="0.1.0",
    )


def clean() -> Inspection:
    """Nothing to say."""
    return Inspection((inspected(catalogue("locale/de.po", PO[:1])),), rules=RULES, version="0.1.0")


def empty() -> Inspection:
    """Nothing looked at, by nothing."""
    return Inspection(())


def many(number: int) -> Inspection:
    """A file with so many findings; every third fails, every third is worth a look."""
    article = catalogue("locale/big.po", [(f"key.{n}", "Pay now", f"Jetzt Pay {n} éèê") for n in range(number)])
    severities = (Severity.MAJOR, Severity.MINOR, Severity.NEUTRAL)
    flags = [flag(article, n + 1, "Pay", "doubled", severities[n % 3], fails=n % 3 == 0, explanation="Ы" * 300)
             for n in range(number)]  # fmt: skip
    return Inspection((inspected(article, flags),), rules=RULES, version="0.1.0")


def located(inspection: Inspection, line: int) -> Inspection:
    """The same findings, all at another line: what an edit further up does."""

    def moved(one: Flag) -> Flag:
        at = Place(one.place.span, Location(line, 1), Location(line, 9))
        return replace(one, place=at)

    return replace(
        inspection,
        files=tuple(replace(file, flags=tuple(map(moved, file.flags))) for file in inspection.files),
    )


SAMPLES = {"full": full, "clean": clean, "empty": empty, "many": lambda: many(40)}
