"""`audit apply`: a review becomes a corrected file, and what was rejected stays quiet from then on."""

import io
import json
import re
import sys
from pathlib import Path

import pytest
from jsonschema import validate

from audit import assets
from audit.domain import Report
from audit.review.file import text_of
from audit.saved.file import read_report
from tests.apply.reviewing import added, review, said
from tests.cli.test_endpoint import STORY, judging
from tests.gate.catalogues import write
from tests.llm.server import Server

SEED = Path(__file__).parents[2] / "seeds" / "000_2d1116a519ad34f0.txt"
PLANTED = sorted((Path(__file__).parents[2] / "seeds" / "planted").glob("*.txt"))
DOUBLED = ("Bread and milk", "Brot und und Milch")
MISSING = ("Open the file %s now", "Jetzt ist ist die Datei offen")


@pytest.fixture
def audited(audit):
    """A file, audited without a model: its report."""

    def run(path: str, *arguments: str) -> Report:
        audit("run", path, "--no-llm", "-q", "--format", "json=report.json", *arguments)
        return read_report(Path("report.json"))

    return run


def reviewed(report: Report, *actions: object, name: str = "review.json") -> str:
    Path(name).write_text(text_of(review(report, *actions)), encoding="utf-8")
    return name


def number(report: Report, quote: str) -> int:
    return next(at for at, one in enumerate(report.findings) if report.article.quote(one.span) == quote)


def entries() -> list[dict[str, object]]:
    content = json.loads(Path(".audit-baseline.json").read_text(encoding="utf-8"))
    validate(content, assets.schema("dismissals"))
    return content["dismissals"]


@pytest.fixture
def german(audited):
    """A catalogue with two doubled words and a placeholder that is missing."""
    write("de.po", DOUBLED, MISSING)
    return audited("de.po")


def test_a_review_becomes_a_corrected_file(audit, german):
    accepted, rejected = number(german, "und und"), number(german, "ist ist")
    file = reviewed(german, said(german, accepted, "accept"), said(german, rejected, "reject", comment="so they speak"))
    ran = audit("apply", "report.json", "--review", file, "-o", "new/corrected.po")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "new/corrected.po: 1 correction; 1 dismissed; 1 undecided\n"
    assert Path("new/corrected.po").read_text() == Path("de.po").read_text().replace("und und", "und")
    assert {(one["file"], one["reason"], one["by"]) for one in entries()} == {
        ("de.po", "so they speak", "ana"),
        ("new/corrected.po", "so they speak", "ana"),
    }


def test_what_is_accepted_without_a_suggestion_is_left_to_do(audit, german):
    missing = next(at for at, one in enumerate(german.findings) if "placeholders" in one.detectors)
    ran = audit("apply", "report.json", "--review", reviewed(german, said(german, missing, "accept")), "-o", "-")
    assert ran.out.encode() == Path("de.po").read_bytes()
    assert re.search(
        r"^left to do: de\.po:\d+:\d+: ‹.*›: accepted without a suggestion \(accuracy/omission\)$", ran.err, re.M
    )
    assert "standard output: 0 corrections; 1 accepted without a suggestion; 2 undecided" in ran.err
    assert not Path(".audit-baseline.json").exists()


def test_in_place_the_file_keeps_its_mode_and_only_what_it_is_now_is_dismissed(audit, german):
    Path("de.po").chmod(0o640)
    actions = [said(german, number(german, "und und"), "accept"), said(german, number(german, "ist ist"), "reject")]
    ran = audit("apply", "report.json", "--review", reviewed(german, *actions), "--in-place")
    assert (ran.code, ran.out) == (0, "de.po: 1 correction; 1 dismissed; 1 undecided\n")
    assert Path("de.po").stat().st_mode & 0o777 == 0o640
    assert [one["file"] for one in entries()] == ["de.po"]
    assert [path.name for path in Path().iterdir() if path.name.startswith(".audit-")] == [".audit-baseline.json"]
    again = audit("apply", "report.json", "--review", "review.json", "--in-place")
    assert again.code == 2
    assert "de.po:7:18: the file has changed since it was audited" in again.err


