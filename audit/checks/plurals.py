"""Plural forms that the language needs and a string does not have, and forms that it never shows.

Russian needs four where English has two; a string without "few" reads "2 файлов". Which forms a language has is told
by CLDR (for gettext by `nplurals` in the file's header, once a file). Needed are those of whole numbers up to 200:
French "many", for millions, may be left out, and so may what "=0" and "=1" spell out. A form that no number chooses is
worth a look where it differs from the others.

Hit:   one and other, but no few, in Russian | msgstr[2] missing with nplurals=3 | few in German
Clean: other alone in Japanese | one and other in French | zero in any language | a string nobody has translated
Languages: those of CLDR, 200 and more.
"""

from collections import Counter
from collections.abc import Iterator

from audit.article import Article, Pair, Span
from audit.checks._nplurals import declared, disagreements
from audit.checks._plurals import CATEGORIES, Family, Rules, category, family, rules
from audit.domain import Category, Claim, Severity
from audit.icu.message import CHOICES, MessageError, has_choice, parse
from audit.language import name


def check(article: Article) -> Iterator[Claim]:
    """Forms in units of their own, and branches of ICU messages."""
    if not article.is_catalogue:
        return
    raw = has_choice(article.target.text)
    with_forms = [pair for pair in article.pairs if (unit := pair.target.unit) and (unit.form or raw)]
    sources = article.source.segments if article.source and with_forms else ()
    source_forms = Counter(family(segment) for segment in sources if segment.unit and segment.unit.form)
    gettext: list[list[Pair]] = []
    families: dict[Family, list[Pair]] = {}  # not always side by side: i18next's files are often sorted by key
    for pair in with_forms:
        families.setdefault(family(pair.target), []).append(pair)
    for one, pairs in families.items():
        unit = pairs[0].target.unit
        message = unit.message if unit and unit.message else pairs[0].target.text
        if unit and declared(unit.flags):
            gettext.append(pairs)
        elif has_choice(message):
            yield from _message(pairs[-1], message, article.target.language)
        elif len(pairs) > 1 or source_forms[one] > 1:
            yield from _forms(pairs, article.target.language)
    for pair, missing, why in disagreements(gettext):
        yield _missing(pair, why) if missing else _surplus(pair, why)


def _forms(pairs: list[Pair], language: str | None) -> Iterator[Claim]:
    """Units that are forms of one string: "one", "few"; of Fluent also "0", "1"."""
    given = {category(pair.target.unit.form): pair for pair in pairs if pair.target.unit}
    known = rules(language, (pairs[0].target.key or "").endswith("_ordinal"))
    numbers = {form for form in given if form.isdecimal()}
    if known is None or not (given.keys() - numbers) or not given.keys() - numbers <= CATEGORIES:
        return
    if not any(pair.target.text.strip() for pair in pairs):
        return
    for form in known.missing(given.keys() - numbers, {int(one) for one in numbers if len(one) < 4}):
        yield _missing(pairs[-1], _why(form, known, language))
    other = given["other"].target.text if "other" in given else None
    for form in known.surplus(given):
        if other is not None and given[form].target.text.strip() not in ("", other.strip()):
            yield _surplus(given[form], f"{name(language)} has no form “{form}”: this is never shown.")


def _message(pair: Pair, message: str, language: str | None) -> Iterator[Claim]:
    """The plurals of an ICU message; a lost "other" is told by `icu`."""
    try:
        arguments = [one for one in parse(message).arguments if one.kind in CHOICES and one.kind != "select"]
    except MessageError:
        return  # told by `icu`
    for argument in arguments:
        known = rules(language, argument.kind == "selectordinal")
        given = {option.selector for option in argument.options}
        numbers = {int(one[1:]) for one in given if one.startswith("=") and one[1:].isdecimal() and len(one) < 5}
        for form in known.missing(given, numbers) if known else ():
            if known and form != "other" and given <= CATEGORIES | {f"={number}" for number in numbers}:
                raw = pair.target.unit is None or not pair.target.unit.message
                at = argument.end - 1 if raw else len(pair.target.text)
                yield _missing(pair, f"“{argument.name}”: {_why(form, known, language)}", at)


def _why(category: str, known: Rules, language: str | None) -> str:
    examples = ", ".join(map(str, known.numbers[category][:3]))
    return f"{name(language)} needs the form “{category}”" + (f" (for {examples})." if examples else ".")


def _missing(pair: Pair, why: str, at: int | None = None) -> Claim:
    place = pair.target.span.start + (len(pair.target.text) if at is None else at)
    return Claim("plurals", Category.GRAMMAR, Severity.MAJOR, Span(place, place), why, 0.8)


def _surplus(pair: Pair, why: str) -> Claim:
    span = pair.target.span
    return Claim("plurals", Category.OTHER, Severity.NEUTRAL, span, why, 0.5)
