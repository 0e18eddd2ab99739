"""`audit run` without a model: what goes where, and which exit code says what."""

import io
import json
import sys
from pathlib import Path

import pytest
from jsonschema import validate

from audit import assets

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = SEEDS / "000_2d1116a519ad34f0.txt"
CLEAN = SEEDS / "clean" / "sports.txt"
TOLL = "The raid killed 89 soldiers, raising the death toll to 63.\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(TOLL, encoding="utf-8")
    return path


def test_findings_go_to_standard_output_and_everything_else_to_standard_error(audit, story):
    ran = audit("run", story, "--no-llm")
    assert "‹raising the death toll to 63›" in ran.out
    assert "model: none" in ran.err
    assert "model: none" not in ran.out


def test_quiet_says_nothing_on_standard_error(audit, story):
    assert audit("run", story, "--no-llm", "--quiet").err == ""


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("never", 0), ("critical", 1), ("major", 1), ("minor", 1)],
)
def test_fail_on_sets_the_exit_code(audit, story, fail_on, code):
    assert audit("run", story, "--no-llm", "--fail-on", fail_on).code == code


def test_fail_on_looks_for_severities_at_or_above(audit, tmp_path):
    story = tmp_path / "kyiv.txt"
    story.write_text("Talks began in Kyiv on Monday.\nOfficials in Kiev had no comment.\n", encoding="utf-8")
    assert audit("run", story, "--no-llm", "--fail-on", "minor").code == 1
    assert audit("run", story, "--no-llm", "--fail-on", "major").code == 0


