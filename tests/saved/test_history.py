"""The history of a folder: its lines read as they were written, whatever stands between them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from audit import assets
from audit.domain import Severity, Standard
from audit.errors import UsageError
from audit.saved.history import Entry, Missed, Worst, entry, line, read_history
from tests.reporters import sample

RUN = "2026-11-23T04:19:00.123Z"
SCHEMA = Draft202012Validator(assets.schema("history"))
REPORTS = [sample.small(), sample.clean(), sample.bilingual(), sample.seed()]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: Path(report.article.path).stem)
def test_what_is_written_is_read_again(report, tmp_path: Path) -> None:
    one = entry(report, RUN, "../a.txt", "a.html")
    SCHEMA.validate(json.loads(line(one)))
    (tmp_path / "history.jsonl").write_text(line(one) + line(Missed(RUN, "b.txt", "why")), encoding="utf-8")
    found = read_history(tmp_path / "history.jsonl")
    assert (found.entries, found.missed, found.notes) == ((one,), (Missed(RUN, "b.txt", "why"),), ())


def test_what_an_entry_says() -> None:
    """Of two critical and major findings the critical one is the worst; 3 of 9 segments are in gaps."""
    report = sample.small()
    one = entry(report, RUN, "../a.txt", "a.html")
    assert (one.segments, one.audited, one.passes, one.standard) == (9, 6, None, "")
    assert one.findings == {"critical": 1, "major": 2, "minor": 4, "neutral": 1}
    assert one.worst == Worst(
        Severity.CRITICAL, "accuracy/mistranslation", "12 million euros millions", "No such amount."
    )


def test_the_standard_is_said_in_words() -> None:
    from dataclasses import replace

    report = replace(sample.small(), standard=Standard(Severity.MAJOR, 5, "legal"))
    one = entry(report, RUN, "../a.txt", "a.html")
    assert (one.passes, one.profile) == (False, "legal")
    assert one.standard == "no major or critical error, at most 5 MQM points per 1,000 words"


GOOD = line(entry(sample.clean(), RUN, "a.txt", "a.html"))


@pytest.mark.parametrize(
    "bad",
    [
        GOOD[:200],
        "[]",
        "null",
        "not JSON",
        "\udcff",
        "[" * 100_000,
        "{}",
        GOOD.replace('"1.0"', '"2.0"'),
        GOOD.replace('"words":', '"words":-'),
        GOOD.replace('"passes":null', '"passes":"yes"'),
        GOOD.replace('"report":"a.html"', '"report":7'),
        GOOD.replace('"findings":{}', '"findings":{"huge":1}'),
        GOOD.replace('"worst":null', '"worst":{"severity":"major"}'),
    ],
    ids=range(13),
)
def test_a_line_that_cannot_be_used_is_named_and_the_others_are_read(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes((GOOD + bad.strip() + "\n" + GOOD).encode("utf-8", "surrogateescape"))
    found = read_history(path)
    assert len(found.entries) == 2
    assert [note.partition(": ")[0] for note in found.notes] == [f"{path}:2"]


def test_no_history_is_an_empty_one_and_a_folder_is_none(tmp_path: Path) -> None:
    assert read_history(tmp_path / "history.jsonl").entries == ()
    with pytest.raises(UsageError, match=r"check its permissions, or move it away"):
        read_history(tmp_path)


def test_half_a_surrogate_pair_and_long_words_can_be_kept(tmp_path: Path) -> None:
    report = sample.seed()
    worst = Worst(Severity.MAJOR, "other/other", "\ud800", "x")
    one = Entry(**{name: getattr(entry(report, RUN, "\udcff.txt", "a.html"), name) for name in Entry.__slots__})
    text = line(one)
    assert len(text.encode()) < 2000
    path = tmp_path / "history.jsonl"
    path.write_text(text + line(Missed(RUN, worst.quote, "\udcff")), encoding="utf-8")
    assert read_history(path).entries == (one,)
    assert read_history(path).missed[0].path == "\ud800"
