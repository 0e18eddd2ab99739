"""Gold files: what is read, what is refused with which words, and that what is written is what was read."""

import hashlib
import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.gold.files import digest, examine, read_gold, write_gold
from audit.gold.parse import parse
from audit.gold.summary import summarised

from .lines import SHARED, error, file, line, loaded, segment, without

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "gold.json").read_text(encoding="utf-8"))


def marked(*errors: object, target: str = "The cat barks.", **more: object) -> dict[str, object]:
    """A document whose only rater marked these errors."""
    return line(segment(1, target, raters={"r1": list(errors)}, **more))


# -- what a line may be ------------------------------------------------------------------------------------------

GOOD = {
    "as short as can be": line(),
    "no source language": without(line(), "source_lang"),
    "a source language of null": line(source_lang=None),
    "a segment that nobody judged": line(segment(raters={})),
    "a named segment": line(segment("s1")),
    "segment 0": line(segment(0)),
    "a source": line(segment(source="Le chat aboie.")),
    "a source of null": line(segment(source=None)),
    "a paragraph": line(segment(paragraph=0)),
    "a paragraph of null": line(segment(paragraph=None)),
    "an empty target": line(segment(target="")),
    "an error": marked(error(8, 13)),
    "an error with its words": marked(error(8, 13, text="barks")),
    "an error with words of null": marked(error(8, 13, text=None)),
    "an error without words, at the end": marked(error(14, 14, text="")),
    "an error over everything": marked(error(0, 14)),
    "an error in the source": marked(error(8, 13, side="source", text="aboie"), source="Le chat aboie."),
    "a severity in capitals": marked(error(8, 13, severity="Major")),
    "a neutral error": marked(error(8, 13, severity="NEUTRAL")),
    "a critical error": marked(error(8, 13, severity="critical")),
    "a side in capitals": marked(error(8, 13, side="Target")),
    "code points, not bytes or UTF-16": marked(error(2, 6, text="bark"), target="🐈 barks"),
    "numbers with a point": marked(error(8.0, 13.0)),
    "unknown keys": line(segment(mismatch=2) | {"raters": {"r1": [error(0, 3, score=5)]}}, domain="news"),
    "two raters": line(segment(raters={"r1": [error(0, 3)], "r2": []})),
}


@pytest.mark.parametrize("document", GOOD.values(), ids=GOOD)
def test_a_good_line_is_read_and_fits_the_schema(document):
    assert parse(json.dumps(document)).id == "pets/mt"
    Draft202012Validator(SCHEMA).validate(document)


