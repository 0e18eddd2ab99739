"""What holds of any two reports: nothing is lost, a report is itself, and the other way round all is turned round."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Span
from audit.diff.compare import compare
from audit.diff.difference import Alone, Difference
from audit.domain import Category, Gap, Report, Severity
from audit.view import Item, items
from tests.diff.reports import said, told
from tests.reporters import sample

WORDS = st.sampled_from(["the", "bridge", "opened", "late", "mayor", "said"])
SENTENCE = st.lists(WORDS, min_size=1, max_size=7).map(lambda words: f"{' '.join(words).capitalize()}.")
TEXT = st.lists(st.lists(SENTENCE, min_size=1, max_size=3).map(" ".join), max_size=5).map("\n\n".join)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    text = draw(TEXT)
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, 30)).map(
        lambda place: Span(place[0], min(len(text), sum(place)))
    )
    kinds = st.tuples(
        st.sampled_from(list(Severity)), st.sampled_from([Category.GRAMMAR, Category.SUSPICIOUS]),
        st.sets(st.sampled_from(["numbers", "fluency", "accuracy"]), min_size=1),
        st.sets(spans, min_size=1, max_size=3),
    )  # fmt: skip
    article = sample.alone(text, "en", "a.txt")
    findings = [
        sample.Finding(
            category, severity, min(own), "Why.", 0.5, tuple(sorted(detectors)), repeats=tuple(sorted(own)[1:])
        )
        for severity, category, detectors, own in draw(st.lists(kinds, max_size=5))
    ]
    ids = [segment.id for segment in article.segments]
    gaps = [Gap("accuracy", tuple(draw(st.sets(st.sampled_from(ids)))), "late")] if ids and draw(st.booleans()) else []
    return told(article, *findings, gaps=gaps, **draw(st.sampled_from([{}, {"prompts": {}}, {"checks": ()}])))


@given(reports())
@settings(deadline=None)
def test_a_report_does_not_differ_from_itself(report: Report) -> None:
    assert set(said(compare(report, report))) <= {"same"}
    assert not compare(report, report).edits.any


def gist(rows: tuple[Alone, ...]) -> list[tuple[object, ...]]:
    return [(row.item.number, row.item.finding.spans, row.cause, row.unjudged, row.elsewhere) for row in rows]


@given(reports(), reports())
@settings(deadline=None)
def test_the_other_way_round_all_is_turned_round(one: Report, other: Report) -> None:
    forth, back = compare(one, other), compare(other, one)
    assert gist(forth.appeared) == gist(back.gone)
    assert gist(forth.gone) == gist(back.appeared)
    assert gist(forth.unjudged_now) == gist(back.unjudged_before)
    pairs = {(known.old.finding.spans, known.new.finding.spans) for known in forth.kept}
    assert pairs == {(known.new.finding.spans, known.old.finding.spans) for known in back.kept}


def places(listed: tuple[Item, ...]) -> Counter[tuple[int, Span]]:
    return Counter((item.number, span) for item in listed for span in item.finding.spans)


@given(reports(), reports())
@settings(deadline=None)
def test_every_place_is_in_exactly_one_list(one: Report, other: Report) -> None:
    found: Difference = compare(one, other)
    olds = [tuple(row.item for row in rows) for rows in (found.gone, found.unjudged_now)]
    news = [tuple(row.item for row in rows) for rows in (found.appeared, found.unjudged_before)]
    for report, lists, kept in (
        (one, olds, [known.old for known in found.kept]),
        (other, news, [known.new for known in found.kept]),
    ):
        every = {*places(items(report))}
        parts = [set(places(tuple(part))) for part in (*lists, tuple(kept))]
        assert set().union(*parts) == every
        assert sum(map(len, parts)) == len(every)
