"""Terms of the glossary that were rendered otherwise, and renderings it forbids.

A product whose "workspace" is called three things in its own manual seems to have three. The source holds the term, as
a word of its own and in any of its forms; the target must hold one of its renderings, inflected or in a compound.

Hit:   folder = Ordner: "Open the folders" -> "Öffnen Sie das Verzeichnis" | forbidden Benutzer in "Alle Benutzer"
Clean: "Open the folders" -> "Öffnen Sie die Ordner" | "Ordnerliste" | "filed a complaint" is no file where case counts
Languages: all. Forms are told by rule in English sources, elsewhere by a common beginning of four letters or more;
Chinese, Japanese and Thai terms are looked for as they are written.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from audit.article import Article, Pair, Segment, Span, Term
from audit.checks._inert import without_inert
from audit.checks._stems import WORD, has, is_form, plain
from audit.domain import Category, Claim, Severity
from audit.language import base

_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_INDEX = 3
"""Letters of a term's first word by which it is found."""

_Index = dict[str, list[tuple[Term, list[str]]]]


def check(article: Article) -> Iterator[Claim]:
    """Forbidden renderings at their words, missing ones at the end of the string."""
    if not article.terms or article.source is None:
        return
    language = base(article.source.language)
    unspaced = [term for term in article.terms if _UNSPACED.search(term.source)]
    index = _index([term for term in article.terms if not _UNSPACED.search(term.source)])
    for pair in article.pairs:
        if pair.source is not None and pair.target.text.strip():
            source = pair.source.text
            found = [term for term in unspaced if term.source in source] + _found(source, index, language)
            for term in found:
                if term in unspaced or term in _found(without_inert(source), index, language):
                    yield from _judged(pair, term)


def _index(terms: list[Term]) -> _Index:
    index: _Index = defaultdict(list)
    for term in terms:
        words = WORD.findall(term.source)
        if words:
            index[words[0].casefold()[:_INDEX]].append((term, words))
    return index


def _found(text: str, index: _Index, language: str) -> list[Term]:
    """Terms that a source holds; of two at one place the longer: "file system" is no "file"."""
    words = WORD.findall(text)
    found: dict[int, tuple[int, Term]] = {}
    for at, word in enumerate(words):
        for term, wanted in index.get(word.casefold()[:_INDEX], ()):
            stretch = words[at : at + len(wanted)]
            longer = len(wanted) > found.get(at, (0, None))[0]
            if longer and len(stretch) == len(wanted) and _are_forms(stretch, wanted, term, language):
                found[at] = len(wanted), term
    covered = {at + more for at, (length, _) in found.items() for more in range(1, length)}
    return list({id(term): term for at, (_, term) in found.items() if at not in covered}.values())


def _are_forms(words: list[str], wanted: list[str], term: Term, language: str) -> bool:
    """In English only the last word of a term is inflected; where case counts, endings are all that may be added."""
    if term.case_sensitive and not all(map(str.startswith, words, wanted)):
        return False
    folded, of = [word.casefold() for word in words], [word.casefold() for word in wanted]
    if language == "en" and folded[:-1] != of[:-1]:
        return False
    return all(is_form(word, one, language) for word, one in zip(folded, of, strict=True))


def _judged(pair: Pair, term: Term) -> Iterator[Claim]:
    segment, wanted = pair.target, " or ".join(f"“{one}”" for one in term.targets)
    forbidden = list(_forbidden(segment, term))
    for span in forbidden:
        right = term.targets[0] if len(term.targets) == 1 else None
        why = f"The glossary forbids this for “{term.source}”" + (f": {wanted}." if wanted else ".")
        yield Claim("terms", Category.WRONG_TERM, Severity.MAJOR, span, why, 0.8, right)
    if term.targets and not forbidden and not _is_rendered(segment.text, term):
        why = f"The glossary has {wanted} for “{term.source}”."
        end = Span(segment.span.end, segment.span.end)
        yield Claim("terms", Category.WRONG_TERM, Severity.MINOR, end, why, 0.6)


def _is_rendered(text: str, term: Term) -> bool:
    if term.case_sensitive:
        return any(has(target, text) for target in term.targets)
    return any(has(plain(target), plain(text)) for target in term.targets)


def _forbidden(segment: Segment, term: Term) -> Iterator[Span]:
    """Where a forbidden rendering stands as a word, with a short ending; not as a part of an allowed one."""
    text = plain(segment.text)
    for wrong in term.forbidden:
        if any(plain(wrong) in plain(target) and has(plain(target), text) for target in term.targets):
            continue
        pattern = re.escape(wrong)
        if not _UNSPACED.search(wrong):
            pattern = rf"(?<!\w){pattern}\w{{0,3}}(?!\w)"
        for match in re.finditer(pattern, segment.text, 0 if term.case_sensitive else re.IGNORECASE):
            yield Span(segment.span.start + match.start(), segment.span.start + match.end())
