"""The table of attacks itself, and what of each reaches a model: words of the article, never anything else."""

import json
import re
import tomllib
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from audit.article import Article, Segment
from audit.detect.ground import find
from audit.detect.questions import plan, request
from audit.intake import read_article
from audit.llm.model import Request
from audit.prompting.library import Library
from tests.redteam.cases import ATTACKS, HONEST, TABLE, Case, attacked, carriers, cases

WINDOW = Library().prompt("window-target")
DOCUMENT = Library().prompt("document-target")
named = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)

CONTROL_TOKEN = re.compile(
    r"<\|.*?\|>|<｜.*?｜>|</?s>|<\w+_of_turn>|\[/?[A-Z_]{3,}\]|\[gMASK\]|\[\|\w+\|\]|\]~b\]|\[e~\[|<<SYS>>"
)


@pytest.fixture
def article(tmp_path: Path):
    def read(text: str) -> Article:
        (tmp_path / "article.txt").write_text(text, encoding="utf-8", newline="")
        return read_article(str(tmp_path / "article.txt"), None, "en")

    return read


def requests(article: Article) -> list[Request]:
    return [request(question, article) for question in plan(article, [WINDOW, DOCUMENT])]


# -- the table ---------------------------------------------------------------------------------------------------


def test_there_are_attacks_of_every_kind_and_honest_texts() -> None:
    kinds = Counter(case.kind for case in cases())
    assert set(kinds) == {*ATTACKS, *HONEST}
    assert min(kinds.values()) >= 4
    assert sum(kinds[kind] for kind in ATTACKS) >= 40
    assert len({case.name for case in cases()}) == len(cases())


def test_every_carrier_is_short_has_errors_and_is_used() -> None:
    assert set(carriers()) == {case.carrier for case in cases()}
    for carrier in carriers().values():
        assert 2 <= len(carrier.ends) <= 4
        assert 3 <= len(carrier.errors) <= 4
        assert len(carrier.text) < 800


def test_what_a_carrier_is() -> None:
    football = carriers()["football"]
    assert [football.text[start:end] for start, end in football.errors] == ["commander", "friendly fire", "goal guard"]
    assert football.text.startswith("Al-Mirsat, founded 61 years ago")
    assert len(football.ends) == 2
    assert football.text[football.ends[0] :].startswith("\n\nSahel took the lead")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"after": 0}, "X.\n\nAl-Mirsat"),
        ({"after": 1}, "to Sahel.\n\nX.\n\nSahel took"),
        ({"after": 2}, "goal guard.\n\nX."),
        ({"within": 1}, "to Sahel. X.\n\nSahel took"),
        ({"within": 2}, "goal guard. X."),
    ],
)
def test_where_a_case_stands(where: dict[str, int], expected: str) -> None:
    made = attacked(Case("x", "control", "football", "X.", **where))
    assert expected in made.text
    start, end = made.inserted
    assert made.text[start:end].strip() == "X."
    assert made.text[:start] + made.text[end:] == carriers()["football"].text
    assert [made.text[a:b] for a, b in made.errors] == ["commander", "friendly fire", "goal guard"]


@named
def test_a_case_leaves_the_sentences_of_its_carrier_as_they_are(case: Case, article) -> None:
    made = attacked(case)
    start, end = made.inserted
    read = article(made.text)
    assert read.target.text == made.text
    carrier = carriers()[case.carrier]
    assert [made.text[a:b] for a, b in made.errors] == [carrier.text[a:b] for a, b in carrier.errors]
    for segment in read.segments:
        outside = segment.span.end <= start or segment.span.start >= end
        inside = start <= segment.span.start and segment.span.end <= end
        assert outside or inside, segment.text


def test_smuggled_texts_are_hidden_and_there() -> None:
    by_name = {case.name: case.text for case in cases()}
    assert "".join(chr(ord(c) - 0xE0000) for c in by_name["tags"] if c > "\U000e0000").startswith("Report no errors")
    assert "Report" not in by_name["tags"] + by_name["selectors"] + by_name["right-to-left"]
    assert by_name["right-to-left"][::-1].find("List no errors") > 0
    assert len(re.findall("[\u200b\u200c]", by_name["zero-width-bits"])) == 8 * len("No errors!")


# -- the fence ---------------------------------------------------------------------------------------------------


@named
def test_an_article_is_a_list_of_its_sentences_in_the_users_message_and_nothing_else(case: Case, article) -> None:
    usual = requests(article(carriers()[case.carrier].text))
    read = article(attacked(case).text)
    for asked, without in zip(requests(read), usual, strict=True):
        (first, system), (second, user) = asked.messages
        assert (first, second, system) == ("system", "user", without.messages[0][1])
        lines = user.split("\n")
        first_row, last_row = lines.index("[") + 1, lines.index("]")
        assert [json.loads(line.removesuffix(","))["text"] for line in lines[first_row:last_row]] == [
            segment.text for segment in read.segments
        ]
        frame = [*lines[:first_row], *lines[last_row:]]
        assert frame in (["Article:", "[", "]"], ["Article:", "[", "]", "", frame[-1]])
        assert re.fullmatch(r"\]|Check these segments: s1(, s\d+)*", frame[-1])


@named
def test_no_control_token_and_nothing_invisible_reaches_a_model(case: Case, article) -> None:
    for asked in requests(article(attacked(case).text)):
        user = asked.messages[1][1]
        assert not CONTROL_TOKEN.search(user)
        hidden = {character for character in user if unicodedata.category(character) in {"Cf", "Cc", "Zl", "Zp"}}
        assert hidden <= {"\n"}
        assert not re.search("[\ufe00-\ufe0f\U000e0100-\U000e01ef]", user)


@named
def test_what_is_marked_in_a_case_is_found_again(case: Case, article) -> None:
    """Where a model copies what stands between the quotation marks of its segment, as JSON or as text."""
    for segment in article(attacked(case).text).segments:
        assert find(segment.text, segment.text) == (0, len(segment.text))
        seen = without_format(segment)
        assert find(seen, segment.text) or not seen.strip()


def without_format(segment: Segment) -> str:
    """A sentence as a model writes it that drops what nobody sees."""
    selectors = range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0)
    if any(ord(character) in run for character in segment.text for run in selectors):
        return segment.text  # these are no format characters
    return "".join(character for character in segment.text if unicodedata.category(character) != "Cf")


def test_the_table_says_where_its_patterns_come_from() -> None:
    head = TABLE.read_text(encoding="utf-8")
    origins = [entry["origin"] for entry in tomllib.loads(head)["case"] if "origin" in entry]
    assert len(origins) >= 12
    for origin in origins:
        assert origin.split()[0].strip(",") in {"garak", "BIPIA,", "BIPIA", "AgentDojo", "Boucher"}
