"""What a summary of a corpus counts: figures computed by hand, on corpora of a few articles."""

import json
from pathlib import Path
from typing import Any

import pytest

from audit import assets
from audit.corpus.summary.reporters import json as as_json
from audit.corpus.summary.summarise import Wanted, summarise
from audit.corpus.summary.summary import Dimension, Group
from audit.errors import InputError, UsageError
from tests.corpus.made import SIGNATURE, Rows, archive, article, corpus, finding, sample

MINOR, MAJOR, CRITICAL, LOOK = (finding(severity) for severity in ("minor", "major", "critical", "neutral"))


def some() -> list[Rows]:
    """Two outlets, an article that is no article, one that was not audited whole."""
    return [
        article(0, 1000, [MAJOR, MINOR], outlet="Wire", date="2026-01-05"),
        article(1, 3000, [CRITICAL, LOOK], outlet="Wire", date="2026-01-20"),
        article(2, 2000, [], outlet="Herald", date="2026-02-11", source_language="zh"),
        article(3, 2000, [MINOR], "no answer within 60 s", outlet="Herald", date="2026-04-01", source_language="zh"),
        article(4, reason="stories.jsonl:5: not JSON", status="unread", outlet="Wire"),
    ]


def by(dimensions: tuple[Dimension, ...], name: str) -> dict[str, Group]:
    return {group.value: group for one in dimensions if one.name == name for group in one.groups}


def test_errors_and_points_per_thousand_words(tmp_path: Path) -> None:
    whole = summarise(corpus(tmp_path / "c", some())).whole
    # 5 + 1, 25, 0 and 1 points in 8,000 words
    assert (whole.articles, whole.words) == (4, 8000)
    assert whole.counts == {
        "points": 32, "errors": 4, "critical": 1, "major": 1, "minor": 2, "neutral": 1, "failing": 2, "undecided": 1
    }  # fmt: skip
    found = {name: rate.value for name, rate in whole.rates.items()}
    assert found == {"points": 4, "errors": 0.5, "critical": 0.125, "major": 0.125, "minor": 0.25}
    assert whole.failing.value == 0.5


def test_by_whatever_the_articles_have_in_common(tmp_path: Path) -> None:
    dimensions = summarise(corpus(tmp_path / "c", some())).dimensions
    assert [(one.name, one.period) for one in dimensions] == [("outlet", None), ("languages", None), ("date", "month")]
    outlets = by(dimensions, "outlet")
    assert {name: group.figures.rates["points"].value for name, group in outlets.items()} == {
        "Wire": 7.75,
        "Herald": 0.25,
    }
    assert list(outlets) == ["Wire", "Herald"]  # the worst first
    assert {name: one.figures.articles for name, one in by(dimensions, "languages").items()} == {"en": 2, "zh → en": 2}
    months = by(dimensions, "date")
    assert {name: one.figures.words for name, one in months.items()} == {
        "2026-01": 4000,
        "2026-02": 2000,
        "2026-04": 2000,
    }
    assert list(months) == sorted(months)


@pytest.mark.parametrize(
    ("dates", "period", "groups"),
    [
        (("2026-01-05", "2026-01-05", "2026-03-01"), "day", ["2026-01-05", "2026-03-01"]),
        (("2026-01-05T10:00:00Z", "2026/02/28 23:00", "2026-06-01"), "month", ["2026-01", "2026-02", "2026-06"]),
        (("1999-12-31", "2010-01", "2026-06-01"), "year", ["1999", "2010", "2026"]),
        (("2026-01-05", "2026-01-06", ""), "day", ["2026-01-05", "2026-01-06", ""]),
    ],
)
def test_dates_are_put_together_by_their_range(
    tmp_path: Path, dates: tuple[str, ...], period: str, groups: list[str]
) -> None:
    rows = [article(at, date=date) if date else article(at) for at, date in enumerate(dates)]
    (dimension,) = summarise(corpus(tmp_path / "c", rows)).dimensions
    assert (dimension.period, [group.value for group in dimension.groups]) == (period, groups)


def test_by_names_columns_in_its_order(tmp_path: Path) -> None:
    made = corpus(tmp_path / "c", some())
    summary = summarise(made, Wanted(by=("date", "languages"), period="year"))
    assert [(one.name, len(one.groups)) for one in summary.dimensions] == [("date", 1), ("languages", 2)]


def test_what_nobody_can_look_at_is_not_chosen(tmp_path: Path) -> None:
    rows = [article(at, url=f"https://example.org/{at}", engine="the only one") for at in range(40)]
    assert summarise(corpus(tmp_path / "c", rows)).dimensions == ()


