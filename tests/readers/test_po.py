"""gettext catalogues: messages, plural forms, what comments say, and where every word stands."""

import re
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Bitext, Location
from audit.errors import InputError
from audit.readers import po as reader
from tests.readers.places import blocks

HEADER = """\
# Translation of a shop
msgid ""
msgstr ""
"Language: ru\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 ? 0 : n%10<5 ? 1 : 2);\\n"
"X-Source-Language: en_GB\\n"

"""

CATALOGUE = (
    HEADER
    + """\
# Keep it short.
# audit: ignore numbers, doubled
#. Title of the window
#: shop.py:12
#, fuzzy, python-format
#| msgid "old"
msgctxt "menu"
msgid "Open %s"
msgstr "Открыть %s"

msgid ""
"Say \\"hi\\",\\n"
"twice"
msgstr ""
"Скажите \\"привет\\",\\n"
"\\t"
"дважды"

#, python-format
msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d файл"
msgstr[1] "%d файла"
msgstr[2] ""

# of an old message
#~ msgid "gone"
#~ msgstr "нет"

msgid "nobody"
msgstr ""
"""
)

UNITS = [
    ("menu|Open %s", "", "Open %s", "Открыть %s", Location(16, 9)),
    ('Say "hi",\ntwice', "", 'Say "hi",\ntwice', 'Скажите "привет",\n\tдважды', Location(22, 2)),
    ("%d file", "0", "%d file", "%d файл", Location(29, 12)),
    ("%d file", "1", "%d files", "%d файла", Location(30, 12)),
    ("%d file", "2", "%d files", "", Location(31, 12)),
    ("nobody", "", "nobody", "", Location(38, 9)),
]

Row = tuple[str | None, str, str, str]


def rows(bitext: Bitext) -> list[Row]:
    """Key, form, source and target of every unit."""
    assert [block.key for block in bitext.source.blocks] == [block.key for block in bitext.target.blocks]
    forms = [(block.key, block.unit.form if block.unit else "") for block in bitext.target.blocks]
    return [(*form, *texts) for form, *texts in zip(forms, blocks(bitext.source), blocks(bitext.target), strict=True)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_catalogue_gives_its_messages_and_where_they_stand(end: str) -> None:
    bitext = reader.read(CATALOGUE.replace("\n", end))
    places = [bitext.target.source_map.locate(block.span.start) for block in bitext.target.blocks]
    assert [(*row, place) for row, place in zip(rows(bitext), places, strict=True)] == UNITS
    assert (bitext.source.language, bitext.target.language) == ("en_GB", "ru")


def test_what_comments_and_context_say() -> None:
    first, second, plural, *_ = [block.unit for block in reader.read(CATALOGUE).target.blocks if block.unit]
    assert first.note == "menu\nKeep it short.\naudit: ignore numbers, doubled\nTitle of the window"
    assert first.flags == {"fuzzy", "python-format"}
    assert first.ignored == {"numbers", "doubled"}
    assert (second.note, second.flags, second.ignored) == ("", set(), set())
    assert plural.flags == {"python-format", "nplurals=3"}


@pytest.mark.parametrize("side", ["source", "target"])
@pytest.mark.parametrize(
    ("string", "location"),
    [
        ('"w"', Location(1, 2)),
        ('"\\"w"', Location(1, 4)),
        ('"\\n😀w"', Location(1, 5)),
        ('"\\\\w"', Location(1, 4)),
        ('"\\303\\251w"', Location(1, 10)),
        ('""\n"a"\n\t"b w"', Location(3, 5)),
        ('"a" "w"', Location(1, 6)),
        ('\n"w"', Location(2, 2)),
    ],
)
def test_a_word_is_located(side: str, string: str, location: Location) -> None:
    text = f'msgid {string}\nmsgstr "x"' if side == "source" else f'msgid "x"\nmsgstr {string}'
    keyword, first_line = (5, 0) if side == "source" else (6, 1)
    extract = getattr(reader.read(text), side)
    column = location.column + (keyword + 1 if location.line == 1 else 0)
    assert extract.source_map.locate(extract.text.index("w")) == Location(first_line + location.line, column)


def test_the_source_of_a_plural_is_located_in_every_form() -> None:
    forms = "".join(f'msgstr[{form}] "x"\n' for form in range(4))
    source = reader.read(f'msgid "w"\nmsgid_plural ""\n"a "\n"v"\n{forms}msgid "u"\nmsgstr ""').source
    assert blocks(source) == ["w", "a v", "a v", "a v", "u"]
    places = [source.source_map.locate(word.start()) for word in re.finditer(r"\w", source.text)]
    assert places == [Location(1, 8), *[Location(3, 2), Location(4, 2)] * 3, Location(9, 8)]


def test_a_language_with_one_form_translates_the_plural() -> None:
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n'
    bitext = reader.read(header + 'msgid "One file"\nmsgid_plural "%d files"\nmsgstr[0] "%d 个文件"')
    assert rows(bitext) == [("One file", "0", "%d files", "%d 个文件")]


@pytest.mark.parametrize(
    ("string", "words"),
    [
        ("\\a\\b\\f\\n\\r\\t\\v", "\a\b\f\n\r\t\v"),
        ("\\x41\\101", "AA"),
        ("\\xc3\\251\\xff", "é\ufffd"),
        ("\\q \\x", "\\q \\x"),
        ("# no comment", "# no comment"),
    ],
)
def test_what_a_string_reads_as(string: str, words: str) -> None:
    assert rows(reader.read(f'msgid "x"\nmsgstr "{string}"'))[0][3] == words


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("de", "de"),
        ("pt_BR", "pt_BR"),
        ("zh-Hans", "zh-Hans"),
        ("sr@latin", "sr_Latn"),
        ("ca@valencia", "ca"),
        ("de_DE.UTF-8@euro", "de_DE"),
        ("", None),
    ],
)
def test_the_header_declares_the_language(declared: str, language: str | None) -> None:
    assert reader.read(f'msgid ""\nmsgstr "X: y\\nLanguage: {declared}\\n"').target.language == language


