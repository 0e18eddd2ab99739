"""What is a segment, and what is not: tables of texts, nasty characters, and texts made to be slow."""

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Block, Extract, Segment, Side, SourceMap, Span
from audit.segment import segmenter, split

_ARTICLE = Path(__file__).parents[1] / "seeds" / "000_2d1116a519ad34f0.txt"
_BETWEEN = "•·‣▪◦*-–—\u200b\u2060\ufeff"


def extract(*blocks: str, keys: tuple[str, ...] = (), language: str | None = None) -> Extract:
    """Blocks with a separator between them that is not audited."""
    text, places = "", []
    for number, block in enumerate(blocks):
        places.append(Block(Span(len(text), len(text) + len(block)), keys[number] if keys else None))
        text += block + "\n<!-- -->\n"
    return Extract(text, tuple(places), SourceMap(((0, 0),), (0,)), language)


def texts(text: str, language: str | None = "en") -> list[str]:
    return [segment.text for segment in split(extract(text), language)]


# -- sentences ---------------------------------------------------------------------------------------------------

# "|" is where a new segment begins.
SENTENCES = {
    "English titles and initials": ("en", "Mr. Smith met J. D. Vance in the U.S. Senate.| Dr. Wu left."),
    "English decimals": ("en", "It rose 3.5% to $1.2 bn. |Then it fell."),
    "English dates": ("en", "On Jan. 6 he left. |On Feb. 7 he came back."),
    "English time of day": ("en", "It said so at 1 a.m. Wednesday (2200 GMT Tuesday). |It ended at 5 p.m. EST."),
    "English time of day ends a sentence": ("en", "He left at 5 p.m. |She came."),
    "English dateline": ("en", "MOSCOW, Jan 4 (Reuters) – Russia said so. |Kiev did not."),
    "English dateline, dotted": ("en", "MOSCOW, Jan. 4 (Reuters) – Russia said so."),
    "English ellipsis": ("en", "Wait... what? |Wait… and see."),
    "English quotation": ("en", "“We won. We are happy,” he said. |Then he left."),
    "English straight quotes": ("en", 'He said "No. Never." |Then he left.'),
    "English single quotes": ("en", "‘We won. We are happy,’ he said. |The boys’ turn came. |It’s fine."),
    "English straight single quotes": ("en", "'Tis the season. |It is the boys' turn."),
    "English attribution after !": ("en", "“We won!” he said. |“We won!” Ann Smith said. |“We won!” |Then he left."),
    "English odd quote": ("en", 'The 5" pipe broke. |He said so. |It is "fine.'),
    "English numbered items": ("en", "1. First item. |2. Second item."),
    "English brackets": ("en", "He left (she stayed. Why?) at noon. |It rained."),
    "English lower-case ellipsis in quotes": ("en", "“I thought…” he began. |She left."),
    "English emoji": ("en", "Great! |😀 Next one. 🎉"),
    "German ordinals": ("de", "Er spielt in der 2. Bundesliga. |Am 3. Oktober 1990 war es so weit."),
    "German abbreviations": ("de", "Das ist z. B. gut. |Dr. Meier kam um 9 Uhr."),
    "German quotation": ("de", "„Wir gehen. Jetzt“, sagte er. |Dann ging er."),
    "French guillemets": ("fr", "« Il est parti. Il reviendra. » |Elle a ri."),
    "French attribution": ("fr", "« Bon ! » dit-il. |J’ai dit oui."),
    "French titles": ("fr", "M. Dupont et Mme. Martin sont là. |Ils partent."),
    "Spanish dialogue": ("es", "—¡Vamos! —dijo Juan. |El Sr. Pérez fue a EE. UU. con ella."),
    "Spanish guillemets": ("es", "¿Qué? |«No. Nunca», dijo."),
    "Portuguese": ("pt", "O Sr. Silva pagou R$ 3,50. |Fim."),
    "Italian": ("it", "Il dott. Rossi è qui. |“Vieni!” disse lei."),
    "Polish": ("pl", "O godz. 10 był prof. Nowak. |„Tak. Nie” – powiedział."),
    "Russian": ("ru", "В г. Москве живёт А. С. Пушкин. |«Привет!» — сказал он. |«Да. Нет», — сказала она."),
    "Ukrainian": ("uk", "Він сказав: «Так. Ні». |Потім пішов."),
    "Swedish turned quotes": ("sv", "”Vi vann. Det är bra”, sade han. |Sedan gick han."),
    "Danish turned guillemets": ("da", "»Vi vandt. Det er godt,« sagde han. |Så gik han."),
    "Dutch": ("nl", "Hij kwam o.a. naar 's-Hertogenbosch. |Hij ging."),
    "Turkish": ("tr", "Dr. Ali geldi. |Sonra gitti."),
    "Greek question mark": ("el", "Τι κάνεις; |Καλά."),
    "Chinese before a digit": ("zh", "他来了。|2022年他走了。|为什么？|因为！"),
    "Chinese quotation": ("zh", "“我走了。再见！”他说。|然后他走了。"),
    "Japanese quotation": ("ja", "「行きます。明日です。」と彼は言った。|2022年。"),
    "Korean quotation": ("ko", "“간다.”라고 그는 말했다. |그는 갔다."),
    "Arabic": ("ar", "ذهب إلى البيت؟ |نعم. |هذا صحيح."),
    "Persian": ("fa", "او رفت. |آیا آمد؟ |بله."),
    "Urdu": ("ur", "وہ گیا۔ |وہ آیا۔"),
    "Hindi": ("hi", "वह गया। |वह आया।"),
    "Hebrew": ("he", "הוא הלך. |היא באה."),
    "regional tag": ("zh-Hant-TW", "他來了。|2022年他走了。"),
    "unknown language": (None, "It works. |Also without."),
}


