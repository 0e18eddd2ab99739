import json
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from audit.article import Side
from audit.domain import Category, Report, Severity
from audit.reporters import json as reporter
from audit.saved.rows import document

from . import sample

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.json").read_text(encoding="utf-8"))


def objects(node: object):
    """Every object the schema describes, however deep."""
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for child in node.values():
            yield from objects(child)
    elif isinstance(node, list):
        for child in node:
            yield from objects(child)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("name", "enum"), [("severity", Severity), ("category", Category)])
def test_the_schema_knows_the_words_of_the_domain(name: str, enum: type[Severity] | type[Category]) -> None:
    assert SCHEMA["$defs"][name]["enum"] == [str(word) for word in enum]
    assert SCHEMA["$defs"]["finding"]["properties"]["side"]["enum"] == [str(side) for side in Side]


def test_the_schema_leaves_nothing_open_and_explains_every_field() -> None:
    closed = [node for node in objects(SCHEMA) if "properties" in node]
    assert len(closed) >= 10
    for node in closed:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
        for name, field in node["properties"].items():
            target = SCHEMA["$defs"][field["$ref"].rsplit("/", 1)[1]] if "$ref" in field else field
            assert target.get("description"), name


def test_every_report_fits_the_schema(report: Report) -> None:
    Draft202012Validator(SCHEMA).validate(document(report))
    Draft202012Validator(SCHEMA).validate(json.loads(reporter.render(report)))


def test_offsets_lead_to_the_words(report: Report) -> None:
    made = json.loads(reporter.render(report))
    sides = {side: (made["article"][side] or {}).get("text") for side in ("target", "source")}
    for finding in made["findings"]:
        for place in (finding, *finding["repeats"]):
            assert sides[finding["side"]][place["start"] : place["end"]] == finding["quote"]
    for segment in made["segments"]:
        assert sides["target"][segment["start"] : segment["end"]] == segment["text"]
        if segment["source"]:
            assert sides["source"][segment["source"]["start"] : segment["source"]["end"]] == segment["source"]["text"]


def test_lines_and_columns_lead_to_the_words(report: Report) -> None:
    """The samples are plain text: what the file holds is what was audited."""
    made = json.loads(reporter.render(report))
    for finding in made["findings"]:
        lines = made["article"][finding["side"]]["text"].split("\n")
        assert finding["line"] == finding["end_line"]
        assert lines[finding["line"] - 1][finding["column"] - 1 : finding["end_column"] - 1] == finding["quote"]


def test_a_finding_is_told_in_full() -> None:
    finding = document(sample.small())["findings"][1]
    assert finding == {
        "id": "f2",
        "category": "accuracy/mistranslation",
        "severity": "critical",
        "side": "target",
        "start": 90,
        "end": 115,
        "line": 3,
        "column": 54,
        "end_line": 3,
        "end_column": 79,
        "quote": "12 million euros millions",
        "segment": "s3",
        "explanation": "No such amount.",
        "suggestion": "12 million euros",
        "confidence": 0.935,
        "major": None,
        "detectors": ["accuracy", "numbers"],
        "prompts": {},
        "repeats": [],
    }


def test_a_finding_names_the_very_prompts_that_made_it() -> None:
    report = sample.small()
    digest = "ab" * 32
    signature = replace(report.signature, prompts={"accuracy": digest, "terms": "cd" * 32})
    made = document(replace(report, signature=signature))
    assert [finding["prompts"] for finding in made["findings"] if "accuracy" in finding["detectors"]] == [
        {"accuracy": digest}
    ] * sum("accuracy" in finding.detectors for finding in report.findings)
    Draft202012Validator(SCHEMA).validate(made)


def test_findings_are_numbered_in_the_order_of_the_article() -> None:
    found = document(sample.bilingual())["findings"]
    assert [(finding["id"], finding["side"], finding["segment"]) for finding in found] == [
        ("f1", "target", "s2"),
        ("f2", "source", "s3"),  # translated by nobody: it stands after its neighbour
        ("f3", "source", "s4"),
    ]


def test_suspicion_stands_with_its_segment() -> None:
    made = document(replace(sample.small(), suspicion={"s1": 0.12345, "s3": 1.5}))
    assert [segment["suspicion"] for segment in made["segments"][:3]] == [0.123, None, 1.5]
    Draft202012Validator(SCHEMA).validate(made)


def test_gaps_show_in_segments_and_coverage() -> None:
    made = document(sample.small())
    assert [segment["id"] for segment in made["segments"] if segment["status"] == "gap"] == ["s2", "s8", "s9"]
    assert made["coverage"] == {"segments": 9, "audited": 6, "ratio": 0.667}
    assert made["gaps"][0] == {
        "detector": "accuracy",
        "segments": ["s8", "s9"],
        "reason": "the model's answer did not fit the schema",
        "uncached": False,
    }


def test_the_order_of_findings_does_not_depend_on_who_was_first(report: Report) -> None:
    backwards = replace(report, findings=tuple(reversed(report.findings)))
    score = replace(report.score, by_category=dict(reversed(report.score.by_category.items())))
    assert reporter.render(replace(backwards, score=score)) == reporter.render(report)


def test_the_text_is_utf8_and_readable(report: Report) -> None:
    rendered = reporter.render(report)
    assert json.loads(rendered.encode("utf-8")) == json.loads(json.dumps(document(report)))
    assert rendered.endswith("}\n")


def test_characters_are_not_escaped() -> None:
    assert "市长感谢工人。" in reporter.render(sample.bilingual())
