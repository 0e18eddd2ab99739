"""Tables of MQM ratings as WMT publishes them, written by hand."""

from pathlib import Path

import pytest

from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument
from audit.gold.files import read_gold, write_gold
from audit.gold.importers import wmt_mqm

from .lines import cut

OLD = "system doc doc_id seg_id rater source target category severity"
MAROT = "system doc docSegId globalSegId rater source target category severity metadata"
TWELVE = (
    "year source_lang target_lang document_id doc_segment_id system_id rater_id source reference candidate "
    "category severity"
)
CLEAN = ("No-error", "No-error")


def row(target: str, *said: str, source: str = "Le chat aboie.", seg: str = "1", rater: str = "r1", **more: str) -> str:
    """A row under the old header: category and severity last."""
    return "\t".join([more.get("system", "mt"), more.get("doc", "pets"), seg, "9", rater, source, target, *said])


def table(path: Path, *rows: str, header: str = OLD) -> Path:
    path.write_text("\n".join([header.replace(" ", "\t"), *rows]) + "\n", encoding="utf-8")
    return path


def read(*paths: Path) -> tuple[GoldDocument, ...]:
    """What is imported, which can be written as gold and read again."""
    documents = tuple(wmt_mqm.read(paths, cut))
    gold = paths[0].parent / "gold.jsonl"
    gold.write_text(write_gold(documents), encoding="utf-8")
    assert read_gold(gold) == documents
    return documents


# -- one segment -------------------------------------------------------------------------------------------------

WRONG = "accuracy/mistranslation"


def major(start: int, end: int, category: str = WRONG, side: Side = Side.TARGET) -> ErrorSpan:
    return ErrorSpan(start, end, Severity.MAJOR, category, side)


SEGMENTS = {
    "marked in the target": ([row("The cat <v>barks</v>.", WRONG, "Major")], "The cat barks.", {"r1": (major(8, 13),)}),
    "marked in the source": (
        [row("The cat.", "Accuracy/Omission", "Major", source="Le chat <v>aboie</v>.")],
        "The cat.",
        {"r1": (major(8, 13, "Accuracy/Omission", Side.SOURCE),)},
    ),
    "judged and clean": ([row("The cat barks.", *CLEAN)], "The cat barks.", {"r1": ()}),
    "judged and clean, as Marot writes it": ([row("A.", "no-error", "no-error")], "A.", {"r1": ()}),
    "judged and clean, as older tools write it": ([row("A.", "No_error", "no_error")], "A.", {"r1": ()}),
    "a severity in small letters": ([row("<v>A</v>.", WRONG, "major")], "A.", {"r1": (major(0, 1),)}),
    "two errors of one rater": (
        [row("<v>The</v> cat.", WRONG, "Major"), row("The <v>cat</v>.", WRONG, "Neutral")],
        "The cat.",
        {"r1": (major(0, 3), ErrorSpan(4, 7, Severity.NEUTRAL, WRONG))},
    ),
    "two raters": (
        [row("<v>The</v> cat.", WRONG, "Major"), row("The cat.", *CLEAN, rater="r2")],
        "The cat.",
        {"r1": (major(0, 3),), "r2": ()},
    ),
    "two places of one error": (
        [row("<v>A</v> b <v>c</v>", WRONG, "Major")],
        "A b c",
        {"r1": (major(0, 1), major(4, 5))},
    ),
    "an error without marks": ([row("A b.", WRONG, "Major")], "A b.", {"r1": (major(4, 4),)}),
    "no translation at all": (
        [row("A b.", "Non-translation!", "Major")],
        "A b.",
        {"r1": (major(0, 4, "Non-translation!"),)},
    ),
    "marks around nothing": ([row("A <v></v>b.", WRONG, "Major")], "A b.", {"r1": (major(2, 2),)}),
    "white space in the marks": ([row("A<v> b </v>c", WRONG, "Major")], "A b c", {"r1": (major(1, 4),)}),
    "quotation marks are text": (
        [row('"He said ""<v>no</v>""."', WRONG, "Major")],
        '"He said ""no""."',
        {"r1": (major(11, 13),)},
    ),
    "code points": ([row("🐈 <v>barks</v>", WRONG, "Major")], "🐈 barks", {"r1": (major(2, 7),)}),
    "a test of attention is left out": (
        [row("The dog barks.", "Found", "HOTW-test"), row("The cat barks.", *CLEAN)],
        "The cat barks.",
        {"r1": ()},
    ),
    "a row without a rater judges nothing": ([row("A.", "", "", rater="")], "A.", {}),
    "the text of most rows": (
        [
            row("<v>The</v>  cat barks.", WRONG, "Major"),
            row("The cat barks.", *CLEAN, rater="r2"),
            row("The cat <v>barks</v>.", WRONG, "Major", rater="r3"),
        ],
        "The cat barks.",
        {"r1": (major(0, 3),), "r2": (), "r3": (major(8, 13),)},
    ),
    "marks in another text, twice in this": (
        [row("a  <v>a</v>", WRONG, "Major"), row("a a", *CLEAN, rater="r2"), row("a a", *CLEAN, rater="r3")],
        "a a",
        {"r1": (major(3, 3),), "r2": (), "r3": ()},
    ),
    "no translation, marked in another text": (
        [row("<v>Un chat.</v>", "Non-translation!", "Major"), row("A cat.", *CLEAN, rater="r2"), row("A cat.", *CLEAN)],
        "A cat.",
        {"r1": (major(6, 6, "Non-translation!"),), "r2": ()},
    ),
    "no category": ([row("<v>A</v>.", "", "Major")], "A.", {"r1": (major(0, 1, "Other"),)}),
}


