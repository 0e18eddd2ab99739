"""Pairs of reports, one for each thing that a form of a difference must cope with."""

from dataclasses import replace

from audit.article import Side
from audit.diff.compare import compare
from audit.diff.difference import Difference
from audit.diff.folder import Folders, line
from audit.domain import Category, Gap, Severity, Standard
from tests.diff.reports import bilingual, catalogue, finding, told
from tests.reporters import sample

NAMES = ("before/story.json", "after/story.json")


def edited() -> Difference:
    """Corrections, a new error, another model, a regraded finding, a gap, a repeat of which one place is left."""
    old = (
        "Bridge opens after ten year of work\n\n"
        "The bridge over the Elbe was open on Monday. It cost 12 million euros millions. Müler spoke.\n\n"
        "Müler said said the city is grateful. The river fell asleep at noon. Nobody were hurt."
    )
    new = (
        "Bridge opens after ten years of work\n\n"
        "The bridge over the Elbe opened at Monday. It cost 12 million euros millions. Müller spoke.\n\n"
        "Müler said the city is grateful. The river fell asleep at noon. Nobody were hurt."
    )
    before = told(
        old,
        finding(old, "ten year", suggestion="ten years", explanation="After a numeral the plural stands."),
        finding(old, "was open", explanation="It opened then: an event, no state."),
        finding(
            old, "12 million euros millions:critical", category=Category.MISTRANSLATION, explanation="Which amount?"
        ),
        finding(old, "Müler:major", category=Category.SPELLING, explanation="It is Müller."),
        finding(old, "said said", "numbers", category=Category.REPETITION, explanation="A word twice."),
        finding(old, "fell asleep:neutral", category=Category.SUSPICIOUS, explanation="A reader expects: fell."),
        finding(old, "were hurt", explanation="Nobody is singular."),
    )
    after = told(
        new,
        finding(new, "at Monday:major", explanation="On Monday."),
        finding(new, "euros millions:major", category=Category.AWKWARD, explanation="Two units."),
        finding(new, "Müler:major", category=Category.SPELLING, explanation="It is Müller."),
        gaps=[Gap("fluency", ("s7",), "timed out after 60 s")],
        model="some-model-2027",
    )
    standard = Standard(Severity.MAJOR, 20.0, "news")
    return compare(replace(before, standard=standard), replace(after, standard=standard), NAMES)


def same() -> Difference:
    """Nothing is different."""
    return compare(sample.small(), sample.small(), NAMES)


def bettered() -> Difference:
    """An article with its source: what was left out is there."""
    old = bilingual(("Die Brücke ist offen.", "The bridge is open."), ("Der Bürgermeister sprach lange.", "He spoke."))
    new = bilingual(
        ("Die Brücke ist offen.", "The bridge is open."), ("Der Bürgermeister sprach lange.", "The mayor spoke long.")
    )
    left_out = finding(old, "lange:major", category=Category.OMISSION, side=Side.SOURCE)
    return compare(told(old, left_out, finding(old, "He:minor")), told(new), NAMES)


def strings() -> Difference:
    """Localized strings."""
    old, new = (
        catalogue(title="Brot und und Milch", ok="Gut"),
        catalogue(ok="Gut", title="Brot und Milch", no="Nein nein"),
    )
    return compare(told(old, finding(old, "und und")), told(new, finding(new, "Nein nein:major")), NAMES)


def rtl() -> Difference:
    """Arabic."""
    report = sample.rtl()
    return compare(report, replace(report, findings=report.findings[:1]), NAMES)


def hostile() -> Difference:
    """An attack in every string, in each of the lists."""
    report = sample.hostile()
    fewer = replace(report, findings=report.findings[::2], gaps=())
    others = tuple(replace(one, detectors=("evil",)) for one in report.findings[1::3])
    evil = replace(report.signature, model=sample.EVIL[1], checks=(sample.EVIL[7], sample.EVIL[4]))
    known = replace(fewer, findings=(*fewer.findings, *others), signature=evil, standard=Standard(name=sample.EVIL[8]))
    return compare(known, replace(report, findings=report.findings[1:]), (sample.EVIL[0], f"{sample.EVIL[7]}\udcff"))


SAMPLES = {"edited": edited, "same": same, "bettered": bettered, "strings": strings, "rtl": rtl, "hostile": hostile}


def folders() -> Folders:
    """Each of these as an article, under a name that attacks too."""
    made = (line(name if name != "hostile" else sample.EVIL[1], one()) for name, one in SAMPLES.items())
    return Folders(("before/", sample.EVIL[7]), tuple(made), ("gone",), (sample.EVIL[3],))
