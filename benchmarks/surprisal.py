"""Fit and measure the embedded model's detector on a gold set of professional error spans.

    python benchmarks/surprisal.py GOLD.jsonl --scores FILE [--systems 3] [--write | --shipped]

GOLD.jsonl: one document by one system a line, segments with `source`, `target` and each rater's spans (WMT23 MQM).
FILE keeps what the model read, so that a second run only fits. Every figure is cross-validated: the documents are
left out one at a time, and a document's words are judged by coefficients that were fitted on the others.
--write puts the coefficients of all documents into audit/detect/coefficients.py; --shipped judges by those instead of
fitting: for documents that they were not fitted on.

Needs: pip install 'translation-audit[local,bench]'.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler

from audit.article import Article, Document, Pair, Segment, Side, SourceMap, Span
from audit.detect.coefficients import WITH_SOURCE, WITHOUT_SOURCE
from audit.detect.layout import layouts, stretches
from audit.detect.listen import flagged, listened
from audit.detect.surprise import CAPITAL, HEADLINE, Word, probability, sentence_score, words
from audit.domain import Severity
from audit.llm.model import TokenScore
from audit.measure.characters import Tally, marked

Marking = tuple[int, int, Severity]
"""Start and end in the segment, and how severe."""
COEFFICIENTS = Path(__file__).parents[1] / "audit" / "detect" / "coefficients.py"


@dataclass(frozen=True)
class Mode:
    """A way to audit: what is read, and which features have a weight that is given (log odds), not fitted."""

    name: str
    layouts: tuple[str, ...]
    given: Mapping[int, float]


# In Chinese-English news every other name is a transliteration, headlines are terse, and professionals mark many of
# both: true there, and ruinous for an article without source, where a model that has never met a name would flag it
# for being one, and a headline because nothing comes before it. So there both speak against a flag. The weights are
# chosen by hand: a name's lowers false alarms in correct English (seeds/clean) from 36 to 31 and costs the seed article
# none of its finds, a headline's lets a garbled sentence outrank the headline of a short article.
MODES = (
    Mode("with source", ("alone", "after source"), {}),
    Mode("without source", ("alone",), {CAPITAL: -0.35, HEADLINE: -0.15}),
)
LAYOUTS = MODES[0].layouts


@dataclass
class Judged:
    """A gold segment: its words as the model met them, and what the raters say of it."""

    document: str
    article: str
    """The document as one system translated it."""
    length: int
    words: list[Word]
    raters: list[list[Marking]]

    @property
    def bad(self) -> bool:
        """Two of three raters marked a major error (an omission in the source counts)."""
        return sum(any(s.rank >= Severity.MAJOR.rank for _, _, s in spans) for spans in self.raters) >= 2

    def shares(self) -> list[float]:
        """For each word, the share of raters who marked some of it."""
        maps = [marked(((a, b, s) for a, b, s in spans if a >= 0), self.length) for spans in self.raters]
        return [
            sum(any(at in m for at in range(w.span.start, w.span.end)) for m in maps) / len(maps) for w in self.words
        ]


def main() -> None:
    """Collect, cross-validate, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--scores", type=Path, required=True)
    parser.add_argument("--systems", type=int, default=3, help="systems a document, chosen at random (seed 7)")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--shipped", action="store_true")
    options = parser.parse_args()
    documents = chosen([json.loads(line) for line in options.gold.open(encoding="utf-8")], options.systems)
    readings = collected(documents, options.scores)
    fitted = []
    print("| | sentences | sentence AUC | word AUC | span F1 | precision | recall | flag everything | one rater |")
    print("|---|---|---|---|---|---|---|---|---|")
    for mode in MODES:
        segments = [s for d in documents for s in judged(d, [readings[d["id"], layout] for layout in mode.layouts])]
        chances = shipped(segments, mode) if options.shipped else cross_validated(segments, mode.given)
        report(mode, segments, chances)
        calibration(mode.name, segments, chances)
        if options.write:
            fitted.append(fit(segments, mode.given))
    if options.write:
        write(*fitted, documents=len(documents))


def chosen(documents: list[dict[str, Any]], systems: int) -> list[dict[str, Any]]:
    """The same few systems of every document in every run."""
    by_document: dict[str, list[dict[str, Any]]] = {}
    for document in documents:
        by_document.setdefault(document["doc"], []).append(document)
    rng = random.Random(7)
    for name in sorted(by_document):
        by_document[name].sort(key=lambda document: str(document["system"]))
        rng.shuffle(by_document[name])
    return [by_document[name][turn] for turn in range(systems) for name in sorted(by_document)]