def test_what_was_rejected_stays_quiet_in_the_corrected_sentence(audit, audited):
    Path("docs").mkdir()
    Path("docs/a.txt").write_text("The the cat sat of of a mat.\n\nAnother line.\n", encoding="utf-8")
    report = audited("docs/a.txt")
    assert [report.article.quote(one.span) for one in report.findings] == ["The the", "of of"]
    file = reviewed(report, said(report, 0, "accept"), said(report, 1, "reject"))
    assert audit("apply", "report.json", "--review", file, "-o", "docs/b.txt").code == 0
    assert Path("docs/b.txt").read_text() == "The cat sat of of a mat.\n\nAnother line.\n"
    check = audit("check", "docs/b.txt", "--llm", "never", "--fail-on", "minor")
    assert (check.code, "silenced: 1 by baseline" in check.out) == (0, True)
    run = audit("run", "docs/b.txt", "--no-llm", "-q", "--format", "json")
    assert json.loads(run.out)["findings"] == []
    before = audit("check", "docs/a.txt", "--llm", "never", "--fail-on", "minor")
    assert (before.code, "silenced: 1 by baseline" in before.out) == (1, True)


def test_what_a_model_said_and_was_rejected_stays_quiet(audit):
    Path("a.txt").write_text(STORY.replace("Nobody came.", "Nobody nobody came."), encoding="utf-8")

    def run(server, path, *arguments):
        asking = "--base-url", server.url, "--model", "m", "--structured", "json_schema", "--cache", "off"
        return audit("run", path, "-q", *asking, *arguments)

    with Server(judging) as server:
        run(server, "a.txt", "--format", "json=report.json")
        report = read_report(Path("report.json"))
        model = number(report, "occupiers")
        actions = said(report, model, "reject", comment="so they are called"), added(report, "first", "second")
        reviewed(report, *actions)
        assert audit("apply", "report.json", "--review", "review.json", "-o", "b.txt").code == 0
        assert "second call-up of occupiers" in Path("b.txt").read_text()
        found = json.loads(run(server, "b.txt", "--format", "json").out)["findings"]
        assert [one["quote"] for one in found if "occupiers" in one["quote"]] == []
        checked = audit(
            "check",
            "b.txt",
            "--model",
            "m",
            "--base-url",
            server.url,
            "--no-canary",
            "--cache",
            "off",
            "--llm",
            "always",
        )
    assert "by baseline" in checked.out


def test_a_source_text_beside_it_makes_no_difference(audit, audited):
    Path("en.txt").write_text("The cat sat on a mat.\n", encoding="utf-8")
    Path("a.txt").write_text("The the cat sat of of a mat.\n", encoding="utf-8")
    report = audited("a.txt", "--source", "en.txt")
    accepted, rejected = number(report, "The the"), number(report, "of of")
    reviewed(report, said(report, accepted, "accept"), said(report, rejected, "reject"))
    assert audit("apply", "report.json", "--review", "review.json", "-o", "b.txt").code == 0
    for arguments in (("--source", "en.txt"), ()):
        found = json.loads(audit("run", "b.txt", "--no-llm", "-q", "--format", "json", *arguments).out)["findings"]
        assert [one["quote"] for one in found] == []


def test_conflicts_are_listed_and_nothing_is_written(audit, german):
    accepted = number(german, "und und")
    reviewed(german, said(german, accepted, "accept"), name="ana.json")
    reviewed(german, said(german, accepted, "reject", by="ben"), name="ben.json")
    both = "apply", "report.json", "--review", "ana.json", "--review", "ben.json", "-o", "new.po"
    ran = audit(*both)
    assert ran.code == 2
    assert ran.err == (
        "audit: 1 conflict: nothing was written; decide anew, or take one reviewer with --reviewer\n"
        "  de.po:7:14: ‹und und›: ana: ‹und›; ben rejects it\n"
    )
    assert not Path("new.po").exists()
    assert audit(*both, "--reviewer", "ana").out == "new.po: 1 correction; 2 undecided\n"


def test_a_report_as_a_page_will_do(audit, german):
    audit("run", "de.po", "--no-llm", "-q", "--format", "html=report.html")
    reviewed(german, said(german, number(german, "und und"), "accept"))
    ran = audit("apply", "report.html", "--review", "review.json", "-o", "new.po")
    assert (ran.code, ran.out) == (0, "new.po: 1 correction; 2 undecided\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 2, "say where the corrected text goes: -o FILE, -o - for standard output, or --in-place"),
        (("-o", "x", "--in-place"), 2, "say where the corrected text goes"),
        (("-o", "review.json"), 2, "review.json exists: --force replaces it"),
        (("-o", "de.po"), 2, "de.po is the audited file: give --in-place to correct it"),
        (("-o", "."), 2, ". is a folder"),
        (("-o", "x", "--file", "gone.po"), 3, "gone.po does not exist"),
        (("-o", "x", "--reviewer", "eve"), 2, "nobody called 'eve' has reviewed this: there are ana"),
    ],
)
def test_what_cannot_be_done_is_said(audit, german, arguments, code, message):
    reviewed(german, said(german, 0, "accept"))
    ran = audit("apply", "report.json", "--review", "review.json", *arguments)
    assert (ran.code, message in ran.err) == (code, True), ran.err


