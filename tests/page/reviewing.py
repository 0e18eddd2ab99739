"""A report's page as an editor uses it: opened in a browser, its keys pressed, its files downloaded and read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audit.domain import Report
from audit.page.report import render
from audit.review.decision import Review
from audit.review.file import parse_review
from tests.browsing import LAPTOP


@dataclass
class Desk:
    """A page in hand, and everything it complained of; `name` is the reviewer, already known to the page."""

    browser: Any
    folder: Path
    name: str = "Anna"
    complaints: list[str] = field(default_factory=list)
    context: Any = None

    def open(self, report: Report, **options: Any) -> Any:
        """The report, from a file."""
        file = self.folder / "report.html"
        file.write_text(render(report), encoding="utf-8")
        return self.visit(file.as_uri(), **options)

    def visit(self, address: str, *, script: str = "", **options: Any) -> Any:
        """Any address, in a new tab of the same profile; `script` runs before the page's."""
        if self.context is None:
            options = {"viewport": LAPTOP, "reduced_motion": "reduce", **options}
            self.context = self.browser.new_context(**options)
            self.context.set_default_timeout(5000)
        page = self.context.new_page()
        if script:
            page.add_init_script(script)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)
        if self.name:
            introduce(page, self.name)
        return page


def introduce(page: Any, name: str) -> None:
    """Have the page know the reviewer, as from an earlier visit.

    A busy Chromium loses what is stored in the first moments of a fresh profile: it is stored until it stays.
    """
    for _ in range(20):
        if name in page.locator(".who").text_content():
            return
        page.evaluate("name => localStorage['audit-reviewer'] ??= name", name)
        page.reload()
    raise AssertionError("the browser keeps nothing")


@contextmanager
def desk(browser: Any, folder: Path, name: str = "Anna") -> Iterator[Desk]:
    """A fresh profile; afterwards nothing may have gone wrong in the console."""
    made = Desk(browser, folder, name)
    yield made
    if made.context:
        made.context.close()
    assert made.complaints == []


def press(page: Any, keys: str) -> None:
    """Keys one after another, as a person presses them."""
    for key in keys.split():
        page.keyboard.press(key)


def unfold(page: Any, words: str) -> None:
    """A box of the tools, if it is not open."""
    opener = page.get_by_role("button", name=words, exact=True)
    if opener.get_attribute("aria-expanded") == "false":
        opener.click()


def menu(page: Any, words: str) -> None:
    """Something of the menu over the whole review."""
    unfold(page, "Review")
    page.get_by_role("button", name=words).click()


def downloaded(page: Any, words: str, *, within: str = "body") -> tuple[str, str]:
    """Name and text of the file that a button downloads."""
    with page.expect_download() as info:
        page.locator(within).get_by_role("button", name=words).click()
    return info.value.suggested_filename, Path(info.value.path()).read_text(encoding="utf-8")


def exported(page: Any) -> Review:
    """The review as the page exports it; raises where it does not fit the schema."""
    unfold(page, "Review")
    name, text = downloaded(page, "Export review")
    return parse_review(text, name)


def corrected(page: Any) -> str:
    menu(page, "Corrected text")
    name, text = downloaded(page, "Download", within="dialog")
    page.keyboard.press("Escape")
    assert name.endswith(".corrected.txt")
    return text


def said(page: Any) -> str:
    """What a screen reader was told last."""
    return page.locator("#tools [role=status]").inner_text().strip()


def select(page: Any, words: str, *, side: str = "target") -> None:
    """Selects words with the mouse, from the left edge of the first character to the right edge of the last."""
    box = page.evaluate(
        """async ([words, side]) => {
          for (const node of document.querySelectorAll(`#text [data-side=${side}] [data-at]`)) {
            const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
              const at = walk.currentNode.data.indexOf(words);
              if (at < 0) continue;
              node.scrollIntoView({ block: "center", behavior: "instant" });
              await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
              const range = document.createRange();
              range.setStart(walk.currentNode, at);
              range.setEnd(walk.currentNode, at + words.length);
              const { left, right, top, height } = range.getBoundingClientRect();
              return [left, right, top + height / 2];
            }
          }
        }""",
        [words, side],
    )
    left, right, middle = box
    page.mouse.move(left + 0.5, middle)
    page.mouse.down()
    page.mouse.move(right - 0.5, middle, steps=3)
    page.mouse.up()