@pytest.mark.parametrize(("language", "marked"), SENTENCES.values(), ids=SENTENCES.keys())
def test_sentences(language: str | None, marked: str) -> None:
    assert texts(marked.replace("|", ""), language) == [sentence.strip() for sentence in marked.split("|")]


LINES = {
    "lines are paragraphs": ("Headline\nSubhead\n\nText.", ["Headline", "Subhead", "Text."]),
    "every kind of line break": (
        "a\r\nb\nc\rd\ve\ff\x85g\u2028h\u2029i",
        ["a", "b", "c", "d", "e", "f", "g", "h", "i"],
    ),
    "bullets stay outside": ("  • One\n– Two\n* * Three\n-\tFour", ["One", "Two", "Three", "Four"]),
    "a bullet is no sign": ("*Note\n-5 degrees\n•", ["*Note", "-5 degrees"]),
    "numbers stay inside": ("1. One\n2) Two", ["1. One", "2) Two"]),
    "nothing": ("", []),
    "nothing to see": (" \t\n\u200b\ufeff\n\xa0", []),
    "byte-order mark": ("\ufeffHello. \u200bWorld.\u200b", ["Hello.", "World."]),
    "long headline and subhead": (
        "Russia has accused soldiers of using mobile phones to launch missiles\nKiev again believes otherwise",
        ["Russia has accused soldiers of using mobile phones to launch missiles", "Kiev again believes otherwise"],
    ),
    "wrapped mail": (
        "This mail was typed in a program that breaks its lines after\r\nsixty columns. "
        "Nobody noticed it, not even Mr. Smith.\r\n\r\nBye",
        [
            "This mail was typed in a program that breaks its lines after\r\nsixty columns.",
            "Nobody noticed it, not even Mr. Smith.",
            "Bye",
        ],
    ),
    "wrapped list": (
        "- This item was typed in a program that breaks its lines after\nsixty columns.",
        ["This item was typed in a program that breaks its lines after", "sixty columns."],
    ),
    "verse": ("the moon is up\nand so am I\nand all is well", ["the moon is up", "and so am I", "and all is well"]),
    "short lines that would have fitted": (
        "The rate of inflation, which nobody wanted to talk about,\nrose.\nthen it fell again, by a good deal more.",
        [
            "The rate of inflation, which nobody wanted to talk about,",
            "rose.",
            "then it fell again, by a good deal more.",
        ],
    ),
}


