"""What is decided stays: in the browser, in files, in the corrected text."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.apply.corrections import corrections
from audit.apply.edits import corrected as made_of
from audit.article import Pair, Span
from audit.domain import Category, Finding, Report, Severity
from audit.gold.reviewed import gold_of
from audit.review.decision import Decision, Review, Verdict
from audit.review.file import text_of
from audit.review.places import marks, opened
from tests.browsing import chromium
from tests.page.reviewing import corrected, desk, exported, menu, press, said, select, unfold
from tests.reporters import sample

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


def progress(page: Any) -> str:
    return page.locator(".progress").last.inner_text()


def test_decisions_survive_a_reload_and_a_report_made_anew(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j a r")
        before = exported(page)
        page.reload()
        assert progress(page) == "2 of 8 decided"
        assert exported(page) == before
        fewer = sample.small()
        again = at.open(replace(fewer, findings=fewer.findings[2:]))  # "ten year" is no finding any more
        assert progress(again) == "1 of 6 decided"
        assert "1 decision on findings that this report no longer has" in again.locator("#tools").inner_text()
        assert exported(again).decisions == before.decisions


def test_what_was_decided_on_the_source_waits_for_a_report_that_has_it(browser: Any, tmp_path: Path) -> None:
    report = sample.bilingual()
    alone = tuple(Pair(pair.target) for pair in report.article.pairs)
    without = replace(report, article=replace(report.article, source=None, pairs=alone), findings=())
    with desk(browser, tmp_path) as at:
        page = at.open(report)
        select(page, "上的大桥", side="source")
        press(page, "n")
        page.get_by_role("button", name="Add", exact=True).click()
        before = exported(page).decisions
        other = at.open(without)
        assert "1 decision made in another report of this text" in other.locator("#tools").inner_text()
        select(other, "took")
        press(other, "n")
        other.get_by_role("button", name="Add", exact=True).click()
        assert len(exported(other).decisions) == 1
        again = at.open(report)
        assert {*before} < {*exported(again).decisions}


def test_undo_takes_back_nothing_that_another_tab_has_vouched_for(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        one, other = at.open(sample.clean()), at.open(sample.clean())
        one.bring_to_front()
        select(one, "well")
        press(one, "n")
        one.get_by_role("button", name="Add", exact=True).click()
        other.bring_to_front()
        other.wait_for_selector("#a1")
        menu(other, "I have read everything")
        one.bring_to_front()
        one.wait_for_function("document.querySelector('.progress').textContent.includes('read')")
        everything = set(exported(other).seen["Anna"])
        press(one, "u")
        assert everything - set(exported(one).seen["Anna"]) == {exported(one).decisions[0].mark.segment}


def test_what_another_tab_decides_is_picked_up(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        one, other = at.open(sample.small()), at.open(sample.small())
        press(one, "j a")
        other.bring_to_front()
        other.wait_for_selector("#f1[data-decision=accept]")
        press(other, "j r")
        one.bring_to_front()
        one.wait_for_selector("#f1[data-decision=reject]")
        press(one, "a")
        assert [str(row.verdict) for row in exported(one).decisions] == ["accept", "reject", "accept"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }", "full"),
        ("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied') } })", "store nothing"),
    ],
)
def test_where_the_browser_keeps_nothing_it_is_said_loudly(browser: Any, tmp_path: Path, script: str, why: str) -> None:
    with desk(browser, tmp_path, name="") as at:
        file = tmp_path / "report.html"
        at.open(sample.small()).close()
        page = at.visit(file.as_uri(), script=script)
        page.get_by_role("alert").wait_for()
        press(page, "j a")
        page.keyboard.type("Anna")
        press(page, "Enter")
        assert why in page.get_by_role("alert").inner_text()
        assert page.locator("body").get_attribute("data-saved") == "no"
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        assert len(exported(page).decisions) == 1
        page.reload()  # exported: nothing is lost
        press(page, "j a")
        page.keyboard.type("Anna")
        press(page, "Enter")
        page.reload()
        assert asked == ["beforeunload"]


def test_thirty_decisions_are_exported_as_gold(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        report = sample.seed()
        page = at.open(report)
        press(page, "j")
        for number in range(len(report.findings)):
            press(page, "r" if number % 3 == 2 else "a")
        menu(page, "I have read everything")
        review = exported(page)
        assert replace(review, seen={}, decisions=()) == opened(report)
        listed = [mark for one in report.findings for place in marks(report.article, one) for mark in place]
        assert Counter(one.mark for one in review.decisions) == Counter(listed)
        rejected = sum(one.verdict is Verdict.REJECT for one in review.standing())
        gold = gold_of(review)
        assert all(set(segment.raters) == {"Anna"} for segment in gold.segments)
        assert sum(len(segment.raters["Anna"]) for segment in gold.segments) == len(listed) - rejected


def chosen(page: Any, path: Path) -> str:
    """What is said when a review file is read in."""
    unfold(page, "Review")
    with page.expect_file_chooser() as info:
        page.get_by_role("button", name="Import review").click()
    info.value.set_files(path)
    words = page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    return words


def by(name: str, report: Report, *verdicts: Verdict) -> Review:
    """Decisions of somebody on the first places of the first findings, a second apart."""
    listed = sorted(report.findings, key=lambda one: one.span.start)
    rows = (
        Decision(marks(report.article, finding)[0][0], verdict, name, f"2026-01-01T00:00:{number:02}Z")
        for number, (finding, verdict) in enumerate(zip(listed, verdicts, strict=False))
    )
    return replace(opened(report), decisions=tuple(rows), seen={name: ("s1",)})


def test_a_review_of_somebody_else_is_merged_and_shown(browser: Any, tmp_path: Path) -> None:
    report = sample.small()
    file = tmp_path / "mei.review.json"
    file.write_text(text_of(by("Mei <b>", report, Verdict.REJECT, Verdict.ACCEPT)), encoding="utf-8")
    with desk(browser, tmp_path) as at:
        page = at.open(report)
        press(page, "j a")
        assert "2 decisions of Mei <b>, 2 of them new." in chosen(page, file)
        assert "2 decisions of Mei <b>, 0 of them new." in chosen(page, file)
        assert "Mei <b>: rejected" in page.locator("#f1").inner_text()
        assert progress(page) == "1 of 8 decided"
        review = exported(page)
        assert [one.reviewer for one in review.decisions] == ["Mei <b>", "Mei <b>", "Anna"]
        assert review.seen == {"Mei <b>": ("s1",)}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "not JSON"),
        ("[]", "it is no review file"),
        ({"schema_version": "9.0"}, 'its version is "9.0"'),
        ({"report": {"path": "other.txt", "digest": "0" * 64}}, "it is of another text (other.txt)"),
        ({"seen": {"Mei": ["s99"]}}, 'seen of "Mei": there is no segment "s99"'),
        ({"decisions": [{}]}, "decisions[0]: it names no finding"),
    ],
)
def test_what_is_no_review_of_this_text_is_refused(browser: Any, tmp_path: Path, content: Any, why: str) -> None:
    file = tmp_path / "x.json"
    whole = json.loads(text_of(by("Mei", sample.small(), Verdict.REJECT)))
    file.write_text(content if isinstance(content, str) else json.dumps(whole | content), encoding="utf-8")
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        words = chosen(page, file)
        assert "This file was not read in" in words
        assert f"x.json: {'not JSON' if content == '{' else why}" in words
        assert exported(page).decisions == ()


def test_the_corrected_text_holds_what_was_accepted_changed_and_added(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j a a r a e")  # 4 is at two places; 5 is changed
        page.keyboard.type("said again")
        press(page, "Control+Enter a r a")
        select(page, "fell asleep")
        press(page, "n")
        page.get_by_label("Should read").fill("froze 🎉")
        page.get_by_role("button", name="Add", exact=True).click()
        assert corrected(page) == (
            "Bridge opens after ten years of work\n\n"
            "The bridge over the Elbe was open on Monday. It cost 12 million euros.\n\n"
            "  • Traffic is expected to halve\n"
            "  • Mayor Müller spoke\n\n"
            "Müller said again the city is. The river froze 🎉 at noon.\n\n"
            "Work on the second bridge begins in May. It will take four years."
        )


def test_the_corrected_text_says_what_it_leaves_undone(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j a j a")
        menu(page, "Corrected text")
        words = page.get_by_role("dialog").inner_text()
        assert "1 correction written in." in words
        assert "Left to do, nothing to write in: 3." in words
        assert "6 findings not decided." in words


def test_offsets_count_characters_not_halves_of_them(browser: Any, tmp_path: Path) -> None:
    text = "🎉🎉 Zwei 𝄞 Fehlr.\u202e 👩‍👧 Noch ainer."
    findings = [
        Finding(Category.SPELLING, Severity.MINOR, Span(at, at + len(old)), "Why.", 0.5, ("x",), suggestion=new)
        for old, new in (("Fehlr", "Fehler"), ("ainer", "einer 🎉"))
        for at in [text.index(old)]
    ]
    with desk(browser, tmp_path) as at:
        page = at.open(sample.report(sample.alone(text, "de", "bridge.txt"), findings))
        press(page, "j a a")
        select(page, "Noch")
        press(page, "n")
        page.get_by_label("Should read").fill("Und noch")
        page.get_by_role("button", name="Add", exact=True).click()
        assert corrected(page) == "🎉🎉 Zwei 𝄞 Fehler.\u202e 👩‍👧 Und noch einer 🎉."


def test_corrections_that_overlap_and_disagree_are_refused_and_listed(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j j a e")
        page.keyboard.type("million euros")
        press(page, "Control+Enter")
        menu(page, "Corrected text")
        words = page.get_by_role("dialog").inner_text()
        assert "No text was written" in words
        assert "2 (line 3): “12 million euros millions” → “12 million euros”" in words
        assert "and 3 (line 3): “euros millions” → “million euros”" in words
        press(page, "Escape u")
        assert "12 million euros.\n" in corrected(page)


def test_every_segment_and_language_is_exported_as_python_does(browser: Any, tmp_path: Path) -> None:
    for made in (sample.bilingual, sample.rtl, sample.hostile):
        with desk(browser, tmp_path) as at:
            page = at.open(made())
            assert exported(page) == opened(made()), made


def test_it_says_what_was_exported(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j a")
        exported(page)
        assert said(page) == "bridge.review.json: 1 decision"
        assert re.search("kept in this browser", page.locator(".saved").inner_text())


def test_the_page_and_audit_apply_write_the_same_text(browser: Any, tmp_path: Path) -> None:
    text = "A very, very odd day. Now it is it is over , so. Go home now."
    quotes = [("very, ", ""), (" odd", ""), ("Now ", ""), ("it is ", ""), (" over", ""), ("Go", ""), (" now", "soon")]
    findings = [
        sample.finding(text, old, Category.OTHER, Severity.MINOR, "Why.", suggestion=new) for old, new in quotes
    ]
    report = sample.report(sample.alone(text, "en", "bridge.txt"), findings)
    with desk(browser, tmp_path) as at:
        page = at.open(report)
        press(page, "j a a r a a a a")
        wanted = corrections(report, exported(page))
        assert not wanted.conflicts
        assert corrected(page) == made_of(text, wanted.edits)