BAD = {
    "no object": ([], "the line is []: it must be an object"),
    "no id": (without(line(), "id"), 'the document lacks "id"'),
    "an empty id": (line(id=""), 'the document: "id" is empty'),
    "a number as id": (line(id=7), 'the document: "id" is 7: it must be a text'),
    "no doc": (without(line(), "doc"), "document 'pets/mt' lacks \"doc\": give it as a text"),
    "no system": (without(line(), "system"), "document 'pets/mt' lacks \"system\""),
    "no target language": (without(line(), "target_lang"), 'lacks "target_lang"'),
    "a list as source language": (line(source_lang=["fr"]), '"source_lang" is ["fr"]: it must be a text'),
    "no segments": (without(line(), "segments"), 'lacks "segments": give it as a list'),
    "empty segments": (line(segments=[]), '"segments" is empty'),
    "segments in an object": (line(segments={"1": {}}), '"segments" is {"1": {}}: it must be a list'),
    "a text as segment": (line("Hello."), "document 'pets/mt', segment number 1 is \"Hello.\": it must be an object"),
    "no seg": (line(segment(), without(segment(), "seg")), 'segment number 2 lacks "seg"'),
    "a negative seg": (line(segment(-1)), '"seg" is -1: it must be a text'),
    "an empty seg": (line(segment("")), 'segment number 1: "seg" is empty'),
    "true as seg": (line(segment(True)), '"seg" is true'),
    "no target": (line(without(segment(), "target")), "segment '1' lacks \"target\""),
    "a target of null": (line(segment(target=None)), '"target" is null: it must be a text'),
    "a number as source": (line(segment(source=3)), '"source" is 3'),
    "half a paragraph": (line(segment(paragraph=0.5)), '"paragraph" is 0.5: it must be a whole number, 0 or more'),
    "no raters": (line(without(segment(), "raters")), "segment '1' lacks \"raters\": give it as an object"),
    "raters in a list": (line(segment(raters=[])), '"raters" is []: it must be an object'),
    "a rater of null": (line(segment(raters={"r1": None})), "segment '1', rater 'r1' is null: it must be a list"),
    "an error as a text": (marked("barks"), "rater 'r1', error number 1 is \"barks\": it must be an object"),
    "no start": (
        marked(without(error(0, 3), "start")),
        "rater 'r1', error number 1 lacks \"start\": give it as a number",
    ),
    "no end": (marked(error(0, 3), without(error(0, 3), "end")), 'error number 2 lacks "end"'),
    "no category": (marked(without(error(0, 3), "category")), 'error number 1 lacks "category"'),
    "no severity": (marked(without(error(0, 3), "severity")), 'error number 1 lacks "severity"'),
    "a start in words": (marked(error("0", 3)), '"start" is "0": it must be a whole number'),
    "a negative start": (marked(error(-1, 3)), '"start" is -1'),
    "true as end": (marked(error(0, True)), '"end" is true'),
    "half an end": (marked(error(0, 3.5)), '"end" is 3.5'),
    "an empty category": (marked(error(0, 3, category="")), '"category" is empty'),
    "another severity": (
        marked(error(0, 3, severity="serious")),
        "\"severity\" is 'serious': it must be one of neutral, minor, major, critical",
    ),
    "a severity of null": (marked(error(0, 3, severity=None)), '"severity" is null'),
    "another side": (marked(error(0, 3, side="left")), "\"side\" is 'left': it must be one of source, target"),
    "words as a number": (marked(error(0, 3, text=3)), '"text" is 3'),
}


@pytest.mark.parametrize(("document", "says"), BAD.values(), ids=BAD)
def test_a_bad_line_is_refused_and_does_not_fit_the_schema(document, says):
    with pytest.raises(UsageError) as refused:
        parse(json.dumps(document))
    assert says in str(refused.value)
    assert not Draft202012Validator(SCHEMA).is_valid(document)


BEYOND_THE_SCHEMA = {
    "an end beyond the text": (
        marked(error(8, 15)),
        "document 'pets/mt', segment '1', rater 'r1', error number 1: 8 to 15 is no place in the target of 14 "
        "characters: offsets are code points, the end is exclusive",
    ),
    "an end before the start": (marked(error(8, 7)), "8 to 7 is no place"),
    "other words": (
        marked(error(8, 13, text="bark")),
        "8 to 13 of the target is 'barks', not 'bark': correct the offsets, or take \"text\" out",
    ),
    "words where there are none": (marked(error(8, 8, text="b")), "8 to 8 of the target is '', not 'b'"),
    "an error in a source that is not there": (
        marked(error(0, 2, side="source")),
        'it is in the source, but the segment has none: give "source"',
    ),
    "an end beyond the source": (marked(error(0, 9, side="source"), source="Le chat"), "no place in the source of 7"),
    "two segments of one name": (line(segment(1), segment("1")), "two segments are called '1': give each its own seg"),
}


@pytest.mark.parametrize(("document", "says"), BEYOND_THE_SCHEMA.values(), ids=BEYOND_THE_SCHEMA)
def test_what_a_schema_cannot_say_is_refused_too(document, says):
    Draft202012Validator(SCHEMA).validate(document)
    with pytest.raises(UsageError) as refused:
        parse(json.dumps(document))
    assert says in str(refused.value)


def test_the_schema_is_one_and_explains_every_field():
    Draft202012Validator.check_schema(SCHEMA)
    for part in (SCHEMA, *SCHEMA["$defs"].values()):
        assert [name for name, field in part["properties"].items() if "description" not in field] == []


# -- what a file may be ------------------------------------------------------------------------------------------

