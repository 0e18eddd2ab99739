"""Tags, entities, links and code spans that a translation lost, added or damaged.

Markup is code inside a text: a tag that is not closed makes the rest of a page bold, a link that lost its address
leads nowhere. Compared are HTML and XML tags with the attributes that nobody translates, BBCode, entities, Markdown's
links and code, keyboard accelerators, and addresses; pages of another language and titles may of course differ.

Hit:   "<b>Now</b>" as "<b>Jetzt<b>" | "`--force`" as "`--erzwingen`" | "A &amp; B" as "A & amp; B"
Clean: /en/help as /de/hilfe | title="Close" as title="Zu" | &nbsp; before a French colon | cp <file> as cp <Datei>
Languages: all, against a source text.
"""

from collections.abc import Iterator

from audit.article import Article, Pair, Span
from audit.checks import _markup_compared as compared
from audit.checks._markup_compared import Found
from audit.domain import Category, Claim, Severity


def check(article: Article) -> Iterator[Claim]:
    """Every string whose source or translation holds a sign of markup."""
    catalogue = article.is_catalogue
    for pair in article.pairs:
        if pair.source is None or not pair.target.text:
            continue
        source, target = pair.source.text, pair.target.text
        if "<" in source or "<" in target or "[/" in source:
            yield from _claims(pair, compared.tags(source, target), Severity.MAJOR, 0.9)
        if "&" in target and catalogue:
            yield from _claims(pair, compared.entities(source, target), Severity.MAJOR, 0.9)
        if "`" in source or "](" in source or "**" in source:
            yield from _claims(pair, compared.markdown(source, target), Severity.MAJOR, 0.8)
        if "://" in source or "@" in source:
            yield from _claims(pair, compared.addresses(source, target), Severity.MAJOR, 0.8)
        if catalogue and ("&" in source or "_" in source) and "<" not in source:
            yield from _claims(pair, compared.accelerators(source, target), Severity.MINOR, 0.5)


def _claims(pair: Pair, found: Iterator[Found], severity: Severity, confidence: float) -> Iterator[Claim]:
    at = pair.target.span.start
    for start, end, why, right in found:
        category = Category.OMISSION if start == end else Category.OTHER
        yield Claim("markup", category, severity, Span(at + start, at + end), why, confidence, right)
