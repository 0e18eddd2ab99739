"""What every report says in the same words, and untrusted text made harmless to whatever shows it."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from audit import language
from audit.article import Article, Location, Side
from audit.domain import Finding, Report, Severity, Standard
from audit.view import money

SEVERITY_WORDS = {
    Severity.CRITICAL: "critical",
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.NEUTRAL: "worth a look",
}
"""Worst first. NEUTRAL is no error, and no report may let it look like one."""

_VERDICTS = {
    Severity.CRITICAL: "Not fit to publish as it stands",
    Severity.MAJOR: "Needs an editor",
    Severity.MINOR: "Small errors only",
}

PLANTED = "An error was planted in every request of a window prompt; an answer that missed it was not believed."
NOT_PLANTED = "No error was planted: no model was asked."
CHECKS_ONLY = "Deterministic checks only: no language model has judged the wording."

_FINDS_NOTHING = "explanations"
"""The prompt that only puts into words of another language what others have found."""

_BREAKS = re.compile(r" *[\t\n\r\f\v]+ *")

# Direction marks, joiners, word breaks and number signs belong to the spelling of Arabic, Hebrew, Persian and Khmer,
# and to emoji: they stay. Embeddings, overrides and isolates make a text read differently from what it says
# (Boucher and Anderson, "Trojan Source", 2021): they, and everything else that cannot be seen, are spelled out.
_SPELLING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u0600\u0601\u0602\u0603\u06dd\u070f\u08e2")
_BLANK_OR_UNKNOWN = frozenset({"Zs", "Co", "Cn"})


def visible(text: str) -> str:
    """Untrusted text on one line that cannot act on what shows it: controls and direction overrides are spelled out."""
    line = _BREAKS.sub(" ", text)
    if line.isprintable():
        return line
    return "".join(c if _harmless(c) else _spelled(c) for c in line)


def quoted(text: str) -> str:
    """A quote made visible; where nothing in it can be seen, every character is spelled out."""
    line = visible(text)
    if any(character.isprintable() for character in line):
        return line
    return "".join(map(_spelled, line))


def pieces(text: str) -> Iterator[tuple[str, int]]:
    """Untrusted text as `visible` shows it, in stretches: what is shown, and how many characters it stands for."""
    at = 0
    for match in _BREAKS.finditer(text):
        yield from _pieces(text[at : match.start()])
        yield " ", len(match[0])
        at = match.end()
    yield from _pieces(text[at:])


def _pieces(line: str) -> Iterator[tuple[str, int]]:
    if line.isprintable():
        if line:
            yield line, len(line)
        return
    for harmless, group in groupby(line, _harmless):
        characters = list(group)
        if harmless:
            yield "".join(characters), len(characters)
        else:
            yield from ((_spelled(character), 1) for character in characters)


def counts(report: Report) -> dict[Severity, int]:
    """Number of findings by severity, worst first, without zeros."""
    found = Counter(finding.severity for finding in report.findings)
    return {severity: found[severity] for severity in SEVERITY_WORDS if found[severity]}


def verdict(report: Report) -> str:
    """The report in one sentence."""
    found = counts(report)
    if not report.coverage.segments:
        return "Nothing to audit: the file holds no text."
    if not found and not report.coverage.audited:
        return "No verdict: nothing was audited."
    if not found:
        return f"{_clean(report)}." if report.coverage.complete else f"{_clean(report)} in what was audited."
    looks = found.pop(Severity.NEUTRAL, 0)
    parts = [_errors(found)] if found else []
    if looks:
        parts.append(f"{count(looks, 'place')} worth a look")
    worst = next(iter(found), None)
    return f"{_VERDICTS[worst] if worst else _clean(report)}: {', '.join(parts)}."


def standing(report: Report) -> str:
    """Whether the report meets its standard and why, in one sentence; what was not audited may leave it undecided."""
    standard = report.standard
    if standard is None:
        return "Undecided: no profile says what it has to meet."
    profile = f" the profile {visible(standard.name)}" if standard.name else ""
    if report.passes:
        asked = demand(standard)
        return f"Passes{profile}: {asked if asked != 'nothing' else 'it asks for nothing'}."
    if report.passes is None:
        return f"Undecided: nothing that was found fails{profile or ' it'}, but {alarm(report)}"
    return f"Fails{profile}: {'; '.join(_reasons(report, standard))}."


def demand(standard: Standard) -> str:
    """What a standard asks for: "no major or critical error, at most 5 MQM points per 1,000 words"."""
    failing, parts = _failing(standard), list[str]()
    if Severity.MINOR in failing:
        parts.append("no error")
    elif failing:
        parts.append(f"no {' or '.join(SEVERITY_WORDS[severity] for severity in failing)} error")
    if standard.max_per_thousand_words is not None:
        parts.append(f"at most {standard.max_per_thousand_words:,g} MQM points per 1,000 words")
    return ", ".join(parts) or "nothing"


def _failing(standard: Standard) -> tuple[Severity, ...]:
    """The severities that fail, mildest first; what is only worth a look never does."""
    least = standard.fail_on
    return () if least is None else tuple(Severity)[max(1, least.rank) :]


def _reasons(report: Report, standard: Standard) -> Iterator[str]:
    failing, found = _failing(standard), counts(report)
    if errors := {severity: number for severity, number in found.items() if severity in failing}:
        yield f"{_errors(errors)} (none allowed)"
    points, most = report.score.per_thousand_words, standard.max_per_thousand_words
    if most is not None and points > most:
        places = next((places for places in range(1, 6) if round(points, places) > most), 6)
        yield f"{points:,.{places}f} MQM points per 1,000 words (at most {most:,g} allowed)"


def _errors(found: Mapping[Severity, int]) -> str:
    """Errors by severity: "1 critical and 2 major errors"."""
    parts = [f"{number:,} {SEVERITY_WORDS[severity]}" for severity, number in found.items()]
    return f"{_listed(parts)} {'error' if sum(found.values()) == 1 else 'errors'}"


def _clean(report: Report) -> str:
    """Finding nothing means little where nobody was asked: without prompts only checks have looked for errors."""
    looked = set(report.signature.prompts) - {_FINDS_NOTHING}
    return "No errors found" if looked else "The checks found no errors, no model has looked for any"


def alarm(report: Report) -> str | None:
    """What was not audited, in one sentence; None where everything was."""
    coverage = report.coverage
    if coverage.complete:
        return None
    missing = coverage.segments - coverage.audited
    return f"{missing:,} of {count(coverage.segments, 'segment')} {'was' if missing == 1 else 'were'} not audited."


def cost(report: Report) -> str:
    """Requests, tokens, seconds and money of an audit, on one line."""
    usage = report.usage
    if usage.prompt_tokens is None or usage.completion_tokens is None:
        tokens = "tokens unknown"
    else:
        tokens = f"{usage.prompt_tokens:,} tokens in, {usage.completion_tokens:,} out"
    parts = [count(usage.requests, "request"), tokens, f"{usage.seconds:.1f} s"]
    if usage.cached:
        parts.insert(1, f"{usage.cached:,} answered by the cache")
    if usage.cost is None:
        parts.append("cost unknown")
    elif usage.cost:
        parts.append(money(usage.cost, usage.currency))
    return ", ".join(parts)


def proposal(finding: Finding) -> tuple[str, str] | None:
    """What to do and with which words: ("replace with", "Bakhmut"). None where nothing is proposed."""
    if finding.suggestion is None:
        return None
    if not finding.suggestion:
        return "delete it", ""
    if finding.span.side is Side.SOURCE:
        return "translate as", finding.suggestion
    return ("replace with" if len(finding.span) else "insert"), finding.suggestion


def title(article: Article) -> str:
    """The name of what was audited."""
    return "standard input" if article.path == "-" else visible(article.path)


def languages(article: Article) -> str:
    """For a headline: "Chinese → English", or "English, without its source text"."""
    target = _language(article.target.language)
    if article.source is None:
        return f"{target}, without its source text"
    return f"{_language(article.source.language)} → {target}"


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 segment", "1,234 segments"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def lines(first: Location, last: Location) -> str:
    """Where a stretch lies: "line 9", "lines 9–12"."""
    return f"line {first.line}" if first.line == last.line else f"lines {first.line}–{last.line}"


def encodings(article: Article) -> Iterator[str]:
    """Texts that were not read as UTF-8."""
    for document in filter(None, (article.target, article.source)):
        if document.encoding != "utf-8":
            yield f"The {'source' if document is article.source else 'file'} was read as {document.encoding}."


def unshown(number: int) -> Iterator[str]:
    """That so many findings are left out of a report, unless there are none."""
    if number == 1:
        yield "1 finding of little confidence is not shown: --min-confidence 0 shows it."
    elif number:
        yield f"{number} findings of little confidence are not shown: --min-confidence 0 shows them."


def _harmless(character: str) -> bool:
    if character.isprintable() or character in _SPELLING:
        return True
    return unicodedata.category(character) in _BLANK_OR_UNKNOWN


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _language(code: str | None) -> str:
    return visible(language.name(code)) if code and code != "und" else "unknown language"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
