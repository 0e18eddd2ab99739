"""The index of a folder of reports: what it says, and how it is used in a browser."""

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.domain import Severity
from audit.page.index import Index, render
from audit.page.index_rows import MOST, href
from audit.saved.history import Entry, History, Missed, Worst
from audit.saved.trend import listed, missed, points
from tests import browsing
from tests.browsing import SCREENS, chromium

FIRST, SECOND, THIRD = (f"2026-11-2{day}T08:15:00.000Z" for day in (1, 2, 3))
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script></style></title><svg onload=alert(1)>",
    "javascript:alert(1)//",
    "a\u202egnp.txt",
    "x" * 5000,
    "\ud800 half",
    "100% #1? & more",
)


def entry(name: str, run: str = FIRST, score: float = 0.0, **more: Any) -> Entry:
    """An article of 1,000 words, audited whole: it fails where its score is 5 or more."""
    fails = score >= 5  # a major error
    fields: dict[str, Any] = {
        "digest": "0" * 64,
        "source_language": None,
        "target_language": "en",
        "words": 1000,
        "penalty": score,
        "per_thousand_words": score,
        "findings": {"major": int(score // 5)} if fails else {},
        "segments": 40,
        "audited": 40,
        "passes": not fails,
        "profile": "",
        "standard": "no major error",
        "signature": "a|model:m",
    }
    return Entry(run=run, path=f"../articles/{name}.txt", report=f"{name}.html", **fields | more)


def index(entries: Sequence[Entry], unread: Sequence[Missed] = (), there: Any = lambda _: True) -> Index:
    history = History(tuple(entries), tuple(unread))
    return Index("reports", listed(history, there), missed(history))


def names(page: str) -> list[str]:
    """The articles in the order of the table."""
    return re.findall(r'<th scope="row" class="c-name" data-v="articles/(.*?)\.txt"', page) or re.findall(
        r'data-v="articles/([^"]*?)\.txt"', page
    )


# -- what is in it -------------------------------------------------------------------------------------------------


def test_what_could_not_be_read_is_said_until_it_is_read_again() -> None:
    unread = [Missed(SECOND, "../articles/a.txt", "a is empty")]
    assert "a is empty" in render(index([entry("a"), entry("b"), entry("b", THIRD)], unread))
    assert "a is empty" not in render(index([entry("a"), entry("b"), entry("a", THIRD)], unread))


def test_what_must_not_run_comes_first() -> None:
    page = render(
        index([
            entry("fine"),
            entry("bad", score=6),
            entry("open", passes=None, audited=12),
            entry("worst", score=30, findings={"critical": 1}),
            entry("so-so", score=2),
        ])
    )  # fmt: skip
    assert names(page) == ["worst", "bad", "open", "so-so", "fine"]
    assert "2 of 5 articles fail. 1 is undecided." in page
    assert "1 article was not audited whole." in page
    assert "12 of 40" in page


def test_totals_are_those_of_what_holds_now() -> None:
    entries = [entry("a", FIRST, 40), entry("a", SECOND, 10, words=500, penalty=5), entry("b", FIRST, 1)]
    page = render(index(entries))
    # 5 points and 1 point in 500 and 1,000 words
    assert '<p class="big">4.0</p>' in page
    assert "6.0 points in 1,500 words" in page


def test_a_run_of_some_articles_leaves_the_others_as_they_were() -> None:
    entries = [
        *(entry("a", FIRST, 10), entry("b", FIRST, 20)),
        entry("a", SECOND, 0),
        *(entry("a", THIRD, 0), entry("b", THIRD, 0, signature="a|model:n")),
    ]
    runs = points(index(entries).articles)
    assert [(run.per_thousand_words, run.failing, run.audited, run.other_tools) for run in runs] == [
        (15, 2, 2, False),
        (10, 1, 1, False),
        (0, 0, 2, True),
    ]


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (entry("a", SECOND, 12.5), "▲ +2.5"),
        (entry("a", SECOND, 7), "▼ −3.0"),
        (entry("a", SECOND, 10), "± 0.0"),
        (entry("a", SECOND, 7, signature="a|model:n"), "other tools"),
    ],
)
def test_the_change_since_the_run_before_compares_the_same_tools(second: Entry, says: str) -> None:
    page = render(index([entry("a", FIRST, 10), second]))
    assert says in page
    assert ("by other tools where the line breaks" in page) is (says == "other tools")


