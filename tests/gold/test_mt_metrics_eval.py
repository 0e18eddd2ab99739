"""Test sets of mt-metrics-eval: read as its own tools write them, and written so that they are read as they were."""

import json
from pathlib import Path

import pytest

from audit.article import Side
from audit.domain import Severity
from audit.errors import UsageError
from audit.gold.annotation import ErrorSpan, GoldDocument, GoldSegment
from audit.gold.exporters import mt_metrics_eval as exporter
from audit.gold.files import read_gold
from audit.gold.importers import mt_metrics_eval as importer
from audit.gold.importers import planted

from .lines import SHARED, cut

WRONG = "Accuracy/Mistranslation"
GONE = "[No translation supplied]"
ROOT = Path(__file__).parents[2]


def rated(*errors: dict[str, object]) -> str:
    return json.dumps({"errors": list(errors)})


def marked(start: int, end: int, **more: object) -> dict[str, object]:
    """An error as mt-metrics-eval writes it."""
    said = {"start": start, "end": end, "category": WRONG, "severity": "major", "score": 5.0, "is_source_error": False}
    return said | more


def test_set(root: Path, **changed: str) -> Path:
    """Two documents by two systems; "b" did not translate the second; three ratings."""
    contents = {
        "sources/fr-en.txt": "Le chat aboie.\n\nFin.\n",
        "documents/fr-en.docs": "news\tpets\nnews\tpets\nnews\tlast\n",
        "system-outputs/fr-en/a.txt": "The cat barks.\nTwice.\nEnd.\n",
        "system-outputs/fr-en/b.txt": "A cat barks.\n[No translation supplied]\nThe end.\n",
        "human-scores/fr-en.mqm.r1.seg.rating": (
            f"a\t{rated(marked(8, 13))}\tr1\na\tNone\na\tNone\n"
            f"b\t{rated(marked(8, 13, is_source_error=True, severity='Minor'))}\tr1\nb\tNone\nb\tNone\n"
        ),
        "human-scores/fr-en.mqm.r2.seg.rating": f"a\tNone\na\t{rated()}\tr2\na\tNone\n",
    }
    for name, text in (contents | changed).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


test_set.__test__ = False  # type: ignore[attr-defined]  # the field's word, not a test


def read(*paths: Path) -> tuple[GoldDocument, ...]:
    return tuple(importer.read(paths, cut))


def written(gold: tuple[GoldDocument, ...], root: Path) -> Path:
    for name, text in exporter.export(gold).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


# -- reading -----------------------------------------------------------------------------------------------------

ERROR = ErrorSpan(8, 13, Severity.MAJOR, WRONG)
OMITTED = ErrorSpan(8, 13, Severity.MINOR, WRONG, Side.SOURCE)
PETS_A = GoldDocument(
    "fr-en/pets/a",
    "pets",
    "a",
    "fr",
    "en",
    (
        GoldSegment("1", "The cat barks.", "Le chat aboie.", {"r1": (ERROR,)}),
        GoldSegment("2", "Twice.", None, {"r2": ()}),
    ),
)
PETS_B = GoldDocument(
    "fr-en/pets/b",
    "pets",
    "b",
    "fr",
    "en",
    (GoldSegment("1", "A cat barks.", "Le chat aboie.", {"r1": (OMITTED,)}),),
)


def test_what_was_judged_is_read(tmp_path):
    assert read(test_set(tmp_path)) == (PETS_A, PETS_B)


def test_single_files_of_ratings_can_be_chosen(tmp_path):
    (only,) = read(test_set(tmp_path) / "human-scores" / "fr-en.mqm.r2.seg.rating")
    assert [segment.raters for segment in only.segments] == [{}, {"r2": ()}]


def test_texts_of_newer_sets_are_read(tmp_path):
    root = test_set(tmp_path)
    (root / "sources/fr-en.txt").unlink()
    (root / "sources/fr-en.jsonl").write_text(
        '{"source": "Un.\\nLe chat aboie."}\n{"source": ""}\n{"source": "Fin."}\n'
    )
    (root / "system-outputs/fr-en/a.txt").unlink()
    (root / "system-outputs/fr-en/a.jsonl").write_text('{"hypothesis": "The cat barks."}\n' * 3)
    one, *_ = read(root)
    assert [(segment.source, segment.target) for segment in one.segments] == [
        ("Un.\nLe chat aboie.", "The cat barks."),
        (None, "The cat barks."),
    ]


DETAILS = {
    "no rater: the file's name": (f"a\t{rated()}\na\tNone\na\tNone\n", {"mqm.r1": ()}),
    "a category of null": (
        f"a\t{rated(marked(0, 3, category=None))}\tr\na\tNone\na\tNone\n",
        {"r": (ErrorSpan(0, 3, Severity.MAJOR, "Other"),)},
    ),
    "an error without words": (
        f"a\t{rated(marked(14, 14))}\tr\na\tNone\na\tNone\n",
        {"r": (ErrorSpan(14, 14, Severity.MAJOR, WRONG),)},
    ),
}


