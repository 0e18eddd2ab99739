"""Reports made by hand, one for each thing a reporter must cope with."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span
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

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = "000_2d1116a519ad34f0"

_POINTS = {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0}


def document(text: str, language: str | None) -> Document:
    """A text split at line breaks into paragraphs and after full stops into sentences; bullets stay outside."""
    segments = []
    for paragraph, line in enumerate(re.finditer(r"[^\n]+", text)):
        for sentence in re.finditer(r"[^\s•](?:.*?(?:[.!?؟](?=[\s”’]|$)|。)[”’]?|.*$)", line[0]):
            span = Span(line.start() + sentence.start(), line.start() + sentence.end())
            segments.append(Segment(f"s{len(segments) + 1}", sentence[0], span, paragraph))
    starts = (0, *(match.end() for match in re.finditer("\n", text)))
    return Document(text, language, tuple(segments), SourceMap(((0, 0),), starts))


def finding(text: str, quote: str, category: Category, severity: Severity, explanation: str, **more: object) -> Finding:
    """A finding at the first place of a quote, and as many `repeats` of it as asked for."""
    side = more.pop("side", Side.TARGET)
    places = [Span(match.start(), match.end(), side) for match in re.finditer(re.escape(quote), text)]
    repeats = tuple(places[1 : 1 + more.pop("repeats", 0)])
    fields = {"confidence": 0.8, "detectors": ("fluency",)} | more
    return Finding(category, severity, places[0], explanation, repeats=repeats, **fields)


def report(
    article: Article, findings: Sequence[Finding], gaps: Sequence[Gap] = (), notes: Sequence[str] = ()
) -> Report:
    """What the pipeline would make of these."""
    words = len(article.target.text.split())
    missing = {id_ for gap in gaps for id_ in gap.segments}
    points: Counter[str] = Counter()
    for one in findings:
        if one.severity is not Severity.NEUTRAL:
            points[one.category] += _POINTS[one.severity]
    total = sum(points.values())
    counts = Counter(str(one.severity) for one in findings)
    caveat = "Under 100 words: one error more or less changes the score a lot." if words < 100 else None
    per_thousand = 1000 * total / max(1, words)
    return Report(
        article=article,
        findings=tuple(findings),
        gaps=tuple(gaps),
        score=Score(words, total, per_thousand, dict(points), dict(counts), caveat),
        coverage=Coverage(len(article.pairs), len(article.pairs) - len(missing)),
        usage=Usage(12, 18_240, 2_115, 31.46),
        signature=Signature("0.1.0", "some-model-2026", {"fluency": "9f" * 32}, ("numbers", "quotes"), Weights(), "s1"),
        notes=tuple(notes),
    )


def alone(text: str, language: str | None, path: str) -> Article:
    """A translation without its source."""
    target = document(text, language)
    return Article(target, tuple(Pair(segment) for segment in target.segments), path=path)


def small() -> Report:
    """Every severity, an overlap, an omission, a deletion, a repeat, two gaps; findings out of order."""
    text = (
        "Bridge opens after ten year of work\n\n"
        "The bridge over the Elbe was open on Monday. It cost 12 million euros millions.\n\n"
        "  • Traffic is expected to halve\n"
        "  • Mayor Müler spoke\n\n"
        "Müler said said the city is grateful. The river fell asleep at noon.\n\n"
        "Work on the second bridge begins. It will take four years."
    )
    gap = text.index("begins") + len("begins")
    findings = (
        finding(text, "fell asleep", Category.SUSPICIOUS, Severity.NEUTRAL, "A reader expects: fell.", confidence=0.31),
        finding(text, "ten year", Category.GRAMMAR, Severity.MINOR, "Number.", suggestion="ten years"),
        finding(text, "12 million euros millions", Category.MISTRANSLATION, Severity.CRITICAL, "No such amount.",
                suggestion="12 million euros", confidence=0.93456, detectors=("accuracy", "numbers")),
        finding(text, "euros millions", Category.AWKWARD, Severity.MINOR, "Two units.", confidence=0.5),
        finding(text, "Müler", Category.SPELLING, Severity.MAJOR, "It is Müller.", suggestion="Müller", repeats=1),
        finding(text, "said said", Category.REPETITION, Severity.MINOR, "A word twice.", suggestion="said"),
        finding(text, " grateful", Category.ADDITION, Severity.MINOR, "Not in the original.", suggestion=""),
        Finding(Category.OMISSION, Severity.MAJOR, Span(gap, gap), "When?", 0.6, ("accuracy",), suggestion=" in May"),
    )  # fmt: skip
    gaps = (
        Gap("accuracy", ("s8", "s9"), "the model's answer did not fit the schema"),
        Gap("fluency", ("s2",), "timed out after 60 s"),
        Gap("accuracy", ("s2",), "timed out after 60 s"),
    )
    notes = ("The source text was not given: omissions cannot be seen.",)
    return report(alone(text, "en", "articles/bridge.txt"), findings, gaps, notes)


def clean() -> Report:
    """Nothing found, everything audited."""
    return report(alone("All is well. Nothing happened.\n", None, "-"), ())


def seed() -> Report:
    """The seed article with its gold as findings."""
    text = (SEEDS / f"{SEED}.txt").read_text(encoding="utf-8")
    gold = json.loads((SEEDS / f"{SEED}.gold.json").read_text(encoding="utf-8"))["errors"]
    merged: dict[str, list[dict[str, object]]] = {}
    for error in gold:
        merged.setdefault(error["quote"], []).append(error)
    findings = [
        Finding(
            Category(first["category"]),
            Severity(first["severity"]),
            Span(first["start"], first["end"]),
            first["note"][0].upper() + first["note"][1:] + ".",
            0.5 + len(first["quote"]) % 50 / 100,
            ("fluency", "names") if first["category"] == "fluency/spelling" else ("fluency",),
            suggestion={"above": "rather than", "occupiers": "reservists", "Pakmut": "Bakhmut"}.get(first["quote"]),
            repeats=tuple(Span(one["start"], one["end"]) for one in rest),
        )
        for first, *rest in merged.values()
    ]
    looks = finding(text, "half-hearted and inept", Category.SUSPICIOUS, Severity.NEUTRAL,
                    "A reader expects: poorly planned.", confidence=0.34, detectors=("reading",))  # fmt: skip
    article = alone(text, "en", f"seeds/{SEED}.txt")
    ids = [segment.id for segment in article.segments]
    gaps = (Gap("fluency", tuple(ids[9:12]), "no answer after 3 attempts (HTTP 503)"),)
    return report(article, [*findings, looks], gaps, ("Without its source text an article is judged by itself.",))


def bilingual() -> Report:
    """Chinese into English: findings on both sides, a source sentence without a counterpart, wide characters."""
    source_text = "大桥通车\n\n星期一，易北河上的大桥通车了。工程历时十年。市长感谢工人。\n\n第二座桥将于五月动工。"
    text = "Bridge opens\n\nOn Monday, the bridge over the Rhine opened. It took ten years.\n\nA second bridge begins."
    source, target = document(source_text, "zh"), document(text, "en")
    s, t = source.segments, target.segments
    pairs = (Pair(t[0], s[0]), Pair(t[1], s[1]), Pair(t[2], s[2]), Pair(t[3], s[4]))
    findings = (
        finding(text, "Rhine", Category.MISTRANSLATION, Severity.CRITICAL, "易北河 is the Elbe.", suggestion="Elbe"),
        finding(source_text, "市长感谢工人。", Category.OMISSION, Severity.MAJOR, "Left out.", side=Side.SOURCE,
                suggestion="The mayor thanked the workers."),
        finding(source_text, "于五月", Category.OMISSION, Severity.MINOR, "“In May” is missing.", side=Side.SOURCE),
    )  # fmt: skip
    article = Article(target, pairs, source, "bridge.en.txt")
    return report(article, findings, (Gap("accuracy", ("s4",), "the endpoint refused the request"),))


def rtl() -> Report:
    """Arabic: everything runs from the right."""
    text = (
        "افتتاح الجسر بعد عشرة سنوات\n\n"
        "افتتح الجسر يوم الاثنين. كلف المشروع 12 مليون يورو. قال رئيس البلدية إن المدينة ممتنة."
    )
    findings = (
        finding(text, "عشرة سنوات", Category.GRAMMAR, Severity.MAJOR, "Gender of the numeral.", suggestion="عشر سنوات"),
        finding(text, "12 مليون", Category.MISTRANSLATION, Severity.CRITICAL, "The source says 21 million."),
    )
    return report(alone(text, "ar", "جسر.txt"), findings, (Gap("fluency", ("s4",), "timed out"),))


EVIL = (
    "</script><script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<svg/onload=alert(1)>",
    "\x1b[31mred\x1b]0;title\x07\x9b2J",
    "\u202egpj.exe\u202c \u2066isolated",
    "[bold red]markup[/] :smile: [link=https://evil.example]x[/link]",
    "**bold** _it_ `code` ~~no~~ | cell | [a](javascript:alert(1)) ![i](https://evil.example/i.png)",
    "@octocat #1 GH-1 octo/cat#2 https://evil.example www.evil.example a@evil.example $x$ &lt;b&gt; &#64;",
    "--- # head * item <!-- ]]> {{7*7}} ```",
    "```\n# fenced\n---\n- item\n1. one\n> quote\n    code\n===",
    "W" * 10_000,
)  # fmt: skip


def hostile() -> Report:
    """An attack in every string a reporter shows."""
    text = "\n\n".join(evil.replace("\n", " ") for evil in EVIL)
    article = alone(text, "en<script>", f"{EVIL[1]}{EVIL[4]}{EVIL[5]}|`\udcff.txt")
    findings = [
        finding(text, evil.replace("\n", " "), Category.OTHER, list(Severity)[number % 4], EVIL[-2 - number % 9],
                suggestion=EVIL[number % 11], detectors=(f"evil{EVIL[number % 11]}",))
        for number, evil in enumerate(EVIL)
    ]  # fmt: skip
    gaps = [Gap(EVIL[3], ("s1", "s999"), "".join(EVIL[:-1])), Gap("x|y", ("s2",), EVIL[8])]
    made = report(article, findings, gaps, EVIL)
    weights = made.signature.weights
    signature = Signature("1|``", EVIL[0] + EVIL[7], {EVIL[1]: EVIL[8]}, EVIL[:3], weights, EVIL[4])
    return Report(made.article, made.findings, made.gaps, made.score, made.coverage, made.usage, signature, made.notes)


SAMPLES = {
    "small": small,
    "clean": clean,
    "seed": seed,
    "bilingual": bilingual,
    "rtl": rtl,
    "hostile": hostile,
}
