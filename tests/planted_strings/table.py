"""What came of the planted corpus, as the tables of docs/checks.md."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from audit.registry import discover
from tests.planted_strings.audits import FORMATS, Audits, Outcome
from tests.planted_strings.corpus import LANGUAGES, Kind, kinds

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
BEGIN, END = "<!-- planted corpus -->\n", "<!-- /planted corpus -->\n"
CHECKS_BEGIN, CHECKS_END = "<!-- checks -->\n", "<!-- /checks -->\n"


def page(audits: Audits) -> str:
    """docs/checks.md as it should be: what stands between the marks is made anew."""
    text = _between(PAGE.read_text(encoding="utf-8"), CHECKS_BEGIN, CHECKS_END, "\n".join([*_checks(), ""]))
    return _between(text, BEGIN, END, tables(audits))


def _between(text: str, begin: str, end: str, new: str) -> str:
    before, _, rest = text.partition(begin)
    return f"{before}{begin}{new}{end}{rest.partition(end)[2]}"


def _checks() -> Iterator[str]:
    """What each check is about: the first sentence of its documentation."""
    yield "| check | what it reports |"
    yield "|---|---|"
    for name, module in discover("audit.checks", "check").items():
        yield f"| `{name}` | {(module.__doc__ or '').partition(chr(10))[0].removesuffix('.')} |"


def tables(audits: Audits) -> str:
    """Both tables and what they are about."""
    return "\n".join([*_told(audits), "", *_found(audits), "", *_missed(), "", *_left(audits), ""])


def _told(audits: Audits) -> Iterator[str]:
    rate = 1000 * len(audits.alarms) / audits.units
    yield f"{len(audits.outcomes):,} errors in {len(FORMATS)} formats and {len(LANGUAGES)} languages; and without them"
    yield f"{audits.units:,} units, of which {len(audits.alarms):,} were flagged: {rate:.2f} false alarms per 1,000."


def _found(audits: Audits) -> Iterator[str]:
    yield "| error | languages | planted | found | missed | false alarms | found by |"
    yield "|---|---|---|---|---|---|---|"
    for kind in (one for one in kinds() if one.rules):
        own = [one for one in audits.outcomes if one.kind == kind]
        found = [one for one in own if one.found]
        alarms = sum(alarm.rule in kind.rules for alarm in audits.alarms)
        cells = [kind.name, _languages(kind), len(own), len(found), len(own) - len(found), alarms, _rules(found)]
        yield f"| {' | '.join(map(str, cells))} |"


def _missed() -> Iterator[str]:
    yield "| missed | where | why |"
    yield "|---|---|---|"
    for kind in kinds():
        yield from (f"| {kind.name} | {plant.language} | {why} |" for plant, why in kind.missed.items())
        yield from (f"| {kind.name} | `{name}` | {why} |" for name, why in kind.missed_in.items())


def _left(audits: Audits) -> Iterator[str]:
    yield "| error that only a language model finds | languages | planted | found by a check |"
    yield "|---|---|---|---|"
    for kind in (one for one in kinds() if not one.rules):
        own = [one for one in audits.outcomes if one.kind == kind]
        yield f"| {kind.name} | {_languages(kind)} | {len(own)} | {sum(bool(one.rules) for one in own)} |"


def _languages(kind: Kind) -> str:
    return " ".join(sorted({plant.language for plant in kind.every}))


def _rules(found: list[Outcome]) -> str:
    """The rules that are responsible, the one that found most first."""
    counted = Counter(rule for one in found for rule in one.rules & one.kind.rules)
    return ", ".join(f"`{rule}`" for rule, _ in counted.most_common())