@pytest.mark.parametrize(
    ("asked", "says", "found"),
    [
        ((True, True), "", ["nothing found"] * 2),
        ((False, True), "In 1 of them only deterministic", ["the checks found nothing", "nothing found"]),
        ((False, False), "Only deterministic checks have looked for errors", ["the checks found nothing"] * 2),
    ],
)
def test_where_no_model_was_asked_nothing_found_is_not_clean(
    asked: tuple[bool, bool], says: str, found: list[str]
) -> None:
    signatures = [f"audit:1|prompts:{'window@12345678' if one else 'none'}|checks:a" for one in asked]
    page = render(index([entry(name, signature=one) for name, one in zip("ab", signatures, strict=True)]))
    assert re.findall(r"(?:the checks found|nothing found|found nothing)[ \w]*", page) == found
    assert says in page
    assert ("no language model has." in page) is bool(says)


def test_at_most_fifty_runs_are_drawn() -> None:
    entries = [entry("a", f"2026-01-01T00:00:{second:02}.000Z", second) for second in range(60)]
    page = render(index(entries))
    assert page.count('class="dot"') == 50
    assert "50 runs: from 10.0 to 59.0 points" in page


def test_a_report_that_is_gone_or_was_overwritten_is_not_listed() -> None:
    entries = [entry("a"), entry("b"), entry("c"), replace(entry("d", SECOND), report="c.html")]
    assert names(render(index(entries, there=lambda report: report != "a.html"))) == ["b", "d"]


def test_only_what_the_last_run_could_not_read_is_named() -> None:
    unread = [Missed(FIRST, "../articles/x.txt", "x is empty"), Missed(SECOND, "../articles/y.txt", "y is empty")]
    page = render(index([entry("a")], unread))
    assert "y is empty" in page
    assert "x is empty" not in page


@pytest.mark.parametrize(
    ("report", "link"),
    [
        ("sub/a b.html", "sub/a%20b.html"),
        ("javascript:alert(1).html", "javascript%3Aalert%281%29.html"),
        ("100%#?.html", "100%25%23%3F.html"),
        ("صحيفة.html", "%D8%B5%D8%AD%D9%8A%D9%81%D8%A9.html"),
        ("\udcff.html", "%FF.html"),
    ],
)
def test_no_name_leads_elsewhere(report: str, link: str) -> None:
    assert href(report) == link


# -- in a browser --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture
def artefacts(tmp_path: Path) -> Path:
    return browsing.artefacts(tmp_path)


def opened(browser: Any, folder: Path, shown: Index, size: str = "laptop", **context: Any) -> tuple[Any, list[str]]:
    return browsing.shown(browser, folder / "index.html", render(shown), size, **context)


def some() -> Index:
    """Twelve articles over three runs, the last with other tools; every state of an article."""
    worst = Worst(Severity.MAJOR, "fluency/spelling", "Müler", "The mayor is called Müller elsewhere.")
    runs = [(FIRST, 3.0, "m"), (SECOND, 2.0, "m"), (THIRD, 1.0, "n")]
    entries = [
        entry(
            f"news/story-{number}" if number % 2 else f"story-{number}",
            run,
            number * times,
            signature=f"audit:0.1.0|model:{model}",
            worst=worst if number * times >= 5 else None,
            source_language="zh" if number % 3 else None,
            profile="" if number % 4 else "legal",
            **({"audited": 31, "passes": None} if number == 2 else {}),
        )
        for run, times, model in runs
        for number in range(12)
    ]
    return index(entries, [Missed(THIRD, "../articles/empty.txt", "empty.txt: no text to audit was found")])


def column(page: Any) -> list[str]:
    """The articles that are shown, by their numbers."""
    shown = page.locator("tbody tr:visible .c-name a").all_inner_texts()
    return [re.search(r"(\d+)\.txt", text)[1] for text in shown]


@pytest.mark.browser
def test_it_is_sorted_by_click_and_by_keyboard(browser: Any, tmp_path: Path) -> None:
    page, complaints = opened(browser, tmp_path, some())
    assert column(page)[:3] == ["11", "10", "9"]
    score, name = page.locator("#table thead .c-score"), page.locator("#table thead .c-name")
    score.get_by_role("button").click()
    assert score.get_attribute("aria-sort") == "descending"
    assert column(page) == [str(number) for number in range(11, -1, -1)]
    score.get_by_role("button").press("Enter")
    assert score.get_attribute("aria-sort") == "ascending"
    assert column(page) == [str(number) for number in range(12)]
    name.get_by_role("button").focus()
    page.keyboard.press("Space")
    assert (name.get_attribute("aria-sort"), score.get_attribute("aria-sort")) == ("ascending", None)
    assert column(page) == ["1", "3", "5", "7", "9", "11", "0", "2", "4", "6", "8", "10"]  # by folder, then as numbers
    assert page.locator("caption").inner_text() == "Sorted by: Article."
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_it_is_narrowed_by_name_and_verdict(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, some())
    said = page.get_by_role("status")
    assert said.inner_text() == "12 articles"
    page.get_by_role("searchbox", name="Name").fill("NEWS/")
    assert said.inner_text() == "6 of 12 articles"
    page.get_by_role("button", name="failing 7").click()
    assert sorted(column(page), key=int) == ["5", "7", "9", "11"]
    assert page.get_by_role("button", name="failing 7").get_attribute("aria-pressed") == "true"
    page.get_by_role("searchbox", name="Name").fill("")
    page.get_by_role("button", name="undecided 1").click()
    assert column(page) == ["2"]
    page.close()


