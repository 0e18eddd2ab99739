import re
import time
from dataclasses import replace
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from audit.domain import Category, Coverage, Report, Severity, Standard
from audit.reporters import text

from . import sample

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def terminal(report: Report, **options: object) -> str:
    out = StringIO()
    text.write(report, Console(file=out, **options))
    return out.getvalue()


def test_what_is_missing_comes_first_then_the_findings_in_order() -> None:
    lines = text.render(sample.small()).splitlines()
    assert lines[0] == "INCOMPLETE: 3 of 9 segments were not audited."
    assert lines[1] == "articles/bridge.txt: English, without its source text, 6 of 9 segments audited"
    assert lines[2].startswith("Not fit to publish as it stands: 1 critical, 2 major and 4 minor errors, 1 place")
    heads = [line for line in lines if re.match(r" +\d+  \d+:\d+  [A-Z]", line)]
    assert heads == [
        "   1  1:20  MINOR  fluency/grammar  confidence 80%",
        "   2  3:54  CRITICAL  accuracy/mistranslation  confidence 93%",
        "   3  3:65  MINOR  style/awkward  confidence 50%",
        "   4  6:11  MAJOR  fluency/spelling  confidence 80%",
        "   5  8:7  MINOR  fluency/repetition  confidence 80%",
        "   6  8:28  MINOR  accuracy/addition  confidence 80%",
        "   7  8:49  WORTH A LOOK  suspicious wording  confidence 31%",
        "   8  10:33  MAJOR  accuracy/omission  confidence 60%",
    ]


def test_every_flagged_sentence_stands_once_with_all_that_is_found_in_it() -> None:
    lines = text.render(sample.small()).splitlines()
    assert [line for line in lines if "‹" in line and not line.startswith(" ")] == [
        "Bridge opens after ‹ten year›¹ of work",
        "It cost ‹12 million ‹euros millions›³›².",
        "Mayor ‹Müler›⁴ spoke",
        "‹Müler›⁴ ‹said said›⁵ the city is‹ grateful›⁶.",
        "The river ‹fell asleep›⁷ at noon.",
        "Work on the second bridge begins‹›⁸.",
    ]


@pytest.mark.parametrize(
    "block",
    [
        "      No such amount.\n      ‹12 million euros millions› → ‹12 million euros›\n"
        "      found by accuracy, numbers\n",
        "      It is Müller.\n      ‹Müler› → ‹Müller›\n      found by fluency; also at 8:1\n",
        "      Not in the original.\n      delete ‹ grateful›\n      found by fluency\n",
        "      When?\n      insert ‹ in May›\n      found by accuracy\n",
        "NOT AUDITED\n    2 segments by accuracy: the model's answer did not fit the schema\n        s8–s9 (line 10)\n"
        "    1 segment by accuracy, fluency: timed out after 60 s\n        s2 (line 3)\n",
        "    Findings: 1 critical, 2 major, 4 minor, 1 worth a look\n    25.0  accuracy/mistranslation  █████"
        "███████████████████\n",
        "COST\n    12 requests, 18,240 tokens in, 2,115 out, 31.5 s.\n",
        "NOTES\n    - The source text was not given: omissions cannot be seen.\n",
    ],
    ids=["replace", "repeat", "delete", "insert", "gaps", "score", "cost", "notes"],
)
def test_says(block: str) -> None:
    assert block in text.render(sample.small())


def test_the_source_side_is_named() -> None:
    rendered = text.render(sample.bilingual())
    assert "Chinese → English" in rendered
    sentence = "‹市长感谢工人。›²\n   2  source 3:23  MAJOR  accuracy/omission  confidence 80%\n      Left out.\n"
    assert f"{sentence}      ‹市长感谢工人。› → ‹The mayor thanked the workers.›\n" in rendered


def test_a_clean_article_is_called_clean() -> None:
    lines = text.render(sample.clean()).splitlines()
    assert lines[:3] == [
        "standard input: unknown language, without its source text, 2 of 2 segments",
        "audited",
        "No errors found.",
    ]
    assert "NOT AUDITED" not in lines


@pytest.mark.parametrize(
    ("coverage", "verdict"),
    [
        (Coverage(0, 0), "Nothing to audit: the file holds no text."),
        (Coverage(2, 0), "No verdict: nothing was audited."),
        (Coverage(2, 1), "No errors found in what was audited."),
    ],
)
def test_silence_is_never_clean(coverage: Coverage, verdict: str) -> None:
    clean = sample.clean()
    report = Report(clean.article, (), (), clean.score, coverage, clean.usage, clean.signature)
    assert verdict in text.render(report).splitlines()


