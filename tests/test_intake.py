"""From files as they lie about to articles: real bytes, every way they come in, and every way they cannot be read."""

import io
import os
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from audit.article import Article, Side, Term
from audit.errors import InputError, UsageError
from audit.intake import article_of, formats, read_article

RUSSIAN = "Жители трёх городов на реке покинули дома во вторник вечером.\n\nВода поднималась быстрее, чем ждали.\n"
CHINESE = "周二晚上，河边三个城镇的居民离开家园。\n\n水位上涨的速度比任何预报都快。\n"
FRENCH = "Les habitants de trois villes ont été évacués mardi soir.\n\nL'eau était montée très vite.\n"
PAGE = "<html lang='{}'><head><title>T</title></head><body><h1>Head</h1><p>{}</p></body></html>"
ENGLISH = "The people of three towns on the river left their homes on Tuesday evening."


def written(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


@pytest.mark.parametrize(
    ("text", "codec", "encoding", "language"),
    [
        (RUSSIAN, "utf-8", "utf-8", "ru"),
        (RUSSIAN, "utf-8-sig", "utf-8", "ru"),
        (RUSSIAN, "windows-1251", "cp1251", "ru"),
        (CHINESE, "gb18030", "gb18030", "zh"),
        (FRENCH, "latin-1", "cp1252", "fr"),
        (FRENCH.replace("\n", "\r\n"), "utf-8", "utf-8", "fr"),
        (FRENCH.replace("\n", "\r"), "utf-8", "utf-8", "fr"),
        (FRENCH.replace(" ", "\xa0"), "utf-8", "utf-8", "fr"),
    ],
)
def test_bytes_become_an_article(tmp_path: Path, text: str, codec: str, encoding: str, language: str) -> None:
    path = written(tmp_path, "story.txt", text.encode(codec))
    article = read_article(path)
    assert article.path == path
    assert article.source is None
    assert article.target.text == text
    assert article.target.language == language
    assert article.target.encoding == encoding
    assert [segment.text for segment in article.segments] == [line for line in text.splitlines() if line]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_wide_text_is_read_with_or_without_a_mark(tmp_path: Path, codec: str) -> None:
    target = read_article(written(tmp_path, "story.txt", CHINESE.encode(codec))).target
    assert (target.text, target.encoding[:6]) == (CHINESE, "utf-16")


def test_a_line_of_a_megabyte_is_an_article(tmp_path: Path) -> None:
    path = written(tmp_path, "story.txt", b"Words and more words. " * 50_000)
    started = time.process_time()
    article = read_article(path, target_language="en")
    assert len(article.target.segments) == 50_000
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("name", "text", "segments"),
    [
        ("story.html", PAGE.format("en", ENGLISH), ["Head", ENGLISH]),
        ("STORY.HTM", PAGE.format("en", ENGLISH), ["Head", ENGLISH]),
        ("story.md", f"# Head\n\n{ENGLISH.replace('three', '*three*')}\n", ["Head", ENGLISH]),
        ("story.txt", "# Head", ["# Head"]),
        ("story", f"# Head\n\n{ENGLISH}\n", ["Head", ENGLISH]),
        ("story.article", PAGE.format("en", ENGLISH), ["Head", ENGLISH]),
        ("story.unknown", f"{ENGLISH}\n", [ENGLISH]),
        ("no suffix, but spaces", ENGLISH, [ENGLISH]),
    ],
)
def test_the_format_is_told_by_suffix_then_by_content(
    tmp_path: Path, name: str, text: str, segments: list[str]
) -> None:
    article = read_article(written(tmp_path, name, text.encode()))
    assert [segment.text for segment in article.segments] == segments


@pytest.mark.parametrize(
    ("text", "given", "language"),
    [
        (PAGE.format("de", ENGLISH), "fr", "fr"),
        (PAGE.format("de", ENGLISH), None, "de"),
        (PAGE.format("", ENGLISH), None, "en"),
        ("OK, thanks", None, None),
        ("12345 67890 12345 67890 12345", None, None),
    ],
)
def test_a_language_is_given_or_declared_or_detected(text: str, given: str | None, language: str | None) -> None:
    article = read_article("-", target_language=given, stdin=io.BytesIO(text.encode()))
    assert article.target.language == language


def test_source_and_translation_are_paired(tmp_path: Path) -> None:
    target = written(tmp_path, "target.txt", "Eins ist hier.\n\nZwei ist da.\n".encode("utf-16"))
    source = written(tmp_path, "source.md", b"One is *here*.\n\nTwo is there.\n")
    article = read_article(target, source, "de", "en")
    assert article.source is not None
    assert (article.target.language, article.source.language) == ("de", "en")
    pairs = [(pair.target.text, pair.source.text if pair.source else None) for pair in article.pairs]
    assert pairs == [("Eins ist hier.", "One is here."), ("Zwei ist da.", "Two is there.")]
    assert {segment.span.side for segment in article.source.segments} == {Side.SOURCE}
    assert {segment.span.side for segment in article.segments} == {Side.TARGET}


