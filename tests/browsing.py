"""A page in the system's browser: how it is opened, and everything that it did which it should not have."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SCREENS = {"phone": (390, 844), "laptop": (1280, 800), "4k": (3840, 2160)}
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser; the test is skipped where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no Chromium here: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


def shown(browser: Any, file: Path, content: str, size: str = "laptop", **context: Any) -> tuple[Any, list[str]]:
    """A page from a file, and what it complained of: the console, errors, dialogs, requests for anything but itself."""
    file.write_text(content, encoding="utf-8")
    width, height = SCREENS[size]
    options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", **context}
    page = browser.new_page(**options)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: complaints.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    return page, complaints


def artefacts(otherwise: Path) -> Path:
    """The folder that AUDIT_ARTEFACTS names, where what pages look like is kept; else one below `otherwise`."""
    folder = Path(os.environ.get("AUDIT_ARTEFACTS") or otherwise / "artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
