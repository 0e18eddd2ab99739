import re
from io import StringIO

import pytest
from rich.console import Console

from audit.domain import Coverage, Report
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
    heads = [line for line in lines if re.match(r"\d+:\d+  [A-Z]", line)]
    assert heads == [
        "1:20  MINOR  fluency/grammar  confidence 80%",
        "3:54  CRITICAL  accuracy/mistranslation  confidence 93%",
        "3:65  MINOR  style/awkward  confidence 50%",
        "6:11  MAJOR  fluency/spelling  confidence 80%",
        "8:7  MINOR  fluency/repetition  confidence 80%",
        "8:28  MINOR  accuracy/addition  confidence 80%",
        "8:49  WORTH A LOOK  suspicious wording  confidence 31%",
        "10:33  MAJOR  accuracy/omission  confidence 60%",
    ]


@pytest.mark.parametrize(
    "block",
    [
        "    It cost ‹12 million euros millions›.\n    No such amount.\n    replace with ‹12 million euros›\n"
        "    found by accuracy, numbers\n",
        "    Mayor ‹Müler› spoke\n    It is Müller.\n    replace with ‹Müller›\n    found by fluency; also at 8:1\n",
        "    Müler said said the city is‹ grateful›.\n    Not in the original.\n    delete it\n",
        "    Work on the second bridge begins‹›.\n    When?\n    insert ‹ in May›\n",
        "NOT AUDITED\n    2 segments by accuracy: the model's answer did not fit the schema\n        s8–s9 (line 10)\n"
        "    1 segment by accuracy, fluency: timed out after 60 s\n        s2 (line 3)\n",
        "    Findings: 1 critical, 2 major, 4 minor, 1 worth a look\n        25.0  accuracy/mistranslation\n",
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
    assert "source 3:23  MAJOR  accuracy/omission  confidence 80%\n    ‹市长感谢工人。›\n    Left out." in rendered


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
    assert "\x1b[1;4;31m‹12 million euros millions›\x1b[0m" in coloured
    assert "1 place worth a look." in coloured.splitlines()[2]


def test_no_color_takes_the_colours_away() -> None:
    console = {"force_terminal": True, "color_system": "truecolor", "width": 80, "_environ": {"NO_COLOR": "1"}}
    assert not re.search(r"\x1b\[[\d;]*3\dm", terminal(sample.small(), **console))