def test_a_pipe_gets_80_columns_whatever_the_environment(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = text.render(report)
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "200", "TERM": "xterm-256color", "TTY_COMPATIBLE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert text.render(report) == plain
    *body, signature = plain.splitlines()
    assert max(map(len, body)) <= 80
    assert signature.startswith("audit:")
    assert not any(line != line.rstrip() for line in body)


def test_nothing_in_the_article_reaches_the_terminal(report: Report) -> None:
    assert not CONTROL.search(text.render(report))


def test_hostile_text_is_shown_as_it_is_written() -> None:
    rendered = text.render(sample.hostile())
    for shown in ("[bold red]markup[/] :smile:", r"\x1b[31mred\x1b]0;title\x07\x9b2J", r"\u202egpj.exe\u202c"):
        assert shown in rendered
    assert len(rendered) < 30_000  # a word of 10,000 letters is cut


def test_colour_and_width_are_the_consoles() -> None:
    coloured = terminal(sample.small(), width=200, force_terminal=True, color_system="truecolor")
    assert "\x1b[1;4;31m‹\x1b[0m\x1b[1;4;31m12 million \x1b[0m\x1b[1;4;31m‹\x1b[0m" in coloured
    assert "1 place worth a look." in coloured.splitlines()[2]


def test_no_color_takes_the_colours_away() -> None:
    console = {"force_terminal": True, "color_system": "truecolor", "width": 80, "_environ": {"NO_COLOR": "1"}}
    assert not re.search(r"\x1b\[[\d;]*3\dm", terminal(sample.small(), **console))


def test_bars_and_lines_fit_every_width(report: Report) -> None:
    """Wide characters take two columns; only the signature, which is there to be copied, may be longer."""
    for width in (40, 60, 120, 200):
        *body, _ = terminal(report, width=width, color_system=None).splitlines()
        assert max(map(cell_len, body)) <= min(width, 120)


LONG = (
    "The council met again. " + "It sat for hours and hours. " * 3 + "word " * 60 + "wrng " + "word " * 60 + "typo end."
)


def long() -> Report:
    """One sentence of 700 characters, with an error in its middle and one near its end."""
    article = sample.alone(LONG.replace(". ", ", "), "en", "-")
    findings = [
        sample.finding(article.target.text, word, Category.SPELLING, Severity.MINOR, "", suggestion="x" * 400)
        for word in ("wrng", "typo")
    ]
    return sample.report(article, findings)


def test_a_long_sentence_is_cut_between_words_around_what_is_flagged() -> None:
    shown = " ".join(text.render(long()).split("\n\n")[1].split("   1  ")[0].split())
    around = " ".join(["word"] * 20)
    assert shown == f"… {around} ‹wrng›¹ {around} … {around} ‹typo›² end."


def test_words_without_a_space_are_cut_too() -> None:
    article = sample.alone(f"{'大' * 300}错{'桥' * 300}", "zh", "-")
    found = [sample.finding(article.target.text, "错", Category.SPELLING, Severity.MINOR, "?")]
    shown = "".join(text.render(sample.report(article, found)).split("\n\n")[1].split("   1  ")[0].split())
    assert shown == f"…{'大' * 100}‹错›¹{'桥' * 100}…"


def test_long_words_to_replace_are_shown_whole_once() -> None:
    article = sample.alone(f"{'so ' * 40}on.", "en", "-")
    words = article.target.text[:-1]
    found = [sample.finding(article.target.text, words, Category.AWKWARD, Severity.MINOR, "Long.", suggestion="x")]
    rendered = " ".join(text.render(sample.report(article, found)).split())
    assert "‹so so so so so so so so so so … so so so so so so so so so on› → ‹x›" in rendered


def test_sentences_that_a_finding_joins_are_one() -> None:
    article = sample.alone("It rained. He was glad. She was not.", "en", "-")
    found = [
        sample.finding(article.target.text, quote, Category.OTHER, Severity.MINOR, "?")
        for quote in ("He", "rained. He was", "not")
    ]
    lines = text.render(sample.report(article, found)).splitlines()
    sentences = [line for line in lines if "‹" in line and not line.startswith(" ")]
    assert sentences == ["It ‹rained. ‹He›² was›¹ glad.", "She was ‹not›³."]


@pytest.mark.parametrize(
    ("standard", "coverage", "head", "card"),
    [
        (
            Standard(name="news"),
            Coverage(9, 9),
            "Fails the profile news: 1 critical and 2 major errors (none allowed).",
            "FAILED: the profile news asks for no major or critical error.",
        ),
        (Standard(None), Coverage(9, 9), "Passes: it asks for nothing.", "PASSED: the standard asks for nothing."),
        (
            Standard(None, 5000),
            Coverage(9, 6),
            "Undecided: nothing that was found fails it, but 3 of 9 segments were not audited.",
            "UNDECIDED: the standard asks for at most 5,000 MQM points per 1,000 words.",
        ),
        (None, Coverage(9, 9), "", "Undecided: no profile says what it has to meet."),
    ],
)
def test_whether_it_meets_its_standard(standard: Standard | None, coverage: Coverage, head: str, card: str) -> None:
    report = replace(sample.small(), standard=standard, coverage=coverage)
    lines = terminal(report, width=120, color_system=None).splitlines()
    said = [line.rstrip() for line in lines[: lines.index("")] if line.startswith(("Fails", "Passes", "Undecided"))]
    assert said == ([head] if head else [])
    assert lines[lines.index("SCORE") + 1].rstrip() == f"    {card}"


def test_thousands_of_findings_take_no_minute() -> None:
    article = sample.alone("\n".join(f"Sentence number {n} is wrng." for n in range(2_000)), "en", "-")
    starts = [segment.span.start for segment in article.target.segments]
    one = sample.finding(article.target.text, "wrng", Category.SPELLING, Severity.MINOR, "?")
    spans = [replace(one.span, start=start, end=start + 8) for start in starts]
    found = [replace(one, span=span) for span in spans]
    began = time.process_time()
    assert len(text.render(sample.report(article, found)).splitlines()) > 8_000
    assert time.process_time() - began < 10
