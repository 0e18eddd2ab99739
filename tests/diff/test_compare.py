"""Which findings are the same: by rule and words, through edits and moves."""

from dataclasses import replace
from itertools import product

import pytest

from audit.article import Pair, Side, Unit
from audit.diff.compare import compare
from audit.diff.difference import Cause
from audit.domain import Category, Gap, Report
from tests.diff.reports import bilingual, catalogue, empty, finding, said, told
from tests.reporters import sample

BRIDGE = "The bridge over the Elbe was open on Monday. It cost ten million euros."

EDITS = [
    ("nothing", BRIDGE, "was open", BRIDGE, "was open", {"same": ["was open"]}),
    ("more words are quoted", BRIDGE, "open", BRIDGE, "was open on", {"same": ["open = was open on"]}),
    ("no longer found", BRIDGE, "was open", BRIDGE, None, {"fixed": ["was open: verdict"]}),
    ("found now", BRIDGE, None, BRIDGE, "was open", {"new": ["was open: verdict"]}),
    ("corrected", BRIDGE, "was open", BRIDGE.replace("was open", "opened"), None, {"fixed": ["was open: words"]}),
    (
        "a word of it is gone", BRIDGE, "ten million euros", BRIDGE.replace("ten million", "ten"), None,
        {"fixed": ["ten million euros: words"]},
    ),
    (
        "a word was put into it", BRIDGE, "ten million", BRIDGE.replace("ten", "ten or twelve"), None,
        {"fixed": ["ten million: words"]},
    ),
    (
        "its sentence was changed elsewhere", BRIDGE, "was open", BRIDGE.replace("Elbe", "Oder"), None,
        {"fixed": ["was open: around"]},
    ),
    (
        "its sentence was changed, and it is found again", BRIDGE, "was open", BRIDGE.replace("Elbe", "Oder"),
        "was open on", {"same": ["was open = was open on"]},
    ),
    (
        "the correction is no better", BRIDGE, "was open", BRIDGE.replace("was open", "did opened"), "did opened",
        {"fixed": ["was open: words"], "new": ["did opened: words"]},
    ),
    (
        "an edit brings an error", BRIDGE, None, BRIDGE.replace("cost", "costed"), "costed", {"new": ["costed: words"]},
    ),
    (
        "two sentences are one", BRIDGE, "ten million", BRIDGE.replace(". It", " and it"), "ten million euros",
        {"same": ["ten million = ten million euros"]},
    ),
    (
        "one sentence is two", "It was open on Monday, and the mayor spoke for a long time.", "long time",
        "It was open on Monday. The mayor spoke for a long time.", "long time", {"same": ["long time"]},
    ),
    ("its sentence is gone", BRIDGE, "ten million", BRIDGE[:44], None, {"fixed": ["ten million: words"]}),
    ("lines were broken otherwise", BRIDGE, "Elbe was", BRIDGE.replace(" was", "  was"), "Elbe  was",
     {"same": ["Elbe was = Elbe  was"]}),
    (
        "paragraphs were moved", f"{BRIDGE}\n\nA.\n\nHe said said so.", "said said",
        f"He said said so.\n\nA.\n\n{BRIDGE}", "said said", {"same": ["said said"]},
    ),
    (
        "a paragraph was moved and edited", f"{BRIDGE}\n\nA.\n\nB.\n\nHe said said so in the town hall.", "said said",
        f"The mayor said said so in the town hall.\n\n{BRIDGE}\n\nA.\n\nB.", "said said", {"same": ["said said"]},
    ),
    (
        "in Chinese a character is a word", "大桥昨天通车了。", "通车", "大桥于昨天通车了。", "天通车",
        {"same": ["通车 = 天通车"]},
    ),
    (
        "another text", BRIDGE, "was open", "Quarks have colours.", "colours",
        {"fixed": ["was open: words"], "new": ["colours: words"]},
    ),
    ("an empty text", BRIDGE, "was open", "", None, {"fixed": ["was open: words"]}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "mark", "new", "other", "lists"), [row[1:] for row in EDITS], ids=[r[0] for r in EDITS]
)
def test_a_finding_is_known_again_by_its_words(old, mark, new, other, lists) -> None:
    assert said(compare(told(old, *filter(None, [mark])), told(new, *filter(None, [other])))) == lists


def test_what_is_missing_is_known_again_by_its_place() -> None:
    text = "Work begins. It takes years."
    gap = told(text, empty(text, "begins"))
    assert said(compare(gap, gap)) == {"same": [""]}
    edited = "Yesterday work begins. It takes years."
    assert said(compare(gap, told(edited, empty(edited, "begins.")))) == {"fixed": [": around"], "new": [": around"]}
    assert said(compare(gap, told(edited, empty(edited, "begins")))) == {"same": [""]}
    assert said(compare(gap, told(edited, "begins:major"))) == {"same": [" = begins"]}
    assert said(compare(gap, told("Work begins in May. It takes years."))) == {"fixed": [": words"]}
    assert said(compare(gap, told(text))) == {"fixed": [": verdict"]}


