"""A review file where a gold file is expected: its reviewers are the raters."""

import json

import pytest

from audit.errors import UsageError
from audit.gold.files import examine, read_gold, write_gold
from audit.gold.importers import review

from .lines import cut
from .test_review import REVIEW, decided, file, finding

DECISIONS = [decided("accept"), decided("reject", reviewer="ben"), decided("add", finding(0, 3, "s3"), reviewer="ben")]


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("key", ["schema_version", "decisions", "seen", "report", "languages"])
@pytest.mark.parametrize("before", ["", "\ufeff", "\n  "])
def test_a_review_is_gold_however_it_is_written(tmp_path, indent, key, before):
    value = REVIEW | {"decisions": DECISIONS}
    path = tmp_path / "any name.jsonl"
    path.write_text(before + json.dumps({key: value[key], **value}, indent=indent), encoding="utf-8")
    (document,) = read_gold(path)
    assert [sorted(segment.raters) for segment in document.segments] == [["anna", "ben"], ["anna"], ["ben"]]
    assert [len(errors) for segment in document.segments for errors in segment.raters.values()] == [1, 0, 0, 1]


def test_it_is_the_gold_that_an_import_makes(tmp_path):
    path = file(tmp_path / "story.review.json", *DECISIONS)
    imported = tmp_path / "gold.jsonl"
    imported.write_text(write_gold(review.read([path], cut)))
    assert read_gold(path) == read_gold(imported)


def test_the_words_of_a_text_make_no_review(tmp_path):
    """Gold is a line that begins with its own keys; the names of ours may be in its texts."""
    gold = write_gold(review.read([file(tmp_path / "r.json", *DECISIONS)], cut))
    path = tmp_path / "gold.jsonl"
    path.write_text(gold.replace("It is night.", r"\"decisions\": []"))
    assert read_gold(path)[0].segments[1].target == '"decisions": []'


UNFIT = {
    "cut off": (lambda text: text[:-20], r"r\.json:\d+: not JSON"),
    "no such place": (
        lambda text: text.replace('"end": 13', '"end": 99'),
        r"r\.json: decisions\[0\]: 8 to 99 is no place",
    ),
    "nobody knows the language": (
        lambda text: text.replace('"en"', "null"),
        r"r\.json: nothing says which language it is in: audit gold import --from review --target-lang",
    ),
}


@pytest.mark.parametrize(("change", "says"), UNFIT.values(), ids=UNFIT)
def test_a_review_that_cannot_be_used_is_said_once(tmp_path, change, says):
    path = file(tmp_path / "r.json", decided("accept"))
    path.write_text(change(path.read_text()))
    with pytest.raises(UsageError, match=says):
        read_gold(path)
    documents, problems = examine(path)
    assert (len(documents), len(problems)) == (0, 1)
