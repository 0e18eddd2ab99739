"""The forms of a difference: what they say, and that nothing of a report can act in them."""

import json
import re
from io import StringIO

import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from audit import assets
from audit.diff.difference import Difference
from audit.diff.reporters import html, markdown, text
from audit.diff.reporters import json as reporter
from tests.diff import samples
from tests.reporters.test_html import Outline
from tests.reporters.test_markdown import GITHUB, OUR_TAGS, PINGS, inlines
from tests.reporters.test_text import CONTROL


@pytest.fixture(params=samples.SAMPLES)
def difference(request: pytest.FixtureRequest) -> Difference:
    return samples.SAMPLES[request.param]()


# -- text --------------------------------------------------------------------------------------------------------


def test_the_tools_come_before_the_findings_and_what_is_missing_before_all() -> None:
    lines = text.render(samples.edited()).splitlines()
    assert lines[:11] == [
        "INCOMPLETE: NEW: 1 of 7 segments was not audited.",
        "a.txt: English, without its source text",
        "OLD before/story.json",
        "NEW after/story.json",
        "The audits differ too, not only what they found:",
        "  model: some-model-2026 → some-model-2027",
        "1 new (1 major), 4 fixed (4 changed), 2 unchanged.",
        "New: 1 in changed words.",
        "2 findings of OLD may be fixed or not: not audited in NEW.",
        "Of the unchanged, 1 milder than before.",
        "The text was changed: 6 words out, 4 in; 4 of 7 segments read otherwise.",
    ]


@pytest.mark.parametrize(
    "block",
    [
        "NEW\n    3:33  MAJOR  fluency/grammar\n"
        "        The bridge over the Elbe opened ‹at Monday›.\n        On Monday.\n"
        "        in words that were changed\n        in OLD: The bridge over the Elbe ‹was open on› Monday.\n",
        "        ‹Müler› spoke.\n        It is Müller.\n        the words were changed; 1 of 2 places\n"
        "        in NEW: ‹Müller› spoke.\n",
        "        Nobody ‹were hurt›.\n        Nobody is singular.\n        not audited in NEW: timed out after 60 s\n",
        "UNCHANGED\n    3:63  CRITICAL → MAJOR  style/awkward  ‹euros millions›\n    5:1  MAJOR  fluency/spelling",
        "    Verdict                      fails   fails\n    MQM points per 1,000 words   850.0   394.7  −455.3\n",
        "    Segments audited            7 of 7  6 of 7\n",
        "POINTS BY CATEGORY\n                              OLD  NEW  change\n"
        "    accuracy/mistranslation  25.0  0.0   −25.0\n    fluency/grammar           3.0  5.0    +2.0\n",
    ],
    ids=["new", "some places", "gap", "unchanged", "score", "coverage", "category"],
)
def test_text_says(block: str) -> None:
    assert block in text.render(samples.edited())


def test_nothing_different_is_said_in_a_few_lines() -> None:
    rendered = text.render(samples.same())
    assert "0 new, 0 fixed, 8 unchanged." in rendered
    assert "The text is the same." in rendered
    assert not re.search("^(NEW|FIXED|NOT AUDITED.*)$", rendered, re.MULTILINE)


def test_a_pipe_gets_80_columns_whatever_the_environment(difference: Difference, monkeypatch) -> None:
    plain = text.render(difference)
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "200", "TTY_COMPATIBLE": "1"}.items():
        monkeypatch.setenv(name, value)
    assert text.render(difference) == plain
    assert max(map(len, plain.splitlines())) <= 80


def test_nothing_in_a_report_reaches_the_terminal(difference: Difference) -> None:
    assert not CONTROL.search(text.render(difference))
    assert not CONTROL.search(text.render_folders(samples.folders()))


def test_a_terminal_gets_colour() -> None:
    out = StringIO()
    text.write(samples.edited(), Console(file=out, width=120, force_terminal=True, color_system="truecolor"))
    assert "\x1b[1;4;33m‹at Monday›\x1b[0m" in out.getvalue()


# -- Markdown ----------------------------------------------------------------------------------------------------


def test_markdown_reads_like_this() -> None:
    rendered = markdown.render(samples.edited())
    for block in (
        "> [!WARNING]\n> **Incomplete: NEW: 1 of 7 segments was not audited.**\n",
        "- model: some-model-2026 → some-model-2027\n",
        "| | OLD before/story.json | NEW after/story.json | change |\n| --- | ---: | ---: | ---: |\n| Verdict | ",
        "### New\n\n1. **major** · fluency/grammar · 3:33 · in words that were changed\n\n"
        "   > The bridge over the Elbe opened <b>‹at Monday›</b>.\n\n   On Monday.\n\n"
        "   In OLD: The bridge over the Elbe <b>was open on</b> Monday.\n",
        "<summary>2 unchanged</summary>\n\n- critical → major · style/awkward · 3:63 · ‹euros millions›\n",
    ):
        assert block in rendered