BROKEN = {
    "nothing": (b"", "gold.jsonl is empty: there is no document in it. Check that the right file was given"),
    "blank lines only": (b"\n  \n", "gold.jsonl is empty"),
    "a line that ends too early": (b'{"id": "a', "gold.jsonl:1: not JSON (Unterminated string starting at, column 8)"),
    "text": (b"\nHello.\n", "gold.jsonl:2: not JSON (Expecting value, column 1): one document a line, as JSON"),
    "a JSON document over several lines": (b'{\n "id": 1\n}\n', "gold.jsonl:1: not JSON (Expecting property name"),
    "Latin-1": (b'{"id": "caf\xe9"}', "gold.jsonl:1: not UTF-8 (byte 12 of the line): save the file in that encoding"),
    "nested without end": (b"[" * 100_000, "gold.jsonl:1: not JSON that can be read (maximum recursion depth"),
    "half an emoji": (rb'{"id": "\ud83d"}', "gold.jsonl:1: half of a surrogate pair stands alone"),
    "a rater twice": (
        b'{"id": "a", "doc": "a", "system": "m", "target_lang": "en", '
        b'"segments": [{"seg": 1, "target": "A.", "raters": {"r": [], "r": []}}]}',
        "gold.jsonl:1: not JSON that can be read (the key 'r' stands twice in an object)",
    ),
}


@pytest.mark.parametrize(("content", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_by_line(tmp_path, content, says):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        read_gold(path)
    assert says in str(refused.value)
    assert refused.value.exit_code == 2


def test_two_documents_of_one_name_are_refused_with_both_lines(tmp_path):
    path = file(tmp_path / "gold.jsonl", line(), line(id="dogs"), line())
    with pytest.raises(UsageError, match=r"gold.jsonl:3: document 'pets/mt' is in line 1 too: give each its own id"):
        read_gold(path)


@pytest.mark.parametrize(("name", "says"), [("gone.jsonl", "gone.jsonl does not exist"), (".", "cannot be read")])
def test_a_file_that_cannot_be_read_says_why(tmp_path, name, says):
    with pytest.raises(UsageError, match=says):
        read_gold(tmp_path / name)


def test_all_problems_of_a_file_are_found_and_the_rest_is_kept(tmp_path):
    path = file(tmp_path / "gold.jsonl", line(id="a"), line(id=""), line(id="b"), marked(error(9, 1)))
    documents, problems = examine(path)
    assert [document.id for document in documents] == ["a", "b"]
    assert [problem.split(": ")[0] for problem in problems] == [f"{path}:2", f"{path}:4"]
    with pytest.raises(UsageError, match=r'gold.jsonl:2: .*"id" is empty.* \(1 more: audit gold check '):
        read_gold(path)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(line()).encode() + b"\r\n\r\n" + json.dumps(line(id="b")).encode())
    assert [document.id for document in read_gold(path)] == ["pets/mt", "b"]


# -- what is read ------------------------------------------------------------------------------------------------


def test_a_document_is_read_as_it_stands(tmp_path):
    first = segment(
        7,
        source="Le chat aboie.",
        paragraph=0,
        raters={"r1": [error(8, 13, severity="Critical", text="barks")], "r2": []},
    )
    second = segment("end", "", source="Fin.", raters={"r1": [error(0, 3, side="source", severity="minor")]})
    assert read_gold(file(tmp_path / "gold.jsonl", line(first, second))) == (
        GoldDocument(
            "pets/mt",
            "pets",
            "mt",
            "fr",
            "en",
            (
                GoldSegment(
                    "7",
                    "The cat barks.",
                    "Le chat aboie.",
                    {"r1": (ErrorSpan(8, 13, Severity.CRITICAL, "accuracy/mistranslation"),), "r2": ()},
                    0,
                ),
                GoldSegment(
                    "end",
                    "",
                    "Fin.",
                    {"r1": (ErrorSpan(0, 3, Severity.MINOR, "accuracy/mistranslation", Side.SOURCE),)},
                ),
            ),
        ),
    )


def test_what_is_written_is_what_was_read(tmp_path):
    errors = [error(8, 13, side="target", text="barks"), error(0, 0, side="source", text="")]
    wanted = line(segment(1, source="Le chat aboie.", paragraph=3, raters={"r1": errors, "r2": []}), segment("007"))
    text = write_gold(read_gold(file(tmp_path / "gold.jsonl", wanted)))
    assert json.loads(text) == wanted
    Draft202012Validator(SCHEMA).validate(json.loads(text))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)


