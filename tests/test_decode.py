"""Bytes to text: every encoding a scraped article comes in, and what is no text at all."""

import time
from codecs import lookup
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.decode import decode
from audit.errors import InputError

RUSSIAN = "Жители трёх городов покинули дома во вторник вечером: вода поднималась быстрее, чем ждали.\n"
CHINESE = "周二晚上，河边三个城镇的居民被告知离开家园，因为水位上涨的速度比任何预报都快。\n"
EUROPEAN = [
    "Les habitants de trois villes ont été évacués mardi soir, l'eau étant montée très vite.\n",
    "Die Bewohner dreier Städte müssen ihre Häuser verlassen, weil das Wasser höher steigt. Größe, Öl, Füße.\n",
    "Los vecinos de tres pueblos tuvieron que salir de sus casas, según el alcalde. ¿Qué pasó? Mañana lo sabremos.\n",
    "Os moradores de três cidades não puderam voltar; a água subiu mais rápido do que as previsões.\n",
    "Il sindaco ha detto che la città è in pericolo perché l’acqua è salita più del previsto.\n",
    "Invånarna i tre städer vid ån uppmanades på tisdagen att lämna sina hem, då vattnet steg för fort.\n",
    "Beboerne i tre byer ved åen blev bedt om at forlade deres hjem, sagde borgmesteren på øen.\n",
    "Mieszkańcy trzech miast nad rzeką musieli opuścić domy, ponieważ woda wzrosła szybciej. Żółć, gęś.\n",
    "Obyvatelé tří měst u řeky museli v úterý večer opustit domovy, protože voda stoupala rychleji.\n",
    "Obyvatelia troch miest pri rieke museli v utorok večer opustiť domovy, pretože voda stúpala rýchlo.\n",
]
JAPANESE = "川沿いの三つの町の住民は火曜日の夜に避難するよう指示された。\n"
PAGE = '<html><head><meta charset="{}"></head><body><p>{}</p></body></html>'


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (RUSSIAN, "utf-8", "utf-8"),
        (RUSSIAN, "utf-8-sig", "utf-8"),
        (RUSSIAN, "windows-1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (CHINESE, "gb18030", "gb18030"),
        ("週二晚上，河邊三個城鎮的居民離開家園。\n", "big5", "big5hkscs"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "iso2022_jp", "iso2022_jp"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        ("One line of ASCII", "utf-16-be", "utf-16-be"),
        ("One line of ASCII", "utf-16-le", "utf-16-le"),
        ("One line of ASCII", "utf-32-be", "utf-32-be"),
        (PAGE.format("windows-1251", "Да"), "windows-1251", "cp1251"),
        (PAGE.format("iso-8859-1", "“Déjà vu” – 5 €"), "windows-1252", "cp1252"),
        (PAGE.format("gb2312", "镕基"), "gb18030", "gb18030"),
        ('<?xml version="1.0" encoding="koi8-r"?><p>Да</p>', "koi8-r", "koi8-r"),
        (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=KOI8-R\\n"\nmsgid "a"\nmsgstr "Да"\n',
            "koi8-r",
            "koi8-r",
        ),
        (PAGE.format("utf-8", "but it is not: " + RUSSIAN), "windows-1251", "cp1251"),
        (PAGE.format("no-such-charset", RUSSIAN), "windows-1251", "cp1251"),
    ],
)
def test_text_is_read_as_it_was_written(text: str, codec: str, encoding: str) -> None:
    assert decode(text.encode(codec), "story.txt") == (text, encoding)


@pytest.mark.parametrize("text", EUROPEAN)
@pytest.mark.parametrize("repeated", [1, 300])
def test_european_letters_are_not_mistaken_for_each_other(text: str, repeated: int) -> None:
    codec = "cp1250" if any(letter in text for letter in "ščžęł") else "cp1252"
    assert decode(text.encode(codec) * repeated, "story.txt")[0] == text * repeated


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_a_byte_order_mark_is_not_part_of_the_text(mark: bytes, codec: str) -> None:
    assert decode(mark + CHINESE.encode(codec), "story.txt") == (CHINESE, codec)


@pytest.mark.parametrize("text", ["one\r\ntwo\rthree\n", "a\xa0b", "soft\xadhyphen", "e\u0301", "\ttab  "])
def test_nothing_is_repaired(text: str) -> None:
    assert decode(text.encode(), "story.txt") == (text, "utf-8")


def test_a_broken_byte_in_utf8_shows_as_replacement_character() -> None:
    damaged = RUSSIAN.encode()[:60] + b"\xff" + RUSSIAN.encode()[60:]
    text, encoding = decode(damaged, "story.txt")
    assert (text.count("\ufffd"), text.replace("\ufffd", ""), encoding) == (1, RUSSIAN, "utf-8")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "story.txt is empty"),
        (b" \r\n\t\n", "story.txt is empty"),
        ("\u3000\u2028\xa0\n".encode(), "story.txt is empty"),
        (b"\xef\xbb\xbf", "story.txt is empty"),
        (b"\xef\xbb\xbf\xe2\x80\x8b\n", "story.txt is empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "looks like a PDF: convert it to text first"),
        (b"PK\x03\x04\x14\x00[Content_Types].xml word/document.xml", "looks like a Word document .*: save it"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
        (b"PK\x03\x04anything", "looks like a ZIP archive: unpack it"),
        (b"\x1f\x8b\x08\x00", "looks like gzip-compressed: unpack it"),
        (b"\x89PNG\r\n\x1a\n\0\0", "looks like a PNG image"),
        (b"\xff\xd8\xff\xe0", "looks like a JPEG image"),
        (b"{\\rtf1 Hello}", "rich text"),
        (b"\x00\x01\x02\x03\xff\xfe\x00", "looks like a binary file .*: give a text"),
        (b"Text with a \x00 in it", "looks like a binary file"),
        (b"\xff\xfeT\x00e", "marked as UTF-16 but is not valid UTF-16: save it again as UTF-8"),
        (b"\xff\xfe\x00\xd8x\x00", "marked as UTF-16"),
        (b"\xef\xbb\xbf\xff\xff\xff", "marked as UTF-8"),
        (b"\x81\xff" * 1000, "not text in an encoding we know: save it as UTF-8"),
    ],
)
def test_what_is_no_text_says_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        decode(data, "story.txt")
    assert "story.txt" in str(error.value)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "rot13", "base64", "undefined", "utf-16", "../x"])
def test_a_declared_charset_cannot_smuggle_characters_in(charset: str) -> None:
    text = PAGE.format(charset, "+2AA- \\ud800 " + RUSSIAN)
    assert decode(text.encode("cp1251"), "page.html")[0] == text


@given(st.binary(max_size=300))
def test_any_bytes_give_clean_text_or_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        text, encoding = decode(data, "story.txt")
        assert text.encode("utf-8").strip()
        assert lookup(encoding)


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_marked_text_comes_back_exactly(text: str, codec: str) -> None:
    if "\0" not in text and text.strip("\ufeff\u200b \t\r\n"):
        assert decode(text.encode(codec), "story.txt")[0] == text


@pytest.mark.parametrize(
    "data", [b"\xe9" + b"a" * 1_000_000, bytes(range(128, 256)) * 8000, CHINESE.encode("gbk") * 9000]
)
def test_a_megabyte_takes_less_than_a_second(data: bytes) -> None:
    started = time.process_time()
    with suppress(InputError):
        decode(data, "story.txt")
    assert time.process_time() - started < 2  # a second on a machine of its own