def article(document: dict[str, Any]) -> Article:
    """A gold document as the detector gets it: one segment a paragraph."""

    def side(key: str, code: str, which: Side) -> Document:
        segments, text = [], ""
        for number, segment in enumerate(document["segments"]):
            start, text = len(text), text + segment[key]
            segments.append(Segment(f"s{number + 1}", segment[key], Span(start, len(text), which), number))
            text += "\n\n"
        return Document(text, code, tuple(segments), SourceMap(((0, 0),), (0,)))

    target = side("target", document["target_lang"], Side.TARGET)
    source = side("source", document["source_lang"], Side.SOURCE)
    pairs = tuple(Pair(t, s) for t, s in zip(target.segments, source.segments, strict=True))
    return Article(target, pairs, source, document["id"])


def collected(documents: list[dict[str, Any]], path: Path) -> dict[tuple[str, str], list[list[list[float]]]]:
    """(document, layout) -> tokens a segment, [start, end, surprisal, entropy]."""
    found: dict[tuple[str, str], list[list[list[float]]]] = {}
    if path.exists():
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            found[row["id"], row["layout"]] = row["segments"]
    missing = [d for d in documents if any((d["id"], name) not in found for name in LAYOUTS)]
    with path.open("a", encoding="utf-8") as file:
        for row in read(missing):
            found[row["id"], row["layout"]] = row["segments"]
            file.write(json.dumps(row) + "\n")
            file.flush()
    return found