def test_entries_without_blank_lines_and_with_odd_comments_are_read() -> None:
    text = 'domain "shop"\nmsgid "a"\nmsgstr "b"\n#\n#=fuzzy\n#no blank\nmsgctxt ""\nmsgid ""\n# late\nmsgstr "c"\n#~ x'
    bitext = reader.read(text)
    assert rows(bitext) == [("a", "", "a", "b"), ("|", "", "", "c")]
    unit = bitext.target.blocks[1].unit
    assert unit
    assert (unit.flags, unit.note) == ({"fuzzy"}, "no blank\nlate")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'msgid "a"\nmsgstr "b',
            'line 2, column 8: a quote that is not closed on its line: close it, and write quotes inside as \\"',
        ),
        ('msgid "a"\nmsgstr "b "c" d"', "line 2, column 12: neither a comment, a keyword nor a string: check that"),
        ('"a"', "line 1, column 1: a string without a keyword: write msgid or msgstr before it"),
        ('msgstr "a"', "line 1, column 1: an entry without msgid: every translation needs one before it"),
        ('# c\nmsgid "a"\n\nmsgid "b"\nmsgstr ""', 'line 2, column 1: a msgid without msgstr: write msgstr "" where'),
        (
            'msgid "a"\nmsgstr ""\nmsgstr ""',
            "line 3, column 1: msgstr stands twice in one entry: leave one of them out",
        ),
        ('msgid "a"\nmsgstr', 'line 1, column 1: msgstr has no string: write at least ""'),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr ""', "line 1, column 1: a plural needs both msgid_plural and msgstr[0]"),
        ('msgid "a"\nmsgstr[0] ""', "line 1, column 1: a plural needs both msgid_plural and msgstr[0]"),
        ("Once upon a time", "line 1, column 1: neither a comment, a keyword nor a string"),
        (
            '#\nmsgid ""\nmsgstr "PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\nLanguage: \\n"\nmsgid "a"\nmsgstr ""',
            "line 2, column 1: a template, nothing in it is translated: give the catalogue of a language",
        ),
    ],
)
def test_what_cannot_be_read_says_where(text: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        reader.read(text)


def test_templates_are_no_catalogues_and_untranslated_catalogues_are() -> None:
    assert ".pot" not in reader.SUFFIXES
    untranslated = 'msgid ""\nmsgstr "PO-Revision-Date: YEAR-MO-DA\\nLanguage: de\\n"\nmsgid "a"\nmsgstr ""'
    assert rows(reader.read(untranslated)) == [("a", "", "a", "")]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (CATALOGUE, True),
        (HEADER, True),
        ("# a licence\n" * 500 + 'msgid "a"\n"b"\nmsgid_plural "c"\nmsgstr[0] ""', True),
        ('The keyword msgid "a" is followed by\nmsgstr "b"', False),
        ('msgid "a"\nand no more', False),
        ("", False),
    ],
)
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


