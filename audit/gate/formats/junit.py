"""JUnit's XML, as `junit-10.xsd` of Jenkins has it: a suite a file, a test case a unit, so that clean units pass."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from audit.article import Segment
from audit.gate.formats._words import NAME, correction, explanation, message, short, source, troubles, verdict
from audit.gate.formats._xml import add, write
from audit.gate.inspection import Flag, Inspected, Inspection, worst_first
from audit.view import place
from audit.wording import visible

SUFFIX = ".xml"

_WHOLE = "the whole file"
_NAME = 80
"""Characters of a sentence that name its test case."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A unit: what fails it, why nobody judged it, what else is to be said."""

    name: str
    flags: tuple[Flag, ...] = ()
    error: tuple[str, str] | None = None
    """A kind and why."""
    skipped: str = ""
    failure: str = ""
    """Where something other than a finding fails."""


def render(inspection: Inspection) -> str:
    """All files, those that could not be read among them. What fails the gate fails a case; the rest is its output."""
    root = Element("testsuites", name=NAME)
    totals: Counter[str] = Counter()
    for path, cases in _suites(inspection):
        totals += _suite(root, path, cases)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(totals[name]))
    return write(root)


def _suites(inspection: Inspection) -> Iterator[tuple[str, Sequence[_Case]]]:
    for unread in inspection.unread:
        yield unread.path, [_Case(_WHOLE, error=("unread", f"{short(unread.reason)} (line {unread.line})"))]
    for file in inspection.files:
        yield file.path, list(_cases(file))
    for file in inspection.files:
        if not file.report.gaps and not file.report.coverage.complete:
            said = troubles(Inspection((file,)))[0]
            yield file.path, [_Case(_WHOLE, error=(said.kind, said.message))]
    if inspection.over_limit:
        yield NAME, [_Case("MQM points per 1,000 words", failure=verdict(inspection))]


def _cases(file: Inspected) -> Iterator[_Case]:
    flags: defaultdict[str, list[Flag]] = defaultdict(list)
    missing: defaultdict[str, list[Flag]] = defaultdict(list)
    for flag in file.flags:
        if flag.segment:
            flags[flag.segment.id].append(flag)
        else:  # a string of the source file that nothing translates
            missing[visible(flag.key) or _WHOLE].append(flag)
    reasons = {id_: (gap.detector, gap.reason) for gap in file.report.gaps for id_ in gap.segments}
    yield from (_Case(name, tuple(group)) for name, group in missing.items())
    taken = Counter(missing.keys())
    for segment in file.report.article.segments:
        name = _name(file, segment)
        taken[name] += 1
        unique = name if taken[name] == 1 else f"{name} ({taken[name]})"
        reason = reasons.get(segment.id)
        error = ("not-audited", short(f"not judged by {reason[0]}: {reason[1]}")) if reason else None
        skipped = "unchanged" if segment.id in file.unchanged else ""
        yield _Case(unique, tuple(flags.get(segment.id, ())), error, skipped)


def _name(file: Inspected, segment: Segment) -> str:
    if segment.key is None:
        return f"line {place(file.report.article, segment.span).start.line}: {short(segment.text, _NAME)}"
    return visible(segment.name) or "(no key)"


def _suite(root: Element, path: str, cases: Sequence[_Case]) -> Counter[str]:
    suite = add(root, "testsuite", name=path)
    counts = Counter(tests=len(cases))
    for case in cases:
        counts[_test(suite, path, case)] += 1
    for name in ("tests", "failures", "errors", "skipped"):
        suite.set(name, str(counts[name]))
    return counts


def _test(suite: Element, path: str, case: _Case) -> str:
    """One test case; returns which of the suite's sums it belongs to."""
    test = add(suite, "testcase", name=case.name, classname=path)
    failing = worst_first(tuple(flag for flag in case.flags if flag.fails))
    if case.error:
        add(test, "error", type=case.error[0], message=case.error[1])
    if failing:
        said = "\n".join(map(_said, failing))
        add(test, "failure", said, type=failing[0].rule, message=message(failing[0]))
    elif case.failure:
        add(test, "failure", type="limit", message=case.failure)
    if passing := [flag for flag in case.flags if not flag.fails]:
        add(test, "system-out", "\n".join(map(_said, passing)))
    if case.skipped and not case.flags and not case.error:
        add(test, "skipped", message=case.skipped)
        return "skipped"
    return "errors" if case.error else "failures" if failing or case.failure else "passed"


def _said(flag: Flag) -> str:
    at, original = flag.place.start, source(flag)
    head = f"{visible(flag.path)}:{at.line}:{at.column}: {flag.finding.severity}: {visible(flag.rule)}: "
    return head + explanation(flag) + correction(flag, before=" ") + (f" Source: {original}" if original else "")
