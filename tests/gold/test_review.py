"""Review files: what reviewers decided becomes gold, and nothing else does."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from audit.article import Side
from audit.domain import Category, Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument
from audit.gold.importers import review

from .lines import cut

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "review.json").read_text(encoding="utf-8"))
DIGEST = "0123abcd" * 8
REVIEW: dict[str, Any] = {
    "schema_version": "1.0",
    "report": {"path": "story.txt", "digest": DIGEST},
    "languages": {"source": "fr", "target": "en"},
    "segments": [
        {"id": "s1", "target": "The cat barks.", "source": "Le chat aboie.", "paragraph": 0},
        {"id": "s2", "target": "It is night.", "source": None, "paragraph": 0},
        {"id": "s3", "target": "The end."},
    ],
    "seen": {"anna": ["s1", "s2"]},
    "decisions": [],
}


def finding(start: int = 8, end: int = 13, segment: str = "s1", **more: object) -> dict[str, object]:
    said = {"segment": segment, "start": start, "end": end, "category": "accuracy/mistranslation", "severity": "major"}
    return said | more


def decided(decision: str, of: dict[str, object] | None = None, **more: object) -> dict[str, object]:
    said = {"finding": of or finding(), "decision": decision, "reviewer": "anna", "at": "2026-11-22T21:50:00Z"}
    return said | more


def file(path: Path, *decisions: object, **changed: object) -> Path:
    path.write_text(json.dumps(REVIEW | {"decisions": list(decisions)} | changed), encoding="utf-8")
    return path


def read(*paths: Path) -> tuple[GoldDocument, ...]:
    return tuple(review.read(paths, cut))


ERROR = ErrorSpan(8, 13, Severity.MAJOR, "accuracy/mistranslation")

DECISIONS = {
    "accepted": ([decided("accept")], (ERROR,)),
    "rejected": ([decided("reject")], ()),
    "accepted as something else": (
        [decided("accept", severity="minor", category="style/awkward")],
        (ErrorSpan(8, 13, Severity.MINOR, "style/awkward"),),
    ),
    "edited": (
        [decided("edit", start=4, end=13, severity="critical", suggestion="dog barks")],
        (ErrorSpan(4, 13, Severity.CRITICAL, "accuracy/mistranslation"),),
    ),
    "added": ([decided("add", finding(0, 3, severity="minor"))], (ErrorSpan(0, 3, Severity.MINOR, ERROR.category),)),
    "added in the source": (
        [decided("add", finding(3, 7, side="source"))],
        (ErrorSpan(3, 7, Severity.MAJOR, ERROR.category, Side.SOURCE),),
    ),
    "something missing": ([decided("add", finding(14, 14))], (ErrorSpan(14, 14, Severity.MAJOR, ERROR.category),)),
    "changed their mind": ([decided("reject"), decided("accept", comment="Yes, it is.")], (ERROR,)),
    "changed it back": ([decided("accept"), decided("edit", severity="minor"), decided("reject")], ()),
    "added, and taken back": (
        [decided("add", finding(0, 3)), decided("reject", finding(0, 3)), decided("accept")],
        (ERROR,),
    ),
    "two findings on the same words": (
        [decided("accept"), decided("reject", finding(category="style/awkward"))],
        (ERROR,),
    ),
}


@pytest.mark.parametrize(("decisions", "errors"), DECISIONS.values(), ids=DECISIONS)
def test_what_a_reviewer_decided_is_gold(tmp_path, decisions, errors):
    (document,) = read(file(tmp_path / "story.review.json", *decisions))
    assert document.segments[0].raters == {"anna": errors}


def test_a_review_is_a_document(tmp_path):
    (document,) = read(file(tmp_path / "story.review.json"))
    assert (document.id, document.doc, document.system) == ("story.txt#0123abcd", "story.txt", "reviewed")
    assert (document.source_language, document.target_language) == ("fr", "en")
    assert [(s.id, s.target, s.source, s.paragraph) for s in document.segments] == [
        ("s1", "The cat barks.", "Le chat aboie.", 0),
        ("s2", "It is night.", None, 0),
        ("s3", "The end.", None, None),
    ]


def test_what_was_seen_is_judged_and_the_rest_is_not(tmp_path):
    (document,) = read(file(tmp_path / "story.review.json", decided("accept")))
    assert [segment.raters for segment in document.segments] == [{"anna": (ERROR,)}, {"anna": ()}, {}]


def test_a_segment_in_which_something_was_decided_is_judged(tmp_path):
    decisions = decided("reject", finding(0, 3, "s3")), decided("add", finding(0, 3, "s3"), reviewer="ben")
    (document,) = read(file(tmp_path / "story.review.json", *decisions))
    assert document.segments[2].raters == {"anna": (), "ben": (ErrorSpan(0, 3, Severity.MAJOR, ERROR.category),)}


def test_a_language_that_is_not_known_has_to_be_said(tmp_path):
    (document,) = read(file(tmp_path / "story.review.json", languages={"source": None, "target": None}))
    assert (document.source_language, document.target_language) == (None, "und")


def test_reviews_of_one_text_become_one_document(tmp_path):
    file(tmp_path / "anna.json", decided("accept"))
    file(tmp_path / "ben.json", decided("reject", reviewer="ben"), seen={"ben": ["s1"]})
    file(tmp_path / "other.json", report={"path": "story.txt", "digest": "f" * 64})
    joined, other = read(tmp_path)
    assert [segment.raters for segment in joined.segments] == [{"anna": (ERROR,), "ben": ()}, {"anna": ()}, {}]
    assert (other.id, other.doc) == ("story.txt#ffffffff", joined.doc)


# -- what is refused ---------------------------------------------------------------------------------------------


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    value = copy.deepcopy(REVIEW) | {"decisions": [decided("accept")]}
    change(value)
    return value


UNFIT = {
    "another version": (
        changed(lambda r: r.update(schema_version="2.0")),
        "r.json: schema_version: '2.0' is not one of",
    ),
    "no segments": (changed(lambda r: r["segments"].clear()), "r.json: segments: [] should be non-empty"),
    "nobody's": (
        changed(lambda r: r["decisions"][0].pop("reviewer")),
        "decisions[0]: 'reviewer' is a required property",
    ),
    "no decision": (changed(lambda r: r["decisions"][0].update(decision="maybe")), "decisions[0].decision: 'maybe' is"),
    "a new word": (changed(lambda r: r.update(author="anna")), "r.json: the whole file: Additional properties"),
    "half a place": (
        changed(lambda r: r["decisions"][0].update(start=3)),
        "decisions[0]: 'end' is a dependency of 'start'",
    ),
    "a severity of no kind": (
        changed(lambda r: r["decisions"][0].update(severity="bad")),
        "r.json: decisions[0].severity: 'bad' is not one of",
    ),
    "no digest": (changed(lambda r: r["report"].update(digest="abc")), "r.json: report.digest: 'abc' does not match"),
    "a time of day": (changed(lambda r: r["decisions"][0].update(at="9:30")), "decisions[0].at: '9:30' does not match"),
}


@pytest.mark.parametrize(("value", "says"), UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_the_schema_is_refused_by_place(tmp_path, value, says):
    path = tmp_path / "r.json"
    path.write_text(json.dumps(value))
    with pytest.raises(UsageError) as refused:
        read(path)
    assert says in str(refused.value)


WRONG = {
    "an unknown segment": ([decided("accept", finding(segment="s9"))], {}, "decisions[0]: there is no segment 's9'"),
    "an unknown segment seen": ([], {"seen": {"anna": ["s9"]}}, "seen of 'anna': there is no segment 's9'"),
    "an end beyond the text": (
        [decided("accept"), decided("accept", finding(8, 15))],
        {},
        "r.json: decisions[1]: 8 to 15 is no place in the target, of 14 characters",
    ),
    "an end before the start": ([decided("accept", finding(8, 7))], {}, "8 to 7 is no place in the target"),
    "a source that is not there": (
        [decided("accept", finding(0, 1, "s2", side="source"))],
        {},
        "0 to 1 is no place in the source, which the segment does not have",
    ),
    "two segments of one name": ([], {"segments": [{"id": "s1", "target": "A."}] * 2}, "two segments have the same id"),
}


@pytest.mark.parametrize(("decisions", "more", "says"), WRONG.values(), ids=WRONG)
def test_what_contradicts_itself_is_refused_by_place(tmp_path, decisions, more, says):
    with pytest.raises(UsageError) as refused:
        read(file(tmp_path / "r.json", *decisions, **more))
    assert says in str(refused.value)


def test_a_file_that_is_no_json_is_refused_by_line(tmp_path):
    path = tmp_path / "r.json"
    path.write_text('{\n"schema_version": \n}')
    with pytest.raises(UsageError, match=r"r.json:3: not JSON \(Expecting value\): give a review file"):
        read(path)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "'anna' has reviewed story.txt in another file too: give the newer only"),
        ({"segments": [{"id": "s1", "target": "Other."}], "seen": {}}, "are not those of another review of story.txt"),
    ],
)
def test_reviews_that_do_not_go_together_are_refused(tmp_path, more, says):
    with pytest.raises(UsageError, match=says):
        read(file(tmp_path / "one.json"), file(tmp_path / "two.json", **more))


# -- the schema --------------------------------------------------------------------------------------------------


def test_the_schema_is_one_and_speaks_the_words_of_the_domain():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["severity"]["enum"] == [str(severity) for severity in Severity]
    assert {*SCHEMA["$defs"]["finding"]["properties"]["side"]["enum"]} == {str(side) for side in Side}
    for category in Category:
        Draft202012Validator(SCHEMA).validate(
            REVIEW | {"decisions": [decided("add", finding(category=category.value))]}
        )


def test_the_schema_explains_every_field():
    objects = [
        SCHEMA,
        *SCHEMA["$defs"].values(),
        *SCHEMA["properties"].values(),
        SCHEMA["properties"]["segments"]["items"],
    ]
    fields = [(name, field) for one in objects for name, field in one.get("properties", {}).items()]
    assert len(fields) > 25
    explained = {
        name: SCHEMA["$defs"].get(field.get("$ref", "").rpartition("/")[2], {}) | field for name, field in fields
    }
    assert [name for name, field in explained.items() if "description" not in field] == []
