"""The promise of a review, from end to end, as its user walks it: a browser, the commands, a model that never learns.

The model marks what the seed article's gold says, and six things that are right. Thirty-six findings are decided by
keyboard, two errors are added with the mouse; the text is corrected at every place, and what was rejected stays away.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.gold.files import read_gold
from tests.asking import asked
from tests.browsing import chromium
from tests.llm.server import Heard, Reply, Server, says
from tests.page.reviewing import corrected, desk, exported, menu, press, select, unfold

pytestmark = pytest.mark.browser

SEEDS = Path(__file__).parents[2] / "seeds"
STORY = SEEDS / "000_2d1116a519ad34f0.txt"
GOLD = json.loads((SEEDS / "000_2d1116a519ad34f0.gold.json").read_text(encoding="utf-8"))["errors"]

CORRECTIONS = {
    "accused soldiers of using mobile phones to launch missiles": "blamed a strike on its soldiers’ mobile phones",
    "Pakmut": "Bakhmut",
    "even fiercer": "the fiercest",
    "again believes": "thinks once more",
    "raising the death toll to 63": "raising the death toll from 63",
    "above": "rather than",
    "dealing a further blow after": "a further blow after",
    "Makhivka": "Makiivka",
    "Bekov": "Pegov",
    "said in Telegram": "said on Telegram",
    "condemn the crime": "shift the blame",
    "The Great Russian Offensive": "A great Russian offensive",
    "at them": "on Kyiv",
    "destabilize this Russian situation": "disrupt this Russian scenario",
    "must be defeated": "shall fail",
    "occupiers": "reservists",
    "multiple missile rocket systems": "multiple-launch rocket systems",
    "civil servants": "General Staff",
    "Baghmut": "Bakhmut",
    "Rasvozhayev": "Razvozhayev",
    "annex the captured land": "recognise its annexation of the captured land",
    "Report by Reuters Bureau; Written by": "Reporting by Reuters bureaus; Writing by",
}
"""What the model proposes; what it calls boilerplate should go."""
BEFORE = {"must be defeated": "launch a new attack "}
"""What tells the place from another one in the same sentence."""
EDITED = {"again believes": "reiterates its belief", "at them": "at Ukraine", "must be defeated": "must be thwarted"}
"""What the editor writes in its place."""
REJECTED = ("Kiev", "Leave a Reply")
"""Errors of the gold that this editor lets stand: one that a check finds too, at two places."""
FALSE_ALARMS = (
    "half-hearted and inept",
    "ministry blamed the attack",
    "pro-war nationalist",
    "open criticism",
    "Order of Courage",
    "a city in Donetsk",
)
"""What the model marks without reason."""
DELETED = "There were other ways that Ukraine found the site, he said."
"""What should go, model and editor agree: the last sentence of its paragraph, with the blank before it."""
AGAIN = "Bekov"
"""Stands once more than the gold says; the report shows both places as one finding."""
ADDED = {"Defense Ministry": "Ministry of Defence", "makeshift": "improvised"}
"""What the model misses, and the editor adds at its first place."""


def answer(heard: Heard) -> Reply:
    """What the model says, however often it is asked and whatever has been decided."""
    if "PING" in heard.messages[-1]["content"]:
        return says('{"segments": []}')
    known = {error["quote"]: (error["category"], error["severity"]) for error in GOLD}
    known |= dict.fromkeys(FALSE_ALARMS, ("style/awkward", "minor"))
    known[DELETED] = ("accuracy/addition", "major")
    verdicts = [
        {
            "id": row["id"],
            "errors": [error(quote, *known[quote]) for quote in known if BEFORE.get(quote, "") + quote in row["text"]],
        }
        for row in asked(heard.messages)[0]
    ]
    return says(json.dumps({"segments": verdicts}))


def quoted(quote: str) -> str:
    return BEFORE.get(quote, "") + quote


def error(quote: str, category: str, severity: str) -> dict[str, object]:
    words = "" if category == "other/boilerplate" or quote == DELETED else CORRECTIONS.get(quote, quote.upper())
    return {
        "quote": quoted(quote),
        "reason": "A model says so.",
        "category": category,
        "severity": severity,
        "correction": BEFORE.get(quote, "") + words,
        "confidence": 90,
        "major": 80,
    }


def expected(text: str) -> str:
    """The text with every correction at the places that the gold knows, from the end to the beginning."""
    places = [(one["start"], one["end"], one["quote"]) for one in GOLD if one["quote"] not in REJECTED]
    places.append((text.rindex(AGAIN), text.rindex(AGAIN) + len(AGAIN), AGAIN))
    places.append((text.index(DELETED) - 1, text.index(DELETED) + len(DELETED), DELETED))
    places += [(text.index(words), text.index(words) + len(words), words) for words in ADDED]
    written = CORRECTIONS | EDITED | ADDED
    for start, end, quote in sorted(places, reverse=True):
        text = text[:start] + written.get(quote, "") + text[end:]
    return text


def meant(finding: dict[str, Any]) -> str:
    """The words that the model was wrong or right about: a finding is cut to those of them that change."""
    own = [one["quote"] for one in GOLD if one["start"] <= finding["start"] <= finding["end"] <= one["end"]]
    return next(iter(own), finding["quote"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as made:
        yield made


def audit(*arguments: object) -> subprocess.CompletedProcess[str]:
    """A command, in a process of its own: the browser's driver has the event loop of this one."""
    command = [sys.executable, "-m", "audit", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done


def decide(page: Any, quote: str) -> None:
    """One finding, by keyboard; the page goes on to the next by itself."""
    if quote in EDITED:
        press(page, "e Control+a")
        page.keyboard.type(EDITED[quote])
        press(page, "Control+Enter")
    else:
        press(page, "r" if quote in (*REJECTED, *FALSE_ALARMS) else "a")


def add(page: Any, words: str) -> None:
    """A missed error, with the mouse."""
    select(page, words)
    press(page, "n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Should read").fill(ADDED[words])
    dialog.get_by_role("button", name="Add", exact=True).click()


def test_a_review_corrects_the_text_silences_what_was_rejected_and_becomes_gold(browser: Any, tmp_path: Path) -> None:
    Path("story.txt").write_bytes(STORY.read_bytes())
    with Server(answer) as server:
        asking = ("--base-url", server.url, "--model", "m", "--structured", "json_schema", "--min-confidence", "0")
        audit("run", "story.txt", *asking, "-f", "html=story.html", "-f", "json=story.json")
        findings = json.loads(Path("story.json").read_text(encoding="utf-8"))["findings"]
        assert len(findings) >= 30

        with desk(browser, tmp_path) as at:
            page = at.visit((tmp_path / "story.html").as_uri())
            press(page, "j")
            for one in findings:
                decide(page, meant(one))
            for words in ADDED:
                add(page, words)
            menu(page, "I have read everything")
            page.reload()
            assert f"{len(findings)} of {len(findings)} decided" in page.locator("#tools").inner_text()
            review, in_the_page = exported(page), corrected(page)
            unfold(page, "Review")
            with page.expect_download() as info:
                page.get_by_role("button", name="Export review").click()
            info.value.save_as("story.review.json")
        assert len({one.mark for one in review.decisions}) >= 36

        audit("apply", "story.html", "--review", "story.review.json", "-o", "corrected.txt")
        text = STORY.read_text(encoding="utf-8")
        assert Path("corrected.txt").read_text(encoding="utf-8") == expected(text)
        assert in_the_page.rstrip() == expected(text).rstrip()

        for file in ("story.txt", "corrected.txt"):
            audit("run", file, *asking, "-f", "json=again.json")
            again = json.loads(Path("again.json").read_text(encoding="utf-8"))
            left = {one["quote"] for one in again["findings"]}
            assert left & {*REJECTED, *FALSE_ALARMS} == set(), file
            assert any("dismissed" in note for note in again["notes"])
        assert left & {quote for quote in CORRECTIONS if quote in text} == set()

        [gold] = read_gold(Path("story.review.json"))
        kept = [one["quote"] for one in GOLD if one["quote"] not in REJECTED] + [AGAIN, DELETED, *ADDED]
        marked = [segment.target[span.start : span.end] for segment in gold.segments for span in segment.raters["Anna"]]
        assert [words for words in marked if not any(words in quote for quote in kept)] == []
        assert [quote for quote in kept if not any(words in quote for words in marked)] == []
        audit("eval", "run", "story.review.json", *asking, "--prompt", "window-target", "-f", "json")
