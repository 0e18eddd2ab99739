import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from audit.domain import Category, Report, Severity, Standard
from audit.reporters import markdown
from audit.wording import visible

from . import sample

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])

# what a report is made of; everything else would have come from the article
OURS = {"text", "strong_open", "strong_close", "softbreak", "code_inline", "html_inline"}
OUR_TAGS = {"<b>", "</b>", "<span>", "</span>", "<del>", "</del>", "<ins>", "</ins>"}
OUR_BLOCKS = re.compile(r"<details><summary>[\d,]+( more findings?)?</summary>\n|</details>\n")
NUMBERS = re.compile(r"^- \*\*(\d+) · ", re.MULTILINE)
PINGS = re.compile(r"[@#]\w|GH-\d|https?://|ftp://|www\.\w|:\w+:", re.IGNORECASE)


def inlines(text: str) -> list[Token]:
    return [child for token in GITHUB.parse(text) for child in token.children or ()]


def shown(text: str) -> str:
    """What GitHub would show of a paragraph."""
    return "".join(token.content for token in inlines(text) if token.type == "text")


def test_the_report_reads_like_this() -> None:
    rendered = markdown.render(sample.small())
    for block in (
        "> [!WARNING]\n> **Incomplete: 3 of 9 segments were not audited.**\n",
        "| Audited | 6 of 9 segments |\n",
        "- **2 · critical** · accuracy/mistranslation · 3:54 · confidence 93%\n\n"
        "  > It cost <b>‹12 million euros millions›</b>.\n\n"
        "  No such amount.\n\n"
        "  <del>‹12 million euros millions›</del> → <ins>‹12 million euros›</ins>. Found by accuracy, numbers.\n",
        "Delete <del>‹ grateful›</del>. Found by fluency.",
        "Insert <ins>‹ in May›</ins>. Found by accuracy.",
        "Found by fluency; also at 8:1.",
        "- **2 segments** (line 10) by accuracy: the model's answer did not fit the schema\n",
        "| accuracy/mistranslation | 1 | 25.0 |\n",
        "| suspicious wording | 1 | 0.0 |\n| **total, in 56 words** | **8** | **39.0** |\n",
        "Signature: ` audit:0.1.0|model:some-model-2026|",
    ):
        assert block in rendered


def test_a_clean_report_has_no_empty_sections() -> None:
    rendered = markdown.render(sample.clean())
    assert "**No errors found.**" in rendered
    assert not re.search("### (Findings|Not audited|Notes)", rendered)


def test_the_report_is_made_of_our_own_markup_only(report: Report) -> None:
    rendered = markdown.render(report)
    assert {token.type for token in inlines(rendered)} <= OURS
    assert {token.content for token in inlines(rendered) if token.type == "html_inline"} <= OUR_TAGS
    blocks = [token for token in GITHUB.parse(rendered) if token.nesting >= 0]
    assert not {token.type for token in blocks} & {"fence", "code_block", "hr", "bullet_list_in_quote"}
    assert all(OUR_BLOCKS.fullmatch(token.content) for token in blocks if token.type == "html_block")
    assert [token.tag for token in blocks if token.type == "heading_open"].count("h2") == 1


def test_every_finding_is_one_item_and_keeps_its_number(report: Report) -> None:
    rendered = markdown.render(report)
    body = rendered.partition("### Findings")[2].partition("\n### ")[0]
    tokens = GITHUB.parse(body)
    assert not [token for token in tokens if token.type == "ordered_list_open"]
    assert len([token for token in tokens if token.type == "list_item_open"]) == len(report.findings)
    assert sorted(map(int, NUMBERS.findall(body))) == list(range(1, len(report.findings) + 1))


def test_nobody_is_pinged_and_nothing_is_linked() -> None:
    rendered = markdown.render(sample.hostile())
    assert "octocat" in shown(rendered)  # code spans ping nobody and are left out
    assert not PINGS.search(shown(rendered))
    assert "$x$" not in rendered.split("Signature: ")[0]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no list", r"\- no list"),
        ("a - b 1. c", "a - b 1. c"),
        ("a|b `c` <d>", r"a\|b \`c\` \<d\>"),
        ("@you", "@&#8203;you"),
        ("2 > 1 & 3", r"2 \> 1 \& 3"),
        ("$5 and $6", "<span>$</span>5 and <span>$</span>6"),
        ("line\nbreak\r\n  here", "line break here"),
        ("at 10:30, ratio 1:2", "at 10:30, ratio 1:2"),
    ],
)
def test_escape(text: str, escaped: str) -> None:
    assert markdown.escape(text) == escaped


