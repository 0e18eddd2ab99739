"""Whatever is in a file, it is read or refused in bounded time: every reader, reached as users reach it."""

import random
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.article import Article
from audit.errors import InputError
from audit.intake import read_article
from tests.planted_strings.audits import BILINGUAL, MONOLINGUAL
from tests.planted_strings.corpus import texts
from tests.readers.hostile import ALONE, INSIDE, ODD, TEMPLATES, Template

_BOUND = 6
"""Seconds of CPU for two hundred kilobytes, most of which should take less than one: a machine may be slow."""
_LARGE, _BOUND_OF_LARGE = 10_000_000, 40
_MANY = 30_000
"""Strings of a file that is large, and no more than that."""
_MANY_OF_PROSE = 5_000
"""Paragraphs: more than an article has, and than these readers take."""
_LINE = re.compile(r"\bline \d+, column \d+: ")


def survives(path: Path, content: bytes, bound: float = _BOUND) -> Article | str:
    """The article, or why there is none; in time."""
    path.write_bytes(content)
    started = time.process_time()
    came: Article | str
    try:
        came = read_article(str(path), target_language="de")
    except InputError as error:
        came = str(error)
    assert time.process_time() - started < bound
    assert isinstance(came, Article) or came.startswith(str(path))
    return came


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("payload", ALONE)
def test_what_is_no_file_of_the_format(tmp_path: Path, name: str, payload: str) -> None:
    survives(tmp_path / f"de{TEMPLATES[name].suffix}", ALONE[payload].encode())


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("payload", INSIDE)
def test_a_string_that_is_hostile(tmp_path: Path, name: str, payload: str) -> None:
    template = TEMPLATES[name]
    survives(tmp_path / f"de{template.suffix}", template.file("first", INSIDE[payload], "last").encode())


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("keys", ["alike", "all different"])
def test_very_many_strings(tmp_path: Path, name: str, keys: str) -> None:
    template = TEMPLATES[name]
    many = _MANY_OF_PROSE if name in {"markdown", "html"} else _MANY
    numbers = (number if keys == "all different" else 1 for number in range(many))
    units = "".join(template.unit_of(f"k{number}", "a text") for number in numbers)
    text = f"{template.before}{units}{template.after}"
    came = survives(tmp_path / f"de{template.suffix}", text.encode(), _BOUND_OF_LARGE)
    if keys == "all different":  # a good file; headlines are segments too
        assert not isinstance(came, str)
        assert many <= len(came.pairs) <= 2 * many


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_string_that_does_not_end(tmp_path: Path, name: str) -> None:
    template = TEMPLATES[name]
    start, _, _ = template.unit.partition("%v")
    text = f"{template.before}{start.replace('%k', 'k')}{'word ' * (_LARGE // 5)}"
    survives(tmp_path / f"de{template.suffix}", text.encode(), _BOUND_OF_LARGE)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("line", ["a word, and ", "x", "{", "<b>x</b>"])
def test_ten_megabytes_in_one_line(tmp_path: Path, name: str, line: str) -> None:
    template = TEMPLATES[name]
    text = template.file(line * (_LARGE // len(line))).replace("\n", " " if name != "po" else "\n")
    survives(tmp_path / f"de{template.suffix}", text.encode(), _BOUND_OF_LARGE)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff\xfe\x00\xd8",  # half of a surrogate pair in UTF-16
        b"\xed\xa0\x80" * 1000,  # and in what looks like UTF-8
        b"\0" * 1000,
        b"\x80" * 1000,
        bytes(range(256)) * 100,
    ],
    ids=repr,
)
def test_bytes_that_are_no_text(tmp_path: Path, name: str, content: bytes) -> None:
    survives(tmp_path / f"de{TEMPLATES[name].suffix}", content)


def _laughs(name: str, levels: int = 30) -> str:
    """Ten times the one before, thirty times over."""
    declared = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10 if level else "ha"}">' for level in range(levels))
    return f'<?xml version="1.0"?><!DOCTYPE {name} [{declared}]>'


