"""Every way a row, or the rest of a file, can be broken: what is said of it, and that it costs no other."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.corpus.columns import Columns
from audit.corpus.story import Broken, Story
from audit.errors import UsageError
from tests.corpus.tables import read, reasons, written

GOOD = b'{"id": "a", "text": "Fine."}'


@pytest.mark.parametrize(
    ("line", "id_", "reason"),
    [
        (b'{"id": "x", "text": "caf\xe9"}', "x", '"text" has bytes that are not UTF-8'),
        (b'{"id": "caf\xe9", "text": "Fine."}', None, '"id" has bytes that are not UTF-8'),
        (b'{"id": "x", "text": "Fine.", "outlet": "\xe9"}', "x", '"outlet" has bytes that are not UTF-8'),
        (b'{"id": "x", "text": "\\ud83d"}', "x", '"text" has half of a surrogate pair'),
        (b'{"id": "x", "text": "a\\u0000b"}', "x", '"text" has NUL characters'),
        (b'{"id": "x", "text": "a"', None, "not JSON (Expecting ',' delimiter at character 24): write one object"),
        (b'["x", "a"]', None, "not an object"),
        (b'{"id": "x"}', "x", '"text" is missing or empty'),
        (b'{"id": "x", "text": null}', "x", '"text" is missing or empty'),
        (b'{"id": "x", "text": " \\n"}', "x", '"text" is missing or empty'),
        (b'{"id": "x", "text": 5}', "x", '"text" is a number, not text'),
        (b'{"id": "x", "text": ["a"]}', "x", '"text" is a list, not text'),
        (b'{"text": "Fine."}', None, '"id" is missing or empty: give every row an id of its own'),
        (b'{"id": "", "text": "Fine."}', None, '"id" is missing or empty'),
        (b'{"id": NaN, "text": "Fine."}', None, '"id" is missing or empty'),
        (b'{"id": true, "text": "Fine."}', None, '"id" is true or false, not text'),
        (b'{"id": {"a": 1}, "text": "Fine."}', None, '"id" is an object, not text'),
        (b'{"id": "x", "text": "Fine.", "source": 1}', "x", '"source" is a number, not text'),
        (b'{"id": "x", "text": "Fine.", "target_language": "Klingonish"}', "x", "which is no language tag"),
        (b'{"id": "x", "text": "Fine.", "text": "Better."}', None, 'two columns are called "text"'),
        (b'{"id": "x", "text": "%s"}' % (b"a" * 1001), "x", '"text" has 1,001 characters, more than 1,000: split'),
        (b'{"id": "x", "text": "%s"}' % (b"a" * 3_000_000), None, "the line is longer than 1,060,576 bytes"),
        (b'{"id": "x", "text": ' + b"[" * 100_000, None, "nested too deeply"),
        (b'{"id": %s, "text": "Fine."}' % (b"1" * 5000), None, "a number of thousands of digits"),
    ],
    ids=lambda value: value.decode("latin-1")[:40] if isinstance(value, bytes) else None,
)
def test_a_broken_line_says_what_is_wrong_and_costs_no_other(line: bytes, id_: str | None, reason: str) -> None:
    Path("n.jsonl").write_bytes(b"\n".join([GOOD, b"", line, GOOD.replace(b'"a"', b"7")]))
    first, broken, last = read("n.jsonl")
    assert isinstance(broken, Broken)
    assert (broken.number, broken.place, broken.id) == (1, "n.jsonl:3", id_ or "n.jsonl:3")
    assert broken.reason.startswith(reason) or reason in broken.reason
    assert [(row.number, row.id, type(row)) for row in (first, last)] == [(0, "a", Story), (2, "7", Story)]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('id,text\n1,"open\n2,fine\n3,"fine too"\n', ["text behind a closing quote, or one", "", ""]),
        ('id,text\n1,"open\n2,fine\n3,fine\n', ["a quote that is not closed", "", ""]),
        ('id,text\n1,"a" b\n2,fine\n', ["text behind a closing quote", ""]),
        ("id,text\n1,a,b\n2,fine\n", ["too many cells, 3 where the header has 2: put quotes around those", ""]),
        ("id,text\n1\n\n2,fine\n", ["too few cells, 1 where the header has 2", ""]),
        ('id;text\n1;"one; two\nthree"\n2;a, b\n', ["", ""]),
        ("\ufeffid|text\r\n1|fine\r\n", [""]),
        ("id,text\n1,caf\udce9\n2,fine\n", ['"text" has bytes that are not UTF-8', ""]),
        ("id,text,text2,text2\n1,fine,,\n", [""]),
        (f"id,text\n1,{'a' * 3_000_000}\n2,fine\n", ["the line is longer than 1,056,576 bytes", ""]),
    ],
)
def test_a_row_with_its_quotes_out_of_order_costs_no_other(table: str, said: list[str]) -> None:
    Path("n.csv").write_bytes(table.encode("utf-8", "surrogateescape"))
    found = list(reasons(read("n.csv", columns=Columns())).values())
    assert len(found) == len(said)
    assert all(
        reason.startswith(start) and bool(reason) == bool(start) for reason, start in zip(found, said, strict=True)
    )


def test_a_cell_of_parquet_that_is_not_utf_8_costs_one_row() -> None:
    text = pa.array([b"Fine.", b"\xff", None, b"Fine."]).cast(pa.binary())
    broken = pa.StringArray.from_buffers(4, text.buffers()[1], text.buffers()[2], text.buffers()[0])
    when = pa.array([1, 2, 3, 4], pa.timestamp("ns", "Europe/Paris"))
    outlet = pa.array(["AP", "AP", "TASS", "AP"]).dictionary_encode()
    pq.write_table(pa.table({"id": [1, 2, 3, 4], "text": broken, "when": when, "outlet": outlet}), "n.parquet")
    found = read("n.parquet")
    assert [(row.id, row.metadata["outlet"], isinstance(row, Story)) for row in found] == [
        ("1", "AP", True), ("2", "AP", False), ("3", "TASS", False), ("4", "AP", True),
    ]  # fmt: skip
    assert list(reasons(found).values())[1:3] == [
        '"text" has bytes that are not UTF-8: save it in that encoding',
        '"text" is missing or empty: there is no text to audit',
    ]


@pytest.mark.parametrize("name", ["n.jsonl.gz", "n.jsonl.zst", "n.csv.gz"])
def test_of_a_file_that_is_cut_off_all_before_is_used(name: str) -> None:
    articles = [{"id": f"a{at}", "text": os.urandom(40).hex()} for at in range(20_000)]
    whole = Path(written(Path(name), articles)).read_bytes()
    Path(name).write_bytes(whole[: len(whole) // 2])
    written(Path("z.jsonl"), [{"id": "last", "text": "Fine."}])
    *stories, broken, last = read(name, "z.jsonl")
    assert [story.id for story in stories] == [one["id"] for one in articles[: len(stories)]]
    assert len(stories) > 9_000
    assert isinstance(broken, Broken)
    assert broken.reason.startswith("cannot be read from here on (")
    assert broken.place == f"{name}:{len(stories) + (1 if 'jsonl' in name else 2)}"
    assert (last.id, last.number) == ("last", len(stories) + 1)


def test_what_is_lost_of_parquet_is_one_broken_row_and_the_rest_goes_on() -> None:
    texts = [os.urandom(50).hex() for _ in range(400)]
    table = pa.table({"id": list(range(400)), "text": texts})
    pq.write_table(table, "n.parquet", row_group_size=100, use_dictionary=False, write_page_checksum=True)
    data = bytearray(Path("n.parquet").read_bytes())
    at = data.index(texts[150].encode()[:20]) if texts[150].encode()[:20] in data else len(data) * 3 // 8
    data[at : at + 8] = b"\xff" * 8
    Path("n.parquet").write_bytes(data)
    Path("no.parquet").write_bytes(b"PAR1 and no more")
    found = read("n.parquet", "no.parquet")
    said = {place: reason for place, reason in reasons(found).items() if reason}
    assert [row.number for row in found if isinstance(row, Story)] == [*range(100), *range(200, 400)]
    assert said["n.parquet row 100"].startswith("rows 100 to 199 cannot be read (")
    assert said["no.parquet"].startswith("cannot be read (")
    assert [row.number for row in found if isinstance(row, Broken)] == [100, 400]


@pytest.mark.parametrize("data", ["id,text\n1,Fine.\n".encode("utf-16"), '{"text": "Fine."}\n'.encode("utf-16")])
@pytest.mark.parametrize("name", ["n.csv", "n.jsonl"])
def test_a_file_in_utf_16_is_one_broken_row(name: str, data: bytes) -> None:
    Path(name).write_bytes(data)
    assert reasons(read(name)) == {name: "is UTF-16: save it as UTF-8"}


def test_json_that_is_not_in_lines_is_told_at_once() -> None:
    Path("n.jsonl").write_text("[\n" + '  {\n    "text": "Fine."\n  },\n' * 5)
    with pytest.raises(UsageError) as told:
        read("n.jsonl")
    assert str(told.value) == (
        "n.jsonl:1: none of the first 16 lines is an article (not JSON (Expecting value at character 2): write one "
        "object a line)"
    )


_PIECES = [
    b'"',
    b",",
    b"\n",
    b"\r",
    b";",
    b"\t",
    b"\xff",
    b"\0",
    b"a",
    b"{",
    b"}",
    b":",
    b"[",
    b"1,a\n",
    b'{"text": "a"}\n',
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES)).map(b"".join), st.sampled_from(["n.csv", "n.tsv", "n.jsonl"]))
def test_whatever_the_bytes_are_each_row_is_an_article_or_says_what_is_wrong(data: bytes, name: str) -> None:
    Path(name).write_bytes((b'{"text": "Fine."}\n' if "jsonl" in name else b"text\nFine.\n") + data)
    found = read(name, columns=Columns())
    assert [row.number for row in found] == list(range(len(found)))
    assert next(row.text for row in found if isinstance(row, Story)) == "Fine."
    assert all(row.reason for row in found if isinstance(row, Broken))
    json.dumps([asdict(row) for row in found], ensure_ascii=False).encode()  # nothing that no file can hold


@pytest.mark.parametrize("compression", ["none", "zstd"])
def test_whatever_is_damaged_in_parquet_numbers_go_up_and_nothing_falls_over(compression: str) -> None:
    table = pa.table({"id": list(range(300)), "text": [f"Story {at}. " * (at % 30 + 1) for at in range(300)]})
    pq.write_table(table, "whole.parquet", row_group_size=100, compression=compression, write_page_checksum=True)
    whole, chance = Path("whole.parquet").read_bytes(), Random(7)  # noqa: S311  # damage, no secrets
    for _ in range(40):
        data = bytearray(whole)
        at = chance.randrange(len(data) - 1_000)  # not in the footer, which says what the columns are
        data[at : at + 4] = chance.randbytes(4)
        Path("n.parquet").write_bytes(data)
        found = read("n.parquet", columns=Columns(), most=10_000)
        stories = {row.number: row.text for row in found if isinstance(row, Story)}
        assert stories.items() <= dict(enumerate(table["text"].to_pylist())).items()
        assert len(stories) == 300 or any(isinstance(row, Broken) for row in found)
        assert len({row.number for row in found}) == len(found)
