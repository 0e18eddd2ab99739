"""Deciding over findings in the page: keys, buttons, forms, undo, and errors that are added."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.article import Side
from audit.domain import Category, Severity
from audit.gold.reviewed import gold_of
from audit.review.decision import Mark, Own, Verdict
from tests.browsing import chromium
from tests.page.reviewing import desk, exported, menu, press, said, select
from tests.reporters import sample

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


def standing(page: Any) -> list[tuple[str, str]]:
    """Segment and verdict of what counts."""
    return [(one.mark.segment, str(one.verdict)) for one in exported(page).standing()]


def test_the_name_is_asked_once_before_the_first_decision(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path, name="") as at:
        page = at.open(sample.small())
        press(page, "j a")
        page.get_by_role("dialog").get_by_label("Your name").fill("  Mei  ")
        press(page, "Enter a")
        assert "2 of 8 decided" in said(page)
        assert {one.reviewer for one in exported(page).decisions} == {"Mei"}
        menu(page, "Reviewer: Mei")
        page.get_by_label("Your name").fill("Anna")
        press(page, "Enter")
        assert "0 of 8 decided" in page.locator("#tools").inner_text()


def test_keys_go_through_the_findings_and_decide(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j")
        assert page.evaluate("document.activeElement.id") == "f1"
        press(page, "k")
        assert said(page) == "This is the first finding"
        press(page, "a")
        assert said(page) == "Finding 1 accepted. 1 of 8 decided."
        assert page.locator("[aria-current=true]").get_attribute("id") == "f2"
        assert page.locator("mark.current").evaluate_all("all => all.map(one => one.dataset.finding)") == ["2", "2"]
        press(page, "r j k k r")
        assert standing(page) == [("s1", "accept"), ("s3", "reject")]
        assert page.locator("#f2").get_attribute("data-decision") == "reject"
        assert page.locator("#m2").get_attribute("data-decision") == "reject"


def test_a_repeated_error_is_decided_at_all_of_its_places_at_once(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        page.locator("#m4-1 [data-at]").click()
        page.locator("#f4").get_by_role("button", name="Accept").click()
        one, other = exported(page).decisions
        assert (one.mark.segment, one.mark.start, one.mark.end) == ("s5", 6, 11)
        assert (other.mark.segment, other.mark.start, other.mark.end) == ("s6", 0, 5)
        assert one.at == other.at


def test_a_finding_is_edited_in_one_form_and_one_decision(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j e")
        page.keyboard.type("a decade")
        card = page.locator("#f1")
        card.get_by_label("Severity").select_option("major")
        card.get_by_label("Category").select_option("style/awkward")
        card.get_by_label("Comment").fill("Ten is a lot.\nReally.")
        press(page, "Control+Enter")
        [made] = exported(page).decisions
        assert (made.verdict, made.severity, made.category) == (Verdict.EDIT, Severity.MAJOR, Category.AWKWARD)
        assert (made.suggestion, made.comment) == ("a decade", "Ten is a lot.\nReally.")
        assert "You: edited, major, style/awkward, “a decade” – Ten is a lot. Really." in card.inner_text()


@pytest.mark.parametrize(
    ("number", "typed", "verdict", "suggestion"),
    [
        (1, "ten years", Verdict.ACCEPT, Own.OWN),  # as the report has it
        (1, "", Verdict.EDIT, ""),  # the words go
        (1, "ten year", Verdict.EDIT, None),  # as they stand: nothing is proposed
        (3, "", Verdict.EDIT, ""),  # the report proposes nothing
        (3, "euros millions", Verdict.ACCEPT, Own.OWN),
        (6, "", Verdict.ACCEPT, Own.OWN),  # the report deletes them too
        (8, "", Verdict.EDIT, None),  # where nothing stands, nothing is not put in
        (8, " in June", Verdict.EDIT, " in June"),
    ],
)
def test_what_a_changed_suggestion_means(
    browser: Any, tmp_path: Path, number: int, typed: str, verdict: Verdict, suggestion: object
) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        page.locator(f"#f{number} h3").click()
        press(page, "e")
        page.locator(f"#f{number}").get_by_label("Should read").fill(typed)
        page.get_by_role("button", name="Save").click()
        [made] = exported(page).decisions
        assert (made.verdict, made.suggestion) == (verdict, suggestion)


@pytest.mark.parametrize(("key", "name"), [("s", "severity"), ("c", "category"), ("m", "comment"), ("e", "suggestion")])
def test_each_key_leads_to_its_field(browser: Any, tmp_path: Path, key: str, name: str) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, f"j {key}")
        assert page.evaluate("document.activeElement.name") == name
        press(page, "Escape")
        assert page.evaluate("document.activeElement.id") == "f1"
        assert page.locator("form.edit").count() == 0


def test_a_comment_stays_when_the_decision_changes(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j m")
        page.keyboard.type("A j and an r are typed here.")
        page.locator("#f1").get_by_role("button", name="Reject").click()
        press(page, "k a")
        verdicts = [(one.verdict, one.comment) for one in exported(page).decisions]
        comment = "A j and an r are typed here."
        assert verdicts == [(Verdict.REJECT, comment), (Verdict.ACCEPT, comment)]


def test_undo_takes_back_step_by_step_and_only_adds_to_the_log(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j a k r")
        press(page, "u")
        assert said(page).startswith("Undone: Finding 1 rejected.")
        assert standing(page) == [("s1", "accept")]
        press(page, "u")
        press(page, "u")
        assert said(page) == "Nothing to undo in this visit"
        log = exported(page).decisions
        assert [str(one.verdict) for one in log] == ["accept", "reject", "accept", "clear"]
        assert [one.at for one in log] == sorted({one.at for one in log})
        assert page.locator("#f1").get_attribute("data-decision") is None


def test_a_pressed_button_takes_its_decision_back(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        page.locator("#f5 h3").click()
        page.locator("#f5").get_by_role("button", name="Reject").click()
        page.locator("#f5 h3").click()
        pressed = page.locator("#f5").get_by_role("button", name="Reject")
        assert pressed.get_attribute("aria-pressed") == "true"
        pressed.click()
        assert standing(page) == []


def test_words_selected_with_the_mouse_become_an_error(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        select(page, "Elbe was open")
        page.locator(".here").click()
        page.get_by_label("Should read").fill("Elbe was opened")
        page.get_by_label("Severity").select_option("minor")
        page.get_by_label("Category").select_option("fluency/grammar")
        page.get_by_role("button", name="Add", exact=True).click()
        [made] = exported(page).decisions
        assert made.mark == Mark("s2", 20, 33, Category.GRAMMAR, Severity.MINOR)
        assert (made.verdict, made.suggestion) == (Verdict.ADD, "Elbe was opened")
        assert page.locator("mark.added").evaluate_all("all => all.map(one => one.innerText)")[0].startswith("[added")
        assert page.locator("#findings > li").nth(1).get_attribute("id") == "a1"
        press(page, "u")
        assert page.locator(".added").count() == 0
        assert page.locator("#text").inner_text().count("The bridge over the Elbe was open on Monday.") == 1


def test_an_error_is_added_by_keyboard_alone_after_wide_characters(browser: Any, tmp_path: Path) -> None:
    text = "Ok.\n\n🎉🎉 A 𝄞 clef and an error."
    with desk(browser, tmp_path) as at:
        page = at.open(sample.report(sample.alone(text, "en", "a.txt"), ()))
        press(page, "n")
        page.get_by_role("button", name="Next sentence").click()
        page.locator(".chosen").focus()
        press(page, "Home ArrowRight ArrowRight ArrowRight ArrowRight ArrowRight Shift+ArrowRight")
        assert "Marked: 𝄞" in page.get_by_role("dialog").inner_text()
        press(page, "Tab Tab Tab Control+a Delete Control+Enter")
        [made] = exported(page).decisions
        assert made.mark == Mark("s2", 5, 6, Category.MISTRANSLATION, Severity.MAJOR)
        assert made.suggestion == ""


def test_an_omission_is_marked_in_the_source(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.bilingual())
        select(page, "上的大桥", side="source")
        press(page, "n")
        assert page.get_by_label("Category").input_value() == Category.OMISSION
        page.get_by_role("button", name="Add", exact=True).click()
        [made] = exported(page).decisions
        assert made.mark == Mark("s2", 7, 11, Category.OMISSION, Severity.MAJOR, Side.SOURCE)
        assert gold_of(exported(page)).segments[1].raters["Anna"][0].side is Side.SOURCE


def test_source_that_nobody_translated_is_missing_after_the_sentence_before(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.bilingual())
        select(page, "市长感谢", side="source")
        press(page, "n")
        page.get_by_label("Severity").select_option("minor")
        page.get_by_role("button", name="Add", exact=True).click()
        [made] = exported(page).decisions
        end = len("It took ten years.")
        assert made.mark == Mark("s3", end, end, Category.OMISSION, Severity.MINOR)
        assert page.locator("mark.added.missing").count() == 1


def test_an_added_error_is_changed_and_removed(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        select(page, "Traffic")
        press(page, "n")
        page.get_by_role("button", name="Add", exact=True).click()
        press(page, "e")
        page.locator("#a1").get_by_label("Severity").select_option("critical")
        page.locator("#a1").get_by_label("Should read").fill("Travel")
        page.get_by_role("button", name="Save").click()
        assert page.locator("#a1 .severity").inner_text() == "Critical"
        assert page.locator("#a1 .said").count() == 0
        [counts] = exported(page).standing()
        assert (counts.verdict, counts.final.severity, counts.suggestion) == (Verdict.ADD, Severity.CRITICAL, "Travel")
        press(page, "r")
        assert standing(page) == []
        assert page.locator("mark.added").count() == 0


def test_everything_read_vouches_for_all_segments_once_nothing_is_open(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.small())
        press(page, "j a a a a a a a")
        menu(page, "I have read everything")
        assert "Still open: 8." in page.get_by_role("dialog").inner_text()
        press(page, "Escape r")
        menu(page, "I have read everything")
        assert "all read" in page.locator("#tools").inner_text()
        assert exported(page).seen == {"Anna": tuple(f"s{n}" for n in range(1, 10))}
        press(page, "u u")
        assert exported(page).seen == {}


def test_a_report_without_findings_can_be_added_to_and_vouched_for(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.clean())
        assert "No findings to decide" in page.locator("#tools").inner_text()
        select(page, "well")
        press(page, "n")
        page.get_by_role("button", name="Add", exact=True).click()
        menu(page, "I have read everything")
        review = exported(page)
        assert [(one.mark.start, one.mark.end) for one in review.decisions] == [(7, 11)]
        assert review.seen == {"Anna": ("s1", "s2")}


def test_a_selection_over_sentences_is_an_error_in_each(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.clean())
        select(page, "All is well")
        page.keyboard.down("Shift")
        press(page, "ArrowRight " * 9)
        page.keyboard.up("Shift")
        press(page, "n")
        assert "The selection crosses sentences" in page.get_by_role("dialog").inner_text()
        page.get_by_role("button", name="Add", exact=True).click()
        places = [(one.mark.segment, one.mark.start, one.mark.end) for one in exported(page).decisions]
        assert places == [("s1", 0, 12), ("s2", 0, 7)]


def test_what_somebody_else_added_can_be_added_too(browser: Any, tmp_path: Path) -> None:
    with desk(browser, tmp_path) as at:
        page = at.open(sample.clean())
        select(page, "well")
        press(page, "n")
        page.get_by_label("Should read").fill("fine")
        page.get_by_role("button", name="Add", exact=True).click()
        menu(page, "Reviewer: Anna")
        page.get_by_label("Your name").fill("Mei")
        press(page, "Enter")
        page.locator("#a1 h3").click()
        page.get_by_role("button", name="Add it too").click()
        anna, mei = exported(page).standing()
        assert (mei.reviewer, mei.mark, mei.suggestion) == ("Mei", anna.mark, "fine")
        press(page, "u r")
        assert [one.verdict for one in exported(page).standing()] == [Verdict.ADD, Verdict.REJECT]
        press(page, "m")
        page.keyboard.type("no: well is well")
        press(page, "Control+Enter")
        said_no = list(exported(page).standing())[-1]
        assert (said_no.verdict, said_no.comment) == (Verdict.REJECT, "no: well is well")
        assert "You: rejected – no: well is well" in page.locator("#a1 .said").inner_text()
