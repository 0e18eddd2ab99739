"""Reports made by hand for the pages: those of the reporters, and what only a page has to cope with."""

from dataclasses import replace

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span, Unit
from audit.domain import Category, Finding, Gap, Report, Severity, Standard
from tests.reporters import sample

UNITS = (
    ("cart.items", "one", "%d item in your cart", "%d Artikel im Warenkorb", "", frozenset({"c-format"})),
    ("cart.items", "other", "%d items in your cart", "%s Artikel im Warenkorb", "", frozenset({"c-format"})),
    ("login.button", "", "Sign in", "Einlogen", "On the button, at most two words.", frozenset()),
    ("login.forgot", "", "Forgot your password?", "", "", frozenset()),
    ("mail.subject", "", "Your order {order} has shipped", "Ihre Bestellung {order} wurde verschickt",
     "", frozenset({"fuzzy"})),
    ("error.network", "", "No connection. Check your network.", "Keine Verbindung. Prüfen Sie Ihr Netz.",
     "", frozenset()),
)  # fmt: skip
_LONGEST = {"login.button": 8}
_WORDS = "the bridge over the river was opened on Monday after years of work and the mayor thanked everybody"


def catalogue() -> Report:
    """Strings: a plural, a note, a limit, a flag, one that nobody has translated, one that nobody has audited."""
    source = _strings("en", Side.SOURCE, [unit[2] for unit in UNITS])
    target = _strings("de", Side.TARGET, [unit[3] for unit in UNITS])
    pairs = tuple(map(Pair, target.segments, source.segments))
    text = target.text
    empty = target.segments[3].span
    findings = (
        sample.finding(text, "%s", Category.MISTRANSLATION, Severity.CRITICAL, "The source has %d: a number.",
                       suggestion="%d", detectors=("placeholders", "strings"), confidence=0.97),
        sample.finding(text, "Einlogen", Category.SPELLING, Severity.MINOR, "Einloggen has two g.",
                       suggestion="Einloggen", detectors=("strings",)),
        Finding(Category.UNTRANSLATED, Severity.MAJOR, empty, "Nobody has translated it.", 0.99, ("untranslated",),
                suggestion="Passwort vergessen?"),
    )  # fmt: skip
    article = Article(target, pairs, source, path="locale/de/app.po", source_path="locale/de/app.po")
    made = sample.report(article, findings, (Gap("strings", ("u6",), "no answer after 3 attempts (HTTP 503)"),))
    return replace(made, standard=Standard(Severity.MAJOR, 5, "ui"))


def _strings(language: str, side: Side, texts: list[str]) -> Document:
    segments, at = [], 0
    for number, (text, (key, form, _, _, note, flags)) in enumerate(zip(texts, UNITS, strict=True), 1):
        unit = Unit(form=form, note=note, flags=flags, longest=_LONGEST.get(key))
        segments.append(Segment(f"u{number}", text, Span(at, at + len(text), side), number, key, unit))
        at += len(text) + 1
    starts = [segment.span.start for segment in segments]
    return Document("\n".join(texts) + "\n", language, tuple(segments), SourceMap(((0, 0),), starts))


def arabic() -> Report:
    """English into Arabic, side by side: the source runs from the left, its translation from the right."""
    english = (
        "Bridge opens after ten years\n\nThe bridge opened on Monday. It cost 21 million euros. The mayor was grateful."
    )
    source, made = sample.document(english, "en"), sample.rtl()
    target = made.article.target
    pairs = tuple(map(Pair, target.segments, source.segments))
    return replace(made, article=Article(target, pairs, source, path="جسر.txt"))


def crowded(segments: int, findings: int) -> Report:
    """A long article of paragraphs of four sentences, and findings all over it."""
    words = _WORDS.split()
    sentences = [f"Sentence {n} says that {' '.join(words[n % 17 :] + words[: n % 17])}." for n in range(segments)]
    text = "\n\n".join(" ".join(sentences[n : n + 4]) for n in range(0, segments, 4))
    article = sample.alone(text, "en", "long.txt")
    made = []
    for number in range(findings):
        start = article.pairs[number * segments // findings].target.span.start + 9 + number * 7 % 60
        severity, category = list(Severity)[number % 4], list(Category)[number % 14]
        made.append(
            Finding(category, severity, Span(start, start + 10), "Why these words are wrong, in a sentence.",
                    number % 100 / 100, ("fluency", "accuracy")[: 1 + number % 2],
                    suggestion="other words" if number % 3 else None)
        )  # fmt: skip
    return sample.report(article, made)
