"""The page in a browser: quiet, fitting, and for everyone."""

from collections.abc import Iterator

import pytest

from audit.diff.reporters import html
from tests.browsing import PHONE, chromium, shown
from tests.diff import samples

PAGES = {**{name: lambda made=made: html.render(made()) for name, made in samples.SAMPLES.items()},
         "folders": lambda: html.render_folders(samples.folders())}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    with chromium() as made:
        yield made


def opened(browser, content: str, folder, size: str = "laptop", **context):
    return shown(browser, folder / "diff.html", content, size, **context)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_page_loads_quietly_and_fits_a_phone(browser, name: str, tmp_path) -> None:
    page, complaints = opened(browser, PAGES[name](), tmp_path, "phone")
    page.locator("summary").evaluate_all("nodes => nodes.forEach(node => node.click())")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert (
        page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(252, 251, 249)"
    )  # the style is let in
    assert complaints == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["edited", "bettered", "strings", "rtl", "folders"])
def test_axe_finds_nothing(browser, name: str, scheme: str, tmp_path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe").Axe()
    page, _ = opened(browser, PAGES[name](), tmp_path, color_scheme=scheme)
    page.locator("summary").evaluate_all("nodes => nodes.forEach(node => node.click())")
    assert [one["id"] for one in axe.run(page).response["violations"]] == []
    page.close()


@pytest.mark.browser
def test_what_is_unchanged_is_folded_away(browser, tmp_path) -> None:
    page, _ = opened(browser, PAGES["edited"](), tmp_path)
    row = page.locator(".kept li").first
    assert not row.is_visible()
    page.locator("summary").click()
    assert row.is_visible()
    assert "Critical → major" in row.inner_text()
    page.close()


@pytest.mark.browser
def test_arabic_runs_from_the_right(browser, tmp_path) -> None:
    page, _ = opened(browser, PAGES["rtl"](), tmp_path)
    directions = page.locator(".sentence").evaluate_all("nodes => nodes.map(n => getComputedStyle(n).direction)")
    assert set(directions) == {"rtl"}
    page.close()