def test_another_wording_makes_nothing_new() -> None:
    one = finding(BRIDGE, "was open", "fluency", category=Category.GRAMMAR, confidence=0.9)
    other = finding(BRIDGE, "was open:major", "accuracy", category=Category.AWKWARD, explanation="Odd.", confidence=0.4)
    assert said(compare(told(BRIDGE, one), told(BRIDGE, other))) == {"same": ["was open (minor -> major)"]}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("numbers",), ("numbers",), True),
        (("numbers",), ("quotes",), False),
        (("numbers",), ("fluency",), False),
        (("numbers", "fluency"), ("fluency",), True),
        (("numbers", "fluency"), ("numbers", "quotes"), True),
        (("fluency",), ("accuracy",), True),
    ],
)
def test_a_shared_rule_makes_them_the_same_and_all_models_are_one(one, other, same) -> None:
    before, after = (told(BRIDGE, finding(BRIDGE, "ten", detectors=detectors)) for detectors in (one, other))
    assert (set(said(compare(before, after))) == {"same"}) is same


def test_two_halves_are_nothing_new_but_what_is_graver_is() -> None:
    whole = told(BRIDGE, "over the Elbe was open:major")
    halves = told(BRIDGE, "over the Elbe:major", "open:minor")
    assert said(compare(whole, halves)) == {
        "same": [
            "over the Elbe was open = over the Elbe",
            "over the Elbe was open = open (major -> minor)",
        ]
    }
    awkward = "The bridge over the Elbe was open on Monday."
    graver = told(BRIDGE, awkward, "Elbe:critical")
    assert said(compare(told(BRIDGE, awkward), graver)) == {"same": [awkward], "new": ["Elbe: verdict"]}


def test_of_repeats_those_that_are_gone_are_counted() -> None:
    text = "Müler spoke.\n\nThen Müler left.\n\nMüler sang."
    fixed = text.replace("Then Müler", "Then Müller")
    assert said(compare(told(text, "Müler"), told(fixed, "Müler"))) == {
        "fixed": ["Müler: words 1 of 3"],
        "same": ["Müler"],
    }
    assert said(compare(told(fixed, "Müler"), told(text, "Müler"))) == {
        "new": ["Müler: words 1 of 3"],
        "same": ["Müler"],
    }


def test_strings_go_by_key_and_form() -> None:
    old = catalogue(title="Brot und und Milch", apples__one="ein Apfel", apples__few="zwei Apfel", gone="und und")
    new = catalogue(apples__few="zwei Apfel", apples__one="zwei Apfel", title="Brot und und Käse", other="und und")
    before = told(old, finding(old, "und und"), finding(old, "zwei Apfel"))
    after = told(new, finding(new, "und und"), finding(new, "zwei Apfel"))
    assert said(compare(before, after)) == {
        "same": ["zwei Apfel", "und und"],
        "new": ["zwei Apfel: words 1 of 2", "und und: words 1 of 2"],
        "fixed": ["und und: words 1 of 2"],
    }


def test_forms_that_an_old_report_does_not_tell_go_in_their_order() -> None:
    known, unknown = (
        catalogue(a__one="ein Apfel", a__few="zwei Apfel"),
        catalogue(a__one="ein Apfel", a__few="zwei Apfel"),
    )
    segments = tuple(replace(one, unit=Unit(form="")) for one in unknown.target.segments)
    target = replace(unknown.target, segments=segments)
    unknown = replace(unknown, target=target, pairs=tuple(map(Pair, segments)))
    before, after = (told(one, finding(one, "zwei Apfel")) for one in (unknown, known))
    for pair in ((before, after), (after, before)):
        assert said(compare(*pair)) == {"same": ["zwei Apfel"]}


def test_what_the_source_has_is_fixed_in_the_translation() -> None:
    old = bilingual(("Eins.", "One."), ("Zwei und drei.", "Two."))
    new = bilingual(("Eins.", "One."), ("Zwei und drei.", "Two and three."))
    left_out = finding(old, "und drei", side=Side.SOURCE)
    assert said(compare(told(old, left_out), told(old, left_out))) == {"same": ["und drei"]}
    assert said(compare(told(old, left_out), told(new))) == {"fixed": ["und drei: words"]}
    assert said(compare(told(old, left_out), told(old))) == {"fixed": ["und drei: verdict"]}
    alone = sample.alone(old.target.text, "en", "a.txt")
    assert said(compare(told(old, left_out), told(alone))) == {
        "unjudged now": ["und drei: it was made without the source text"]
    }


