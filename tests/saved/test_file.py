"""What `audit run` wrote is read again, whichever version it had."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain import Severity, Standard
from audit.errors import UsageError
from audit.reporters import html, markdown, text
from audit.reporters import json as reporter
from audit.saved.file import parse_report, read_report
from audit.saved.rows import document
from audit.view import items
from tests.reporters import sample


@pytest.mark.parametrize("name", sample.SAMPLES)
def test_a_report_is_read_as_it_was_written(name: str) -> None:
    report = replace(sample.SAMPLES[name](), standard=Standard(Severity.MAJOR, 20.0, "news"))
    written = reporter.render(report)
    again = parse_report(written, "report.json")
    assert reporter.render(again) == written
    rounded = parse_report(reporter.render(again), "report.json")
    assert text.render(again) == text.render(rounded)
    assert markdown.render(again) == markdown.render(rounded)


@pytest.mark.parametrize("name", sample.SAMPLES)
def test_a_page_holds_its_report(name: str) -> None:
    report = sample.SAMPLES[name]()
    assert reporter.render(parse_report(html.render(report), "report.html")) == reporter.render(report)


def as_version(version: str, value: dict) -> dict:
    """A report with nothing in it that the version did not know."""
    value = {
        "schema_version": version,
        **{key: value[key] for key in value if key not in {"schema_version", "standard"}},
    }
    del value["article"]["source_path"]
    if value["article"]["source"]:
        del value["article"]["source"]["segments"]
    for row in value["segments"]:
        for key in ("form", "end_line", "end_column"):
            del row[key]
    if version in {"1.0", "1.1"}:
        for row in value["findings"]:
            del row["major"], row["prompts"]
    if version == "1.0":
        for key in ("cached", "cached_tokens", "cost", "currency"):
            del value["usage"][key]
        for row in value["gaps"]:
            del row["uncached"]
        for row in value["segments"]:
            del row["suspicion"]
    return value


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("name", sample.SAMPLES)
def test_older_versions_are_read(version: str, name: str) -> None:
    report = sample.SAMPLES[name]()
    old = as_version(version, document(report))
    again = parse_report(json.dumps(old), "old.json")
    assert [(f.category, f.severity, f.spans, f.suggestion) for f in again.findings] == [
        (item.finding.category, item.finding.severity, item.finding.spans, item.finding.suggestion)
        for item in items(report)
    ]
    assert again.article.target.text == report.article.target.text
    assert [pair.source and pair.source.text for pair in again.article.pairs] == [
        pair.source and pair.source.text for pair in report.article.pairs
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "r.json:1: this is no report"),
        ("[]", "no version"),
        ("[" * 100_000, "this is no report"),
        ('{"schema_version": "2.0"}', "version '2.0'"),
        ('{"schema_version": "1.99"}', "use a newer one"),
        ('{"schema_version": "1.3"}', "'article' is a required property"),
        ("<html></html>", "r.json:1: this is no report"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "r.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"r\.json") as error:
        read_report(file)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda value: value["findings"][0].update(end=10_000), "finding f1: "),
        (lambda value: value["segments"][1].update(start=5_000, end=5_001), "segment s2: "),
        (lambda value: value["findings"][0].update(severity="awful"), "'awful' is not one of"),
    ],
)
def test_what_was_changed_by_hand_is_refused(change, message: str) -> None:
    value = document(sample.small())
    change(value)
    with pytest.raises(UsageError, match=message):
        parse_report(json.dumps(value), "r.json")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json: No such file"):
        read_report(tmp_path / "none.json")