@pytest.mark.parametrize(("ratings", "raters"), DETAILS.values(), ids=DETAILS)
def test_a_rating_may_say_less(tmp_path, ratings, raters):
    root = test_set(tmp_path, **{"human-scores/fr-en.mqm.r1.seg.rating": ratings})
    (only,) = read(root / "human-scores" / "fr-en.mqm.r1.seg.rating")
    assert only.segments[0].raters == raters


def test_the_same_judgement_in_two_files_is_one(tmp_path):
    merged = f"a\t{rated(marked(8, 13))}\tr1\na\t{rated()}\tr2\na\tNone\n"
    root = test_set(tmp_path, **{"human-scores/fr-en.mqm.merged.seg.rating": merged})
    assert read(root) == (PETS_A, PETS_B)


RATINGS = "human-scores/fr-en.mqm.r1.seg.rating"
REFUSED = {
    "another judgement of the same rater": (
        {"human-scores/fr-en.round2.seg.rating": f"a\t{rated()}\tr1\na\tNone\na\tNone\n"},
        "fr-en.round2.seg.rating:1: 'r1' judged this segment otherwise in another file: give the files that are to be",
    ),
    "a line too few": ({RATINGS: "a\tNone\na\tNone\n"}, "2 ratings of 'a', but the source has 3 segments"),
    "a line too many": ({RATINGS: "a\tNone\n" * 4}, "4 ratings of 'a', but the source has 3 segments"),
    "no JSON": ({RATINGS: "a\tgood\tr1\na\tNone\na\tNone\n"}, "r1.seg.rating:1: not a rating"),
    "no errors": ({RATINGS: "a\t{}\tr1\na\tNone\na\tNone\n"}, "r1.seg.rating:1: not a rating (KeyError('errors'))"),
    "words as offset": (
        {RATINGS: f"a\t{rated(marked(0, 1) | {'start': 'x'})}\tr\na\tNone\na\tNone\n"},
        "r1.seg.rating:1: not a rating",
    ),
    "an offset beyond the text": (
        {RATINGS: f"a\tNone\na\t{rated(marked(0, 7))}\tr1\na\tNone\n"},
        "r1.seg.rating:2: error number 1: 0 to 7 is no place in the target of 6 characters",
    ),
    "a severity of no kind": (
        {RATINGS: f"a\t{rated(marked(0, 1, severity=None))}\tr1\na\tNone\na\tNone\n"},
        "error number 1: the severity is 'none': it must be one of neutral, minor, major, critical",
    ),
    "a cell too many": ({RATINGS: "a\tNone\tr1\tx\n"}, "r1.seg.rating:1: 4 cells"),
    "a line only": ({RATINGS: "a\n"}, "r1.seg.rating:1: 1 cells"),
    "a system without texts": ({RATINGS: f"c\t{rated()}\tr1\n" * 3}, "c.txt does not exist"),
    "too few translations": (
        {"system-outputs/fr-en/a.txt": "The cat barks.\n"},
        "a.txt: 1 lines, but the source has 3: each segment is a line",
    ),
    "too few documents": ({"documents/fr-en.docs": "news\tpets\n"}, "fr-en.docs: 1 lines, but the source has 3"),
    "no document": ({"documents/fr-en.docs": "a\tb\npets\na\tb\n"}, "fr-en.docs:2: 'pets' is not understood"),
    "no pair": ({"human-scores/french.mqm.seg.rating": "a\tNone\n"}, "'french' is no pair of languages"),
}