def test_what_was_not_audited_is_said_with_its_reason(tmp_path: Path) -> None:
    rows = [*some(), article(5, reason="stories.jsonl:6: not JSON", status="unread")]
    coverage = summarise(corpus(tmp_path / "c", rows)).coverage
    assert (coverage.rows, coverage.unread, coverage.incomplete) == (6, 2, 1)
    assert (coverage.segments, coverage.audited, coverage.complete) == (160, 150, False)
    found = [(one.detector, one.reason, one.articles, one.segments) for one in coverage.missing]
    assert found == [("input", "stories.jsonl:5: not JSON", 2, 0), ("window", "no answer within 60 s", 1, 10)]


def test_the_worst_articles(tmp_path: Path) -> None:
    summary = summarise(corpus(tmp_path / "c", some()), Wanted(enough_words=2000))
    assert [(one.article, round(one.per_thousand_words, 2)) for one in summary.worst_by_rate] == [
        ("a1", 8.33),
        ("a3", 0.5),
    ]
    assert [(one.article, one.penalty) for one in summary.worst_by_points] == [("a1", 25), ("a0", 6), ("a3", 1)]
    worst = summary.worst_by_points[0]
    assert (worst.place, worst.severity, worst.quote) == ("stories.jsonl:2", "critical", "Bachmut")
    assert [one.article for one in summarise(tmp_path / "c", Wanted(worst=1)).worst_by_points] == ["a1"]


def test_errors_that_recur_in_other_articles(tmp_path: Path) -> None:
    rows = [
        article(0, findings=[finding(quote="Bachmut"), finding(quote="Kijev", suggestion="Kyiv")], outlet="Wire"),
        article(1, findings=[finding("critical", "BACHMUT")], outlet="Wire"),
        article(2, findings=[finding(quote="bachmut"), finding(quote="Bachmut", suggestion=None)], outlet="Herald"),
        article(3, findings=[finding(quote="Kijev", suggestion="Kiev")], outlet="Herald"),
        article(4, findings=[finding(quote="twice"), finding(quote="twice")], outlet="Herald"),
        article(5, findings=[finding(quote="Bachmut", category="fluency/spelling")], outlet="Herald"),
        article(6, findings=[finding("neutral", "odd"), finding(quote="")], outlet="Herald"),
        article(7, findings=[finding("neutral", "odd"), finding(quote="")], outlet="Herald"),
    ]
    (found,) = summarise(corpus(tmp_path / "c", rows)).recurring
    assert (found.quote, found.suggestion, found.articles, found.severity) == ("Bachmut", "Bakhmut", 3, "critical")
    assert found.values == {"outlet": 2}
    assert [one.article for one in found.examples] == ["a0", "a1", "a2"]


def test_errors_by_category(tmp_path: Path) -> None:
    spelling, comma = finding("minor", category="fluency/spelling"), finding("minor", category="fluency/punctuation")
    rows = [
        article(0, 1000, [MAJOR, spelling, comma]),
        article(1, 1000, [MAJOR, finding("critical", places=3), LOOK]),
        article(2, 2000),
    ]
    kinds = summarise(corpus(tmp_path / "c", rows)).kinds
    found = [(one.category, one.articles, one.counts["errors"], one.rates["points"].value) for one in kinds]
    assert found == [
        ("accuracy/mistranslation", 2, 3, 35 / 4),
        ("fluency/spelling", 1, 1, 0.25),
        ("fluency/punctuation", 1, 1, 0.025),  # a tenth of a point, as its signature says
    ]


def test_points_are_those_of_the_signature(tmp_path: Path) -> None:
    signature = SIGNATURE.replace("1/5/25/0.1,repeats-once", "2/10/50/0.5")
    rows = [article(0, 1000, [finding("major", places=3)], signature=signature)]
    assert summarise(corpus(tmp_path / "c", rows)).kinds[0].counts["points"] == 30  # every place counts