def test_markdown_is_made_of_our_own_markup_only(difference: Difference) -> None:
    for rendered in (markdown.render(difference), markdown.render_folders(samples.folders())):
        tags = {token.content for token in inlines(rendered) if token.type == "html_inline"}
        assert tags <= {*OUR_TAGS, "</b>"}
        blocks = [token for token in GITHUB.parse(rendered) if token.nesting >= 0]
        assert {b.content.strip() for b in blocks if b.type == "html_block"} <= {
            "</details>",
            *(f"<details>\n<summary>{name}</summary>" for name in ("Points by category", unchanged(difference))),
        }
        assert not {b.type for b in blocks} & {"fence", "code_block", "hr"}
        assert [b.tag for b in blocks if b.type == "heading_open"].count("h2") == 1
        assert not PINGS.search(shown(rendered))


def shown(rendered: str) -> str:
    """What GitHub would show, a line a block; code pings nobody and is left out."""
    blocks = (token.children or () for token in GITHUB.parse(rendered))
    return "\n".join("".join(child.content for child in block if child.type == "text") for block in blocks)


def unchanged(difference: Difference) -> str:
    return f"{len(difference.kept)} unchanged"


# -- JSON --------------------------------------------------------------------------------------------------------


def test_json_fits_its_schema(difference: Difference) -> None:
    validator = Draft202012Validator(assets.schema("diff"))
    assert list(validator.iter_errors(json.loads(reporter.render(difference)))) == []
    assert list(validator.iter_errors(json.loads(reporter.render_folders(samples.folders())))) == []


def test_json_says_where_and_why() -> None:
    value = json.loads(reporter.render(samples.edited()))
    [new] = value["findings"]["new"]
    assert (new["id"], new["severity"], new["quote"], new["cause"]) == ("f1", "major", "at Monday", "words")
    assert new["places"] == [{"start": 70, "end": 79, "line": 3, "column": 33}]
    assert new["elsewhere"] == "The bridge over the Elbe was open on Monday."
    fixed = {one["quote"]: (one["cause"], len(one["places"]), one["of_places"]) for one in value["findings"]["fixed"]}
    assert fixed["Müler"] == ("words", 1, 2)
    missing = {one["quote"]: one["not_audited"] for one in value["findings"]["not_audited_in_new"]}
    assert missing == {"fell asleep": "no model listened to it", "were hurt": "timed out after 60 s"}
    assert value["old"]["score"]["penalty"] == 34.0


# -- HTML --------------------------------------------------------------------------------------------------------


def test_the_page_shows_each_sentence_before_and_after() -> None:
    words = Outline(html.render(samples.edited())).text
    assert "OLDThe bridge over the Elbe was open on Monday.NEWThe bridge over the Elbe opened at Monday." in words
    page = html.render(samples.edited())
    assert "The bridge over the Elbe <del>was open on</del> Monday." in page
    assert 'opened <mark class="major">at Monday</mark>.' in page
    assert "Bridge opens after ten <ins>years</ins> of work" in page


def test_the_page_holds_nothing_that_runs(difference: Difference) -> None:
    for page in (html.render(difference), html.render_folders(samples.folders())):
        outline = Outline(page)
        assert not {tag for tag, _ in outline.tags} & {"script", "img", "svg", "iframe", "form", "a", "link"}
        for _, attributes in outline.tags:
            assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "href"}]
        assert any("script-src 'none'" in meta.get("content", "") for meta in outline.named("meta"))


def test_a_folder_lists_the_gravest_first() -> None:
    folders = samples.folders()
    names = re.findall(r"<tr[^>]*><th scope=\"row\"><bdi>(.*?)</bdi>", html.render_folders(folders))
    assert names[1:3] == ["edited", "strings"]
    assert len(names) == len(folders.lines)
    assert "Only in OLD, and not compared: gone." in text.render_folders(folders)


def test_a_folder_says_what_was_not_audited() -> None:
    page, rows = html.render_folders(samples.folders()), markdown.render_folders(samples.folders())
    assert "2 findings not audited in one of the two" in page
    assert "| edited | 1 major | 4 | 2 | 2 | 850.0 | 394.7 | fails |" in rows
