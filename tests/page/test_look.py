"""The page in a browser: on every screen and on paper, in light and dark, without scripts, read to, and fast.

Screenshots go to the folder that AUDIT_ARTEFACTS names, if it names one.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.domain import Report
from audit.page.report import render
from tests import browsing
from tests.browsing import SCREENS, chromium
from tests.page import samples
from tests.reporters import sample

pytestmark = pytest.mark.browser

REPORTS = {
    "seed": sample.seed,
    "bilingual": sample.bilingual,
    "rtl": samples.arabic,
    "catalogue": samples.catalogue,
}
PAGES = {"seed": 8, "bilingual": 2, "rtl": 2, "catalogue": 2}
"""At most, in whatever faces are there."""
AGREED = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture
def artefacts(tmp_path: Path) -> Path:
    return browsing.artefacts(tmp_path)


def opened(browser: Any, folder: Path, report: Report, size: str = "laptop", **context: Any) -> tuple[Any, list[str]]:
    return browsing.shown(browser, folder / "report.html", render(report), size, **context)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("name", REPORTS)
def test_it_fits_every_screen(browser: Any, tmp_path: Path, artefacts: Path, name: str, size: str, scheme: str) -> None:
    page, complaints = opened(browser, tmp_path, REPORTS[name](), size, color_scheme=scheme)
    page.screenshot(path=artefacts / f"report-{name}-{size}-{scheme}.png", full_page=size != "4k")
    assert page.evaluate("document.documentElement.scrollWidth") == SCREENS[size][0]
    assert page.evaluate(CUT) == []
    assert complaints == []
    page.close()


# what is wider than its box and cut off there
CUT = """() => [...document.querySelectorAll('body *:not(.heard):not(svg *)')]
  .filter(node => node.scrollWidth > node.clientWidth + 1)
  .filter(node => node.checkVisibility({ contentVisibilityAuto: true }))
  .filter(node => getComputedStyle(node).overflowX !== 'visible')
  .map(node => node.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*REPORTS, "clean", "small"])
def test_axe_finds_nothing_serious(browser: Any, tmp_path: Path, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
    made = {**REPORTS, "clean": sample.clean, "small": sample.small}[name]()
    page, _ = opened(browser, tmp_path, made, color_scheme=scheme)
    found = axe.Axe().run(page, options={"runOnly": AGREED, "resultTypes": ["violations"]}).response["violations"]
    serious = [(one["id"], one["nodes"][0]["html"][:150]) for one in found if one["impact"] in {"serious", "critical"}]
    assert serious == []
    page.close()


@pytest.mark.parametrize("name", REPORTS)
def test_on_paper_the_findings_follow_the_article(browser: Any, tmp_path: Path, artefacts: Path, name: str) -> None:
    page, _ = opened(browser, tmp_path, REPORTS[name]())
    paper = artefacts / f"report-{name}.pdf"
    page.pdf(path=paper, format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes()))
    assert 1 <= pages <= PAGES[name]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})  # A4 without its margins
    article, panel = page.locator(".article").bounding_box(), page.locator(".panel").bounding_box()
    assert panel["y"] >= article["y"] + article["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == 680
    assert page.locator(".panel").evaluate("node => node.scrollHeight - node.clientHeight") == 0
    assert page.locator("#tools").is_hidden()
    marks = set(page.locator("mark .ref").all_inner_texts())
    assert marks == set(page.locator(".finding .badge").all_inner_texts())
    page.close()


def test_without_scripts_everything_is_there(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, sample.small(), java_script_enabled=False)
    page.locator(".strip a.critical").click()
    assert page.url.endswith("#m2")
    assert page.locator("#m2").bounding_box()["y"] < SCREENS["laptop"][1]
    page.locator("#m2").locator("xpath=following::a[@href='#f2'][1]").click()
    assert page.locator("#f2 .change").inner_text() == "It cost 12 million euros millions."
    assert page.locator("#f2 del").inner_text() == " millions"
    page.close()


def test_the_strip_and_the_panel_stay_while_the_article_is_read(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, sample.seed())
    page.evaluate("location.hash = '#m15'")
    strip, mark = page.locator(".strip svg").bounding_box(), page.locator("#m15").bounding_box()
    panel = page.locator(".panel").bounding_box()
    assert 0 <= strip["y"] < 20
    assert mark["y"] >= strip["y"] + strip["height"]  # nothing that a link leads to lies under the strip
    assert panel["y"] >= strip["y"] + strip["height"]
    assert panel["y"] + panel["height"] <= SCREENS["laptop"][1]
    page.close()


def test_a_source_stands_beside_its_translation(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, samples.arabic())
    for row in page.locator(".row").all():
        source, target = row.locator(".source").bounding_box(), row.locator(".target").bounding_box()
        assert source["x"] + source["width"] <= target["x"]
        assert abs(source["y"] - target["y"]) < 30
    assert page.locator("[data-side]").evaluate_all("nodes => nodes.map(n => getComputedStyle(n).direction)") == [
        *("ltr", "rtl"),
        *("ltr", "rtl"),
    ]
    page.close()


def test_wide_screens_are_used_and_lines_stay_readable(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, sample.seed(), "4k")
    body = page.locator("body").bounding_box()
    assert body["width"] > 0.85 * SCREENS["4k"][0]
    assert page.locator(".target").first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") >= 22
    assert page.locator("#text").bounding_box()["width"] < 1100  # some 90 characters
    lefts = {round(box.bounding_box()["x"]) for box in page.locator(".finding").all()[:8]}
    assert len(lefts) >= 3
    page.close()


@pytest.mark.parametrize(("segments", "findings"), [(10_000, 60), (2_500, 10_000)])
def test_a_crowd_is_there_at_once(browser: Any, tmp_path: Path, segments: int, findings: int) -> None:
    """Within a second on a machine of its own; the limit is for one that others use too."""
    page, complaints = opened(browser, tmp_path, samples.crowded(segments, findings))
    timing = "performance.getEntriesByType('navigation')[0].domInteractive"
    assert page.evaluate(timing) < 5000
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime") < 1500
    page.evaluate(f"location.hash = '#m{findings}'")
    assert page.locator(f"#m{findings}").first.bounding_box()["y"] < SCREENS["laptop"][1]
    assert complaints == []
    page.close()