@pytest.mark.browser
def test_arrows_go_from_article_to_article_and_links_lead_to_the_reports(browser: Any, tmp_path: Path) -> None:
    page, complaints = opened(browser, tmp_path, some())
    (tmp_path / "story-10.html").write_text("<title>The report</title>")
    page.locator("tbody a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/story-10.html")
    assert page.title() == "The report"
    assert complaints == [page.url]
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_it_fits_every_screen_and_everybody(
    browser: Any, tmp_path: Path, artefacts: Path, size: str, scheme: str
) -> None:
    """WCAG 2.2 AA as far as axe can tell."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install -e '.[dev]'")
    page, complaints = opened(browser, tmp_path, some(), size, color_scheme=scheme)
    page.screenshot(path=artefacts / f"index-{size}-{scheme}.png", full_page=size != "4k")
    assert page.evaluate("document.documentElement.scrollWidth") == SCREENS[size][0]
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = axe.Axe().run(page, options={"runOnly": tags, "resultTypes": ["violations"]}).response["violations"]
    assert [(one["id"], [node["html"][:100] for node in one["nodes"][:3]]) for one in found] == []
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_without_scripts_it_is_whole(browser: Any, tmp_path: Path, artefacts: Path) -> None:
    many = index([entry(f"story-{number}", score=number / 100) for number in range(MOST + 50)])
    page, complaints = opened(browser, tmp_path, many, java_script_enabled=False)
    assert page.locator("tbody tr:visible").count() == MOST + 50
    assert not page.locator("#tools").is_visible()
    page.screenshot(path=artefacts / "index-noscript.png")
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_paper_shows_every_article(browser: Any, tmp_path: Path) -> None:
    page, _ = opened(browser, tmp_path, index([entry(f"story-{number}") for number in range(MOST + 50)]))
    assert page.locator("tbody tr:visible").count() == MOST
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 720, "height": 1000})  # of a sheet
    assert page.evaluate("document.documentElement.scrollWidth") == 720
    assert page.locator("tbody tr:visible").count() == MOST + 50
    page.close()


@pytest.mark.browser
def test_ten_thousand_articles_are_listed_in_a_moment(browser: Any, tmp_path: Path) -> None:
    """On an idle machine under a second and a half; the limit is for a busy one."""
    every = index([entry(f"story-{number}", score=number / 1000) for number in range(10_000)])
    started = time.monotonic()
    page, _ = opened(browser, tmp_path, every)
    page.get_by_role("searchbox", name="Name").fill("story-1234.txt")
    assert column(page) == ["1234"]
    assert time.monotonic() - started < 10
    page.get_by_role("searchbox", name="Name").fill("")
    assert page.get_by_role("status").inner_text() == f"10,000 articles, the first {MOST} shown"
    page.get_by_role("button", name="Show 500 more").click()
    assert page.locator("tbody tr:visible").count() == MOST + 500
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("size", ["laptop", "phone"])
def test_nothing_in_hostile_words_acts(browser: Any, tmp_path: Path, size: str) -> None:
    entries = [
        entry(
            text,
            run,
            6,
            profile=text,
            standard=text,
            signature=text + run,
            worst=Worst(Severity.CRITICAL, text, text, text),
            target_language=text,
        )
        for run in (FIRST, SECOND)
        for text in HOSTILE
    ]
    shown = replace(index(entries, [Missed(SECOND, text, text) for text in HOSTILE]), folder=HOSTILE[0], notes=HOSTILE)
    page, complaints = opened(browser, tmp_path, shown, size)
    assert page.locator("tbody tr:visible .c-name a").count() == len(HOSTILE)
    assert page.evaluate("document.querySelectorAll('img, iframe, body script:not([type])').length") == 1
    assert page.evaluate("document.documentElement.scrollWidth") == SCREENS[size][0]
    assert all(link.startswith("file:") for link in page.locator("tbody a").evaluate_all("all => all.map(a => a.href)"))
    page.locator("#table thead .c-worst button").click()
    assert complaints == []
    page.close()
