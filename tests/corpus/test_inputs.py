"""Tables of articles as they lie about: every format, every way a row can be broken, and what is said of it."""

import csv
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit import registry
from audit.corpus.columns import Columns
from audit.corpus.inputs import fingerprint
from audit.corpus.story import Broken, Story
from audit.errors import UsageError
from audit.markup import page
from tests.corpus.tables import read, reasons, written

NEWS = [
    {"id": "a", "text": "The river rose.", "source": "Река поднялась.", "target_language": "en", "outlet": "AP"},
    {"id": "b", "text": "It fell again.\nSlowly.", "source": "", "target_language": "en_gb", "outlet": "TASS, M."},
    {"id": "c", "text": '"No," he said.', "source": "", "target_language": "", "outlet": ""},
]
FORMATS = [
    "n.jsonl", "n.jsonl.gz", "n.jsonl.zst", "N.JSONL", "n.parquet",
    "n.csv", "n.csv.gz", "n.csv.zst", "n.tsv", "n.tsv.gz",
]  # fmt: skip


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
    found = read("old", columns=Columns(metadata=metadata))
    assert [row.metadata for row in found] == [one | {"desk": "world"} for one in told]
    if "desk" not in metadata:
        assert [row.metadata for row in read("tree", columns=Columns(metadata=metadata))] == told
        return
    with pytest.raises(
        UsageError, match=r'^tree: articles in a folder .* "desk=..." \(here: outlet, year\): leave out'
    ):
        read("tree", columns=Columns(metadata=metadata))


def test_a_column_that_only_later_rows_have_is_kept() -> None:
    written(Path("n.jsonl"), [{"text": "Fine."}] * 1_200 + [{"text": "Fine.", "id": 7, "outlet": "AP"}])
    *_, before, last = read("n.jsonl")
    assert (before.id, before.metadata) == ("n.jsonl:1200", {})
    assert (last.id, last.metadata) == ("7", {"outlet": "AP"})


@pytest.mark.parametrize(
    "header", ['id,"outlet\n(name)",text', '"outlet\n(name)",id,text', '\n\nid;text;"outlet\n(name)"']
)
def test_a_header_may_have_line_breaks(header: str) -> None:
    sign = ";" if ";" in header else ","
    names = next(csv.reader([header.strip()], delimiter=sign))
    Path("t.csv").write_text(f"{header}\n" + sign.join({"id": "7", "text": "Fine."}.get(one, "AP") for one in names))
    [row] = read("t.csv")
    assert (row.id, row.text, row.metadata) == ("7", "Fine.", {"outlet\n(name)": "AP"})


def test_a_header_that_cannot_be_read_is_said() -> None:
    Path("t.csv").write_text('"id,text\n1,Fine.\n')
    with pytest.raises(UsageError, match=r"t\.csv:1: the names of the columns cannot be read"):
        read("t.csv")


def test_a_folder_is_a_tree_of_articles() -> None:
    for name in ("2021/a.txt", "2021/b.md", "2022/c.html", "d.TXT", ".git/x.txt", "x.bin", "out/part=0/x.txt"):
        Path("old", name).parent.mkdir(parents=True, exist_ok=True)
        Path("old", name).write_text("Words.")
    Path("old/out/manifest.json").write_text("{}")
    Path("old/page.html").write_text('<script type="application/json" id="report">{}</script>')
    before = fingerprint(["old"])
    Path("old/corpus.html").write_text(page("A corpus", ""))
    assert fingerprint(["old"]) == before
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
    Path(os.fsdecode(b"\xe9.csv")).write_text("text\nFine.\n")
    with pytest.raises(UsageError, match=r"^\ufffd\.csv: the name is not UTF-8: rename it"):
        read("*.csv")


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


def test_the_page_for_users_names_every_ending() -> None:
    page = (Path(__file__).parents[2] / "docs" / "corpus-input.md").read_text(encoding="utf-8")
    endings = [end for reader in registry.discover("audit.corpus.inputs", "rows").values() for end in reader.SUFFIXES]
    plain = {end.removesuffix(".zstd").removesuffix(".zst").removesuffix(".gz") for end in endings}
    assert {end for end in plain if f"`{end}`" not in page} == set()


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
