"""Tables of the page in which rows are words: recurring errors, articles, gaps."""

from collections.abc import Iterator, Sequence

from audit.corpus.summary import words
from audit.corpus.summary.blocks import gravest, short
from audit.corpus.summary.reporters._sheets import NUMBER, SEVERE, heading, named, number, sheet
from audit.corpus.summary.summary import Missing, Recurring, Worst
from audit.markup import Html, element
from audit.wording import SEVERITY_WORDS, quoted


def recurring(listed: Sequence[Recurring]) -> Html:
    """What is wrong again and again, with what it should be and where it stands."""
    head = [
        heading(column)
        for column in (
            ("words", "", "ascending"),
            ("severity", "", ""),
            ("category", "", "ascending"),
            ("articles", *NUMBER),
            ("in how many", "", ""),
            ("for example", "said", ""),
        )
    ]
    return sheet("Recurring errors", head, map(_again, listed))


def _again(one: Recurring) -> Iterator[Html]:
    fix = None if one.suggestion is None else element("bdi", quoted(words.proposed(one)), class_="fix")
    yield element("th", element("q", quoted(one.quote), dir="auto"), " ", fix, scope="row")
    yield element("td", _severity(one.severity))
    yield element("td", one.category)
    yield number(f"{one.articles:,}", one.articles)
    yield element(
        "td", *(element("span", f"{name}: {number:,}", class_="small") for name, number in one.values.items())
    )
    examples = (
        element(
            "li",
            element("bdi", quoted(example.article), class_="soft"),
            " ",
            element("bdi", short(example.sentence, 240)),
        )
        for example in one.examples
    )
    shown = element("summary", f"{len(one.examples)} places")
    yield element("td", element("details", shown, element("ul", *examples), class_="examples"), class_="said")


def worst(title: str, listed: Sequence[Worst]) -> Html:
    """Articles, with the gravest of their findings."""
    head = [heading(("article", "", "ascending"))]
    head += [heading((text, *NUMBER)) for text in ("points per 1,000 words", "points", "words", *SEVERE)]
    head.append(heading(("gravest finding", "said", "")))
    return sheet(title, head, map(_worst, listed))


def _worst(one: Worst) -> Iterator[Html]:
    place = element("bdi", quoted(one.place), class_="small") if one.place != one.article else None
    yield element("th", element("bdi", quoted(one.article)), " ", place, scope="row")
    yield number(words.number(one.per_thousand_words), one.per_thousand_words)
    yield number(f"{one.penalty:,.1f}", one.penalty)
    yield number(f"{one.words:,}", one.words)
    yield from (number(f"{one.counts[name]:,}", one.counts[name]) for name in SEVERE)
    if not one.severity:
        yield element("td", gravest(one), class_="said")
        return
    quote = element("q", short(one.quote, 120), dir="auto") if one.quote else None
    why = element("span", short(one.explanation, 240), class_="small", dir="auto")
    yield element("td", _severity(one.severity), " ", quote, why, class_="said")


def missing(listed: Sequence[Missing]) -> Html:
    """What was not audited, by reason."""
    head = [heading((text, *kind)) for text, kind in (
        ("reason", ("", "ascending")), ("detector", ("", "ascending")), ("articles", NUMBER), ("segments", NUMBER)
    )]  # fmt: skip
    rows = (
        (
            named(one.reason),
            element("td", one.detector),
            number(f"{one.articles:,}", one.articles),
            number(f"{one.segments:,}", one.segments),
        )
        for one in listed
    )
    return sheet("Not audited", head, rows)


def _severity(severity: str) -> Html:
    word = next(word for one, word in SEVERITY_WORDS.items() if one.value == severity)
    return element("span", word, class_=f"severity {severity}")