XML = ["xliff", "xliff2", "tmx", "qt_ts", "android", "resx", "stringsdict"]


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "declaration",
    [
        _laughs("a"),
        '<!DOCTYPE a [<!ENTITY e29 SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/a.dtd"> %p;]>',
    ],
    ids=["laughs", "a file", "a document type elsewhere", "a parameter"],
)
def test_entities_of_xml_are_refused_or_left_alone(tmp_path: Path, name: str, declaration: str) -> None:
    template = TEMPLATES[name]
    came = survives(tmp_path / f"de{template.suffix}", (declaration + template.file("a &e29; b")).encode())
    assert isinstance(came, str)
    assert _LINE.search(came)


def test_laughs_of_yaml_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [ha, ha]", *(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]" for at in range(1, 30))]
    came = survives(tmp_path / "de.yml", "\n".join(lines).encode())
    assert isinstance(came, str)
    assert _LINE.search(came)


NESTED = {
    "json_strings": lambda depth: '{"a":' * depth + '"x"' + "}" * depth,
    "arb": lambda depth: "[" * depth + '"x"' + "]" * depth,
    "xcstrings": lambda depth: '{"sourceLanguage":"en","strings":' + '{"a":' * depth + "1" + "}" * depth + "}",
    "yaml_strings": lambda depth: "[" * depth + "x" + "]" * depth,
    "yaml, plain": lambda depth: "{a: " * depth + "x" + "}" * depth,
    **{name: lambda depth: "<a>" * depth + "x" + "</a>" * depth for name in XML},
    "html": lambda depth: "<div>" * depth + "x" + "</div>" * depth,
    "fluent": lambda depth: "a = " + "{" * depth + "x" + "}" * depth,
}


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("depth", [1_000, 100_000, 1_000_000])
def test_what_is_nested_too_deeply_is_refused(tmp_path: Path, name: str, depth: int) -> None:
    came = survives(tmp_path / f"de{TEMPLATES[name].suffix}", NESTED[name](depth).encode(), _BOUND_OF_LARGE)
    assert isinstance(came, str) or name == "html"


@pytest.mark.parametrize("name", BILINGUAL | MONOLINGUAL)
@pytest.mark.parametrize("end", ["\r\n", "\r", "mixed"])
def test_line_ends_change_no_text(tmp_path: Path, name: str, end: str) -> None:
    if name == "fluent" and end == "\r":
        pytest.skip("a carriage return alone ends no line in Fluent")
    (BILINGUAL | MONOLINGUAL)[name](tmp_path, "de", texts("de"))
    path = next(path for path in tmp_path.rglob("*") if path.is_file())
    wanted = [pair.target.text for pair in read_article(str(path), target_language="de").pairs]
    mixed = ["\n", "\r\n"] if name == "fluent" else ["\n", "\r\n", "\r"]
    ends = iter(random.Random(7).choices(mixed, k=5_000))  # noqa: S311  # nothing is to be kept secret
    text = path.read_text(encoding="utf-8")
    text = re.sub("\n", lambda _: next(ends), text) if end == "mixed" else text.replace("\n", end)
    path.write_bytes(text.encode())
    assert [pair.target.text for pair in read_article(str(path), target_language="de").pairs] == wanted


@pytest.mark.parametrize("name", BILINGUAL | MONOLINGUAL)
def test_any_change_to_a_good_file(tmp_path: Path, name: str) -> None:
    (BILINGUAL | MONOLINGUAL)[name](tmp_path, "de", texts("de"))
    path = next(path for path in tmp_path.rglob("*") if path.is_file())
    good = path.read_text(encoding="utf-8")
    good = good[:1500] + good[-1500:]  # head and tail fit together in none: most of what is tried is out of order
    whole = _short(TEMPLATES.get(name))

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.sampled_from([good, whole]),
        st.lists(st.tuples(st.floats(0, 1), st.sampled_from(ODD), st.integers(0, 6)), min_size=1, max_size=6),
    )
    def mutated(text: str, changes: list[tuple[float, str, int]]) -> None:
        for place, new, gone in changes:
            at = int(place * len(text))
            text = text[:at] + new + text[at + gone :]
        path.write_bytes(text.encode())
        with suppress(InputError):
            article = read_article(str(path), target_language="de")
            for pair in article.pairs:
                assert pair.target.span.of(article.target.text) == pair.target.text
                article.target.source_map.locate(pair.target.span.end)

    mutated()


def _short(template: Template | None) -> str:
    return template.file("Eins {n}", "Zwei\\n%s", "<b>Drei</b>") if template else ""