@st.composite
def spans(draw, target: str, source: str | None) -> ErrorSpan:
    side = draw(st.sampled_from(list(Side))) if source is not None else Side.TARGET
    length = len(target if side is Side.TARGET else source or "")
    start, end = sorted([draw(st.integers(0, length)), draw(st.integers(0, length))])
    return ErrorSpan(start, end, draw(st.sampled_from(list(Severity))), draw(names), side)


@st.composite
def segments(draw, name: str) -> GoldSegment:
    target, source = draw(texts), draw(st.none() | texts)
    raters = draw(st.dictionaries(names, st.lists(spans(target, source), max_size=3).map(tuple), max_size=3))
    return GoldSegment(name, target, source, raters, draw(st.none() | st.integers(0, 9)))


@st.composite
def documents(draw, name: str) -> GoldDocument:
    ids = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    parts = tuple(draw(segments(one)) for one in ids)
    return GoldDocument(name, draw(names), draw(names), draw(st.none() | names), draw(names), parts)


@given(st.lists(names, min_size=1, max_size=3, unique=True).flatmap(lambda ids: st.tuples(*map(documents, ids))))
def test_any_gold_is_read_back_as_it_was_written(tmp_path_factory, gold):
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    path.write_bytes(write_gold(gold).encode())
    assert read_gold(path) == gold


def test_the_digest_is_that_of_the_bytes(tmp_path):
    path = file(tmp_path / "gold.jsonl", line())
    assert digest(path) == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_gold_set_is_counted(tmp_path):
    first = segment(1, source="Le chat.", raters={"r1": [error(0, 3), error(4, 4, severity="minor")], "r2": []})
    last = segment(3, source="Fin.", raters={"r2": [error(0, 3, side="source")]})
    path = file(tmp_path / "gold.jsonl", line(first, segment(2), last), line(segment(raters={}), id="x", system="n"))
    found = summarised(read_gold(path))
    assert (found.documents, found.texts, found.systems, found.languages) == (2, 1, 2, {"fr-en": 2})
    assert (found.segments, found.with_source, found.clean, found.unjudged) == (4, 2, 1, 1)
    assert found.raters == {"r1": 2, "r2": 2}
    assert [found.errors[severity] for severity in Severity] == [0, 1, 2, 0]
    assert (found.in_source, found.empty) == (1, 1)


def test_the_example_in_the_documentation_is_gold():
    text = (Path(__file__).parents[2] / "docs" / "gold.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    document = parse(example)
    assert document.segments[0].raters["anna"][0].end == 7
    Draft202012Validator(SCHEMA).validate(json.loads(example))


# -- the WMT gold ------------------------------------------------------------------------------------------------

needs_gold = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the WMT gold is not in the repository: {SHARED}")


@needs_gold
@pytest.mark.parametrize(
    ("pair", "texts", "documents", "segments"), [("zh-en", 19, 190, 1_890), ("en-de", 15, 150, 520)]
)
def test_the_wmt_gold_is_as_large_as_published(pair, texts, documents, segments):
    found = summarised(read_gold(SHARED / f"wmt23-mqm-news.{pair}.dev.jsonl"))
    assert (found.texts, found.documents, found.segments) == (texts, documents, segments)
    assert (found.systems, found.with_source, found.unjudged) == (10, segments, 0)


@needs_gold
@pytest.mark.parametrize("pair", ["zh-en", "en-de"])
def test_the_wmt_gold_is_written_as_it_was_read_and_quickly(pair):
    path = SHARED / f"wmt23-mqm-news.{pair}.dev.jsonl"
    started = time.process_time()
    gold = read_gold(path)
    assert time.process_time() - started < 1.5
    assert [json.loads(text) for text in write_gold(gold).splitlines()] == loaded(path)
