"""The page of a corpus: what it shows, how it is used in a browser, and that nothing in it acts."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.corpus.summary.reporters.html import render
from audit.corpus.summary.summarise import Wanted, summarise
from audit.corpus.summary.summary import Summary
from tests import browsing
from tests.browsing import SCREENS, chromium
from tests.corpus.made import archive, article, corpus, finding, sample

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script></style></title><svg onload=alert(1)>",
    "a\u202egnp.txt",
    "x" * 5000,
    "100% #1? & more",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Summary:
    """A sample of an archive, of which a part was not audited."""
    drawn = sample(("outlet",), {(name,): (1000, 120) for name in ("Courier", "Gazette", "Herald", "Tribune", "Wire")})
    return summarise(corpus(tmp_path_factory.mktemp("corpus") / "archive", archive(600), sample=drawn), Wanted(worst=5))


def opened(browser: Any, folder: Path, summary: Summary, size: str = "laptop", **context: Any) -> tuple[Any, list[str]]:
    return browsing.shown(browser, folder / "summary.html", render(summary), size, **context)


def test_it_loads_and_runs_nothing_of_others(shown: Summary) -> None:
    page = render(shown)
    assert "default-src &#x27;none&#x27;" in page
    assert not re.search(r"<(link|img|iframe|object)\b|\sstyle=|\son\w+=", page)
    assert set(re.findall(r"https?://[^\"'<> ]+", page)) == set()


def test_what_was_not_audited_comes_first(shown: Summary) -> None:
    page = render(shown)
    assert page.index("Incomplete.") < page.index('class="verdict"')
    whole = replace(shown.coverage, unread=0, audited=shown.coverage.segments)
    assert "Incomplete." not in render(replace(shown, coverage=whole))
    assert "The run is not finished" in render(replace(shown, finished=False, totals={}))


def test_it_says_all_in_words_that_it_draws(shown: Summary) -> None:
    """Every drawn interval is named for those who do not see it, with its bounds."""
    drawn = re.findall(r'class="interval" role="img" aria-label="([^"]*)"', render(shown))
    groups = sum(len(one.groups) for one in shown.dimensions) + len(shown.kinds)
    assert len(drawn) == groups
    assert all(re.fullmatch(r"[\d.,]+ \([\d.,]+ to [\d.,]+\) points per 1,000 words", one) for one in drawn)


def test_an_empty_corpus_is_a_page_too(tmp_path: Path) -> None:
    page = render(summarise(corpus(tmp_path / "c", [article(0, reason="not JSON", status="unread")])))
    assert "No verdict" in page
    assert "not JSON" in page


# -- in a browser --------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen(browser: Any, tmp_path: Path, shown: Summary, size: str, scheme: str) -> None:
    page, complaints = opened(browser, tmp_path, shown, size, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    dot = page.locator("svg.interval:visible circle").first.bounding_box()
    row = page.locator("svg.interval:visible").first.bounding_box()
    assert abs(dot["y"] + dot["height"] / 2 - row["y"] - row["height"] / 2) < 1.5  # in the middle of its row
    assert complaints == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, tmp_path: Path, shown: Summary, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install '.[test]'")
    few = replace(
        shown,  # of everything a little: axe looks at each element
        dimensions=tuple(replace(one, groups=one.groups[:2]) for one in shown.dimensions),
        recurring=shown.recurring[:1],
        worst_by_rate=shown.worst_by_rate[:1],
        worst_by_points=shown.worst_by_points[:1],
        kinds=shown.kinds[:1],
    )
    page, _ = opened(browser, tmp_path, few, color_scheme=scheme, bypass_csp=True)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    page.close()


@pytest.mark.browser
def test_dots_lie_where_their_figures_are(browser: Any, tmp_path: Path, shown: Summary) -> None:
    page, _ = opened(browser, tmp_path, shown)
    engines = page.locator("section.part", has=page.get_by_role("heading", name="By engine"))
    dots = engines.locator("svg.interval circle").evaluate_all(
        "all => all.map(one => parseFloat(one.getAttribute('cx')))"
    )
    values = [
        float(one) for one in engines.locator("tbody td:nth-child(3)").evaluate_all("all => all.map(o => o.dataset.v)")
    ]
    assert values == sorted(values, reverse=True)
    steps = {round((one - 3) / value, 2) for one, value in zip(dots, values, strict=True)}  # 3 % is 0
    assert len(steps) == 1
    page.close()


@pytest.mark.browser
def test_tables_are_sorted_by_click_and_by_keyboard(browser: Any, tmp_path: Path, shown: Summary) -> None:
    page, complaints = opened(browser, tmp_path, shown)
    table = page.get_by_role("region", name="By outlet").locator("table")
    names = table.locator("tbody th")
    table.get_by_role("button", name="outlet").click()
    assert names.all_inner_texts() == ["Courier", "Gazette", "Herald", "Tribune", "Wire"]
    articles = table.get_by_role("button", name="articles", exact=True)
    articles.press("Enter")
    assert table.locator("[aria-sort]").get_attribute("aria-sort") == "descending"
    numbers = [int(one) for one in table.locator("tbody td:nth-child(9)").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    articles.press("Space")
    assert table.locator("[aria-sort]").get_attribute("aria-sort") == "ascending"
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_it_is_whole_without_scripts(browser: Any, tmp_path: Path, shown: Summary) -> None:
    page, _ = opened(browser, tmp_path, shown, java_script_enabled=False)
    assert page.locator("svg.interval circle").count() > 10
    assert page.get_by_role("button").count() == 0
    assert page.locator("svg.periods").count() == 2
    page.close()


@pytest.mark.browser
def test_hostile_words_stay_words(browser: Any, tmp_path: Path) -> None:
    rows = [
        article(
            at,
            findings=[finding(quote=words[:300], suggestion=words, explanation=words, sentence=words)],
            outlet=words,
            place=words,
            article=f"{number}{words}",
        )
        for at, (number, words) in enumerate((number, words) for number in range(2) for words in HOSTILE)
    ]
    for one in rows:
        for row in one["findings"]:
            row["article"] = one["articles"][0]["article"]
    summary = replace(summarise(corpus(tmp_path / "c", rows)), name=HOSTILE[0])
    page, complaints = opened(browser, tmp_path, summary)
    assert page.locator("h1").inner_text() == HOSTILE[0]
    assert len(summary.recurring) == len(HOSTILE)
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
    page.close()
