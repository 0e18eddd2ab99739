"""Tables of articles as they lie about: every format, every way a row can be broken, and what is said of it."""

import gzip
import json
import os
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.corpus.columns import Columns
from audit.corpus.inputs import fingerprint, rows
from audit.corpus.story import Broken, Row, Story
from audit.errors import UsageError
from tests.corpus.tables import written

EVERY = Columns(metadata=("*",))
MOST = 1_000
NEWS = [
    {"id": "a", "text": "The river rose.", "source": "Река поднялась.", "target_language": "en", "outlet": "AP"},
    {"id": "b", "text": "It fell again.\nSlowly.", "source": "", "target_language": "en_gb", "outlet": "TASS, M."},
    {"id": "c", "text": '"No," he said.', "source": "", "target_language": "", "outlet": ""},
]
FORMATS = [
    "n.jsonl", "n.jsonl.gz", "n.jsonl.zst", "N.JSONL", "n.parquet",
    "n.csv", "n.csv.gz", "n.csv.zst", "n.tsv", "n.tsv.gz",
]  # fmt: skip


def read(*paths: object, columns: Columns = EVERY, most: int = MOST) -> list[Row]:
    return list(rows([str(path) for path in paths], columns, most))


def reasons(found: list[Row]) -> dict[str, str]:
    """Place, and what is wrong there; empty for an article."""
    return {row.place: row.reason if isinstance(row, Broken) else "" for row in found}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_the_same_articles(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, NEWS)
    places = {"n.p": " row {0}", "n.j": ":{1}", "N.J": ":{1}"}
    place = [path + places.get(name[:3], ":{2}").format(at, at + 1, line) for at, line in enumerate((2, 3, 5))]
    assert read(path) == [
        Story(0, "a", "The river rose.", place[0], "Река поднялась.", "en", None, {"outlet": "AP"}),
        Story(1, "b", "It fell again.\nSlowly.", place[1], None, "en-GB", None, {"outlet": "TASS, M."}),
        Story(2, "c", '"No," he said.', place[2]),
    ]


def test_numbers_count_over_all_files_and_places_name_them() -> None:
    for name in ("2022/b.jsonl", "2021/a.jsonl", "2021/z.csv"):
        Path(name).parent.mkdir(exist_ok=True)
        written(Path(name), [{"text": "One."}, {"text": "Two."}])
    found = read("2022/b.jsonl", "2021", "202?/b.jsonl")
    assert [(row.number, row.id) for row in found] == [
        (0, "2022/b.jsonl:1"), (1, "2022/b.jsonl:2"), (2, "2021/a.jsonl:1"), (3, "2021/a.jsonl:2"), (4, "2021/z.csv:2"),
        (5, "2021/z.csv:3"),
    ]  # fmt: skip


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


def test_metadata_of_any_type_becomes_text(tmp_path: Path) -> None:
    day = datetime(2021, 3, 4, 5, 6)  # as tables have them
    row = {
        "text": "Fine.", "when": day, "day": day.date(), "n": 3, "share": 0.1, "big": 1e20, "none": float("nan"),
        "price": Decimal("1.50"), "yes": True, "tags": ["a", "б"], "by": {"name": "X", "born": date(1970, 1, 1)},
        "raw": b"\xff\x00", "empty": "",
    }  # fmt: skip
    [story] = read(written(tmp_path / "n.parquet", [row]))
    assert story.metadata == {
        "when": "2021-03-04T05:06:00", "day": "2021-03-04", "n": "3", "share": "0.1", "big": "100000000000000000000",
        "price": "1.50", "yes": "true", "tags": '["a", "б"]', "by": '{"name": "X", "born": "1970-01-01"}',
        "raw": "ff00",
    }  # fmt: skip


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


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (Columns(text="body"), 'no column is called "body": give its name with --text-column; there are "key", "text"'),
        (Columns(id="uuid"), 'no column is called "uuid": give its name with --id-column'),
        (Columns(source="original"), 'no column is called "original": give its name with --source-column'),
        (Columns(target_language="lang"), 'no column is called "lang": give its name with --target-lang-column'),
        (Columns(metadata=("outlet",)), 'no column is called "outlet": name another with --metadata'),
    ],
)
@pytest.mark.parametrize("name", ["n.jsonl", "n.csv", "n.parquet"])
def test_a_column_that_is_not_there_is_told_at_once(tmp_path: Path, name: str, columns: Columns, said: str) -> None:
    path = written(tmp_path / name, [{"key": "1", "text": "Fine."}])
    with pytest.raises(UsageError) as told:
        read(path, columns=columns)
    assert str(told.value).startswith(f"{path}: {said}")


