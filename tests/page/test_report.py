"""What the page says, as markup: the head, the strip, the cards, a file of strings."""

import re
from dataclasses import replace
from html import unescape

import pytest

from audit.domain import Category, Report, Severity, Standard
from audit.page.report import render
from tests.page import samples
from tests.reporters import sample


def words(html: str) -> str:
    """What is read, blanks made one."""
    return " ".join(unescape(re.sub("<[^>]*>", " ", html)).split())


def part(report: Report, start: str, end: str) -> str:
    page = render(report)
    return page[page.index(start) : page.index(end, page.index(start))]


def cards(report: Report) -> list[str]:
    return part(report, '<ol id="findings"', "</ol>").split("<li ")[1:]


@pytest.mark.parametrize(
    ("standard", "kind", "said"),
    [
        (None, "standing", "Undecided no profile says what it has to meet."),
        (Standard(Severity.CRITICAL, None, "news"), "standing fails",
         "Fails the profile news: 1 critical error (none allowed)."),
        (Standard(None, 2000, "web"), "standing",
         "Undecided nothing that was found fails the profile web, but 1 of 4 segments was not audited."),
    ],
)  # fmt: skip
def test_whether_the_story_can_run_is_said_first(standard: Standard | None, kind: str, said: str) -> None:
    head = part(replace(sample.bilingual(), standard=standard), "<header>", "</header>")
    assert "Not fit to publish as it stands : 1 critical, 1 major and 1 minor error" in words(head)
    assert f'<p class="{kind}">' in head
    assert words(head).endswith(said)


def test_what_passes_says_what_was_asked_for() -> None:
    head = part(replace(sample.clean(), standard=Standard(Severity.MAJOR)), "<header>", "</header>")
    assert words(head).endswith("No errors found. Passes no major or critical error.")


def test_cards_say_what_is_wrong_and_where_else() -> None:
    euros = words(next(one for one in cards(sample.small()) if "No such amount" in one).partition(">")[2])
    assert euros == (
        "2 critical accuracy/mistranslation 93% It cost 12 million euros millions . No such amount. "
        "line 3:54 · 2 detectors agree: accuracy, numbers"
    )
    mayor = next(one for one in cards(sample.small()) if "It is Müller." in one)
    assert "2 places: line 6:11 , line 8:1 · found by fluency" in words(mayor)
    assert re.findall('href="(#m[^"]*)"', mayor) == ["#m4", "#m4", "#m4-1"]


def test_many_places_of_one_error_unfold() -> None:
    text = "Müler. " * 40
    made = sample.finding(text, "Müler", Category.SPELLING, Severity.MAJOR, "It is Müller.", repeats=39)
    [one] = cards(sample.report(sample.alone(text, "en", "a.txt"), [made]))
    at_once, _, folded = one.partition("<details>")
    assert "40 places: " in at_once
    assert at_once.count("line 1:") == 6
    assert "<summary>and 34 more places</summary>" in folded
    assert folded.count("line 1:") == 34


def test_the_summary_leads_to_the_first_of_each_severity() -> None:
    legend = part(sample.small(), '<ul class="legend">', "</ul>")
    assert re.findall(r'class="mark (\w+)" href="#(f\d+)"', legend) == [
        ("critical", "f2"),
        ("major", "f4"),
        ("minor", "f1"),
        ("neutral", "f7"),
    ]


def test_explanations_say_in_which_language_they_are() -> None:
    page = render(replace(sample.small(), explained_in="de"))
    assert page.count('class="why"') == page.count('lang="de" dir="auto" class="why"') == 8


def test_strings_are_a_table() -> None:
    table = part(samples.catalogue(), "<table><thead>", "</table>")
    rows = [words(row.partition(">")[2]) for row in table.split("<tr")[1:]]
    assert rows == [
        "Key Source Translation",
        "cart.items [one] %d item in your cart %d Artikel im Warenkorb",
        "cart.items [other] %d items in your cart [critical: %s 1 Artikel im Warenkorb",
        "login.button On the button, at most two words. at most 8 characters, has 8 Sign in [minor: Einlogen 2",
        "login.forgot Forgot your password? [major: 3 no translation",
        "mail.subject fuzzy Your order {order} has shipped Ihre Bestellung {order} wurde verschickt",
        "error.network No connection. Check your network. not audited Keine Verbindung. Prüfen Sie Ihr Netz.",
    ]
    assert "cart.items[other]" in words(cards(samples.catalogue())[0])  # where it is, is said by name


def strip(report: Report) -> str:
    return part(report, '<nav class="strip"', "</nav>")


def test_the_strip_has_a_link_for_every_place_the_taller_the_worse() -> None:
    made = strip(sample.small())
    links = re.findall(r'<a href="#(m[^"]*)" class="(\w+)" data-finding="(\d+)"', made)
    assert sorted(anchor for anchor, _, _ in links) == sorted(
        re.findall('<mark[^>]* id="(m[^"]*)"', render(sample.small()))
    )
    heights = dict(
        re.findall(r'class="(\w+)" data-finding.*?</rect>.*?height="(\d+)" rx', made.replace("/>", "></rect>"))
    )
    assert heights == {"critical": "32", "major": "23", "minor": "14", "neutral": "7"}
    assert "From the first words to the last: 9 places; the taller the worse; hatched: not audited." in words(made)


def test_the_strip_shows_what_nobody_audited() -> None:
    text = sample.small().article.target.text
    start, end = text.index("Work on"), len(text)
    x, width = f"{100 * start / end:.2f}%", f"{100 * (end - start) / end:.2f}%"
    assert "2 segments not audited" in strip(sample.small())
    assert f'<rect x="{x}" y="0" width="{width}" height="36" fill="url(#hatch)"/>' in strip(sample.small())


def test_a_crowd_is_counted_in_bins_of_the_text() -> None:
    made = strip(samples.crowded(400, 1000))
    assert made.count("<a ") == 100
    assert "1,000 places; the taller the more, the worst at the base." in words(made)
    assert "data-finding" not in made
    labels = re.findall(r"<title>(\d+) places: ", made)
    assert sum(map(int, labels)) == 1000
    # the fullest bin is as tall as the strip, and what lies on its base is the worst
    fullest = next(link for link in made.split("<a ") if f"<title>{max(map(int, labels))} places" in link)
    parts = re.findall(r'<g class="(\w+)"><rect x="[\d.]+%" y="([\d.]+)" width="0.8%" height="([\d.]+)"', fullest)
    assert [severity for severity, _, _ in parts] == ["critical", "major", "minor", "neutral"]
    assert sum(float(height) for _, _, height in parts) == pytest.approx(32, abs=0.01)
    assert float(parts[0][1]) + float(parts[0][2]) == pytest.approx(36)


def test_where_there_is_nothing_to_show_there_is_no_strip() -> None:
    for made in (sample.clean(), sample.report(sample.alone("", "en", "a.txt"), ())):
        assert '<nav class="strip"' not in render(made)


def test_a_page_of_a_thousand_words_is_small_enough_to_send() -> None:
    report = samples.crowded(48, 60)
    assert 1000 <= report.score.words <= 1100
    assert len(render(report).encode()) < 400_000


def test_a_finding_costs_few_elements() -> None:
    """Ten thousand of them have to load within a second: what a browser builds is what it takes time for."""

    def tags(findings: int) -> int:
        return len(re.findall("<[a-z]", render(samples.crowded(1000, findings))))

    assert tags(400) - tags(200) <= 200 * 19
