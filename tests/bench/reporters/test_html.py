"""The pages of the bench: what they may contain, and what a browser makes of them."""

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from audit.bench.reporters import html
from tests.bench.reporters import samples
from tests.browsing import PHONE, chromium, shown
from tests.reporters.test_html import COLOURS, Outline, contrast

PAGES = {
    **{f"table, {name}": (html.render, samples.made, name) for name in samples.RUNS},
    **{f"comparison, {name}": (html.render_comparison, samples.compared, name) for name in samples.RUNS},
}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "header", "section", "article", "footer", "div"),
    *("h1", "h2", "h3", "p", "b", "bdi", "strong", "span", "mark", "q", "code", "ul", "li", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "meter"),
}


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    render, sample, name = PAGES[request.param]
    return render(sample(name))


def test_only_what_a_page_of_words_needs(page: str) -> None:
    outline = Outline(page)
    assert {tag for tag, _ in outline.tags} <= ALLOWED
    for _, attributes in outline.tags:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "href"}]


def test_the_policy_names_the_style_and_nothing_else(page: str) -> None:
    [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    [policy] = [meta["content"] for meta in Outline(page).named("meta") if "http-equiv" in meta]
    assert policy == (
        f"default-src 'none'; script-src 'none'; style-src 'sha256-{digest}'; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search("url\\(|@import|https?:", style)


def test_headings_step_down_one_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(page).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_changed_segment_is_shown_as_each_has_marked_it() -> None:
    page = html.render_comparison(samples.compared("small"))
    [bridge] = [part for part in page.split("<article")[1:] if "fell open" in part]
    voices = [Outline(f'<div class="voice {part}').text for part in bridge.split('<div class="voice ')[1:]]
    assert [voice.partition("gold.jsonl")[0] for voice in voices] == [  # the last one ends with the page
        "first: alpha@mThe bridge fell open.",
        "second: beta@mThe bridge [major: fell open.",
        "annThe bridge [major: fell open.",
        "bobThe bridge [minor: fell open.",
    ]
    assert "桥开通了。" in bridge


def test_marks_over_one_another_keep_the_text() -> None:
    page = html.render_comparison(samples.compared("broken"))
    [layers] = [part for part in page.split("<article")[1:] if "occupiers" in part]
    for voice in layers.split('class="target"')[1:]:
        words = re.sub("<[^>]*>", "", re.sub('<span class="heard">.*?</span>', "", voice.split("</p>")[0]))
        assert words.partition(">")[2] == "Putin ordered the first call-up of occupiers."
    assert layers.count('class="minor d0 missing"') == 1  # the contestant's; the rater's empty mark is inside another
    assert layers.count('class="neutral d1 missing"') == 1


def test_a_run_with_gaps_says_so_first() -> None:
    text = Outline(html.render(samples.made("broken"))).text
    assert text.index("Incomplete. alpha@m gave no verdict on 3 of 10 segments.") < text.index("Headline")
    assert "Incomplete" not in Outline(html.render(samples.made("small"))).text


def test_bars_say_what_is_stated_and_what_is_observed() -> None:
    page = html.render(samples.made("small"))
    bars = page.split('class="bars"')[1].split("</table>")[0]
    # alpha states 0.8 for "boat" (two raters of two mark it) and for "Nobody" (none)
    values = [(meter["aria-label"], float(meter["value"])) for meter in Outline(bars).named("meter")]
    assert values == [("stated, 0.8 to 0.9", 0.8), ("observed, 0.8 to 0.9", 0.5)]


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as made:
        yield made


def opened(browser, content: str, folder: Path, size: str = "laptop", **context):
    """A page with everything unfolded, and what it did that it should not have."""
    page, complaints = shown(browser, folder / "page.html", content, size, **context)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    return page, complaints


@pytest.mark.browser
def test_a_page_loads_quietly_and_fits_a_phone(browser, page: str, tmp_path: Path) -> None:
    made, complaints = opened(browser, page, tmp_path, "phone")
    assert made.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert made.evaluate("document.querySelectorAll('script, img, svg, iframe').length") == 0
    assert made.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 249)"
    assert complaints == []
    made.close()


@pytest.mark.browser
def test_contestants_stand_side_by_side_where_there_is_room(browser, tmp_path: Path) -> None:
    content = html.render_comparison(samples.compared("small"))
    for size, beside in (("laptop", True), ("phone", False)):
        made, _ = opened(browser, content, tmp_path, size)
        one, other = (made.locator(".voice.contestant").nth(number).bounding_box() for number in range(2))
        assert (one["y"] == other["y"]) is beside
        made.close()


@pytest.mark.browser
def test_segments_are_folded_until_somebody_opens_them(browser, tmp_path: Path) -> None:
    made, _ = opened(browser, html.render_comparison(samples.compared("small")), tmp_path)
    made.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false; })")
    assert not made.locator(".changed").first.is_visible()
    made.locator("summary").first.press("Enter")
    assert made.locator(".changed").first.is_visible()
    made.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_for_everyone(browser, tmp_path: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3 (AA): 4.5 to 1 for every text of the page on what lies behind it."""
    for content in (html.render(samples.made("broken")), html.render_comparison(samples.compared("broken"))):
        made, _ = opened(browser, content, tmp_path, color_scheme=scheme)
        pairs = made.evaluate(COLOURS)
        assert {"mark major d0", "mark minor d0"} <= {kind for kind, _, _ in pairs}
        assert [(kind, front, back) for kind, front, back in pairs if contrast(front, back) < 4.5] == []
        made.close()