@pytest.mark.parametrize(("text", "expected"), LINES.values(), ids=LINES.keys())
def test_lines(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_a_wrapped_text_is_wrapped_where_a_line_begins_with_a_capital() -> None:
    lower = "This mail was typed in a program that breaks its lines after\nsixty columns, all of them."
    capital = "Nobody noticed it for many months, not even the old Sir John\nSmith."
    assert texts(capital) == capital.split("\n")
    assert [segment.text for segment in split(extract(lower, lower, capital))] == [lower, lower, capital]


# -- segments ----------------------------------------------------------------------------------------------------


def test_segments_are_numbered_through_and_know_their_block() -> None:
    document = extract("One. Two.\nThree.", "Four.", keys=("intro", "body"))
    segments = split(document, "en")
    assert [(segment.id, segment.paragraph, segment.key) for segment in segments] == [
        ("s1", 0, "intro"),
        ("s2", 0, "intro"),
        ("s3", 1, "intro"),
        ("s4", 2, "body"),
    ]
    assert_sound(document, segments)


def test_spans_are_of_the_side_the_text_is_on() -> None:
    assert {segment.span.side for segment in split(extract("Hi."))} == {Side.TARGET}
    assert {segment.span.side for segment in split(extract("Hi."), side=Side.SOURCE)} == {Side.SOURCE}


def test_the_language_of_the_file_counts_where_none_is_given() -> None:
    assert len(split(extract("In der 2. Bundesliga.", language="de-DE"))) == 1
    assert len(split(extract("In der 2. Bundesliga."), "en")) == 2


def test_the_segmenter_is_named_with_its_version() -> None:
    name, _, policy = segmenter().partition("/")
    assert name.startswith("sentencex-1.")
    assert policy == "merge"


def test_lone_surrogates_keep_their_place() -> None:
    assert texts("One \ud800 two. Three \udfff four.") == ["One \ud800 two.", "Three \udfff four."]


def test_windows_do_not_cut() -> None:
    sentence = "This sentence of a very long paragraph has a number, 3.5, and Mr. Smith in it."
    assert texts(" ".join([sentence] * 1000)) == [sentence] * 1000
    assert len(texts("and so on, " * 5000 + "and on.")) == 1


# -- the article -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def article() -> list[str]:
    return texts(_ARTICLE.read_text(encoding="utf-8"))


def test_article_has_its_44_segments(article: list[str]) -> None:
    assert len(article) == 44


def test_article_headline_and_bullets(article: list[str]) -> None:
    assert article[:5] == [
        "Russia has accused soldiers of using mobile phones to launch missiles",
        "89 Russian troops killed in New Year attack – Defense Ministry",
        "Pakmut on the eastern front was the scene of even fiercer fighting",
        "Kiev again believes that Russia will begin a major mobilization",
        "This story includes material produced in Russia, where law restricts coverage "
        "of Russian military operations in Ukraine",
    ]


@pytest.mark.parametrize(
    ("beginning", "end"),
    [
        ("MOSCOW, Jan 4 (Reuters) – Russia’s defense", "raising the death toll to 63."),
        ("“This factor allowed", "issued at 1 a.m. Wednesday (2200 GMT Tuesday)."),
        ("“We must destabilize", "must be defeated,” he continued."),
        ("Bekov said the death toll", "significantly longer.”"),
        ("‘The Great Russian Offensive’", "‘The Great Russian Offensive’"),
        ("Russia denies targeting", "civilians."),
    ],
)
def test_article_segment_is_whole(article: list[str], beginning: str, end: str) -> None:
    [segment] = [segment for segment in article if segment.startswith(beginning)]
    assert segment.endswith(end)


# -- anything ----------------------------------------------------------------------------------------------------


def assert_sound(document: Extract, segments: tuple[Segment, ...]) -> None:
    """Every segment is where it says; what lies between two is white space or a bullet; nothing else is lost."""
    assert [segment.id for segment in segments] == [f"s{number}" for number in range(1, len(segments) + 1)]
    for segment in segments:
        assert segment.span.of(document.text) == segment.text
        assert segment.text
        assert segment.text == segment.text.strip().strip("\u200b\u2060\ufeff")
    for one, other in pairwise(segments):
        assert one.span.end <= other.span.start
        assert one.paragraph <= other.paragraph
    for block in document.blocks:
        inside = [segment for segment in segments if block.span.overlap(segment.span)]
        edges = [block.span.start, *(at for segment in inside for at in (segment.span.start, segment.span.end))]
        for start, end in zip(edges[::2], [*edges[1::2], block.span.end], strict=True):
            assert all(character.isspace() or character in _BETWEEN for character in document.text[start:end])


INVISIBLE = "\ud800\udfff\u200b\ufeff\u2060\u0301\ufe0f\0\x1c\x85\u2028\v\f\t \n\r"
MARKS = "\"'“”„‘’«»‹›()[]「」•*-–—_.!?…。！؟।,"
WORDS = ["1", "a", "A", "said", "Mon", "a.m.", "Mr.", "...", "😀", "👩\u200d🚀", "汉字"]
nasty = st.lists(
    st.one_of(
        st.sampled_from([*INVISIBLE, *MARKS, *WORDS, "\r\n", "\n\n", ". ", "? ", "word word "]),
        st.characters(),
    ),
    max_size=60,
).map("".join)


@settings(max_examples=600, deadline=None)
@given(st.lists(nasty, max_size=3), st.sampled_from(["en", "de", "fr", "ru", "zh", "ja", "ar", "xx", None]))
def test_whatever_comes(blocks: list[str], language: str | None) -> None:
    document = extract(*blocks)
    assert_sound(document, split(document, language))


MANY = 100_000
SLOW = {
    "one word": "a" * 1_000_000,
    "words": "word " * 200_000,
    "Capitals": "Word " * 200_000,
    "blanks": " " * 1_000_000,
    "zero-width spaces": "\u200b" * 1_000_000,
    "full stops": "." * MANY,
    "._": "._" * MANY,
    "!?": "!?" * MANY,
    "straight quotes": '"' * MANY,
    "opening quotes": "“" * MANY,
    "odd quotes": 'a" ' * MANY,
    "apostrophes": "' " * MANY,
    "closing quotes after a stop": "a. " + "”" * MANY + " B.",
    "brackets": "(" * MANY,
    "nested brackets": "(" * MANY + ")" * MANY,
    "mixed brackets": "[(" * MANY,
    "quoted sentences": "“A.” " * MANY,
    "initials": "A. " * MANY,
    "A.B.": "A.B." * MANY,
    "titles": "Mr. " * MANY,
    "numbers": "1. " * MANY,
    "numbered list": "1. item\n" * (MANY // 8),
    "bullets": "• a\n" * MANY,
    "line breaks": "\n" * MANY,
    "lines": "a\n" * MANY,
    "wrapped lines": "word word word word word word word word word word\n" * 20_000,
    "no-break spaces": "\xa0\t" * MANY,
    "combining marks": "e" + "\u0301" * MANY,
    "emoji": "😀" * MANY,
    "Chinese": "汉字测试文本。" * (MANY // 7),
    "Chinese without a stop": "汉" * MANY,
    "Chinese stops": "。" * MANY,
    "Chinese megabyte": "汉字测试文本，汉字测试文本，汉字测试文本。" * (333_000 // 21),
    "addresses": "http://a.b/" * MANY,
    "mail addresses": "a@b.c " * MANY,
    "digits": "1.2." * MANY,
    "surrogates": "\ud800 " * MANY,
    "a real megabyte": "The quick fox said “no” to Mr. Smith of the U.S. Senate, who had not asked (really). It left. "
    * 10_700,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_takes_long(text: str) -> None:
    document = extract(text)
    started = time.process_time()
    split(document, "en")
    assert time.process_time() - started < 2.5  # below 1 s, and room for a slow or busy machine
