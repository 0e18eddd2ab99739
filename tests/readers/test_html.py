"""HTML: only the story comes out of a page, and every word of it is found in the file again."""

import re
import time
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.readers import html as reader
from tests.readers.places import blocks, misplaced

NEWS = """\
<!DOCTYPE html>
<html class="no-js" lang="en-GB" dir="ltr">
<head>
  <meta charset="utf-8"><title>Harbour town votes to move uphill | The Daily Example</title>
  <style>.story p { margin: 0 } .x::before { content: "Style text" }</style>
  <script>window.page = {"headline": "<p>Script text</p>", "if": 1 < 2};</script>
</head>
<body>
<header class="site-header"><a class="logo" href="/">The Daily Example</a>
  <nav aria-label="Main"><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li>
  <li><a href="/sport">Sport</a></li><li><a href="/weather">Weather</a></li></ul></nav></header>
<div id="cookie-consent" class="cookie-banner"><p>We and our 812 partners store cookies on your device to improve
  your experience. By continuing you agree to our policy.</p><button>Accept all</button></div>
<main><article class="story">
  <h1>Harbour town votes to move&nbsp;<em>uphill</em></h1>
  <p>After the third flood in <a href="/floods">five years</a>, the people of Low Ferry have voted to leave the
     harbour &mdash; and to take their church with them.</p>
  <p>&ldquo;We have <b>never</b> seen the water this high,&rdquo; said the mayor, Ada Q. Thorne,
     who has held office for twenty years&#46;</p>
  <!-- ad slot --><div class="ad"><script>show("ad");</script></div>
  <h2>What is known so far</h2>
  <ul><li>Two hundred houses will be taken down.</li>
  <li>The school moves first, in the spring of next year.</li></ul>
  <blockquote><p>It came in the night, and by morning the street was a river.</p></blockquote>
  <aside class="related"><h3>Related stories</h3><ul><li><a href="/1">Ten photographs of the flood you must see</a></li>
  <li><a href="/2">How to insure a house against water</a></li></ul></aside>
  <p>The government has promised to pay for the roads. It has not said who will pay for the houses,
     and the vote binds nobody until it does.<br>A second vote is planned.</p>
</article>
<section id="comments" class="comments"><h3>Comments (2)</h3>
  <div class="comment"><p>First! My uncle lives there and he says that the whole thing was decided years ago.</p></div>
  <div class="comment"><p>Nobody asked the fish what they think about any of this, as usual.</p></div></section>
</main>
<footer><p>&copy; 2024 The Daily Example. All rights reserved.</p><a href="/imprint">Imprint</a></footer>
</body></html>
"""

STORY = [
    "Harbour town votes to move\xa0uphill",
    "After the third flood in five years, the people of Low Ferry have voted to leave the harbour — and to take their "
    "church with them.",
    "“We have never seen the water this high,” said the mayor, Ada Q. Thorne, who has held office for twenty years.",
    "What is known so far",
    "Two hundred houses will be taken down.",
    "The school moves first, in the spring of next year.",
    "It came in the night, and by morning the street was a river.",
    "The government has promised to pay for the roads. It has not said who will pay for the houses, and the vote binds "
    "nobody until it does.\nA second vote is planned.",
]
PARAGRAPH = "Residents of three towns on the river were told to leave their homes, as the water rose faster than ever."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_the_story_of_a_news_page_comes_out(end: str) -> None:
    text = NEWS.replace("\n", end)
    extract = reader.read(text)
    assert blocks(extract) == STORY
    assert extract.text == "\n\n".join(STORY)
    assert extract.language == "en-GB"
    assert not misplaced(text, extract)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<header><h1>Head</h1></header><main><p>{PARAGRAPH}</p></main>", ["Head", PARAGRAPH]),
        (f"<p>{PARAGRAPH}</p><p>{PARAGRAPH}</p>", [PARAGRAPH, PARAGRAPH]),  # a repetition is what an auditor looks for
        (f"<article><div>{PARAGRAPH}</div><div>{PARAGRAPH[::-1]}</div></article>", [PARAGRAPH, PARAGRAPH[::-1]]),
        (f"<article>{PARAGRAPH}<br> <br/>Then this.</article>", [PARAGRAPH, "Then this."]),
        (f"<table><tr><th>Town<td>Level<tr><td>A<td>7</table><p>{PARAGRAPH}", ["Town", "Level", "A", "7", PARAGRAPH]),
        ("<h1>Short</h1><p>Tiny text.", ["Short", "Tiny text."]),
        ("<p>e\u0301 stays, soft\xadhyphen and&shy;this too.", ["e\u0301 stays, soft\xadhyphen and\xadthis too."]),
        ("<p>H<sub>2</sub>O &amp &lt;b&gt; &#x41; &nosuch; &#xD800;", ["H2O & <b> A &nosuch; \ufffd"]),
        ("a < b and c > d", ["a < b and c > d"]),
        ("<p title='a > b' data-x=\"</p>\">Text", ["Text"]),
        ("<p>One<svg><text>not</text></svg><script>if (a </b) not</script><!-- <p>not -->two", ["Onetwo"]),
        ("<nav><a href=/>Only</a> <a href=/>navigation</a></nav>", ["Only navigation"]),
        ("<p>\u2e2e\u2840\u2840 signs like ours \u2e30", ["\u2e2e\u2840\u2840 signs like ours \u2e30"]),
        ("<div>" * 300 + "Deep" + "</div>" * 300, ["Deep"]),
        ("<p>Never closed <b>comment <!-- hides the rest", ["Never closed comment"]),
        ("<p>Text <a href='x", ["Text"]),
    ],
)
def test_what_a_page_reads_as(body: str, expected: list[str]) -> None:
    for text in (f"<html><body>{body}</body></html>", body):
        assert blocks(reader.read(text)) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("<html lang=fr><p>Texte", "fr"),
        ("<HTML xml:lang='zh_Hans'><p>Text", "zh_Hans"),
        ("<html lang=''><p>Text", None),
        ("<html data-lang='de'><p lang=fr>Text", None),
        ("<p>Text", None),
    ],
)
def test_the_language_is_the_page_s(text: str, language: str | None) -> None:
    assert reader.read(text).language == language


