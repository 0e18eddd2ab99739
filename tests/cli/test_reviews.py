"""`audit reviews`: two reviewers' files become one, and what they disagree on is said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain import Severity
from audit.review.decision import Review
from audit.review.file import read_review, text_of

from ..review.logs import BARKS, CAT, NIGHT, decided, review

ANNA = review(
    decided("Anna", "accept", BARKS),
    decided("Anna", "reject", NIGHT, 2, comment="It *is* night."),
    seen={"Anna": ("s1", "s2", "s3")},
)
BEN = review(
    decided("Ben", "edit", BARKS, 1, severity=Severity.MINOR, suggestion="meows"),
    decided("Ben", "accept", NIGHT, 3),
    decided("Ben", "add", replace(CAT, start=14, end=14), 4),
    seen={"Ben": ("s1", "s2")},
)


def write(name: str, made: Review) -> Path:
    path = Path(name)
    path.write_text(text_of(made), encoding="utf-8")
    return path


@pytest.fixture
def files() -> tuple[Path, Path]:
    return write("anna.json", ANNA), write("ben.json", BEN)


# "barks" (5): both, major and minor; "night" (5): Ben; the added one has no characters: 2 * 5 / (5 + 10)
SHOWN = """\
story.txt: 3 segments

reviewer  decided  accepted  edited  rejected  added    seen
Anna            2         1       0         1      0  3 of 3
Ben             3         1       1         0      1  2 of 3

Anna and Ben
  errors, F1 by character        0.67  2 segments; Anna marks 1, Ben 3
  the same, severities weighed   0.33
  major errors, F1 by character  0.00
  error or none, kappa           0.00  1 of 2 places decided alike

2 conflicts
  s1 “barks”  accuracy/mistranslation, major
    Anna: accepted
    Ben: edited: minor, “meows”
  s2 “night”  accuracy/mistranslation, major
    Anna: rejected (It *is* night.)
    Ben: accepted
"""


def test_two_files_are_merged_and_held_against_each_other(audit, files):
    ran = audit("reviews", "merge", *files, "-o", "both.json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "both.json: 5 decisions of 2 reviewers\n\n" + SHOWN
    made = read_review(Path("both.json"))
    assert [(one.reviewer, one.verdict) for one in made.decisions] == [
        ("Anna", "accept"),
        ("Ben", "edit"),
        ("Anna", "reject"),
        ("Ben", "accept"),
        ("Ben", "add"),
    ]
    assert made.seen == {**ANNA.seen, **BEN.seen}


def test_showing_writes_nothing(audit, files):
    before = {path: path.read_bytes() for path in Path().glob("*") if path.is_file()}
    assert audit("reviews", "show", *files).out == SHOWN
    assert {path: path.read_bytes() for path in Path().glob("*") if path.is_file()} == before


def test_one_reviewer_has_progress_and_nobody_to_agree_with(audit, files):
    ran = audit("reviews", "show", files[0])
    assert ran.out == "\n".join([*SHOWN.splitlines()[:4], ""])


def test_several_texts_are_added_up(audit, files):
    other = write("other.json", review(decided("Anna", "accept"), digest="1" * 64, path="other.txt"))
    out = audit("reviews", "show", *files, other).out
    assert out.startswith("story.txt: 3 segments\nother.txt: 3 segments\n\n")
    assert "Anna            3         2       0         1      0  3 of 6" in out
    assert "2 conflicts in story.txt" in out
    assert "No conflicts in other.txt" in out


def test_for_programs(audit, files):
    value = json.loads(audit("reviews", "show", *files, "--format", "json").out)
    assert value["reviewers"]["Ben"] == {
        "decided": 3, "accepted": 1, "edited": 1, "rejected": 0, "added": 1, "seen": 2
    }  # fmt: skip
    (pair,) = value["agreement"]
    assert (pair["reviewers"], pair["segments"], pair["errors"]) == (["Anna", "Ben"], 2, [1, 3])
    assert (round(pair["f1"], 3), pair["f1_major"], pair["kappa"]) == (0.667, 0, 0)
    assert pair["decided"] == {"both": 1, "one": 0, "other": 1, "neither": 0, "marks": 2, "agreed": 1}
    assert [(one["words"], one["about"]) for one in value["conflicts"]] == [
        ("barks", ["severity", "suggestion"]),
        ("night", ["verdict"]),
    ]
    assert value["conflicts"][0]["decisions"][1] == {
        "decision": "edit", "severity": "minor", "suggestion": "meows", "reviewer": "Ben", "at": "2026-11-23T10:00:01Z"
    }  # fmt: skip


def test_a_place_without_words_is_shown_by_those_around(audit):
    gap = replace(CAT, start=4, end=4)
    path = write("r.json", review(decided("Anna", "accept", gap), decided("Ben", "reject", gap)))
    assert "  s1 “The ‸cat barks.”  style/awkward, minor" in audit("reviews", "show", path).out


def test_words_of_others_cannot_act_on_the_terminal(audit):
    log = decided("An\x1b[2Jna", "accept"), decided("Ben", "reject", comment="\x1b]0;x\x07")
    out = audit("reviews", "show", write("r.json", review(*log, path="\x1b[1m.txt"))).out
    assert "\x1b" not in out
    assert "\x07" not in out


def test_nobody_has_said_anything(audit):
    assert audit("reviews", "show", write("r.json", review())).out == (
        "story.txt: 3 segments\n\nNobody has decided anything.\n"
    )


# -- what is refused -------------------------------------------------------------------------------------------------

REFUSED = {
    "another text": (
        ["merge", "anna.json", "other.json", "-o", "both.json"],
        "other.json: it is a review of another text than anna.json: merge reviews of one text",
    ),
    "other segments": (
        ["merge", "anna.json", "short.json", "-o", "both.json"],
        "short.json: it is a review of the same text in other segments, or with another source than anna.json",
    ),
    "other segments, to be shown": (["show", "anna.json", "short.json"], "than anna.json: show them apart"),
    "a file that is there": (["merge", "anna.json", "-o", "anna.json"], "anna.json exists: name another file, or say"),
    "a folder that is not": (["merge", "anna.json", "-o", "no/both.json"], "cannot write no/both.json: No such file"),
    "no review": (["show", "none.json"], "none.json: No such file or directory: give a review file"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
@pytest.mark.usefixtures("files")
def test_what_cannot_be_merged_is_said(audit, words, says):
    write("other.json", review(digest="1" * 64))
    write("short.json", review(segments=review().segments[:2]))
    ran = audit("reviews", *words)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not Path("both.json").exists()


def test_a_file_may_be_replaced_by_the_merge_of_itself_and_another(audit, files):
    assert audit("reviews", "merge", *files, "-o", files[0], "--force").code == 0
    assert len(read_review(files[0]).decisions) == 5