def test_a_clean_article_is_done_under_the_strictest_bar(audit):
    ran = audit("run", CLEAN, "--no-llm", "--fail-on", "minor")
    assert ran.code == 0
    assert "0 is clean" in ran.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--format", "pdf"], "no report format 'pdf'; there are: html, json, markdown, text"),
        (["--format", "json", "--format", "text"], "only one format can go to standard output"),
        (["--prompt", "nonsense"], "no prompt 'nonsense'; there are: "),
        (["--model", "gpt-x"], "needs OPENAI_API_KEY, or --base-url"),
        (["--model", "local:none.gguf"], "no such model file: none.gguf"),
        (["--base-url", "localhost:8000"], "must be like https://HOST/v1"),
        (["--min-confidence", "2"], "--min-confidence"),
        (["--fail-on", "terrible"], "--fail-on"),
        (["--weights", "major=many"], "'major=many' is not a name=number"),
        (["--weights", "huge=1"], "no weight 'huge'; there are minor, major, critical, punctuation"),
        (["--weights", "minor=-1"], "points are numbers from 0 up"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_before_anything_is_done(audit, story, arguments, says):
    ran = audit("run", story, *arguments)
    assert ran.code == 2
    assert says in " ".join(ran.err.replace("│", " ").split())
    assert ran.out == ""


def test_a_key_without_a_model_sends_nothing_anywhere(audit, story, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-stray")
    ran = audit("run", story)
    assert ran.code == 2
    assert "no model is named" in ran.err


def test_a_source_belongs_to_one_article(audit, story):
    ran = audit("run", story, story, "--source", story, "--no-llm")
    assert (ran.code, ran.out) == (2, "")
    assert "--source belongs to one article" in ran.err


def test_a_file_that_cannot_be_read_does_not_stop_the_others(audit, story, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n\x00\x01")
    ran = audit("run", "missing.txt", "empty.txt", "paper.pdf", story, "--no-llm", "--fail-on", "minor")
    assert ran.code == 3
    assert "‹raising the death toll to 63›" in ran.out
    for name in ("missing.txt", "empty.txt", "paper.pdf"):
        assert any(line.startswith("audit: not audited: ") and name in line for line in ran.err.splitlines()), name


def test_standard_input_is_a_dash(audit, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TOLL.encode()), encoding="utf-8"))
    ran = audit("run", "-", "--no-llm", "--format", "json")
    assert json.loads(ran.out)["article"]["path"] == "-"


def test_several_formats_at_once(audit, story):
    ran = audit(
        "run", story, "--no-llm", "-f", "text", "-f", "json=out/a.json", "-f", "html=out/", "-f", "markdown=out/"
    )
    assert ran.code == 0
    assert "‹raising the death toll to 63›" in ran.out
    validate(json.loads(Path("out/a.json").read_text(encoding="utf-8")), assets.schema("report"))
    assert Path("out/story.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "raising the death toll to 63" in Path("out/story.md").read_text(encoding="utf-8")


def test_output_names_the_file_of_the_report(audit, story):
    ran = audit("run", story, "--no-llm", "--format", "json", "-o", "report.json")
    assert ran.out == ""
    assert json.loads(Path("report.json").read_text(encoding="utf-8"))["findings"][0]["severity"] == "critical"


def test_reports_of_several_files_never_overwrite_each_other(audit, story):
    ran = audit("run", story, CLEAN, "--no-llm", "--format", "json", "-o", "report.json")
    assert ran.code == 2
    assert "would hold the reports of 2 files" in ran.err
    assert audit("run", story, CLEAN, "--no-llm", "--format", "json", "-o", "{name}.report.json").code == 0
    assert Path("story.report.json").exists()
    assert Path("sports.report.json").exists()


def test_a_report_that_cannot_be_written_is_a_usage_error(audit, story):
    Path("taken").write_text("a file, not a folder")
    ran = audit("run", story, "--no-llm", "-o", "taken/report.txt")
    assert ran.code == 2
    assert "cannot write taken" in ran.err


def test_low_confidence_is_left_out_on_demand(audit, story):
    assert "‹raising" not in audit("run", story, "--no-llm", "--min-confidence", "0.95").out


def test_the_seed_article_without_a_model(audit):
    """What `--no-llm` promises for the seed: furniture, name variants, the impossible toll, and no false alarm."""
    ran = audit("run", SEED, "--no-llm", "--format", "json")
    gold = json.loads(SEED.with_suffix(".gold.json").read_text(encoding="utf-8"))["errors"]
    quotes = [finding["quote"] for finding in json.loads(ran.out)["findings"]]
    assert [quote for quote in quotes if quote.startswith("See also")] == [
        error["quote"] for error in gold if error["quote"].startswith("See also")
    ]
    assert {"Leave a Reply", "Your email address will not be published.", "Kiev"} <= set(quotes)
    assert "raising the death toll to 63" in quotes
    assert set(quotes) <= {error["quote"] for error in gold}


def test_version_and_help(audit):
    assert audit("--version").out.startswith("audit 0.")
    assert "Exit codes: 0 done" in " ".join(audit("--help").out.split())


def test_explain_lists_every_check_and_prompt_and_shows_one(audit):
    listed = audit("explain").out
    assert all(name in listed for name in ("numbers", "furniture", "names", "window-target", "document-source"))
    assert "toll" in audit("explain", "numbers").out
    assert "# system" in audit("explain", "window-target").out
    assert audit("explain", "nonsense").code == 2


def test_weights_are_the_users(audit, story):
    ran = audit("run", story, "--no-llm", "--format", "json", "--weights", "critical=10, minor=2")
    report = json.loads(ran.out)
    assert report["score"]["penalty"] == 10
    assert "weights:2/5/10/0.1" in report["signature"]["string"]


def test_another_encoding_is_read_and_reported(audit, tmp_path):
    (tmp_path / "ru.txt").write_bytes("Президент сообщил о взрыве. Погибли трое военных.".encode("cp1251"))
    assert "The file was read as cp1251." in audit("run", "ru.txt", "--no-llm").out


def test_a_defect_of_ours_is_no_finding(audit, monkeypatch):
    """Python ends a crash with 1, which would say "findings" to a script."""
    monkeypatch.setattr("sys.stdin", None)
    ran = audit("run", "-", "--no-llm")
    assert ran.code == 70
    assert "a defect of ours, please report it" in ran.err