def test_totals_are_estimated_from_a_stratified_sample(tmp_path: Path) -> None:
    # 2 of 10 articles of the Wire, 3 of 3 of the Herald
    rows = [
        article(0, 1000, [MINOR, MINOR], outlet="Wire"),
        article(1, 1000, [MINOR] * 4, outlet="Wire"),
        *(article(2 + at, 500, [MINOR] * at, outlet="Herald") for at in range(3)),
    ]
    drawn = sample(("outlet",), {("Wire",): (10, 2), ("Herald",): (3, 3)})
    summary = summarise(corpus(tmp_path / "c", rows, sample=drawn))
    # 5 x 6 errors of the Wire and 3 of the Herald, in 5 x 2,000 and 1,500 words
    assert summary.totals["errors"].value == 33
    assert summary.totals["words"].value == 11_500
    assert summary.whole.rates["errors"].value == pytest.approx(33 / 11.5)
    assert summary.whole.counts["errors"] == 9
    assert summary.sampled is not None
    assert (summary.sampled.size, summary.sampled.taken, summary.sampled.strata) == (13, 5, 2)
    assert summary.totals["failing"].high is not None
    assert summary.totals["failing"].high <= 13
    herald = by(summary.dimensions, "outlet")["Herald"].figures.rates["errors"]
    assert (herald.low, herald.value, herald.high) == (2, 2, 2)  # all of its articles are known
    errors = summary.totals["errors"]
    assert errors.low is not None
    assert errors.high is not None
    assert 9 <= errors.low < 33 < errors.high  # never less than what was found


def test_a_corpus_without_errors_is_not_without_doubt(tmp_path: Path) -> None:
    errors = summarise(corpus(tmp_path / "c", [article(at) for at in range(10)])).whole.rates["errors"]
    assert (errors.value, errors.low) == (0, 0)
    assert errors.high == pytest.approx(3.689 / 10, rel=0.001)  # Garwood's bound for no event


def test_an_unfinished_run_has_no_totals(tmp_path: Path) -> None:
    summary = summarise(corpus(tmp_path / "c", some(), rows=9))
    assert (summary.finished, summary.totals) == (False, {})


def test_nothing_but_rows_that_are_no_articles(tmp_path: Path) -> None:
    summary = summarise(corpus(tmp_path / "c", [article(0, reason="not JSON", status="unread")]))
    assert (summary.whole.articles, summary.dimensions, summary.kinds, summary.recurring) == (0, (), (), ())
    assert summary.whole.rates["points"].value is None


def test_it_is_what_its_schema_says(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(assets.schema("corpus-summary"))
    drawn = sample(("outlet",), {("Wire",): (30, 3), ("Herald",): (2, 2), ("Gone",): (5, 0)})
    corpora: list[tuple[list[Rows], dict[str, Any]]] = [
        (some(), {}),
        (some(), {"sample": drawn}),
        (some(), {"rows": 9}),
        (list(archive(300)), {}),
        ([article(0, reason="no", status="unread")], {}),
    ]
    for number, (rows, manifest) in enumerate(corpora):
        content = json.loads(as_json.render(summarise(corpus(tmp_path / f"{number}", rows, **manifest))))
        assert [error.message for error in validator.iter_errors(content)] == []


# -- what it is given ----------------------------------------------------------------------------------------------


def test_a_folder_may_be_called_as_it_likes(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "it's [a] *corpus*?", some())
    corpus(tmp_path / "it's a corpus", some())
    assert summarise(folder).whole.articles == 4


def test_metadata_may_be_called_as_it_likes(tmp_path: Path) -> None:
    names = ("it's", 'a "name"', "Ж; DROP VIEW read", "{0}")
    rows = [article(at, **dict.fromkeys(names, "'" if at % 2 else '"')) for at in range(4)]
    summary = summarise(corpus(tmp_path / "c", rows), Wanted(by=names))
    assert [one.name for one in summary.dimensions] == list(names)
    assert {group.value for one in summary.dimensions for group in one.groups} == {"'", '"'}


def test_what_is_no_corpus_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no corpus in it: `audit corpus INPUT -o"):
        summarise(tmp_path)
    made = corpus(tmp_path / "empty", [])
    with pytest.raises(UsageError, match="no part of it is written yet"):
        summarise(made)


def test_what_is_damaged_is_named(tmp_path: Path) -> None:
    made = corpus(tmp_path / "c", some(), size=2)
    (made / "part=000001" / "findings.parquet").write_bytes(b"not a table at all")
    with pytest.raises(InputError, match=r"part=000001/findings\.parquet"):
        summarise(made)
    (made / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json: cannot be read"):
        summarise(made)
    (made / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"manifest\.json: it does not say how its articles were drawn"):
        summarise(made)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("outlets", "--by outlets: the articles have no such metadata; there are: outlet, url, languages"),
        ("url", r"--by url: it has about [\d,]+ values: name a column with at most 1,000"),
    ],
)
def test_by_what_there_is_not(tmp_path: Path, name: str, message: str) -> None:
    rows = (article(at, url=f"u{at}", outlet=f"{at % 2}") for at in range(1500))
    with pytest.raises(UsageError, match=message):
        summarise(corpus(tmp_path / "c", rows, 500), Wanted(by=(name,)))
