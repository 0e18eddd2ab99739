"""Corrections in files: only their characters change, and every format says them in its own way."""

# ruff: noqa: E501 - a case is easier to read on its line

from pathlib import Path

import pytest

from audit import registry
from audit.apply.edits import Edit, corrected
from audit.article import Span
from audit.intake import formats, read_article
from tests.apply.files import attempt, change, edit, made, read

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
XLIFF = (
    '<xliff version="1.2"><file original="x" source-language="en" target-language="de"><body>{}</body></file></xliff>'
)
TS = '<TS version="2.1" language="de"><context><name>W</name><message><source>s</source>{}</message></context></TS>'
PAGE = "<html><body><h1>The title of the page</h1>{}<p>More of the story, long enough to be one.</p></body></html>"

# Name, content, changes, content after.
CASES = [
    # prose
    ("a.txt", "One  two.\r\n\r\nThree\ttwo\r\n", [("One  [two]", "2")], "One  2.\r\n\r\nThree\ttwo\r\n"),
    ("a.txt", "\ufeffOne.\n", [("[]One", "No "), ("One[]", "!")], "\ufeffNo One!.\n"),
    ("a.md", "# T\n\nIt *was* good.\n", [("was", "is")], "# T\n\nIt *is* good.\n"),
    ("a.md", "# T\n\nIt was **very** good.\n", [("was [very ]good", "")], "# T\n\nIt was good.\n"),
    ("a.md", "# T\n\nA [link](http://x.y 'z') here.\n", [("link here", "way there")], "# T\n\nA [way](http://x.y 'z') there.\n"),
    ("a.md", "# T\n\nSo be it\n", [("be", "*a* b")], "# T\n\nSo \\*a\\* b it\n"),
    ("a.md", "> Quoted and\n> quoted words\n", [("quoted words", "said")], "> Quoted and\n> said\n"),
    ("a.md", "| a | b |\n|---|---|\n| one | two |\n", [("one", "1|1")], "| a | b |\n|---|---|\n| 1\\|1 | two |\n"),
    ("p.html", PAGE.format("<p>It <b>was</b> a&nbsp;day &amp; a night of storm.</p>"), [("was", "is"), ("day & a", "day or <a>")],
     PAGE.format("<p>It <b>is</b> a&nbsp;day or &lt;a&gt; night of storm.</p>")),
    ("p.html", PAGE.format("<p>One <b>two</b> three of the whole long story.</p>"), [("One two three", "1 2 3")],
     PAGE.format("<p>1 <b>2</b> 3 of the whole long story.</p>")),
    ("p.html", PAGE.format("<p>It   was a\n  day in the long story told.</p>"), [("was a day", "was the day")],
     PAGE.format("<p>It   was the\n  day in the long story told.</p>")),
    # a paragraph that should not be there
    ("a.md", "# T\n\nOne.\n\n- [Read *more*](u)\n- two\n\nThree.\n", [("Read more", ""), ("One", "Uno")], "# T\n\nUno.\n\n\n- two\n\nThree.\n"),
    ("p.html", PAGE.format("<p>Read <b>more</b>. Now!</p><p>A longer paragraph that stays here.</p>"), [("Read more. ", ""), ("Now!", "")],
     PAGE.format("<p><b></b></p><p>A longer paragraph that stays here.</p>")),
    # strings with escapes
    ("q.po", PO + 'msgid "a"\nmsgstr "Ein \\"altes\\" Wort"\n', [('"altes"', '"neues"\n')], PO + 'msgid "a"\nmsgstr "Ein \\"neues\\"\\n Wort"\n'),
    ("q.po", PO + 'msgid "a"\nmsgstr ""\n"Ein "\n"Wort"\n', [("Ein Wort", "Kein Satz")], PO + 'msgid "a"\nmsgstr ""\n"Kein "\n"Satz"\n'),
    ("q.po", PO + 'msgid "a"\nmsgstr ""\n', [("", "Neu")], PO + 'msgid "a"\nmsgstr "Neu"\n'),
    ("q.po", PO + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "Hund"\nmsgstr[1] "Hund"\n', [("Hund\n\n[Hund]", "Hunde")],
     PO + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "Hund"\nmsgstr[1] "Hunde"\n'),
    ("a.json", '{ "a":"caf\\u00e9s",  "b" : "x" } // y\n', [("é", "e"), ("x", 'q"\\\n')], '{ "a":"cafes",  "b" : "q\\"\\\\\\n" } // y\n'),
    ("a.json", '{"a": "caf\\u00e9"}', [("caf[é]", "ü")], '{"a": "caf\\u00fc"}'),
    ("a.json", '{"a": "\\ud83d\\ude00!", "b": "ö"}', [("😀", "😎")], '{"a": "😎!", "b": "ö"}'),
    ("a.json", '{"a": ""}', [("", "neu")], '{"a": "neu"}'),
    ("a.properties", "a = Gr\\u00fcn\n# c\nb=\n", [("Grün", "Röter")], "a = R\\u00f6ter\n# c\nb=\n"),
    ("a.properties", "a=Wort \\\n   mehr\nb\n", [("Wort mehr", "Wort meer"), ("meh[]r\n\n", "")], None),
    ("a.properties", "a=x\nb\n", [("x\n\n[]", " neu")], "a=x\nb=\\ neu\n"),
    ("a.properties", "a = Ein Wort\n", [("Ein ", " ")], "a = \\ Wort\n"),
    ("a.strings", '"a" = "Ein \\"Wort\\"";\nb = eins;\n', [('"Wort"', "'W\""), ("eins", "zwei drei")], '"a" = "Ein \'W\\"";\nb = "zwei drei";\n'),
    ("a.strings", '"Open";\n', [("Open", "Öffnen")], '"Open" = "Öffnen";\n'),
    ("a.ftl", "a = Ein { $x } Wort\n    .t = Zeile\n", [("{ $x } Wort", "{ $x } Satz")], "a = Ein { $x } Satz\n    .t = Zeile\n"),
    ("a.ftl", "a = { $n ->\n    [one] Ein Hund\n   *[other] Viel Hund\n }\n", [("Viel Hund", "Viele Hunde")],
     "a = { $n ->\n    [one] Ein Hund\n   *[other] Viele Hunde\n }\n"),
    # tables and YAML: a flavour that cannot hold the words is changed for one that can
    ("a.csv", "key,source,target\r\na,x,Ein Wort\r\n", [("Ein Wort", 'Ein, "W"')], 'key,source,target\r\na,x,"Ein, ""W"""\r\n'),
    ("a.csv", 'key,source,target\na,x,"Ein ""W"""\n', [('"W"', '"V"')], 'key,source,target\na,x,"Ein ""V"""\n'),
    ("a.csv", "key,source,target\na,x\n", [("", "neu")], 'key,source,target\na,x,"neu"\n'),
    ("a.csv", "key,en,de,fr\na,x,Wort,mot\n", [("Wort", "Satz")], "key,en,de,fr\na,x,Satz,mot\n"),
    ("a.yml", "de:\n  a: Ein Wort # c\n", [("Wort", "Wort: so")], 'de:\n  a: "Ein Wort: so" # c\n'),
    ("a.yml", "de:\n  a: 'Ein Wort'\n  b: \"Ein\\tWort\"\n", [("Ein [Wort]", "it's"), ("\t[Wort]", 'q"')], "de:\n  a: 'Ein it''s'\n  b: \"Ein\\tq\\\"\"\n"),
    ("a.yml", "de:\n  a: |\n    Ein\n    Wort\n  b: x\n", [("Wort", "W\nV")], "de:\n  a: |\n    Ein\n    W\n    V\n  b: x\n"),
    ("a.yml", "de:\n  a:\n  b: x\n", [("[]\n\nx", "neu")], 'de:\n  a: "neu"\n  b: x\n'),
    ("a.yml", "de:\n  a: nein\n", [("nein", "no")], 'de:\n  a: "no"\n'),
    # XML
    ("a.xlf", XLIFF.format('<trans-unit id="1"><source>s</source></trans-unit>'), [("", "neu & gut")],
     XLIFF.format('<trans-unit id="1"><source>s</source><target>neu &amp; gut</target></trans-unit>')),
    ("a.xlf", XLIFF.format('<trans-unit id="1"><source>s</source><target state="new"/></trans-unit>'), [("", "neu")],
     XLIFF.format('<trans-unit id="1"><source>s</source><target state="new">neu</target></trans-unit>')),
    ("a.xlf", XLIFF.format('<trans-unit id="1"><source>s</source><target>Ein <x id="1" equiv-text="q"/> Wort</target></trans-unit>'),
     [('<x id="1"/> ', "")], XLIFF.format('<trans-unit id="1"><source>s</source><target>Ein Wort</target></trans-unit>')),
    ("a.xlf", XLIFF.format('<trans-unit id="1"><source>s</source><target>A &lt;b&gt; c</target></trans-unit>'), [("<b>", "<i>")],
     XLIFF.format('<trans-unit id="1"><source>s</source><target>A &lt;i&gt; c</target></trans-unit>')),
    ("a.ts", TS.format('<translation type="unfinished"></translation>'), [("", "neu")], TS.format('<translation type="unfinished">neu</translation>')),
    ("a.ts", TS.format("<translation>A<!-- c -->B</translation>"), [("AB", "CD")], TS.format("<translation>CD<!-- c --></translation>")),
    ("a.resx", '<root><data name="a"><value><![CDATA[A & B]]></value></data></root>', [("B", "]]>")],
     '<root><data name="a"><value><![CDATA[A & ]]]]><![CDATA[>]]></value></data></root>'),
    ("strings.xml", '<resources><string name="a">It\\\'s <b>my</b> word</string></resources>', [("my", "mum's"), ("word", 'w"')],
     '<resources><string name="a">It\\\'s <b>mum\\\'s</b> w\\"</string></resources>'),
    ("strings.xml", '<resources><plurals name="a"><item quantity="one">Hund</item><item quantity="other">Hund</item></plurals></resources>',
     [("Hund\n\n[Hund]", " Hunde")], '<resources><plurals name="a"><item quantity="one">Hund</item><item quantity="other">\\u0020Hunde</item></plurals></resources>'),
    # words that several strings share
    ("a.json", '{"a": "{n, plural, one {# Hund} other {# Hund}} hier"}', [("Hund hier\n\n# [Hund]", "Hunde")],
     '{"a": "{n, plural, one {# Hund} other {# Hunde}} hier"}'),
    ("a.json", '{"a": "{n, plural, one {# Hund} other {# Hunde}} hier"}', [("Hund [hier]", "da")],
     '{"a": "{n, plural, one {# Hund} other {# Hunde}} da"}'),
    ("a.json", '{"a": "{n, plural, one {# Hund} other {# Hunde}} hier"}', [("Hund [hier]", "da"), ("Hunde [hier]", "da")],
     '{"a": "{n, plural, one {# Hund} other {# Hunde}} da"}'),
    ("a.yml", "de:\n  a: &x Ein Wort\n  b: *x\n", [("Wort", "Satz")], "de:\n  a: &x Ein Satz\n  b: *x\n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "changes", "then"), [case for case in CASES if case[3]])
def test_only_the_corrected_characters_change(name, content, changes, then):
    assert change(name, content, *changes).decode() == then


@pytest.mark.parametrize(
    ("codec", "mark"), [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")]
)
def test_a_byte_order_mark_and_the_encoding_stay(codec, mark):
    assert change("a.txt", mark + "Grün\r\nßt".encode(codec), ("Grün", "Röt")) == mark + "Röt\r\nßt".encode(codec)


def test_what_the_encoding_lacks_is_a_reference_in_a_page():
    page = PAGE.replace("<html>", '<html><meta charset="windows-1252">').format(
        "<p>Größe und noch viele Wörter mehr dazu.</p>"
    )
    then = change("p.html", page.encode("cp1252"), ("Größe", "Höhe ş"))
    assert then == page.replace("Größe", "H&#246;he &#351;").encode("cp1252")


def test_a_page_of_ascii_is_written_in_what_it_declares():
    page = PAGE.replace("<html>", '<html><meta charset="iso-8859-1">').format(
        "<p>Groesse und noch viele Woerter mehr.</p>"
    )
    assert change("p.html", page, ("Groesse", "Größe")) == page.replace("Groesse", "Größe").encode("latin-1")


def test_what_the_encoding_lacks_is_refused_in_a_text():
    text = "Die Größe der Häuser überrascht die Männer, und für Väter wäre Müßiggang schön."
    article = read("a.txt", text.encode("cp1252"))
    refused = attempt("a.txt", article, [edit(article.target.text, "Häuser", "ğ")])
    assert [one.why.replace("cp1250", "cp1252") for one in refused] == [
        "'ğ' is not in cp1252: save the file as UTF-8 first"
    ]


def test_broken_bytes_stay_as_they_are():
    text = ("Für alle Größen und Maße über den Flüssen schön öfter nötig. " * 5).encode()
    broken = text + b"A \xff\xc3 B\n"
    assert change("a.txt", broken, ("[A] ", "ä"), ("B", "ß")) == text + "ä".encode() + b" \xff\xc3 " + "ß\n".encode()


def test_of_many_languages_only_the_one_that_is_meant_changes():
    def unit(words):
        return f'{{"stringUnit": {{"state": "translated", "value": "{words}"}}}}'

    def catalogue(german):
        return f'{{"sourceLanguage": "en", "strings": {{"k": {{"localizations": {{"de": {unit(german)}, "fr": {unit("Wort")}}}}}}}}}'

    assert change("a.xcstrings", catalogue("Wort"), ("Wort", "Satz")).decode() == catalogue("Satz")


def test_what_a_file_says_of_its_encoding_is_taken_by_its_word():
    latin = "<?xml version='1.0' encoding='ISO-8859-1'?>\n<resources><string name='a'>Öffne {}</string></resources>"
    after = change("a.xml", latin.format("es").encode("latin-1"), ("es", "sie – €"))
    assert after == latin.format("sie &#8211; &#8364;").encode("latin-1")
    assert change("a.properties", "a=Öffne es\n".encode("latin-1"), ("es", "–")) == b"a=\xd6ffne \\u2013\n"
    po = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=ISO-8859-1\\n"\n\nmsgid "a"\nmsgstr "Öffne"\n'
    article = read("a.po", po.encode("latin-1"))
    [refused] = attempt("a.po", article, [edit(article.target.text, "Öffne", "–")])
    assert "'–' is not in iso8859-1" in refused.why


def test_a_value_behind_an_alias_gets_its_quotes_for_all():
    file = "de:\n  a: &x Wert hier\n  b: *x\n"
    assert change("m.yml", file, ("[Wert hier]\n\nWert", "Wert: hier")) == b'de:\n  a: &x "Wert: hier"\n  b: *x\n'
    assert change("m.yml", "de:\n  a: Wert da\n", ("Wert ", "Wert\t")) == b'de:\n  a: "Wert\\tda"\n'


def test_edits_that_spoil_each_other_are_written_as_one():
    article = read("a.resx", "<root><data name='a'><value><![CDATA[a]z]]></value></data></root>")
    edits = [Edit(Span(0, 1), "]"), Edit(Span(2, 3), ">")]
    assert corrected(article.target.text, edits) == "]]>"  # which ends such a section
    Path("a.resx").write_bytes(made("a.resx", article, edits))
    assert read_article("a.resx", None, "de").target.text == "]]>"


def test_an_edit_that_no_format_can_say_is_refused_with_its_reason():
    article = read("a.json", '{"a": "{n, plural, one {# Hund} other {# Hunde}}", "b": "x"}')
    bad, good = edit(article.target.text, "Hund\n", "{{Hund}\n"), edit(article.target.text, "x", "y")
    refused = attempt("a.json", article, [bad, good])
    assert [(one.edit, "strings of the file" in one.why) for one in refused] == [(bad, True)]
    assert Path("a.json").read_text() == '{"a": "{n, plural, one {# Hund} other {# Hunde}}", "b": "x"}'


def test_every_reader_says_how_its_format_spells_words():
    readers = registry.discover("audit.readers", "spellings")
    assert set(readers) == set(formats())
    for reader in readers.values():
        assert "word" in list(reader.spellings("word", 0, 4, "word"))