def test_a_file_among_others_without_the_column_is_a_broken_row() -> None:
    written(Path("a.csv"), [{"text": "Fine."}])
    written(Path("b.csv"), [{"body": "Fine."}])
    written(Path("c.csv"), [{"text": "Fine."}])
    assert [bool(reason) for reason in reasons(read("?.csv")).values()] == [False, True, False]
    assert reasons(read("?.csv"))["b.csv"].startswith('no column is called "text"')


def test_columns_are_called_as_the_user_says() -> None:
    written(Path("n.jsonl"), [{"key": 7, "body": "Fine.", "orig": "Хорошо.", "to": "en", "from": "ru", "text": "No."}])
    named = Columns("key", "body", "orig", "to", "from", ("*",))
    assert read("n.jsonl", columns=named) == [
        Story(0, "7", "Fine.", "n.jsonl:1", "Хорошо.", "en", "ru", {"text": "No."})
    ]


@pytest.mark.parametrize("metadata", [("*",), ("outlet", "year", "desk")])
def test_folders_tell_columns_as_hive_writes_them(metadata: tuple[str, ...]) -> None:
    for folder in ("outlet=AP/year=2021", "outlet=TASS%2C M./year=__HIVE_DEFAULT_PARTITION__"):
        Path("old", folder).mkdir(parents=True)
        written(Path("old", folder, "n.parquet"), [{"text": "Fine.", "desk": "world"}])
        Path("tree", folder).mkdir(parents=True)
        Path("tree", folder, "a.txt").write_text("Fine.")
    told = [{"outlet": "AP", "year": "2021"}, {"outlet": "TASS, M."}]
    columns = Columns(metadata=metadata)
    assert [row.metadata for row in read("tree", columns=columns)] == told
    assert [row.metadata for row in read("old", columns=columns)] == [one | {"desk": "world"} for one in told]


def test_a_folder_is_a_tree_of_articles() -> None:
    for name in ("2021/a.txt", "2021/b.md", "2022/c.html", "d.TXT", ".git/x.txt", "x.bin", "out/part=0/x.txt"):
        Path("old", name).parent.mkdir(parents=True, exist_ok=True)
        Path("old", name).write_text("Words.")
    Path("old/out/manifest.json").write_text("{}")
    Path("old/page.html").write_text('<script type="application/json" id="report">{}</script>')
    Path("away.txt").write_text("Words.")
    Path("old/away.txt").symlink_to(Path("away.txt").absolute())
    assert [(row.number, row.id, row.path, row.text) for row in read("old") if isinstance(row, Story)] == [
        (0, "d.TXT", "old/d.TXT", ""),
        (1, "2021/a.txt", "old/2021/a.txt", ""),
        (2, "2021/b.md", "old/2021/b.md", ""),
        (3, "2022/c.html", "old/2022/c.html", ""),
    ]
    assert [row.id for row in read("old/**/*.txt")] == ["2021/a.txt"]
    assert [row.id for row in read("old/2021", "away.txt")] == ["old/2021/a.txt", "old/2021/b.md", "away.txt"]