def test_what_nothing_translated_is_translated() -> None:
    old = bilingual(("Eins.", "One."), ("Drei.", "Three."))
    text = "Eins.\nZwei.\nDrei."
    source = sample.document(text, "de")
    segments = tuple(replace(one, span=replace(one.span, side=Side.SOURCE)) for one in source.segments)
    old = replace(old, source=replace(source, segments=segments), pairs=tuple(
        replace(pair, source=segments[at]) for pair, at in zip(old.pairs, (0, 2), strict=True)
    ))  # fmt: skip
    new = bilingual(("Eins.", "One."), ("Zwei.", "Two."), ("Drei.", "Three."))
    left_out = finding(old, "Zwei.", side=Side.SOURCE)
    [one] = compare(told(old, left_out), told(new)).gone
    assert (one.cause, one.elsewhere) == (Cause.WORDS, (("Two.", True),))
    assert said(compare(told(old, left_out), told(old))) == {"fixed": ["Zwei.: verdict"]}


def test_a_sentence_with_another_source_was_changed() -> None:
    old, new = bilingual(("Zwei Äpfel.", "Three apples.")), bilingual(("Drei Äpfel.", "Three apples."))
    assert said(compare(told(old, "Three"), told(new))) == {"fixed": ["Three: around"]}


GAP = Gap("accuracy", ("s2",), "timed out")
UNASKED = {"unjudged now": ["ten: no model was asked about the wording"]}


@pytest.mark.parametrize(
    ("mark", "now", "lists"),
    [
        ("ten", told(BRIDGE, gaps=[GAP]), {"unjudged now": ["ten: timed out"]}),
        ("open", told(BRIDGE, gaps=[GAP]), {"fixed": ["open: verdict"]}),
        ("ten", told(BRIDGE.replace("ten", "six"), gaps=[GAP]), {"unjudged now": ["ten: timed out"]}),
        ("ten", told(BRIDGE[:44], gaps=[GAP]), {"fixed": ["ten: words"]}),
        ("ten", told(BRIDGE, prompts={}, model="none"), UNASKED),
        ("ten", told(BRIDGE, prompts={}, model="local"), UNASKED),
    ],
    ids=["gap", "another sentence", "an edited sentence", "no such sentence", "no model", "a model that reads"],
)  # fmt: skip
def test_what_nobody_looked_at_is_not_fixed(mark: str, now: Report, lists: dict[str, list[str]]) -> None:
    assert said(compare(told(BRIDGE, mark), now)) == lists
    turned = {"unjudged now": "unjudged before", "fixed": "new"}
    assert said(compare(now, told(BRIDGE, mark))) == {turned[name]: rows for name, rows in lists.items()}


def test_a_check_that_did_not_run_has_found_nothing_fixed() -> None:
    by_check = finding(BRIDGE, "ten", "numbers")
    assert said(compare(told(BRIDGE, by_check), told(BRIDGE, gaps=[GAP]))) == {"fixed": ["ten: verdict"]}
    assert said(compare(told(BRIDGE, by_check), told(BRIDGE, checks=("quotes",)))) == {
        "unjudged now": ["ten: the check numbers did not run"]
    }


def test_what_only_listening_finds_is_asked_of_listeners() -> None:
    odd = finding(BRIDGE, "ten:neutral", category=Category.SUSPICIOUS)
    assert said(compare(told(BRIDGE, odd), told(BRIDGE, prompts={}, model="local"))) == {"fixed": ["ten: verdict"]}
    assert said(compare(told(BRIDGE, odd), told(BRIDGE))) == {"unjudged now": ["ten: no model listened to it"]}


def test_words_that_changed_are_counted() -> None:
    text, now = BRIDGE, BRIDGE.replace("was open", "opened").replace("ten million", "12")
    edits = compare(told(text), told(now)).edits
    assert (edits.removed, edits.added, edits.segments, edits.same) == (4, 2, 2, 0)
    assert not compare(told(f"A b.\n\n{text}"), told(f"{text}\n\nA  b.")).edits.any


def test_how_a_sentence_reads_elsewhere() -> None:
    [one] = compare(told(BRIDGE, "was open"), told(BRIDGE.replace("was open", "opened"))).gone
    assert [words for words, lacks in one.elsewhere if lacks] == ["opened"]
    assert "".join(words for words, _ in one.elsewhere) == "The bridge over the Elbe opened on Monday."


def test_causes_are_all_there_are() -> None:
    assert {row[5][name][0].rpartition(": ")[2] for row, name in product(EDITS, ["fixed"]) if name in row[5]} == set(
        Cause
    )
