"""Places that a program fills in, lost, added or changed.

"%s", "{name}" and their like are code inside a text: one that is lost leaves a hole in the sentence, a changed one
shows or stops the program. Compared are all places of the usual syntaxes (printf and its heirs, Python, Ruby, Java,
.NET, ICU, i18next, Vue, Fluent, Qt, XLIFF's inline elements). What begins with a percent sign counts where the file's
flags or the source say so. Those with a name or number may move and be repeated; those without may not change places.

Hit:   "%d files" as "%s Dateien" | "Hello {name}" as "Hallo {Name}" | "%(n)s of %(all)s" as "%(n)s von % (all)s"
Clean: "%s in %s" as "%2$s: %1$s" | "One file" for one and "%d files" for many | 100 % sure | 50% discount
Languages: all, against a source text.
"""

from collections.abc import Iterator

from audit.article import Article, Pair, Span, Unit
from audit.checks._placeholders import FORMATS, NESTED, SPACED, TOKEN, Place, places
from audit.checks._placeholders_compared import clashes, damaged, difference, is_percentage, numbered, without_number
from audit.domain import Category, Claim, Severity
from audit.language import base

_PLAIN = Unit()
_STRICT = {f"{language}-format" for language in FORMATS}
_NOT = {f"no-{language}-format" for language in FORMATS}


def check(article: Article) -> Iterator[Claim]:
    """Every string that has a place on either side."""
    catalogue, language = article.is_catalogue, base(article.target.language)
    for pair in article.pairs:
        if pair.source is None:
            continue
        source, target = pair.source.text, pair.target.text
        if "%" in source or "{" in source or "<" in source or "%" in target or "{" in target or "$t(" in source:
            if TOKEN.findall(source) == TOKEN.findall(target) and "% " not in target:
                continue
            if target.strip() and not NESTED.search(source):
                yield from _compare(pair, source, catalogue, language)


def _compare(pair: Pair, source: str, catalogue: bool, language: str) -> Iterator[Claim]:
    unit, target = pair.target.unit or _PLAIN, pair.target.text
    strict = not unit.flags.isdisjoint(_STRICT)
    printf = strict or (catalogue and unit.flags.isdisjoint(_NOT))
    wanted, given = places(source, printf), places(target, printf)
    if not strict:
        given = [place for place in given if not is_percentage(place, target, source, wanted)]
        wanted = [place for place in wanted if not is_percentage(place, source, target, wanted)]
    wanted = numbered(wanted, given)
    missing, extra = difference(wanted, given), difference(given, wanted)
    if unit.form:
        missing = without_number(missing, unit.form, language)
        extra = without_number(extra, "one", language) if unit.form in "01one" else extra  # "an hour", "%d Stunde"
    yield from _differ(pair, missing, extra, strict)
    for lost, place in clashes(wanted, given) if not missing and not extra else ():
        yield _claim(pair, (place.start, place.end), f"The source has {lost.text} for what is filled in here.")
    for match in SPACED.finditer(target) if strict and not SPACED.search(source) else ():
        yield _claim(pair, match.span(), "This is read as a place to fill in; a percent sign is %%.")


def _differ(pair: Pair, missing: list[Place], extra: list[Place], strict: bool) -> Iterator[Claim]:
    """A place that is lost and one that came instead make one claim."""
    left = list(missing)
    severity = Severity.CRITICAL if strict else Severity.MAJOR  # a program stops at what it cannot fill
    for place in extra:
        lost = left.pop(0).text if left else None
        why = f"The source has {lost} here." if lost else f"The source has no {place.text}."
        yield _claim(pair, (place.start, place.end), why, lost, severity)
    for place in left:
        if found := damaged(place.text, pair.target.text):
            yield _claim(pair, found, f"{place.text} is damaged.", place.text)
        else:
            end = len(pair.target.text)
            yield _claim(pair, (end, end), f"{place.text} of the source is missing.")


def _claim(
    pair: Pair, at: tuple[int, int], why: str, right: str | None = None, severity: Severity = Severity.MAJOR
) -> Claim:
    start, end = (pair.target.span.start + offset for offset in at)
    category = Category.OMISSION if start == end else Category.MISTRANSLATION
    return Claim("placeholders", category, severity, Span(start, end), why, 0.95, right)