def test_places_are_exact_behind_entities_and_line_breaks() -> None:
    extract = reader.read("<p>A &amp; B\r\n  &eacute;t&eacute;   C<b>D</b></p>")
    assert blocks(extract) == ["A & B été CD"]
    places = [extract.source_map.locate(offset) for offset in range(len(extract.text))]
    assert [place.line for place in places] == [1] * 6 + [2] * 6
    assert [place.column for place in places] == [4, 5, 6, 11, 12, 13, 3, 11, 12, 20, 23, 27]


WITHOUT_TEXT = ["<html></html>", "<html><head><title>T</title></head><body><script>var a</script></body></html>"]
WITHOUT_TEXT += ["<!-- x", "<p>", "<p>&nbsp;</p>", "<br><br>", "<script>" * 9, "<body " * 9]


@pytest.mark.parametrize("text", WITHOUT_TEXT)
def test_a_page_without_text_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no article text was found"):
        reader.read(text)


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (NEWS, True),
        ("\n<!-- saved from url -->\n<HTML>", True),
        ("<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'>", True),
        ("<body class=a>", True),
        ("<xliff version='1.2'>", False),
        ("<headline>", False),
        ("Text about <html> tags", False),
        ("", False),
    ],
)
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


PIECES = ["w ", "w", "w w", "<p>", "</p>", "<b>", "</b>", "<br>", "\n", "  ", "&amp;", "&nbsp;", "&#119;", "<!-- w -->"]
PIECES += [
    "<div title='w > w'>",
    "</div>",
    "<script>w</script>",
    "<ul><li>",
    "<",
    ">",
    "&",
    "<h1>",
    "</h1>",
    "<td>",
    "\r\n",
]
PIECES += [
    "<svg>",
    "</svg>",
    "<a href=w>",
    "</a>",
    "<!",
    "<w",
    "</",
    "\xa0",
    "<table><tr>",
    f"<p>{PARAGRAPH}</p>",
    "\0",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_the_markup_words_are_located_at_themselves(text: str) -> None:
    numbers = count()
    text = re.sub(r"\bw", lambda _: f"w{next(numbers):02}", text)  # no two words alike: a wrong place shows
    try:
        extract = reader.read(text)
    except InputError:
        return
    lines = re.split(r"\r\n|\r|\n", text)
    for word in re.finditer(r"\bw\d\d", extract.text):
        at = extract.source_map.locate(word.start())
        assert lines[at.line - 1][at.column - 1 :].startswith(word[0])
    ends = [(block.span.start, block.span.end) for block in extract.blocks]
    assert all(start < end for start, end in ends)
    assert ends == sorted(ends)
    assert list(extract.source_map.anchors) == sorted(extract.source_map.anchors)


UNITS = [
    "word and more, ",
    "x",
    "<",
    "<p>ab</p>",
    "<div>",
    "<b>",
    "<!--",
    "<!",
    "</",
    "<a",
    "<a ",
    '<a b="',
    "&amp;",
    "&",
]
UNITS += [
    "<script>",
    "</script x",
    "<svg>x</svg>",
    "<td>x",
    "<br>",
    "text<br>",
    "<h1>x",
    "<html ",
    " ",
    "\n",
    "<table><tr><td>",
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", [20_000, 1_000_000])
def test_a_megabyte_takes_a_second_or_is_refused(unit: str, size: int) -> None:
    started = time.process_time()
    with suppress(InputError):
        reader.read(unit * (size // len(unit)))
    assert time.process_time() - started < 2  # a second on a machine of its own


def test_as_many_paragraphs_as_are_taken_take_a_second() -> None:
    text = f"<html><body><article>{f'<p>{PARAGRAPH}</p>' * 9_000}</article></body></html>"
    started = time.process_time()
    assert len(reader.read(text).blocks) == 9_000
    assert time.process_time() - started < 2
    with pytest.raises(InputError, match="more markup than an article has"):
        reader.read(text * 2)


def test_trafilatura_reports_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    reader.read("nothing that is HTML")
    assert capfd.readouterr() == ("", "")


def test_a_comment_silences_rules_in_the_passage_that_follows_or_holds_it() -> None:
    extract = reader.read(
        f"<body><!-- audit: ignore doubled --><h1>Head</h1><p>{PARAGRAPH}<!-- no directive --></p>\n"
        f"<!--audit: ignore numbers, names-->\n<div><p>A {PARAGRAPH}</p></div>"
        f"<p>B <!-- audit: ignore --> {PARAGRAPH}</p>"
        f"<script><!-- audit: ignore units --></script><p>C {PARAGRAPH}</p><!-- audit: ignore units -->"
    )
    said = [(block.span.of(extract.text)[:2], set(block.ignored)) for block in extract.blocks]
    assert [rules for _, rules in said] == [{"doubled"}, set(), {"numbers", "names"}, {"*"}, set()]
    assert [words for words, _ in said[2:]] == ["A ", "B ", "C "]
