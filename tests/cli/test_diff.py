"""`audit diff` as a user has it: files in, what changed out, an exit code for scripts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain import Report
from audit.reporters import html as page
from audit.reporters import json as reporter
from tests.diff.reports import told
from tests.reporters import sample

TEXT = "The bridge over the Elbe was open on Monday. It cost ten million euros."


def saved(path: str, report: Report) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((page if file.suffix == ".html" else reporter).render(report), encoding="utf-8")
    return file


def test_two_reports_are_compared(audit) -> None:
    old = saved("old.json", told(TEXT, "was open", "ten million:major"))
    new = saved("new.html", told(TEXT.replace("was open", "opened"), "ten million:critical", "Elbe"))
    ran = audit("diff", old, new)
    assert ran.code == 0
    assert "1 new (1 minor), 1 fixed (1 changed), 1 unchanged." in ran.out
    assert "MAJOR → CRITICAL  fluency/grammar  ‹ten million›" in ran.out
    assert ran.err == ""


def test_a_corrected_article_is_audited_again_and_compared(audit) -> None:
    story = "The raid killed 89 soldiers, raising the death toll to 63.\n\nHe said said so.\n"
    Path("story.txt").write_text(story, encoding="utf-8")
    assert audit("run", "story.txt", "--no-llm", "-f", "json", "-o", "old.json").code == 0
    Path("story.txt").write_text(story.replace("63", "163"), encoding="utf-8")
    assert audit("run", "story.txt", "--no-llm", "-f", "html", "-o", "new.html").code == 0
    ran = audit("diff", "old.json", "new.html", "-f", "json", "--fail-on-new", "minor")
    found = json.loads(ran.out)["findings"]
    assert ran.code == 0
    assert [one["quote"] for one in found["fixed"]] == ["raising the death toll to 63"]
    assert [one["new"]["quote"] for one in found["unchanged"]] == ["said said"]
    assert found["new"] == []
    assert audit("diff", "new.html", "old.json", "--fail-on-new", "minor").code == 1


@pytest.mark.parametrize(
    ("mark", "least", "code"),
    [
        ("Elbe:minor", "minor", 1),
        ("Elbe:minor", "major", 0),
        ("Elbe:critical", "major", 1),
        ("Elbe:critical", "never", 0),
        ("Elbe:neutral", "minor", 0),
        (None, "minor", 0),
    ],
)
def test_new_findings_fail_from_a_severity_up(audit, mark, least, code) -> None:
    old = saved("old.json", told(TEXT, "ten million:critical"))
    new = saved("new.json", told(TEXT, "ten million:critical", *filter(None, [mark])))
    assert audit("diff", old, new, "--fail-on-new", least).code == code


def test_what_was_not_audited_before_is_not_new_and_is_said(audit) -> None:
    old = saved("old.json", told(TEXT, prompts={}, model="none"))
    new = saved("new.json", told(TEXT, "Elbe:critical"))
    ran = audit("diff", old, new, "--fail-on-new", "minor")
    assert ran.code == 0
    assert ran.err == "audit: 1 finding was not audited in one of the two: neither new nor fixed\n"
    assert "not audited in OLD: no model was asked about the wording" in ran.out
    assert "model: none → some-model-2026" in ran.out


def test_every_format_has_its_file(audit) -> None:
    old, new = saved("old.json", sample.small()), saved("new.json", replace(sample.small(), findings=()))
    arguments = [option for name in ("json", "markdown", "html") for option in ("-f", f"{name}=out/diff.{name}")]
    ran = audit("diff", old, new, "-f", "text", *arguments)
    assert ran.code == 0
    assert "0 new, 6 fixed" in ran.out
    assert "2 findings of OLD may be fixed or not: not audited in NEW." in ran.out  # one in a gap, one for a listener
    assert json.loads(Path("out/diff.json").read_text(encoding="utf-8"))["kind"] == "diff"
    assert Path("out/diff.markdown").read_text(encoding="utf-8").startswith("## Translation audit: what changed\n")
    assert Path("out/diff.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert audit("diff", old, new, "-f", "markdown", "-o", "out/o.md").out == ""
    assert Path("out/o.md").read_bytes() == Path("out/diff.markdown").read_bytes()


def test_folders_are_compared_by_name(audit) -> None:
    for folder, marks in (("old", ["Elbe"]), ("new", ["Elbe", "ten million:major"])):
        saved(f"{folder}/a.json", told(TEXT, *marks))
        saved(f"{folder}/sub/b.json", told(TEXT, "Elbe"))
        saved(f"{folder}/only-{folder}.json", told(TEXT))
        Path(f"{folder}/a.review.json").write_text("{}", encoding="utf-8")
        Path(f"{folder}/.audit-baseline.json").write_text("{}", encoding="utf-8")
    ran = audit("diff", "old", "new", "--fail-on-new", "major")
    assert ran.code == 1
    assert "2 articles: 1 new (1 major), 0 fixed, 2 unchanged;" in ran.out
    assert "Only in OLD, and not compared: only-old." in ran.out
    assert "Only in NEW, and not compared: only-new." in ran.out
    assert ran.out.index("\na\n") < ran.out.index("\nsub/b\n")
    assert "worst new: 1:54 major fluency/grammar ‹ten million›" in ran.out
    rows = json.loads(audit("diff", "old", "new", "-f", "json").out)["articles"]
    assert [(row["name"], row["new"], row["unchanged"]) for row in rows] == [("a", {"major": 1}, 1), ("sub/b", {}, 1)]


def test_a_report_may_be_called_like_a_review(audit) -> None:
    saved("old/x.review.json", told(TEXT))
    saved("new/x.review.json", told(TEXT, "Elbe:major"))
    assert audit("diff", "old", "new", "--fail-on-new", "major").code == 1


def test_folders_of_pages_are_read_where_there_is_no_json(audit) -> None:
    for folder in ("old", "new"):
        saved(f"{folder}/a.html", told(TEXT, "Elbe"))
        Path(folder, "index.html").write_text("<html></html>", encoding="utf-8")
    assert "1 article: 0 new, 0 fixed, 1 unchanged" in audit("diff", "old", "new").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.json", "new.json"], "none.json: No such file"),
        (["bad.json", "new.json"], "bad.json:1: this is no report"),
        (["folder", "new.json"], "folder is a folder and new.json is none"),
        (["new.json", "folder"], "folder is a folder and new.json is none"),
        (["folder", "empty"], "empty: no report in it"),
        (["folder", "other"], "have no report of the same name"),
        (["old.json", "new.json", "-f", "pdf"], "no format 'pdf'; there are: html, json, markdown, text"),
        (["old.json", "new.json", "-f", "json", "-f", "text"], "only one format can go to standard output"),
        (["old.json", "new.json", "-f", "json", "-f", "text", "-o", "x"], "x would hold several formats"),
        (["old.json", "new.json", "-o", "new.json"], "new.json is read by this command"),
    ],
)
def test_what_cannot_be_done_is_said(audit, arguments, message) -> None:
    report = told(TEXT)
    for name in ("old.json", "new.json", "folder/a.json", "other/b.json"):
        saved(name, report)
    Path("empty").mkdir()
    Path("bad.json").write_text("{", encoding="utf-8")
    before = Path("new.json").read_bytes()
    ran = audit("diff", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert Path("new.json").read_bytes() == before