@pytest.mark.parametrize(("rows", "target", "raters"), SEGMENTS.values(), ids=SEGMENTS)
def test_a_segment_is_what_its_rows_say(tmp_path, rows, target, raters):
    (document,) = read(table(tmp_path / "mqm.fr-en.tsv", *rows))
    (segment,) = document.segments
    assert (segment.id, segment.target, segment.raters) == ("1", target, raters)
    assert segment.source == "Le chat aboie."


def test_an_empty_source_is_none(tmp_path):
    (document,) = read(table(tmp_path / "mqm.fr-en.tsv", row("A.", *CLEAN, source="")))
    assert document.segments[0].source is None


# -- documents ---------------------------------------------------------------------------------------------------


def test_rows_are_gathered_by_document_and_system_and_segments_put_in_order(tmp_path):
    rows = [
        row("Ten.", *CLEAN, seg="10", source="Dix."),
        row("Two, other.", *CLEAN, seg="2", source="Deux.", system="other"),
        row("Two.", *CLEAN, seg="2", source="Deux."),
        row("First.", *CLEAN, seg="1", source="Un.", doc="news"),
    ]
    documents = read(table(tmp_path / "mqm_fren.tsv", *rows))
    assert [(one.id, one.doc, one.system) for one in documents] == [
        ("pets/mt", "pets", "mt"),
        ("pets/other", "pets", "other"),
        ("news/mt", "news", "mt"),
    ]
    assert [(one.id, one.target) for one in documents[0].segments] == [("2", "Two."), ("10", "Ten.")]


def test_several_tables_of_the_same_texts_are_one_set(tmp_path):
    one = table(tmp_path / "round1.fr-en.tsv", row("<v>A</v>.", WRONG, "Major"))
    other = table(tmp_path / "round2.fr-en.tsv", row("A.", *CLEAN, rater="r2"))
    expected = {"r1": (major(0, 1),), "r2": ()}
    assert read(one, other)[0].segments[0].raters == expected
    (tmp_path / "gold.jsonl").unlink()
    assert read(tmp_path / "round1.fr-en.tsv", tmp_path / "round2.fr-en.tsv")[0].segments[0].raters == expected
    assert [one.segments[0].raters for one in wmt_mqm.read([tmp_path], cut)] == [expected]


HEADERS = {
    "2020 to 2022": (OLD, row("The cat <v>barks</v>.", WRONG, "Major")),
    "with a comment": (f"{OLD} comment", row("The cat <v>barks</v>.", WRONG, "Major", "hm")),
    "Marot": (MAROT, row("The cat <v>barks</v>.", WRONG, "Major", '{"timestamp": 3}')),
    "none": (row("The cat <v>barks</v>.", WRONG, "Major", "{}"), row("The cat barks.", *CLEAN, "{}", rater="r2")),
    "twelve columns": (
        TWELVE,
        f"2022\tfr\ten\tpets\t1\tmt\tr1\tLe chat aboie.\tThe cat meows.\tThe cat <v>barks</v>.\t{WRONG}\tMajor",
    ),
}


