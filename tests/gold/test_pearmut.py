"""Campaigns for Pearmut: its rules, in its own words (README and server/cli.py of zouharvi/pearmut)."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from audit.article import Side
from audit.domain import Category, Severity
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.gold.exporters import pearmut

WRONG = "Accuracy/Mistranslation"


def major(start: int, end: int, category: str = WRONG, side: Side = Side.TARGET) -> ErrorSpan:
    return ErrorSpan(start, end, Severity.MAJOR, category, side)


def document(*segments: GoldSegment, name: str = "pets", system: str = "mt") -> GoldDocument:
    return GoldDocument(f"{name}/{system}", name, system, "fr", "en", segments)


def campaign(*documents: GoldDocument) -> dict[str, Any]:
    files = pearmut.export(documents)
    assert list(files) == ["campaign.json"]
    value: dict[str, Any] = json.loads(files["campaign.json"])
    return value


def shown(item: dict[str, Any]) -> list[str]:
    """The words that Pearmut would mark: it splits a text into UTF-16 units and adds one token."""
    ((system, target),) = item["tgt"].items()
    units = [target.encode("utf-16-le")[at : at + 2] for at in range(0, 2 * len(target.encode("utf-16-le")) // 2, 2)]
    tokens = [*units, "[missing]".encode("utf-16-le")]
    spans = [(span["start_i"], span["end_i"]) for span in item["error_spans"][system]]
    assert all(0 <= start <= end < len(tokens) for start, end in spans)
    return [b"".join(tokens[start : end + 1]).decode("utf-16-le") for start, end in spans]


PLACES: dict[str, tuple[str, ErrorSpan, str]] = {
    "words": ("The cat barks.", major(8, 13), "barks"),
    "the first letter": ("The cat barks.", major(0, 1), "T"),
    "everything": ("The cat barks.", major(0, 14), "The cat barks."),
    "after an emoji": ("🐈 barks 🐈", major(2, 7), "barks"),
    "an emoji": ("a 🐈 b", major(2, 3), "🐈"),
    "nothing": ("The cat barks.", major(4, 4), "[missing]"),
    "in the source": ("The cat barks.", major(0, 2, side=Side.SOURCE), "[missing]"),
    "in an empty translation": ("", major(0, 0), "[missing]"),
    "after a line break": ("The\ncat.", major(4, 7), "cat"),
    "over a line break": ("The\r\ncat.", major(0, 8), "The  cat"),
}


@pytest.mark.parametrize(("target", "span", "words"), PLACES.values(), ids=PLACES)
def test_what_is_marked_is_what_pearmut_marks(target, span, words):
    segment = GoldSegment("1", target, "Le chat aboie.", {"r1": (span,)})
    (((item,),),) = campaign(document(segment))["data"]
    assert shown(item) == [words]


def test_a_campaign_is_what_pearmut_takes():
    segment = GoldSegment("7", "The cat barks.", "Le chat aboie.", {"r1": (major(8, 13),)})
    value = campaign(document(segment))
    assert value.keys() == {"campaign_id", "info", "data"}
    assert value["data"] == [
        [
            [
                {
                    "item_id": "pets/mt#7",
                    "src": "Le chat aboie.",
                    "tgt": {"mt": "The cat barks."},
                    "error_spans": {
                        "mt": [{"start_i": 8, "end_i": 12, "severity": "major", "category": WRONG}],
                    },
                }
            ]
        ]
    ]
    info = value["info"]
    assert (info["assignment"], info["protocol"], info["users"], info["sliders"]) == ("task-based", "MQM", ["r1"], [])
    assert info["mqm_severities"] == ["Neutral", "Minor", "Major", "Critical"]


def test_each_rater_gets_their_own_marks_and_what_nobody_judged_is_a_task_too():
    pets = document(
        GoldSegment("1", "One.", None, {"r1": (major(0, 3),), "r2": ()}), GoldSegment("2", "Two.", None, {"r2": ()})
    )
    news = document(GoldSegment("1", "New.", None, {"r2": (major(0, 2),)}), name="news")
    rest = document(GoldSegment("1", "Rest.", None), name="rest")
    value = campaign(pets, news, rest)
    assert value["info"]["users"] == ["r1", "r2", "not judged yet"]
    assert len(value["data"]) == 3
    said = {
        user: [[(item["item_id"], item.get("error_spans", {}).get("mt")) for item in doc] for doc in task]
        for user, task in zip(value["info"]["users"], value["data"], strict=True)
    }
    first, second = ({"start_i": 0, "end_i": end, "severity": "major", "category": WRONG} for end in (2, 1))
    assert said == {
        "r1": [[("pets/mt#1", [first]), ("pets/mt#2", None)]],
        "r2": [[("pets/mt#1", []), ("pets/mt#2", [])], [("news/mt#1", [second])]],
        "not judged yet": [[("rest/mt#1", None)]],
    }


def test_a_source_that_is_not_there_is_left_out():
    (((item,),),) = campaign(document(GoldSegment("1", "One.", None, {"r1": ()})))["data"]
    assert "src" not in item


def test_a_system_is_never_called_by_digits_only():
    (((item,),),) = campaign(document(GoldSegment("1", "One.", None, {"r1": ()}), system="42"))["data"]
    assert item["tgt"] == {"system 42": "One."}
    assert item["error_spans"] == {"system 42": []}


def categories(*used: str) -> tuple[dict[str, list[str]], Sequence[str]]:
    """What can be chosen, and what is chosen in the campaign of gold with these categories."""
    segment = GoldSegment("1", "One.", None, {"r1": tuple(major(0, 3, category) for category in used)})
    value = campaign(document(segment))
    (((item,),),) = value["data"]
    return value["info"]["mqm_categories"], [span["category"] for span in item["error_spans"]["mt"]]


@pytest.mark.parametrize("used", ["Accuracy/Mistranslation", "Source issue", "Other", "Locale convention/Date format"])
def test_every_category_can_be_chosen_and_counts_as_complete(used):
    choices, (chosen,) = categories(used)
    family, _, kind = chosen.partition("/")
    assert kind in choices[family]
    assert family == used.partition("/")[0]


def test_our_categories_are_added_where_the_gold_has_no_such():
    choices, _ = categories("Accuracy/Mistranslation", "Accuracy/Omission", "Other")
    assert choices["Accuracy"] == ["Mistranslation", "Omission", "addition", "untranslated"]
    assert choices["Other"] == ["Other", "boilerplate"]
    assert "accuracy" not in choices
    ours = {category.value for category in Category if category is not Category.SUSPICIOUS}
    assert {f"{family}/{kind}".lower() for family, kinds in choices.items() for kind in kinds} == ours
