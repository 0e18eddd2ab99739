import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.article import Span
from audit.domain import Category, Finding, Report, Severity
from audit.reporters import html
from audit.view import items
from tests.browsing import LAPTOP, PHONE, chromium, shown

from . import sample


class Outline(HTMLParser):
    """Tags with their attributes, and the text outside <style> and <script>."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += "" if self.tags[-1:] and self.tags[-1][0] in {"style", "script"} else data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def places(report: Report) -> int:
    return sum(len(finding.spans) for finding in report.findings)


def test_only_what_a_page_of_words_needs(report: Report) -> None:
    outline = Outline(html.render(report))
    allowed = {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "div"),
        *("h1", "h2", "h3", "p", "a", "b", "bdi", "strong", "span", "mark", "q", "del", "ins", "code"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "script"),
        *("nav", "details", "summary", "svg", "defs", "pattern", "rect"),
    }  # fmt: skip
    assert {tag for tag, _ in outline.tags} <= allowed
    for _, attributes in outline.tags:
        assert not [name for name in attributes if name.startswith("on") or name in {"src", "style", "srcdoc"}]
        assert (attributes.get("href") or "#").startswith("#")


def digest(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"


def test_the_policy_names_the_style_and_the_script_and_nothing_else(report: Report) -> None:
    page = html.render(report)
    [style] = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    [script] = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    policies = [meta["content"] for meta in Outline(page).named("meta") if "http-equiv" in meta]
    assert policies == [
        f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    ]
    assert not re.search("url\\(|@import|https?:", style)


def test_ids_are_unique_and_links_lead_somewhere(report: Report) -> None:
    outline = Outline(html.render(report))
    ids = [attributes["id"] for _, attributes in outline.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in outline.named("a")} <= {f"#{id_}" for id_ in ids}


def test_every_place_of_every_finding_is_marked_once(report: Report) -> None:
    marks = Outline(html.render(report)).named("mark")
    assert len([mark for mark in marks if mark.get("id")]) == places(report)
    for item in items(report):
        mine = [mark for mark in marks if mark["data-finding"] == str(item.number)]
        assert mine
        assert all(item.finding.severity in mark["class"].split() for mark in mine)


def test_severity_is_said_in_words() -> None:
    text = Outline(html.render(sample.small())).text
    assert "It cost [critical: 12 million [minor: euros millions32." in text
    assert "The river [worth a look: fell asleep7 at noon." in text


def test_headings_step_down_one_at_a_time(report: Report) -> None:
    levels = [int(tag[1]) for tag, _ in Outline(html.render(report)).tags if re.fullmatch(r"h\d", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_languages_and_directions_are_declared() -> None:
    paragraphs = [
        p for tag in ("p", "h3") for p in Outline(html.render(sample.bilingual())).named(tag) if "data-side" in p
    ]
    assert {(p["lang"], p["class"].split()[0]) for p in paragraphs} == {("zh", "source"), ("en", "target")}
    assert {p["dir"] for p in paragraphs} == {"auto"}


def test_a_source_sentence_nobody_translated_is_shown_where_it_stood() -> None:
    page = html.render(sample.bilingual())
    [row] = [row for row in page.split('<div class="row">') if "市长感谢工人。" in row.split("Findings")[0]]
    assert re.search("工程历时十年。(</span>)?<mark", row)
    assert "It took ten years." in row


def test_gaps_are_said_first_and_marked_in_the_article() -> None:
    text = Outline(html.render(sample.small())).text
    assert text.index("Incomplete. 3 of 9 segments were not audited.") < text.index("articles/bridge.txt", 60)
    assert "not auditedThe bridge over the Elbe was open on Monday." in text
    assert text.count("not auditedWork on the second bridge begins") == 1


def test_a_clean_page_says_so_and_has_no_alarm() -> None:
    outline = Outline(html.render(sample.clean()))
    assert "No errors found." in outline.text
    assert "Nothing was found." in outline.text  # where an editor may add what was missed
    assert not [section for section in outline.named("section") if section.get("class") == "gaps"]


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 8)), max_size=6))
def test_any_overlap_of_spans_keeps_the_text_and_marks_each_span_once(places: list[tuple[int, int]]) -> None:
    text = "Zwei Sätze.\n\nNoch drei."
    spans = [Span(start, min(start + length, len(text))) for start, length in places]
    findings = [Finding(Category.OTHER, Severity.MINOR, span, "Why.", 0.5, ("x",)) for span in spans]
    page = html.render(sample.report(sample.alone(text, "de", "a.txt"), findings))
    marks = Outline(page).named("mark")
    assert len([mark for mark in marks if mark.get("id")]) == page.count('class="ref"') == len(spans)
    article = page.split('<div class="text" id="text">')[1].split("</div>")[0]
    words = re.sub("<[^>]*>", "", re.sub('<span class="heard">.*?</span>|<a .*?</a>', "", article))
    assert "".join(words.split()) == "ZweiSätze.Nochdrei."


def test_size_of_the_seed_article() -> None:
    assert len(html.render(sample.seed()).encode()) < 300_000  # a third of it are scripts and style sheets


# In a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as made:
        yield made


def opened(browser, report: Report, folder: Path, size: str = "laptop", **context):
    return shown(browser, folder / "report.html", html.render(report), size, **context)


@pytest.mark.browser
def test_the_page_loads_quietly_and_fits_a_phone(browser, report: Report, tmp_path: Path) -> None:
    page, complaints = opened(browser, report, tmp_path, "phone")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate("document.querySelectorAll('img, iframe').length") == 0
    assert page.locator("mark[id]").count() == places(report)
    assert (
        page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 249)"
    )  # the style is let in
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_numbers_lead_to_findings_and_back(browser, tmp_path: Path) -> None:
    page, _ = opened(browser, sample.seed() if sample.SEEDS.exists() else sample.small(), tmp_path)
    last = page.locator("mark .ref").last
    number = last.inner_text()
    last.click()
    card = page.locator(f"#f{number}")
    assert page.url.endswith(f"#f{number}")
    assert page.locator(".finding:target").get_attribute("id") == f"f{number}"
    assert 0 <= card.bounding_box()["y"] < LAPTOP["height"]
    card.locator(".badge").click()
    assert page.locator("mark:target").get_attribute("id") == f"m{number}"
    page.close()


@pytest.mark.browser
def test_the_article_and_its_findings_stand_side_by_side_where_there_is_room(browser, tmp_path: Path) -> None:
    for size, beside in (("laptop", True), ("phone", False)):
        page, _ = opened(browser, sample.small(), tmp_path, size)
        text, panel = page.locator(".article").bounding_box(), page.locator(".panel").bounding_box()
        assert (panel["x"] >= text["x"] + text["width"]) is beside
        assert (panel["y"] >= text["y"] + text["height"]) is not beside
        page.close()


@pytest.mark.browser
def test_a_second_line_is_drawn_under_words_marked_twice(browser, tmp_path: Path) -> None:
    page, _ = opened(browser, sample.small(), tmp_path)
    lines = (
        "nodes => nodes.map(node => getComputedStyle(node)).map(s => [s.textDecorationStyle, s.textUnderlineOffset])"
    )
    (outer, low), (inner, lower) = page.locator("mark.critical.d0:has(mark), mark.d1").evaluate_all(lines)
    assert (outer, inner) == ("double", "dashed")
    assert float(lower[:-2]) > float(low[:-2]) + 4
    page.close()


@pytest.mark.browser
def test_arabic_runs_from_the_right(browser, tmp_path: Path) -> None:
    page, _ = opened(browser, sample.rtl(), tmp_path)
    assert page.locator(".target").evaluate_all("nodes => nodes.map(n => getComputedStyle(n).direction)") == [
        "rtl",
        "rtl",
    ]
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_enough_for_everyone(browser, tmp_path: Path, scheme: str) -> None:
    """WCAG 2.2, 1.4.3 (AA): 4.5 to 1 for every text of the page on what lies behind it."""
    page, _ = opened(browser, sample.small(), tmp_path, color_scheme=scheme)
    pairs = page.evaluate(COLOURS)
    seen = {kind for kind, _, _ in pairs}
    assert {f"mark {severity} d0" for severity in Severity} <= seen
    weak = [(kind, front, back) for kind, front, back in pairs if contrast(front, back) < 4.5]
    assert weak == []
    page.close()


# every element with words of its own: its class, its colour, and the nearest colour behind it
COLOURS = """() => [...document.body.querySelectorAll('*')]
  .filter(node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
  .map(node => {
    const style = getComputedStyle(node);
    let back = node;
    while (back.parentElement && getComputedStyle(back).backgroundColor === 'rgba(0, 0, 0, 0)')
      back = back.parentElement;
    const named = node.hasAttribute('data-at') ? node.parentElement : node;
    return [`${named.localName} ${named.className}`, style.color, getComputedStyle(back).backgroundColor];
  })"""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two CSS colours, WCAG 2.2."""
    lighter, darker = sorted(map(luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    shares = [int(value) / 255 for value in re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour).groups()]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