@pytest.mark.parametrize(("header", "line"), HEADERS.values(), ids=HEADERS)
def test_the_headers_of_all_years_are_known(tmp_path, header, line):
    path = tmp_path / "mqm.fr-en.tsv"
    path.write_text(f"{header if header.count('	') else header.replace(' ', '	')}\n{line}\n", encoding="utf-8")
    (document,) = read(path)
    assert (document.id, document.source_language, document.target_language) == ("pets/mt", "fr", "en")
    assert document.segments[0].raters["r1"] == (major(8, 13),)
    assert document.segments[0].target == "The cat barks."


LANGUAGES = {
    "in the file's name": ("mqm_generalMT2023_zhen.tsv", "pets", "zh", "en"),
    "with a dash": ("news.en-de.tsv", "pets", "en", "de"),
    "at the end of the document's name": ("mqm.tsv", "talk.1:English-German", "en", "de"),
    "said twice: the document knows better": ("mqm_zhen.tsv", "talk.1:English-Czech", "en", "cs"),
    "nowhere": ("ratings.tsv", "pets", None, "und"),
    "in letters that are no languages": ("main.xqzz.tsv", "pets", None, "und"),
}


@pytest.mark.parametrize(("name", "doc", "source", "target"), LANGUAGES.values(), ids=LANGUAGES)
def test_languages_are_found(tmp_path, name, doc, source, target):
    (document,) = read(table(tmp_path / name, row("A.", *CLEAN, doc=doc)))
    assert (document.source_language, document.target_language) == (source, target)


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path):
    path = tmp_path / "mqm.fr-en.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{OLD.replace(' ', chr(9))}\r\n{row('<v>A</v>.', WRONG, 'Major')}\r\n".encode())
    assert read(path)[0].segments[0].raters == {"r1": (major(0, 1),)}


# -- malformed ---------------------------------------------------------------------------------------------------

MALFORMED = {
    "too few cells": (
        [row("A.", *CLEAN), "mt\tpets\t2"],
        "mqm.fr-en.tsv:3: 3 cells, but the columns need 9: separate them by tabs, and write no line break within",
    ),
    "a severity of no kind": (
        [row("<v>A</v>.", WRONG, "Awful")],
        "mqm.fr-en.tsv:2: the severity is 'Awful': it must be one of neutral, minor, major, critical, No-error",
    ),
    "no severity": ([row("<v>A</v>.", WRONG, "")], "mqm.fr-en.tsv:2: the severity is ''"),
    "a mark that is not closed": (
        [row("The <v>cat.", WRONG, "Major")],
        "mqm.fr-en.tsv:2: a <v> has no </v> in 'The <v>cat.': correct the marks",
    ),
    "a mark that is not opened": (
        [row("The cat</v>.", WRONG, "Major")],
        "mqm.fr-en.tsv:2: <v> and </v> do not pair in 'The cat</v>.': correct the marks",
    ),
    "a mark in a mark": ([row("<v>The <v>cat</v></v>.", WRONG, "Major")], "mqm.fr-en.tsv:2: <v> and </v> do not pair"),
    "no system": ([row("A.", *CLEAN, system=" ")], "mqm.fr-en.tsv:2: the system is empty"),
    "no segment": ([row("A.", *CLEAN, seg="")], "mqm.fr-en.tsv:2: the segment is empty"),
}


@pytest.mark.parametrize(("rows", "says"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_row_is_refused_by_line(tmp_path, rows, says):
    with pytest.raises(UsageError) as refused:
        read(table(tmp_path / "mqm.fr-en.tsv", *rows))
    assert says in str(refused.value)


def test_a_table_without_a_column_is_refused(tmp_path):
    path = table(tmp_path / "mqm.tsv", "mt\tpets", header="system doc")
    with pytest.raises(UsageError, match=r"mqm.tsv:1: no column 'docSegId': give a table of MQM ratings"):
        read(path)


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"is a folder without \*.tsv"):
        read(tmp_path)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    path = tmp_path / "mqm.tsv"
    path.write_bytes(OLD.replace(" ", "\t").encode() + b"\ncaf\xe9\n")
    with pytest.raises(UsageError, match=r"mqm.tsv:2: not UTF-8"):
        read(path)