# -- real catalogues ---------------------------------------------------------------------------------------------


def real_files() -> list[Path]:
    """Every 20th of Django's catalogues: some 60, over most of its languages."""
    django = pytest.importorskip("django", reason="Django's catalogues are the test's data: install the extra 'test'")
    return sorted(Path(django.__file__).parent.glob("**/locale/*/LC_MESSAGES/*.po"))[::20]


def as_polib_reads(path: Path) -> list[Row]:
    """The rows that our reader should give, by way of polib."""
    catalogue = polib.pofile(str(path))
    declared = re.search(r"nplurals=(\d)", catalogue.metadata.get("Plural-Forms", ""))
    found: list[Row] = []
    for entry in (entry for entry in catalogue if not entry.obsolete):
        key = entry.msgid if entry.msgctxt is None else f"{entry.msgctxt}|{entry.msgid}"
        if not entry.msgid_plural:
            found.append((key, "", entry.msgid, entry.msgstr))
        for form, words in entry.msgstr_plural.items():
            first = form == 0 and int(declared[1] if declared else 2) > 1
            found.append((key, str(form), entry.msgid if first else entry.msgid_plural, words))
    return found


def test_real_catalogues_are_read_as_polib_reads_them() -> None:
    files, units = real_files(), 0
    for path in files:
        bitext = reader.read(path.read_text("utf-8"))
        assert rows(bitext) == as_polib_reads(path), path
        declared = path.parent.parent.name
        assert (bitext.target.language or "").split("_")[0] in ("", declared.split("_")[0]), path
        units += len(bitext.target.blocks)
    assert len(files) > 50
    assert units > 3000


def test_every_word_of_real_catalogues_stands_where_it_is_located() -> None:
    for path in real_files():
        text = path.read_text("utf-8")
        lines = text.split("\n")
        bitext = reader.read(text)
        for extract in (bitext.source, bitext.target):
            for word in re.finditer(r"\w", extract.text):
                at = extract.source_map.locate(word.start())
                assert lines[at.line - 1][at.column - 1] == word[0], (path, at)


# -- hostile files -----------------------------------------------------------------------------------------------

PIECES = [
    "msgid ",
    "msgstr ",
    "msgid_plural ",
    "msgstr[0] ",
    "msgstr[1] ",
    "msgctxt ",
    '"w"',
    '"w"\n"w w"',
    '"',
    '"\\n"',
]
PIECES += ["\n", "\r\n", "# c\n", "#, fuzzy\n", "#~ x\n", 'msgid "w"\nmsgstr "w"\n', '"\\"w\\tw"', "\\", "msg", "é😀"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_the_text_words_are_located_at_themselves(text: str) -> None:
    numbers = count()
    text = re.sub("w", lambda _: f"w{next(numbers):02}", text)  # no two words alike: a wrong place shows
    with suppress(InputError):
        bitext = reader.read(text)
        lines = re.split(r"\r\n|\r|\n", text)
        for extract in (bitext.source, bitext.target):
            for word in re.finditer(r"w\d\d", extract.text):
                at = extract.source_map.locate(word.start())
                assert lines[at.line - 1][at.column - 1 :].startswith(word[0])


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(CATALOGUE)), st.integers(0, 30), st.text(max_size=5))
def test_a_damaged_catalogue_is_read_or_refused(at: int, length: int, put: str) -> None:
    text = CATALOGUE[:at] + put + CATALOGUE[at + length :]
    with suppress(InputError):
        rows(reader.read(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        reader.read(text)


@pytest.mark.parametrize(
    "unit", ['"', '"a" ', "\\", " ", "\\n", "#\n", "msgid ", "[", "\\x41", 'msgid "a"\nmsgstr "b"\n']
)
@pytest.mark.parametrize("before", ["", 'msgid "a"\nmsgstr "', 'msgid "a"\nmsgstr ""'])
def test_a_megabyte_takes_a_second_or_is_refused(before: str, unit: str) -> None:
    text = before + unit * (1_000_000 // len(unit))
    started = time.process_time()
    for one in (text, text + '"'):
        with suppress(InputError):
            reader.read(one)
    reader.sniff(text)
    assert time.process_time() - started < 4  # two seconds on a machine of its own