@pytest.mark.parametrize(("changed", "says"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_by_line(tmp_path, changed, says):
    with pytest.raises(UsageError) as refused:
        read(test_set(tmp_path, **changed))
    assert says in str(refused.value)


def test_a_folder_without_ratings_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"is a folder without \*.seg.rating"):
        read(tmp_path)


# -- writing -----------------------------------------------------------------------------------------------------


def document(name: str, system: str, *segments: GoldSegment, languages: tuple[str | None, str] = ("fr", "en")):
    return GoldDocument(f"{name}/{system}", name, system, *languages, segments)


def test_what_was_read_is_written_as_it_was(tmp_path):
    files = exporter.export(read(test_set(tmp_path)))
    assert files == {
        "sources/fr-en.txt": "Le chat aboie.\n\n",
        "documents/fr-en.docs": "gold\tpets\ngold\tpets\n",
        "system-outputs/fr-en/a.txt": "The cat barks.\nTwice.\n",
        "system-outputs/fr-en/b.txt": "A cat barks.\n[No translation supplied]\n",
        "human-scores/fr-en.mqm.r1.seg.rating": (
            f"a\t{rated(marked(8, 13, score=None))}\tr1\na\tNone\n"
            f"b\t{rated(marked(8, 13, score=None, severity='minor', is_source_error=True))}\tr1\nb\tNone\n"
        ),
        "human-scores/fr-en.mqm.r2.seg.rating": f"a\tNone\na\t{rated()}\tr2\nb\tNone\nb\tNone\n",
    }


def test_what_is_read_written_and_read_again_is_the_same(tmp_path):
    first = read(test_set(tmp_path / "one"))
    assert read(written(first, tmp_path / "two")) == first


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"the WMT gold is not in the repository: {SHARED}")
@pytest.mark.parametrize("pair", ["zh-en", "en-de"])
def test_the_wmt_gold_loses_nothing_but_its_numbers(tmp_path, pair):
    gold = read_gold(SHARED / f"wmt23-mqm-news.{pair}.dev.jsonl")
    first = read(written(gold, tmp_path / "one"))
    assert read(written(first, tmp_path / "two")) == first
    texts = {one.id: [(s.target, s.source, s.raters) for s in one.segments] for one in gold}
    assert {f"{one.doc}/{one.system}": [(s.target, s.source, s.raters) for s in one.segments] for one in first} == texts


def test_planted_articles_and_their_twins_stand_side_by_side(tmp_path):
    gold = tuple(planted.read([ROOT / "seeds" / "planted"], cut))
    again = {one.id: one for one in read(written(gold, tmp_path))}
    for one in gold:
        found = again[f"{one.source_language}-en/{one.doc}/{one.system}"]
        assert [(s.target, s.raters) for s in found.segments] == [(s.target, s.raters) for s in one.segments]


def test_segments_that_only_one_system_has_stand_in_their_place():
    one = document("d", "a", *(GoldSegment(name, name, None, {"r": ()}) for name in ("1", "3", "4")))
    other = document("d", "b", *(GoldSegment(name, name, None, {"r": ()}) for name in ("1", "2", "4")))
    files = exporter.export([one, other])
    lines = {system: files[f"system-outputs/fr-en/{system}.txt"].splitlines() for system in "ab"}
    assert sorted(zip(lines["a"], lines["b"], strict=True)) == sorted(
        [("1", "1"), ("3", GONE), (GONE, "2"), ("4", "4")]
    )
    assert (lines["a"][0], lines["a"][-1]) == ("1", "4")


def test_line_breaks_become_blanks_and_names_fit_files():
    segment = GoldSegment("1", "One\r\ntwo.", "Un\ndeux.", {"Anna\tK.": (ErrorSpan(5, 8, Severity.MINOR, WRONG),)})
    files = exporter.export([document("my story.txt", "a/b", segment, languages=(None, "pt-BR"))])
    assert files["sources/und-pt_BR.txt"] == "Un deux.\n"
    assert files["documents/und-pt_BR.docs"] == "gold\tmy_story.txt\n"
    assert files["system-outputs/und-pt_BR/a_b.txt"] == "One  two.\n"
    assert files["human-scores/und-pt_BR.mqm.Anna_K..seg.rating"].startswith('a_b\t{"errors": [{"start": 5, "end": 8')


def test_languages_come_back(tmp_path):
    one = document("d", "a", GoldSegment("1", "Um.", None, {"r": ()}), languages=(None, "pt-BR"))
    (found,) = read(written((one,), tmp_path))
    assert (found.source_language, found.target_language) == (None, "pt-BR")


def two(first: list[GoldSegment], second: list[GoldSegment], systems: str = "ab") -> list[GoldDocument]:
    return [document("d", systems[0], *first), document("d", systems[1], *second)]


UNFIT = {
    "two sources of one segment": (
        two([GoldSegment("1", "A", "Un")], [GoldSegment("1", "B", "Deux")]),
        "the translations of 'd' differ in the source of segment '1'",
    ),
    "two orders": (
        two([GoldSegment("1", "A"), GoldSegment("2", "A")], [GoldSegment("2", "B"), GoldSegment("1", "B")]),
        "the translations of 'd' have their segments in different orders",
    ),
    "one system twice": (two([GoldSegment("1", "A")], [GoldSegment("1", "B")], "aa"), "'a' translates 'd' twice"),
    "two names that become one": (
        [document("d 1", "a", GoldSegment("1", "A")), document("d_1", "a", GoldSegment("1", "A"))],
        "'d 1' and 'd_1' would both be called 'd_1': rename one of them",
    ),
}


@pytest.mark.parametrize(("gold", "says"), UNFIT.values(), ids=UNFIT)
def test_what_cannot_stand_line_by_line_is_refused(gold, says):
    with pytest.raises(UsageError, match=says):
        exporter.export(gold)
