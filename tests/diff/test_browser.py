"""The page in a browser: quiet, fitting, and for everyone."""

import shutil
from collections.abc import Iterator

import pytest

from audit.diff.reporters import html
from tests.diff import samples
from tests.reporters.test_html import FLAGS, LAPTOP, PHONE

PAGES = {**{name: lambda made=made: html.render(made()) for name, made in samples.SAMPLES.items()},
         "folders": lambda: html.render_folders(samples.folders())}  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium here: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def opened(browser, content: str, folder, viewport=LAPTOP, **context):
    """A page of its own, and everything it did that it should not have."""
    file = folder / "diff.html"
    file.write_text(content, encoding="utf-8")
    page = browser.new_page(viewport=viewport, **context)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, complaints


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_the_page_loads_quietly_and_fits_a_phone(browser, name: str, tmp_path) -> None:
    page, complaints = opened(browser, PAGES[name](), tmp_path, PHONE)
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
