"""The whole loop on a real story: report, review over HTTP, corrected text, silence, gold."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from audit.domain import Report
from audit.review.decision import Decision, Verdict
from audit.review.file import row_of
from audit.review.places import marks
from audit.saved.file import read_report
from tests.bench.sample import knowing, prompt
from tests.serve.site import served

SEED = Path(__file__).parents[2] / "seeds" / "000_2d1116a519ad34f0.txt"
REVIEW = "story.review.json"


@pytest.fixture
def report(audit) -> Report:
    """Of the story, with what the checks find in it, all of which has a place of its own."""
    Path("story.txt").write_bytes(SEED.read_bytes())
    assert audit("run", "story.txt", "--no-llm", "--format", "html=story.html").code == 0
    return read_report(Path("story.html"))


def decide(report: Report, number: int) -> list[dict]:
    """What is decided on a finding: two are accepted or corrected, then one is rejected, and so on."""
    finding = report.findings[number]
    rows = [Decision(one, Verdict.ACCEPT, "Anna", f"2026-11-23T10:00:{number:02}Z")
            for place in marks(report.article, finding) for one in place]  # fmt: skip
    if number % 3 == 2:
        rows = [replace(one, verdict=Verdict.REJECT, comment="A name.") for one in rows]
    elif finding.suggestion is None:
        rows = [replace(one, verdict=Verdict.EDIT, suggestion=f"<{number}>") for one in rows]
    return [row_of(one) for one in rows]


def corrected(report: Report) -> str:
    """The text with every correction written in, from the end to the beginning."""
    text = report.article.target.text
    wanted = []
    for number, finding in enumerate(report.findings):
        words = finding.suggestion if finding.suggestion is not None else f"<{number}>"
        wanted += [(span, words) for span in finding.spans if number % 3 != 2]
    for span, words in sorted(wanted, reverse=True):
        text = text[: span.start] + words + text[span.end :]
    return text


def test_a_review_corrects_silences_and_teaches(audit, report):
    with served(Path(REVIEW), report) as site:
        for number in range(len(report.findings)):
            assert site.post(*decide(report, number)).status == 200
        everything = {"Anna": [segment.id for segment in report.article.segments]}
        assert site.post(seen=everything).status == 200
    rejected = [one for number, one in enumerate(report.findings) if number % 3 == 2]
    assert len(report.findings) >= 9
    assert rejected

    assert audit("apply", "story.html", "--review", REVIEW, "-o", "corrected.txt").code == 0
    words = Path("corrected.txt").read_text(encoding="utf-8")
    assert [line.strip() for line in words.splitlines() if line.strip()] == [
        line.strip() for line in corrected(report).splitlines() if line.strip()
    ]

    assert audit("run", "corrected.txt", "--no-llm", "--format", "json=again.json").code == 0
    again = read_report(Path("again.json"))
    gone = {(one.category, report.article.quote(one.span)) for one in rejected}
    assert gone & {(one.category, again.article.quote(one.span)) for one in again.findings} == set()

    checked = json.loads(audit("gold", "check", REVIEW, "-f", "json").out)
    assert (checked["raters"], checked["unjudged"], checked["problems"]) == ({"Anna": len(report.article.pairs)}, 0, [])
    kept = [span for number, one in enumerate(report.findings) if number % 3 != 2 for span in one.spans]
    assert sum(checked["errors"].values()) >= len(kept)

    prompt("alpha")
    with knowing({"ALPHA": {"Pakmut": "major"}}) as server:
        how = ["--model", "m", "--base-url", server.url, "--structured", "json_schema", "--prompts", "mine"]
        ran = audit("eval", REVIEW, "--prompt", "alpha", *how, "-f", "json")
    assert ran.code == 0
    (judged,) = [row for row in json.loads(ran.out)["rows"] if row["name"] == "alpha@m"]
    assert judged["headlines"]["major.characters.f1"]["value"] > 0
