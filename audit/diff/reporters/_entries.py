"""The lists of the HTML page: each finding with its sentence as it was and as it is."""

from collections.abc import Iterator, Sequence

from audit.article import Side
from audit.diff import words
from audit.diff.difference import Alone, Difference, Known, Reading
from audit.domain import Report
from audit.markup import Html, element, together
from audit.view import Item
from audit.wording import SEVERITY_WORDS, quoted

_HEADS = {
    "New": "Findings of NEW that OLD has not.",
    "Fixed": "Findings of OLD that NEW has not.",
    "Not audited in NEW": "Findings of OLD that may be fixed or not: nobody looked for them in NEW.",
    "Not audited in OLD": "Findings of NEW that may be new or not: nobody looked for them in OLD.",
}


def lists(difference: Difference) -> Iterator[Html]:
    """A section for each list that is not empty; what is unchanged is folded away."""
    yield from _found("New", difference, difference.appeared, is_new=True)
    yield from _found("Fixed", difference, difference.gone, is_new=False)
    yield from _found("Not audited in NEW", difference, difference.unjudged_now, is_new=False)
    yield from _found("Not audited in OLD", difference, difference.unjudged_before, is_new=True)
    if difference.kept:
        yield _unchanged(difference)


def _found(name: str, difference: Difference, rows: Sequence[Alone], *, is_new: bool) -> Iterator[Html]:
    if rows:
        entries = (_alone(difference, one, is_new=is_new) for one in rows)
        heading = element("h2", name, " ", element("span", f"{len(rows):,}", class_="number"))
        about = element("p", _HEADS[name], class_="small")
        yield element("section", heading, about, element("ol", *entries, class_="entries"), class_="list")


def _alone(difference: Difference, one: Alone, *, is_new: bool) -> Html:
    item, places = one.item, words.some(one)
    marked, other = _marked(item), _read(one.elsewhere, "del" if is_new else "ins")
    old, new = (other, marked) if is_new else (marked, other)
    side, other_side = item.finding.span.side, Side.TARGET
    sides = (other_side, side) if is_new else (side, other_side)
    reads = together((_version("OLD", difference.old, old, sides[0]), _version("NEW", difference.new, new, sides[1])))
    return element(
        "li",
        _head(SEVERITY_WORDS[item.finding.severity], item),
        element("div", reads, class_="versions"),
        element("p", item.finding.explanation, dir="auto"),
        element("p", element("strong", _sentence(words.cause(one, is_new=is_new))), class_="cause"),
        element("p", _sentence(places), class_="small") if places else None,
        class_=f"entry {item.finding.severity}",
    )


def _head(severity: str, item: Item) -> Html:
    where = ", ".join(place.label for place in (item.place, *item.repeats))
    return element(
        "h3",
        element("span", severity, class_="severity"),
        " ",
        element("span", item.finding.category, class_="category"),
        " ",
        element("span", where, class_="where"),
    )


def _version(name: str, report: Report, sentence: Html | None, side: Side) -> Html | None:
    if sentence is None:
        return None
    words = element("p", sentence, lang=report.article.document(side).language, dir="auto", class_="sentence")
    label = f"{name} source" if side is Side.SOURCE else name
    return element("div", element("span", label, class_="which"), words, class_="version")


def _marked(item: Item) -> Html:
    """The sentence with its finding, said for those who do not see the mark."""
    kind = item.finding.severity + ("" if item.quote else " missing")
    shown = quoted(item.quote) if item.quote else element("span", "something is missing here", class_="heard")
    return together((item.before, element("mark", shown, class_=kind), item.after))


def _read(reading: Reading, tag: str) -> Html | None:
    """How the sentence reads in the other text, with what is different in it."""
    if not reading:
        return None
    return together(element(tag, part) if lacks else part for part, lacks in words.reading(reading))


def _unchanged(difference: Difference) -> Html:
    rows = (_known(known) for known in difference.kept)
    amount = element("span", f"{len(difference.kept):,}", class_="number")
    name = element("summary", element("h2", "Unchanged ", amount))
    return element("details", name, element("ol", *rows, class_="kept"), class_="list")


def _known(known: Known) -> Html:
    item = known.new
    graded = words.regraded(known)
    mark = element("q", quoted(item.quote), dir="auto") if item.quote else None
    return element(
        "li",
        _head(graded or SEVERITY_WORDS[item.finding.severity], item),
        element("p", mark, " ", item.finding.explanation, dir="auto"),
        class_=f"{item.finding.severity} regraded" if graded else f"{item.finding.severity}",
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
