"""Corpora with rows that no machine should have written: all else is audited, and each is named with its reason.

Whatever the format: exit code 3, exactly one row of `articles` for each row of the input, one gap for each broken one,
and the good ones as if they were alone.
"""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

SENTENCE = "The ministry said on Tuesday that talks about the border would go on until the end of the month."
PLANTED = "The council will meet meet again next week."
ONE_IN = 100
LONG = "A long story that never ends. " * (10_000_000 // 30)

# One line of JSON Lines each: its bytes ({n}: a number of its own), and words of the reason.
LINES = {
    "not UTF-8": (b'{"id": "{n}", "text": "A caf\xe9 was closed on Tuesday."}', "not UTF-8"),
    "no text": (b'{"id": "{n}"}', '"text" is missing or empty'),
    "null": (b'{"id": "{n}", "text": null}', '"text" is missing or empty'),
    "an empty text": (b'{"id": "{n}", "text": " \\n\\u00a0"}', '"text" is missing or empty'),
    "a number": (b'{"id": "{n}", "text": 42}', '"text" is a number, not text'),
    "an object": (b'{"id": "{n}", "text": {"en": "It rained."}}', '"text" is an object, not text'),
    "a NUL": (b'{"id": "{n}", "text": "It\\u0000 rained."}', "NUL"),
    "half a surrogate": (b'{"id": "{n}", "text": "It rained \\ud83d."}', "half of a surrogate pair"),
    "half a surrogate in the source": (b'{"id": "{n}", "text": "It rained.", "source": "\\udc00"}', "surrogate"),
    "an id twice": (b'{"id": "story-0", "text": "It rained."}', "stands in row"),
    "no id": (b'{"text": "It rained."}', '"id" is missing or empty'),
    "a list as id": (b'{"id": [1], "text": "It rained."}', '"id" is a list'),
    "no object": (b'["It rained."]', "not an object"),
    "a line cut off": (b'{"id": "{n}", "text": "It rai', "not JSON"),
    "a column twice": (b'{"id": "{n}", "text": "It rained.", "text": "It snowed."}', "two columns"),
    "no language": (b'{"id": "{n}", "text": "It rained.", "target_language": "\\u0000"}', "NUL"),
    "nested": (b'{"id": "{n}", "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "digits": (b'{"id": ' + b"7" * 5_000 + b', "text": "It rained."}', "digits"),
    "10 MB": (b'{"id": "{n}", "text": "' + LONG.encode() + b'"}', "characters, more than 1,000,000"),
    "30 MB": (b'{"id": "{n}", "text": "' + 3 * LONG.encode() + b'"}', "the line is longer than"),
}


def run(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "audit", "corpus", *map(str, arguments), "--no-llm", "--metadata", "*"]
    return subprocess.run(
        [*command, "-o", str(folder), "--cores", "1"], capture_output=True, text=True, timeout=120, check=False
    )


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    parts = sorted(folder.glob(f"part=*/{name}.parquet"))
    return [row for part in parts for row in pq.ParquetFile(part).read().to_pylist()]


def story(number: int) -> dict[str, str]:
    """A good one; every seventh has what a check finds."""
    sentences = [f"In place {number} {SENTENCE[0].lower()}{SENTENCE[1:]}", *([PLANTED] if number % 7 == 0 else [])]
    return {"id": f"story-{number}", "text": " ".join(sentences), "target_language": "en"}


def planted(name: str) -> bool:
    return name.startswith("story-") and int(name.removeprefix("story-")) % 7 == 0


def lines(good: int, broken: Sequence[bytes]) -> Iterator[bytes]:
    """Good stories in order, with the broken ones at places that a seed draws; never first: that row is told apart."""
    places = sorted(Random(7).sample(range(1, good + len(broken)), len(broken)))  # noqa: S311  # places, no secrets
    numbers, wrong = iter(range(good)), iter(broken)
    for row in range(good + len(broken)):
        yield next(wrong) if row in places else json.dumps(story(next(numbers))).encode()


def hold(folder: Path, ran: subprocess.CompletedProcess[str], rows: int, reasons: dict[int, str]) -> None:
    """What holds of every corpus: `reasons` has words of the reason of each broken row, by its number."""
    assert ran.returncode == 3, ran.stderr
    articles, gaps = table(folder, "articles"), table(folder, "gaps")
    assert [one["row"] for one in articles] == list(range(rows))
    assert len({one["article"] for one in articles}) == rows
    unread = {one["article"]: one for one in articles if one["status"] == "unread"}
    assert sorted(one["row"] for one in unread.values()) == sorted(reasons)
    assert all(one["status"] == "audited" and one["segments"] for one in articles if one["article"] not in unread)
    assert [(gap["article"], gap["detector"], gap["segments"]) for gap in gaps] == [
        (one["article"], "input", []) for one in unread.values()
    ]
    for gap in gaps:
        assert reasons[unread[gap["article"]]["row"]] in gap["reason"]
    found = {one["article"] for one in table(folder, "findings")}
    assert found == {name for name in {one["article"] for one in articles} - unread.keys() if planted(name)}


def test_one_row_in_a_hundred_is_broken(tmp_path):
    broken = [line.replace(b"{n}", f"broken-{number}".encode()) for number, (line, _) in enumerate(LINES.values())]
    written = list(lines((ONE_IN - 1) * len(broken), broken))
    path = tmp_path / "stories.jsonl"
    path.write_bytes(b"\n".join(written) + b"\n")
    wrong = [row for row, line in enumerate(written) if line in broken]
    reasons = dict(zip(wrong, (reason for _, reason in LINES.values()), strict=True))
    ran = run(tmp_path / "out", path)
    hold(tmp_path / "out", ran, ONE_IN * len(LINES), reasons)
    articles = {one["row"]: one for one in table(tmp_path / "out", "articles")}
    assert [articles[row]["place"] for row in wrong] == [f"{path}:{row + 1}" for row in wrong]


def test_a_gzip_that_was_cut_off_is_used_up_to_there_and_other_files_go_on(tmp_path):
    packed = gzip.compress(b"\n".join(lines(400, [])), mtime=0)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    rest = [json.dumps(story(number)).encode() for number in range(400, 440)]
    (tmp_path / "in" / "b.jsonl").write_bytes(b"\n".join(rest))
    ran = run(tmp_path / "out", tmp_path / "in")
    articles = table(tmp_path / "out", "articles")
    lost = next(one["row"] for one in articles if one["status"] == "unread")
    assert 50 < lost < 400
    assert articles[lost]["place"] == f"{tmp_path / 'in' / 'a.jsonl.gz'}:{lost + 1}"
    hold(tmp_path / "out", ran, lost + 1 + 40, {lost: "cannot be read from here on"})


CSV = {
    "too few cells": (b"broken-0", "too few cells"),
    "too many": (b"broken-1,It rained,en,again", "too many cells"),
    "not UTF-8": (b"broken-2,It rained in the caf\xe9.,en", "not UTF-8"),
    "no text": (b"broken-3,,en", '"text" is missing or empty'),
    "a NUL": (b"broken-4,It \0rained.,en", "NUL"),
    "an open quote": (b'broken-5,"It rained.,en', "quote"),
    "an id twice": (b"story-0,It rained.,en", "stands in row"),
}


def test_a_table_of_text(tmp_path):
    path = tmp_path / "stories.csv"
    good = [",".join(story(number).values()).encode() for number in range(100)]
    wrong = [line for line, _ in CSV.values()]
    path.write_bytes(b"\n".join([b"id,text,target_language", *good, *wrong, b"story-100,It rained on Tuesday.,en"]))
    ran = run(tmp_path / "out", path)
    reasons = dict(enumerate((reason for _, reason in CSV.values()), 100))
    hold(tmp_path / "out", ran, 100 + len(CSV) + 1, reasons)


def test_a_parquet_with_a_group_that_was_overwritten(tmp_path):
    path = tmp_path / "stories.parquet"
    rows = [story(number) for number in range(300)]
    rows[10]["text"], rows[20]["text"] = "", LONG
    columns = pa.Table.from_pylist(rows)
    pq.write_table(columns, path, row_group_size=100, compression="zstd", write_page_checksum=True)
    about = pq.ParquetFile(path).metadata.row_group(1).column(1)
    data = bytearray(path.read_bytes())
    at = about.data_page_offset + about.total_compressed_size // 2
    data[at : at + 40] = bytes(40)
    path.write_bytes(data)
    ran = run(tmp_path / "out", path)
    reasons = {10: '"text" is missing or empty', 20: "characters, more than", 100: "rows 100 to 199 cannot be read"}
    articles = table(tmp_path / "out", "articles")
    assert [one["row"] for one in articles] == [*range(101), *range(200, 300)]
    assert ran.returncode == 3
    gaps = {gap["article"]: gap["reason"] for gap in table(tmp_path / "out", "gaps")}
    unread = {one["row"]: one["article"] for one in articles if one["status"] == "unread"}
    assert len(unread) == len(gaps) == len(reasons)
    for row, words in reasons.items():
        assert words in gaps[unread[row]]


# A file of a folder: what is in it, and words of the reason; None where it is an article.
FILES = {
    "binary.txt": (bytes(range(256)) * 40, "binary"),
    "empty.txt": (b"", "is empty"),
    "large.txt": (b"It rained. " * 2_500_000, "larger than"),
    "latin-1.txt": ("Das Café wurde am Dienstag für drei Tage geschlossen. ".encode("latin-1") * 9, None),
    "marks.md": (b"# \n\n---\n", "no prose"),
}


def test_a_folder_of_files(tmp_path):
    folder = tmp_path / "in"
    for number in range(40):
        path = folder / f"f{number % 3}" / f"story-{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(story(number)["text"], encoding="utf-8")
    for name, (data, _) in FILES.items():
        (folder / name).write_bytes(data)
    ran = run(tmp_path / "out", folder)
    assert ran.returncode == 3, ran.stderr
    articles = {one["article"]: one for one in table(tmp_path / "out", "articles")}
    gaps = {gap["article"]: gap["reason"] for gap in table(tmp_path / "out", "gaps")}
    assert len(articles) == 40 + len(FILES)
    assert gaps.keys() == {name for name, (_, reason) in FILES.items() if reason}
    for name, (_, reason) in FILES.items():
        assert articles[name]["status"] == ("unread" if reason else "audited")
        assert reason is None or reason in gaps[name]


def test_nothing_but_broken_rows(tmp_path):
    """Nothing was audited, and it is said: not a run that found no errors."""
    path = tmp_path / "stories.jsonl"
    path.write_bytes(b'{"id": "a", "text": ""}\n{"id": "b", "text": 4}\n')
    ran = run(tmp_path / "out", path)
    hold(tmp_path / "out", ran, 2, {0: "missing or empty", 1: "a number"})