def test_segments_are_located_in_the_file(tmp_path: Path) -> None:
    text = PAGE.format("en", f"{ENGLISH}</p>\r\n<p>&quot;Never&quot;,\r\n they said.")
    target = read_article(written(tmp_path, "story.html", b"\xef\xbb\xbf" + text.encode())).target
    last = target.segments[-1]
    assert last.text == '"Never", they said.'
    place = target.source_map.locate(last.span.start + last.text.index("they"))
    assert (place.line, place.column) == (3, 2)


def test_standard_input_is_one_of_the_two_texts(tmp_path: Path) -> None:
    source = written(tmp_path, "source.txt", ENGLISH.encode())
    article = read_article("-", source, stdin=io.BytesIO(RUSSIAN.encode("cp1251")))
    assert (article.path, article.target.text) == ("-", RUSSIAN)
    with pytest.raises(UsageError, match="cannot both come from standard input"):
        read_article("-", "-", stdin=io.BytesIO(b"x"))


def test_the_process_s_own_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(RUSSIAN.encode())))
    assert read_article("-").target.text == RUSSIAN


def test_formats_are_the_readers() -> None:
    assert {"html", "markdown", "text"} <= set(formats())
    assert formats() == tuple(sorted(formats()))


def refused(path: str, source: str | None = None, stdin: bytes = b"") -> str:
    with pytest.raises(InputError) as error:
        read_article(path, source, stdin=io.BytesIO(stdin))
    return str(error.value)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "is empty: there is nothing to audit"),
        ("blank.md", b"\r\n \t", "is empty"),
        ("story.pdf", b"%PDF-1.4", "looks like a PDF: convert it to text first"),
        ("story.docx", b"PK\x03\x04...word/document.xml", "looks like a Word document (.docx): save it as"),
        ("story.bin", bytes(range(256)), "looks like a binary file"),
        ("page.html", b"<html><script>x</script></html>", "no article text was found: check that"),
        ("code.md", b"```\ncode\n```", "no prose found, only code or markup: check that"),
        ("deep.md", b"> " * 99 + b"x", "nested more than 20 deep: flatten them"),
        ("huge.txt", b"a" * 20_000_001, "is larger than 20 MB: split it into articles"),
    ],
)
def test_a_file_that_is_no_article_says_what_to_do(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = written(tmp_path, name, data)
    said = refused(path)
    assert said.startswith(path)
    assert message in said


def test_standard_input_has_a_name_in_messages() -> None:
    assert refused("-", stdin=b"").startswith("standard input is empty")
    assert refused("-", stdin=b"a" * 20_000_001).startswith("standard input is larger than 20 MB")


def test_a_bad_source_is_named(tmp_path: Path) -> None:
    target = written(tmp_path, "target.txt", ENGLISH.encode())
    assert refused(target, str(tmp_path / "source.txt")).startswith(f"{tmp_path}/source.txt does not exist: check")


def test_paths_that_cannot_be_files(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert "is a directory: give a file in it" in refused(str(tmp_path))
    assert "does not exist" in refused(str(tmp_path / "dangling"))
    assert "cannot be read" in refused(str(tmp_path / "loop"))
    assert "cannot be read" in refused(str(tmp_path / ("n" * 300)))
    assert "cannot be read" in refused(str(tmp_path / "x" / "..") + "\0")
    assert "cannot be read" in refused(written(tmp_path, "file", b"x") + "/below")


def test_pipes_devices_and_sockets_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        for path in (str(tmp_path / "pipe"), str(tmp_path / "s"), "/dev/zero"):
            assert refused(path) == f'{path} is not a regular file: give a file, or pipe the text in and say "-"'


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = written(tmp_path, "story.txt", b"text")
    Path(path).chmod(0)
    assert "may not be read: check its permissions" in refused(path)


def test_quotes_and_control_characters_in_names_are_harmless(tmp_path: Path) -> None:
    path = written(tmp_path, "a 'quoted'\nname\x1b[31m.md", b"# Head\n")
    article: Article = read_article(path)
    assert (article.path, article.target.text) == (path, "Head")


@pytest.mark.parametrize("text", [RUSSIAN, FRENCH.replace("\n", "\r\n"), "# Head\n\n* not a list in Markdown", "OK"])
@pytest.mark.parametrize("source", [None, CHINESE, ENGLISH])
def test_a_text_that_stands_in_no_file_is_read_as_one_that_does(tmp_path: Path, text: str, source: str | None) -> None:
    path = written(tmp_path, "story.txt", text.encode())
    source_path = written(tmp_path, "source.txt", source.encode()) if source else None
    from_file = read_article(path, source_path, None, "zh", terms=(Term("a", ("b",)),))
    assert article_of(text, source, None, "zh", path, (Term("a", ("b",)),)) == replace(from_file, source_path=None)


def test_a_text_without_words_is_named() -> None:
    with pytest.raises(InputError, match=r"^n\.jsonl:3: no text to audit was found"):
        article_of(" \n", None, "en", None, "n.jsonl:3")
