"""Suggestions as differences: what goes in brackets with a minus, what comes in brackets with a plus."""

import re

import pytest

from audit.article import Span
from audit.domain import Category, Finding, Severity
from audit.page.change import Piece, change, difference
from audit.view import items
from tests.reporters import sample


def spelled(old: str, new: str) -> str:
    return "".join(piece.old if piece.is_kept else changed(piece) for piece in difference(old, new))


def changed(piece: Piece) -> str:
    return "".join(f"[{sign}{text}]" for sign, text in (("-", piece.old), ("+", piece.new)) if text)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("12 million euros millions", "12 million euros", "12 million euros[- millions]"),
        (
            "a further blow after the retreat",
            "a further blow at the retreat",
            "a further blow [-after][+at] the retreat",
        ),
        ("said said", "said", "said[- said]"),
        ("Pakmut", "Bakhmut", "[-Pakmut][+Bakhmut]"),
        ("nothing of it stays", "all is new", "[-nothing of it stays][+all is new]"),
        ("red green blue", "rot grün blue", "[-red green][+rot grün] blue"),  # a blank between changes is changed too
        ("%s Artikel", "%d Artikel", "[-%s][+%d] Artikel"),  # a placeholder is one word
        ("don't go", "don’t go", "[-don't][+don’t] go"),
        ("word  word", "word word", "word[-  ][+ ]word"),
        ("", "new", "[+new]"),
        ("old", "", "[-old]"),
        ("工程历时十年。", "工程历时十二年。", "工程历时十[+二]年。"),
        ("これは本です", "これは雑誌です", "これは[-本][+雑誌]です"),
        ("ไม่ดี", "ไม่ใช่ดี", "ไม่[+ใช่]ดี"),  # what stands above a letter goes with it
        ("عشرة سنوات", "عشر سنوات", "[-عشرة][+عشر] سنوات"),
        ("왕은 갔다", "왕이 갔다", "[-왕은][+왕이] 갔다"),  # Korean has blanks
    ],
)
def test_only_what_changes_is_marked(old: str, new: str, shown: str) -> None:
    assert spelled(old, new) == shown


def test_whoever_reads_both_reads_both_texts_whole() -> None:
    old, new = "The mayor said said it was open.", "The mayor of Köln said that it was open!"
    pieces = difference(old, new)
    assert "".join(piece.old for piece in pieces) == old
    assert "".join(piece.new for piece in pieces) == new


def test_a_text_too_long_to_compare_is_shown_as_a_whole() -> None:
    assert len(difference("word " * 400, "word " * 399)) == 1


def shown(text: str, start: int, end: int, suggestion: str | None) -> str:
    made = Finding(Category.OTHER, Severity.MINOR, Span(start, end), "Why.", 0.5, ("x",), suggestion=suggestion)
    report = sample.report(sample.alone(text, "en", "a.txt"), [made])
    return re.sub("^<p[^>]*>|</p>$", "", change(report.article, items(report)[0]) or "")


@pytest.mark.parametrize(
    ("start", "end", "suggestion", "html"),
    [
        (4, 8, "dog", "The <del>catt</del><ins>dog</ins> sat on the mat that the…"),
        (4, 8, "", "The <del>catt</del> sat on the mat that the…"),
        (12, 12, " down", "The catt sat<ins> down</ins> on the mat that the king…"),
        (4, 8, None, "The <q>catt</q> sat on the mat that the…"),
        (38, 43, "saw", "…on the mat that the king <del>seen.</del><ins>saw</ins>"),
    ],
)
def test_a_change_stands_in_its_sentence(start: int, end: int, suggestion: str | None, html: str) -> None:
    assert shown("The catt sat on the mat that the king seen.", start, end, suggestion) == html


def test_nothing_is_shown_of_a_place_without_words_or_suggestion() -> None:
    assert shown("The end.", 3, 3, None) == ""