def read(documents: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What the embedded model makes of documents, in both layouts."""
    if not documents:
        return
    from audit.llm.local.reader import GgufReader
    from audit.llm.local.weights import NAME, embedded

    model = GgufReader(embedded(lambda *_: None), NAME, 2)
    for done, document in enumerate(documents):
        print(f"reading {done + 1} of {len(documents)}: {document['id']}", flush=True)
        every = layouts(article(document))
        for name, layout in zip(LAYOUTS, every, strict=True):
            tokens = [t for part in stretches(layout, model) for t in listened(layout, part, model)[1]]
            rows = []
            for passage in layout.passages:
                span = passage.segment.span
                own = [t for t in tokens if t.start < span.end and t.end > span.start]
                rows.append([[max(t.start, span.start) - span.start, min(t.end, span.end) - span.start] for t in own])
                rows[-1] = [
                    [*a, round(t.surprisal, 3), round(t.entropy, 3)] for a, t in zip(rows[-1], own, strict=True)
                ]
            yield {"id": document["id"], "layout": name, "segments": rows}


def judged(document: dict[str, Any], readings: list[list[list[list[float]]]]) -> Iterator[Judged]:
    """The segments of a document with their words' features and the raters' spans (start -1: in the source)."""
    whole = article(document)
    heard = [
        [
            TokenScore(segment.span.start + int(a), segment.span.start + int(b), s, h)
            for segment, tokens in zip(whole.segments, reading, strict=True)
            for a, b, s, h in tokens
        ]
        for reading in readings
    ]
    found = words(list(whole.segments), heard)
    for segment, gold in zip(whole.segments, document["segments"], strict=True):
        start = segment.span.start
        own = [
            Word(w.segment, Span(w.span.start - start, w.span.end - start), w.features)
            for w in found
            if w.segment == segment.id
        ]
        raters = [
            [
                (
                    e["start"] if e["side"] == "target" else -1,
                    e["end"] if e["side"] == "target" else 0,
                    Severity(e["severity"]),
                )
                for e in spans
            ]
            for spans in gold["raters"].values()
        ]
        yield Judged(document["doc"], document["id"], len(segment.text), own, raters)


def fit(segments: Sequence[Judged], given: Mapping[int, float]) -> tuple[StandardScaler, LogisticRegression]:
    """Logistic regression of the share of raters who marked a word."""
    features = np.array([w.features for s in segments for w in s.words])
    features[:, list(given)] = 0.0  # a constant column gets no weight, and is not scaled
    share = np.array([x for s in segments for x in s.shares()])
    scaler = StandardScaler().fit(features)
    scaled = scaler.transform(features)
    model = LogisticRegression(C=0.01, max_iter=500)
    both = np.r_[np.ones(len(share)), np.zeros(len(share))]
    model.fit(np.r_[scaled, scaled], both, sample_weight=np.r_[share, 1 - share])
    for place, weight in given.items():
        model.coef_[0, place] = weight
    return scaler, model


def cross_validated(segments: Sequence[Judged], given: Mapping[int, float]) -> list[list[float]]:
    """A chance for every word of every segment, from a fit on the other documents."""
    chances: dict[int, list[float]] = {}
    for name in sorted({segment.document for segment in segments}):
        scaler, model = fit([segment for segment in segments if segment.document != name], given)
        for index, segment in enumerate(segments):
            if segment.document == name:
                features = np.array([w.features for w in segment.words])
                chances[index] = list(model.predict_proba(scaler.transform(features))[:, 1]) if len(features) else []
    return [chances[index] for index in range(len(segments))]


def shipped(segments: Sequence[Judged], mode: Mode) -> list[list[float]]:
    """A chance for every word of every segment, from the package's own coefficients."""
    coefficients = WITH_SOURCE if mode is MODES[0] else WITHOUT_SOURCE
    return [[probability(word.features, coefficients) for word in segment.words] for segment in segments]


def shown(segments: Sequence[Judged], chances: Sequence[Sequence[float]], sourced: bool) -> list[list[Marking]]:
    """The phrases of every segment that the detector shows, article by article."""
    found: list[list[Marking]] = [[] for _ in segments]
    articles: dict[str, list[int]] = {}
    for index, segment in enumerate(segments):
        articles.setdefault(segment.article, []).append(index)
    for own in articles.values():
        of_segment = {segments[index].words[0].segment: index for index in own if segments[index].words}
        every = [word for index in own for word in segments[index].words]
        for phrase in flagged(every, [chance for index in own for chance in chances[index]], sourced):
            found[of_segment[phrase.surest.segment]].append((phrase.span.start, phrase.span.end, Severity.MINOR))
    return found


def report(mode: Mode, segments: Sequence[Judged], chances: list[list[float]]) -> None:
    """One row of the table, then the baselines."""
    bad = [segment.bad for segment in segments]
    majority = [share > 0.5 for segment in segments for share in segment.shares()]
    sentence = roc_auc_score(bad, [sentence_score(own) for own in chances])
    word = roc_auc_score(majority, [chance for own in chances for chance in own])
    phrases = shown(segments, chances, sourced=mode is MODES[0])
    ours = tally(segments, lambda index: phrases[index])
    everything = tally(segments, lambda index: [(0, segments[index].length, Severity.MINOR)]).f1()
    print(
        f"| {mode.name} | {len(segments)} ({sum(bad)} bad) | {sentence:.3f} | {word:.3f} | {ours.f1():.3f} "
        f"| {ours.precision():.3f} | {ours.recall():.3f} | {everything:.3f} | {raters(segments).f1():.3f} |"
    )
    length = roc_auc_score(bad, [segment.length for segment in segments])
    letters = roc_auc_score(majority, [len(word.span) for segment in segments for word in segment.words])
    print(f"| length alone | | {length:.3f} | {letters:.3f} | | | | | |")


def tally(segments: Sequence[Judged], predict: Callable[[int], list[Marking]]) -> Tally:
    """Character agreement of predictions with each rater."""
    total = Tally()
    for index, segment in enumerate(segments):
        predicted = marked(predict(index), segment.length)
        for spans in segment.raters:
            total.add(predicted, marked((s for s in spans if s[0] >= 0), segment.length))
    return total


def raters(segments: Sequence[Judged]) -> Tally:
    """Character agreement of the raters with each other."""
    total = Tally()
    for segment in segments:
        maps = [marked((s for s in spans if s[0] >= 0), segment.length) for spans in segment.raters]
        for one, other in permutations(maps, 2):
            total.add(one, other)
    return total


def calibration(name: str, segments: Sequence[Judged], chances: list[list[float]]) -> None:
    """Stated chance beside the share of raters who marked the words."""
    chance = np.array([c for own in chances for c in own])
    share = np.array([x for segment in segments for x in segment.shares()])
    edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.01]
    rows = []
    for low, high in pairwise(edges):
        here = (chance >= low) & (chance < high)
        if here.sum():
            rows.append(
                f"{low:g}-{min(high, 1):g}: {chance[here].mean():.2f}/{share[here].mean():.2f} (n={here.sum()})"
            )
    print(f"| {name}, stated/observed | {'; '.join(rows)} |")


def write(with_source: Any, without_source: Any, documents: int) -> None:
    """Put fitted coefficients into the package."""
    parts = ['"""Coefficients of `audit.detect.surprise`, written by benchmarks/surprisal.py: do not edit."""\n']
    parts.append(f"DOCUMENTS = {documents}\n")
    for name, (scaler, model) in (("WITH_SOURCE", with_source), ("WITHOUT_SOURCE", without_source)):
        rows = {
            "mean": scaler.mean_,
            "scale": scaler.scale_,
            "weight": model.coef_[0],
            "intercept": model.intercept_,
        }
        body = "".join(
            f'    "{key}": (\n' + "".join(f"        {value:.5g},\n" for value in values) + "    ),\n"
            for key, values in rows.items()
        )
        parts.append(f"{name}: dict[str, tuple[float, ...]] = {{\n{body}}}\n")
    COEFFICIENTS.write_text("\n".join(parts), encoding="utf-8")
    print(f"wrote {COEFFICIENTS.name}")


if __name__ == "__main__":
    main()
