"""Markdown: prose only, and every word of it where it stands in the file."""

import re
import time
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Location
from audit.errors import InputError
from audit.readers import markdown as reader
from tests.readers.places import blocks, misplaced

ARTICLE = """\
---
title: Not prose
lang: de-AT
---
<!-- a comment -->

# Rivers *rise* &amp; fall #

Residents of [three towns](https://example.org/towns "towns and more") were told \\*not\\* to wait.
They left **on** Tuesday with `bags and` <b>boxes</b>; see <https://example.org> and [the map][map].

> The mayor said:
> > never
lazy line

1. Two bridges
   - are closed
2. Trains run

| Town | Level \\| mark |
|------|---------------|
| Ferry | **7.2** m |

![A flooded *street*](street.jpg 'by us')

Setext heading
--------------

<div>raw HTML</div>

    indented code

```python
fenced = "code"
```

Hard\\
break\x20\x20
and soft
break.

[map]: https://example.org/map
"""

PROSE = [
    "Rivers rise & fall",
    "Residents of three towns were told *not* to wait. "
    "They left on Tuesday with bags and boxes; see https://example.org and the map.",
    "The mayor said:",
    "never lazy line",
    "Two bridges",
    "are closed",
    "Trains run",
    "Town",
    "Level | mark",
    "Ferry",
    "7.2 m",
    "A flooded street",
    "Setext heading",
    "Hard\nbreak\nand soft break.",
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_article_gives_its_prose_and_where_it_stands(end: str) -> None:
    text = ARTICLE.replace("\n", end)
    extract = reader.read(text)
    assert blocks(extract) == PROSE
    assert extract.text == "\n\n".join(PROSE)
    assert extract.language == "de-AT"
    assert not misplaced(text, extract)


@pytest.mark.parametrize(
    ("text", "word", "location"),
    [
        ("# Head", "Head", Location(1, 3)),
        ("a &copy; b", "©", Location(1, 3)),
        ("a &copy; b", "b", Location(1, 10)),
        ("\\* x", "x", Location(1, 4)),
        ("[a](b) b", "b", Location(1, 8)),
        ("[a](<b c> 'b') b", "b", Location(1, 16)),
        ("![b](c) c", "c", Location(1, 9)),
        ("[x]: u\n[a][x] x", "x", Location(2, 8)),
        ("> - deep\n>   more", "more", Location(2, 5)),
        ("1. 1", "1", Location(1, 4)),
        ("| b | a |\n|---|---|\n| a | b |", "a", Location(1, 7)),
        ("`a\nb`", "b", Location(2, 1)),
        ("- `` ` `` x", "`", Location(1, 6)),
        ("***a** b*", "b", Location(1, 8)),
        ("~~gone~~ x", "x", Location(1, 10)),
        ("---\nhello: x\n---\nbody", "body", Location(4, 1)),
        ("+++\nlang = 'x'\n+++\n\nbody", "body", Location(5, 1)),
        ("中文\n换行", "换", Location(2, 1)),
        ("\ttab\n\npara", "para", Location(3, 1)),
        ("- a\n\n\tb", "b", Location(3, 2)),
    ],
)
def test_a_word_is_located(text: str, word: str, location: Location) -> None:
    extract = reader.read(text)
    assert extract.source_map.locate(extract.text.index(word)) == location


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("中文\n换行 and\nmore", "中文换行 and more"),
        ("한국어\n줄", "한국어 줄"),
        ("---\n\nA rule, no front matter\n\n---\n", "A rule, no front matter"),
        ("---\nopen: x\n\nfront matter", None),
        ("a \x00 b", "a \ufffd b"),
        ("- [ ] task", "[ ] task"),
        ("&#xD800;x", "\ufffdx"),
    ],
)
def test_what_prose_reads_as(text: str, prose: str | None) -> None:
    extract = reader.read(text)
    assert prose is None or blocks(extract) == [prose]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        (ARTICLE, True),
        ("# Head\n\nText", True),
        ("Text with [a link](https://example.org) in it.", True),
        ("---\ntitle: x\n---\nText", True),
        ("Plain text. #tag, 5 * 3, a_b_c.", False),
        ("# comment\nkey: value", False),
        ("# Translators\n\nmsgid ''\nmsgstr ''", False),
        ("# settings\n\n[section]\nkey = 1", False),
        ('{"a": 1}', False),
        ("", False),
    ],
)
def test_sniff_is_true_only_where_it_is_sure(text: str, sure: bool) -> None:
    assert reader.sniff(text) is sure


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("```\ncode\n```\n", "no prose found"),
        ("<div>only HTML</div>", "no prose found"),
        ("---\ntitle: only front matter\n---\n", "no prose found"),
        ("> " * 60 + "deep", "nested more than 20 deep"),
        ("".join("  " * depth + "- a\n" for depth in range(60)), "nested more than 20 deep"),
        ("*" * 1_000_000, "more Markdown markup than an article has: split"),
        ("a\n" * 500_000, "more Markdown markup"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        reader.read(text)


PIECES = ["w ", "w", "w w", "*", "**", "_", "`", "``", "[", "]", "(u)", "![", "> ", "- ", "1. ", "# ", "&amp;", "\\"]
PIECES += ["\\*", "<b>", "</b>", "<!-- c -->", "    ", "~~", "<http://w.x>", '(u "w")']
PIECES += ["|", "|-|-|\n", "|w|w|\n", "\n", "\n\n", "\r\n", "\t", "---\n", "[w]: u\n", "  \n", "&#119;"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_whatever_the_markup_words_are_located_at_themselves(text: str) -> None:
    numbers = count()
    text = re.sub("w", lambda _: f"w{next(numbers):02}", text)  # no two words alike: a wrong place shows
    try:
        extract = reader.read(text)
    except InputError:
        return
    lines = re.split(r"\r\n|\r|\n", text)
    for word in re.finditer(r"w\d\d", extract.text):
        at = extract.source_map.locate(word.start())
        assert lines[at.line - 1][at.column - 1 :].startswith(word[0])
    ends = [(block.span.start, block.span.end) for block in extract.blocks]
    assert all(start < end for start, end in ends)
    assert ends == sorted(ends)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(InputError):
        reader.read(text)


UNITS = ["word and more, ", "x", "[", "]", "![", "[a](", "*", "*a ", "_a", "a**b", "`", "` ", "> ", "- ", "<", "<a "]
UNITS += ["<!--", "&", "\\*", "|", "|a", "\n", "a\n", "> a\n", "- item\n", "[a]: b\n", "# a\n", "{ ", ": ", " ", "\t"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("size", [20_000, 1_000_000])
def test_a_megabyte_takes_a_second_or_is_refused(unit: str, size: int) -> None:
    started = time.process_time()
    with suppress(InputError):
        reader.read(unit * (size // len(unit)))
    assert time.process_time() - started < 2  # a second on a machine of its own


COMMENTS = """---
lang: de
---
<!-- audit: ignore doubled -->
# Head

[//]: # (audit: ignore numbers -- they are quoted)

One.
Two <!--audit: ignore names--> two.

Three.

```
[//]: # (audit: ignore units)
<!-- audit: ignore units -->
```

[//]: # "audit: ignore foreign"
<!-- audit: ignore length
because -->

| a | b |
|---|---|
| c |   |

Four.

> [//]: # (audit: ignore)
> Five.

- Six
- [//]: # 'audit: ignore dates'
  Seven

Eight
[//]: # (audit: ignore units)
"""


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_comment_silences_rules_in_the_block_that_follows_or_holds_it(end: str) -> None:
    extract = reader.read(COMMENTS.replace("\n", end))
    said = {block.span.of(extract.text): set(block.ignored) for block in extract.blocks}
    assert {words: rules for words, rules in said.items() if rules} == {
        "Head": {"doubled"},
        "One. Two  two.": {"numbers", "names"},
        "a": {"foreign", "length"},
        "b": {"foreign", "length"},
        "c": {"foreign", "length"},
        "Five.": {"*"},
        "Seven": {"dates"},
    }
    assert {"Three.", "Four.", "Six", "Eight //: # (audit: ignore units)"} <= set(said)