def test_a_file_of_a_name_that_is_not_utf_8_is_a_broken_row() -> None:
    Path("old").mkdir()
    Path(os.fsdecode(b"old/\xe9.txt")).write_text("Words.")
    [broken] = read("old")
    assert (broken.place, type(broken)) == ("old/\ufffd.txt", Broken)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("none", "none does not exist: check its name"),
        ("a\0b", "a\0b does not exist"),
        ("*.csv", "*.csv fits no file that can be read"),
        ("x.json", "x.json is in no format that is known: write its articles one a line as .jsonl (.csv, "),
        ("-", "- is no regular file"),
        ("/dev/null", "/dev/null is no regular file"),
        ("mixed", 'mixed holds tables (n.csv) and articles (README.md): say which are meant, as in "mixed/**/*.csv"'),
        ("empty", "empty: no article and no table is in this folder"),
        ("none.jsonl", "none.jsonl: there is no row to audit"),
    ],
)
def test_words_that_mean_nothing_are_refused(word: str, said: str) -> None:
    for name in ("mixed/n.csv", "mixed/README.md", "x.json", "empty/x.bin", "none.jsonl"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    if word == "none.jsonl":
        Path(word).write_text("\n\n")
    with pytest.raises(UsageError) as told:
        read(word)
    assert str(told.value).startswith(said)


def test_the_fingerprint_changes_with_the_files_and_not_with_where_they_are() -> None:
    for name in ("old/a.txt", "old/2021/b.txt"):
        Path(name).parent.mkdir(exist_ok=True, parents=True)
        Path(name).write_text("Words.")
    before = fingerprint(["old"])
    Path("old").rename("moved")
    assert fingerprint(["moved"]) == before
    os.utime("moved/a.txt", ns=(1, 1))
    later = fingerprint(["moved"])
    Path("moved/a.txt").rename("moved/z.txt")
    assert len({before, later, fingerprint(["moved"]), fingerprint(["moved/z.txt"])}) == 4


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1).filter(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=5), st.sampled_from(FORMATS))
def test_what_is_written_is_read(tmp_path: Path, articles: list[tuple[str, str]], name: str) -> None:
    path = written(tmp_path / name, [{"text": text, "outlet": outlet} for text, outlet in articles])
    found = read(path, columns=Columns(metadata=("outlet",)))
    assert [(row.text, row.metadata["outlet"]) for row in found if isinstance(row, Story)] == articles


_STREAM = """
import json, resource, sys
import pyarrow.parquet
from audit.corpus.columns import Columns
from audit.corpus.inputs import rows
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in rows([sys.argv[1]], Columns(metadata=("*",)), 1_000_000))
print(json.dumps([count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]))
"""


@pytest.mark.parametrize(("name", "most"), [("n.jsonl", 40), ("n.jsonl.gz", 40), ("n.csv", 40), ("n.parquet", 100)])
def test_two_hundred_megabytes_stream(tmp_path: Path, name: str, most: int) -> None:
    """`most` megabytes more than before; Arrow keeps pages of every column, and buffers for them."""
    stories = [{"id": "a", "text": os.urandom(10_000).hex(), "outlet": "AP"} for _ in range(500)]
    path = tmp_path / name
    if name.endswith("parquet"):
        table = pa.concat_tables([pa.Table.from_pylist(stories)] * 20)
        pq.write_table(table, path, row_group_size=len(table), use_dictionary=False, compression="none")
    else:
        data = Path(written(tmp_path / name.removesuffix(".gz"), stories)).read_bytes()
        header, body = data.split(b"\n", 1) if name.endswith("csv") else (b"", data)
        piece = gzip.compress(body, 1) if name.endswith("gz") else body
        path.write_bytes(header + b"\n" * bool(header))
        with path.open("ab") as file:
            file.writelines(piece for _ in range(20))
    said = subprocess.run([sys.executable, "-c", _STREAM, path], capture_output=True, check=True, text=True).stdout
    count, megabytes = json.loads(said)
    path.unlink()
    assert count == 10_000
    assert megabytes < most