def test_force_replaces_a_file(audit, german):
    reviewed(german, said(german, number(german, "und und"), "accept"))
    Path("new.po").write_text("old", encoding="utf-8")
    assert audit("apply", "report.json", "--review", "review.json", "-o", "new.po", "--force").code == 0
    assert "Brot und Milch" in Path("new.po").read_text()


def test_the_file_may_have_moved(audit, german):
    reviewed(german, said(german, number(german, "und und"), "accept"))
    Path("de.po").rename("moved.po")
    ran = audit("apply", "report.json", "--review", "review.json", "--file", "moved.po", "-o", "new.po")
    assert ran.out == "new.po: 1 correction; 2 undecided\n"


def test_a_correction_that_cannot_be_written_is_refused_with_its_place(audit, audited):
    Path("de.json").write_text('{"a": "{n, plural, one {und und Datei} other {Dateien}}"}', encoding="utf-8")
    report = audited("de.json", "--target-lang", "de")
    reviewed(report, said(report, number(report, "und und"), "edit", "{{und}"))
    ran = audit("apply", "report.json", "--review", "review.json", "-o", "new.json")
    assert ran.code == 2
    assert "\n  de.json:1:25: ‹und und› cannot become ‹{{und}›: the strings of the file would not be" in ran.err
    assert not Path("new.json").exists()


def test_what_came_from_standard_input_is_corrected_as_text(audit, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"The the cat sat of of a mat.\n")))
    audit("run", "-", "--no-llm", "-q", "--format", "json=report.json")
    report = read_report(Path("report.json"))
    reviewed(report, said(report, 0, "accept"), said(report, 1, "reject"))
    ran = audit("apply", "report.json", "--review", "review.json", "-o", "new.txt")
    assert Path("new.txt").read_text() == "The cat sat of of a mat.\n"
    assert ran.out == "new.txt: 1 correction; 1 rejected\n"
    assert "nothing was dismissed: standard input has no name" in ran.err


def test_the_seed_article_is_corrected_at_every_span(audit, audited):
    errors = json.loads(SEED.with_suffix(".gold.json").read_text(encoding="utf-8"))["errors"]
    Path("seed.txt").write_bytes(SEED.read_bytes())
    report = audited("seed.txt")
    text, expected, at, actions = report.article.target.text, "", 0, []
    for number_, error in enumerate(sorted(errors, key=lambda one: (one["start"], one["end"]))):
        if error["start"] >= at:  # some of the thirty lie in others
            words = f"‹correction & “{number_}”›"
            actions.append(added(report, error["quote"], words, at=error["start"]))
            expected, at = expected + text[at : error["start"]] + words, error["end"]
    assert len(actions) > 20
    reviewed(report, *actions)
    ran = audit("apply", "report.json", "--review", "review.json", "-o", "corrected.txt")
    assert f"corrected.txt: {len(actions)} corrections" in ran.out
    assert Path("corrected.txt").read_bytes().decode() == expected + text[at:]


@pytest.mark.parametrize("path", PLANTED[:3], ids=lambda path: path.stem)
def test_planted_errors_corrected_are_the_clean_article(audit, audited, path):
    body = path.read_text(encoding="utf-8").split("\n\n", 1)[1]
    wrong, right = (re.sub(r"\[\[(.*?)=>(.*?)\|.*?\]\]", rf"\{group}", body) for group in (2, 1))
    Path("garbled.txt").write_text(wrong, encoding="utf-8")
    report = audited("garbled.txt")
    actions, shift = [], 0
    for found in re.finditer(r"\[\[(.*?)=>(.*?)\|.*?\]\]", body):
        actions.append(added(report, found[2], found[1], at=found.start() - shift))
        shift += len(found[0]) - len(found[2])
    reviewed(report, *actions)
    assert audit("apply", "report.json", "--review", "review.json", "-o", "clean.txt").code == 0
    assert Path("clean.txt").read_text(encoding="utf-8").split() == right.split()