@given(st.text(st.sampled_from("ab1 @#$:|<>[]()*_`~!\\&;-+=./\t\n\u202e\x1bé国"), max_size=40))
def test_escaped_text_is_shown_as_it_was(text: str) -> None:
    escaped = markdown.escape(text)
    assert {token.type for token in inlines(escaped)} <= {"text", "html_inline"}
    assert shown(escaped).replace("\u200b", "") == visible(text).strip()


@given(st.text(st.sampled_from("a` |\n"), min_size=1, max_size=20))
def test_code_holds_any_backticks(text: str) -> None:
    [span] = inlines(markdown.code(f"x{text}"))
    assert span.type == "code_inline"
    assert span.content == visible(f"x{text}")


@pytest.mark.parametrize(
    ("standard", "begin"),
    [
        (
            Standard(name="n*e*ws @you"),
            "## Translation audit: failed\n\n**Fails the profile n\\*e\\*ws @&#8203;you: 1 critical and 2 major errors "
            "(none allowed).**\n\n> [!WARNING]\n",
        ),
        (
            Standard(None),
            "## Translation audit: undecided\n\n**Undecided: nothing that was found fails it, but 3 of 9 ",
        ),
        (None, "## Translation audit\n\n> [!WARNING]\n> **Incomplete: "),
    ],
)
def test_whether_it_passes_comes_first(standard: Standard | None, begin: str) -> None:
    rendered = markdown.render(replace(sample.small(), standard=standard))
    assert rendered.startswith(begin)
    assert ("| Asked for | " in rendered) == bool(standard)


def many(number: int, explanation: str = "It is wrong.") -> Report:
    """So many minor errors, and at the end of the article a major and a critical one."""
    article = sample.alone("\n".join(f"Sentence {n} is wrng." for n in range(number + 2)), "en", "-")
    one = sample.finding(
        article.target.text, "wrng", Category.SPELLING, Severity.MINOR, explanation, suggestion="wrong"
    )
    starts = [segment.span.end - 5 for segment in article.target.segments]
    found = [replace(one, span=replace(one.span, start=start, end=start + 4)) for start in starts]
    found[-2], found[-1] = replace(found[-2], severity=Severity.MAJOR), replace(found[-1], severity=Severity.CRITICAL)
    return sample.report(article, found, (), [explanation] * number)


def test_many_findings_stand_worst_first_and_most_of_them_are_folded() -> None:
    rendered = markdown.render(many(30))
    shown, _, folded = rendered.partition("<details><summary>12 more findings</summary>")
    assert "### Findings, the worst first" in shown
    assert list(map(int, NUMBERS.findall(shown))) == [32, 31, *range(1, 19)]
    assert list(map(int, NUMBERS.findall(folded))) == list(range(19, 31))
    assert folded.count("</details>") == 2  # the notes are folded too
    assert "did not fit" not in rendered
    few = markdown.render(many(18))
    assert list(map(int, NUMBERS.findall(few))) == list(range(1, 21))
    assert "more finding" not in few


@pytest.mark.parametrize("explanation", ["It is wrong.", "$" * 10_000, "🌍@#|" * 5_000, "long words " * 500])
def test_a_comment_is_never_too_long_and_says_what_it_leaves_out(explanation: str) -> None:
    rendered = markdown.render(many(3_000, explanation))
    assert len(rendered.encode("utf-16-le")) // 2 <= 65_536
    numbers = list(map(int, NUMBERS.findall(rendered)))
    assert numbers[:2] == [3_002, 3_001][: len(numbers)]
    left_out = 3_002 - len(numbers)
    told = re.search(r"\*\*([\d,]+) more findings did not fit here \((.*?)\): the report in HTML or JSON", rendered)
    assert told
    assert int(told[1].replace(",", "")) == left_out
    assert f"{3_000 - max(0, len(numbers) - 2):,} minor" in told[2]
    assert len(numbers) >= 2
    assert re.search(r"^- and [\d,]+ more$", rendered, re.MULTILINE)
    blocks = [token.content for token in GITHUB.parse(rendered) if token.type == "html_block"]
    assert sum(block.startswith("<details>") for block in blocks) == blocks.count("</details>\n")


def test_a_suggestion_for_many_words_does_not_repeat_them() -> None:
    article = sample.alone(f"{'so ' * 40}on.", "en", "-")
    words = article.target.text[:-1]
    found = [
        sample.finding(article.target.text, words, Category.AWKWARD, Severity.MINOR, "", suggestion=suggestion)
        for suggestion in ("x", "")
    ]
    rendered = markdown.render(sample.report(article, found))
    assert "  Replace it with <ins>‹x›</ins>. Found by fluency.\n" in rendered
    assert "  Delete it. Found by fluency.\n" in rendered
