"""`audit corpus summary` as it is called: what it prints, writes, refuses, and ends with."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from audit.corpus.summary.reporters import markdown, text
from audit.corpus.summary.summarise import Wanted, summarise
from tests.corpus.made import article, corpus, finding, sample

MINOR, MAJOR, CRITICAL = (finding(severity) for severity in ("minor", "major", "critical"))


def called(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audit", "corpus", "summary", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [article(at, 1000, [MAJOR] * (at % 2), outlet="Wire" if at % 2 else "Herald") for at in range(10)]
    return corpus(tmp_path_factory.mktemp("command") / "archive", rows)


def test_every_format_to_its_file(made: Path, tmp_path: Path) -> None:
    files = [f"{name}={tmp_path / f's.{name}'}" for name in ("json", "html", "markdown")]
    done = called(made, *(word for file in files for word in ("-f", file)), "-f", "text", "--worst", "3")
    assert (done.returncode, done.stderr) == (0, "")
    assert "2.50 MQM points per 1,000 words: 0.50 errors per 1,000 words; 50.0 % of the articles fail." in done.stdout
    assert len(json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["worst_by_points"]) == 3
    assert (tmp_path / "s.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (tmp_path / "s.markdown").read_text(encoding="utf-8").startswith("## Corpus archive")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["-f", "xml"], "no format 'xml'; there are: html, json, markdown, text"),
        (["-f", "json", "-f", "text"], "only one format can go to standard output"),
        (["-f", "json", "-o", "{made}/manifest.json"], "is a place of the corpus itself: write to another file"),
        (["-f", "html", "-o", "{made}"], "is a folder: give a file"),
        (["--by", "paper"], "--by paper: the articles have no such metadata; there are: outlet, languages"),
    ],
)
def test_what_it_refuses(made: Path, words: list[str], says: str) -> None:
    done = called(made, *(word.replace("{made}", str(made)) for word in words))
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr


def test_what_was_not_audited_ends_with_3(tmp_path: Path) -> None:
    rows = [article(0, findings=[MAJOR]), article(1, reason="a.jsonl:2: not JSON", status="unread")]
    done = called(corpus(tmp_path / "c", rows))
    assert done.returncode == 3
    assert "INCOMPLETE: 1 of 2 rows could not be audited at all." in done.stdout


def test_a_stratum_that_was_not_drawn_ends_with_3(tmp_path: Path) -> None:
    rows = [article(at, 1000, outlet="Wire") for at in range(4)]
    drawn = sample(("outlet",), {("Wire",): (40, 4), ("Gone",): (3, 0)})
    assert called(corpus(tmp_path / "c", rows, sample=drawn)).returncode == 3


def test_text_reads_as_a_table(tmp_path: Path) -> None:
    rows = [
        *(article(at, 1000, [MINOR], outlet="Wire", date=f"2026-0{at + 1}-01") for at in range(4)),
        *(article(at, 1000, [CRITICAL], outlet="香港", date=f"2026-0{at - 3}-01") for at in range(4, 8)),
    ]
    drawn = sample(("outlet",), {("Wire",): (40, 4), ("香港",): (8, 4), ("Gone",): (3, 0)})
    said = text.render(summarise(corpus(tmp_path / "c", rows, sample=drawn), Wanted(worst=1)))
    # 10 x 4 errors of one point and 2 x 4 of 25, in 48,000 words
    assert "5.00 MQM points per 1,000 words: 1.00 errors per 1,000 words; 16.7 % of the articles fail." in said
    assert "a sample of 8 of 51 articles by outlet (3 strata), seed 0." in said
    assert "3 articles stand in strata that none was drawn of: no figure has them" in said
    assert "\nBy outlet\n" in said
    assert "\nBy date, by month\n" in said
    assert "No trend" in said
    lines = [line for line in said.splitlines() if line.startswith(("  Wire", "  香港"))]
    assert [line.split()[:2] for line in lines] == [["香港", "4"], ["Wire", "4"]]


def test_markdown_cannot_be_formatted_by_what_it_shows(tmp_path: Path) -> None:
    hostile = "@all [x](http://e.org) | <b> `#1`"
    rows = [article(at, 1000, [finding(quote=hostile)], outlet=f"{hostile}{at % 2}") for at in range(4)]
    said = markdown.render(summarise(corpus(tmp_path / "c", rows)))
    assert "[x](" not in said
    assert "<b>" not in said
    shown = [row for row in said.splitlines() if row.startswith("| ") and r"\[x\]" in row]
    assert len(shown) > 6
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in shown} == {7, 8, 10}  # its cells are those of its tables


def test_rates_are_shown_in_as_many_places_as_tell_something() -> None:
    from audit.corpus.summary import words
    from audit.corpus.summary.intervals import Estimate

    said = {
        "1,235 (1,000 to 1,500)": Estimate(1234.6, 1000, 1500),
        "12.3 (9.9 to 15.0)": Estimate(12.34, 9.91, 15),
        "0.099 (0.094 to 0.104)": Estimate(0.0989, 0.0936, 0.1043),
        "0 (0.00 to 0.37)": Estimate(0.0, 0.0, 0.3689),
        "0.50": Estimate(0.5),
        "–": Estimate(),
    }
    assert {words.rate(one) for one in said.values()} == said.keys()
