"""The head of the index: what was not audited, whether the articles can run, and their sums on cards."""

from collections.abc import Sequence

from audit.markup import Html, element
from audit.page.index_values import Totals
from audit.wording import SEVERITY_WORDS, count


def header(folder: str, unread: int, sums: Totals) -> Html:
    """The name of the folder, and the verdict in one sentence. `unread` articles could not be audited."""
    return element(
        "header",
        _alarm(unread, sums),
        element("p", "Translation audit", class_="kicker"),
        element("h1", element("bdi", folder)),
        element(
            "p",
            element("strong", _verdict(sums)),
            element("span", _unasked(sums), class_="soft") if sums.unasked else None,
            class_="verdict critical" if sums.failing else "verdict",
        ),
    )


def _alarm(unread: int, sums: Totals) -> Html | None:
    """What was not audited, before all else."""
    parts = []
    if unread:
        parts.append(f"{count(unread, 'article')} could not be audited.")
    if sums.incomplete:
        parts.append(f"{count(sums.incomplete, 'article')} {_was(sums.incomplete)} not audited whole.")
    if not parts:
        return None
    which = element("a", "Which, and why", href="#missed") if unread else None
    return element("p", element("strong", "Incomplete."), " ", " ".join(parts), " ", which, class_="alarm")


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _verdict(sums: Totals) -> str:
    """The folder in one sentence."""
    if not sums.articles:
        return "No report is in this folder."
    parts = []
    if sums.failing:
        one = sums.failing == 1
        parts.append(f"{sums.failing:,} of {count(sums.articles, 'article')} {'fails' if one else 'fail'}.")
    if sums.undecided:
        parts.append(f"{sums.undecided:,} {'is' if sums.undecided == 1 else 'are'} undecided.")
    if not parts:
        return "The article passes." if sums.articles == 1 else f"All {sums.articles:,} articles pass."
    return " ".join(parts)


def _unasked(sums: Totals) -> str:
    which = f"In {sums.unasked:,} of them only" if sums.unasked < sums.articles else "Only"
    return f"{which} deterministic checks have looked for errors, no language model has."


def cards(sums: Totals, figures: Sequence[Html]) -> Html:
    """Score, what was audited, findings by severity, which is the legend too, and figures of runs."""
    legend = (
        element(
            "li",
            element("b", f"{sums.findings.get(severity, 0):,}"),
            " ",
            element("span", word, class_=f"mark {severity}"),
            class_=None if sums.findings.get(severity) else "none",
        )
        for severity, word in SEVERITY_WORDS.items()
    )
    whole = sums.audited == sums.segments
    return element(
        "section",
        _card(
            "Score of all",
            element("p", f"{sums.per_thousand_words:,.1f}", class_="big"),
            element("p", "MQM points per 1,000 words; 0 is clean"),
            element("p", f"{sums.penalty:,.1f} points in {count(sums.words, 'word')}", class_="small"),
        ),
        _card(
            "Audited",
            element("p", f"{sums.audited:,}", element("span", f" of {sums.segments:,}"), class_="big"),
            element("p", "segments on which every detector gave a verdict"),
            None if whole else element("p", f"{sums.segments - sums.audited:,} not audited", class_="tag"),
        ),
        _card("Findings", element("ul", *legend, class_="legend")),
        *figures,
        class_="cards",
        aria_label="Summary",
    )


def _card(name: str, *content: Html | None) -> Html:
    return element("div", element("h2", name), *content, class_="card")
