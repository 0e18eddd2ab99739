"""What every check finds and leaves alone (tables in tests/checks), and that none is slow, loud or wrong elsewhere."""

import json
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.article import Article
from audit.domain import Claim
from audit.registry import load, names

from .checking import Case, article, catalogue, lines, of, title

CHECKS = names("audit.checks")
TABLES = sorted((Path(__file__).parent / "checks").glob("*.toml"))
CLEAN = sorted((Path(__file__).parents[1] / "seeds" / "clean").glob("*.txt"))
SEED = Path(__file__).parents[1] / "seeds" / "000_2d1116a519ad34f0.txt"


def claims(name: str, audited: Article) -> list[Claim]:
    """What a check says, in the order of the text."""
    found: Iterator[Claim] = load("audit.checks", name, "check").check(audited)
    return sorted(found, key=lambda claim: claim.span)


def cases(kind: str) -> list[object]:
    """Every case of a kind in every table, named by its check and its text."""
    return [
        pytest.param(table.stem, case, id=f"{table.stem}-{title(case)[:40]!r}")
        for table in TABLES
        for case in tomllib.loads(table.read_text(encoding="utf-8"))[kind]
    ]


@pytest.mark.parametrize(("name", "case"), cases("hit"))
def test_finds_exactly(name: str, case: Case) -> None:
    audited = of(case)
    found = claims(name, audited)
    assert [audited.quote(claim.span) for claim in found] == case["quotes"]
    if "suggestions" in case:  # "-" where none is wanted
        assert ["-" if claim.suggestion is None else claim.suggestion for claim in found] == case["suggestions"]
    for claim in found:
        assert claim.detector == name
        assert claim.explanation
        assert 0 < claim.confidence < 1
        assert claim.suggestion != audited.quote(claim.span)


@pytest.mark.parametrize(("name", "case"), cases("clean"))
def test_leaves_alone(name: str, case: Case) -> None:
    audited = of(case)
    assert [audited.quote(claim.span) for claim in claims(name, audited)] == []


def test_every_check_has_a_table_and_every_table_a_check() -> None:
    assert [table.stem for table in TABLES] == list(CHECKS)
    for table in TABLES:
        content = tomllib.loads(table.read_text(encoding="utf-8"))
        assert len(content["hit"]) >= 8, table.stem
        assert len(content["clean"]) >= 12, table.stem


@pytest.mark.parametrize("name", CHECKS)
def test_documentation(name: str) -> None:
    text = load("audit.checks", name, "check").__doc__ or ""
    assert all(f"\n{part}" in text for part in ("Hit: ", "Clean: ", "Languages: "))


@pytest.mark.parametrize(
    ("name", "text", "before", "after"),
    [
        ("doubled", "He saw the the end.", "the the", "the"),
        ("furniture", "Leave a Reply", "Leave a Reply", ""),
        ("invisible", "pass\u200bword", "\u200b", ""),
        ("mojibake", "It isnâ€™t.", "â€™", "’"),
        ("mojibake", "AT&amp;amp;T", "&amp;amp;", "&"),
        ("names", "A college in Makhivka.", "Makhivka", "Makiivka"),
    ],
)
def test_suggestion(name: str, text: str, before: str, after: str) -> None:
    audited = article(text)
    assert [(audited.quote(claim.span), claim.suggestion) for claim in claims(name, audited)] == [(before, after)]


def test_localized_strings_keep_their_furniture_and_entities() -> None:
    strings = lines("Leave a Reply\nTerms &amp; conditions", key="button")
    assert not claims("furniture", strings)
    assert not claims("mojibake", strings)


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_articles_stay_clean(path: Path) -> None:
    audited = article(path.read_text(encoding="utf-8"))
    assert [(claim.detector, audited.quote(claim.span)) for name in CHECKS for claim in claims(name, audited)] == []


def test_seed_article() -> None:
    audited = article(SEED.read_text(encoding="utf-8"))
    gold = json.loads(SEED.with_suffix(".gold.json").read_text(encoding="utf-8"))["errors"]
    wanted = (
        "See also",
        "Leave a",
        "Your email",
        "Kiev",
        "Pakmut",
        "Baghmut",
        "Makhivka",
        "raising the death toll to 63",
    )
    expected = [(error["start"], error["end"]) for error in gold if error["quote"].startswith(wanted)]
    found = sorted(claim.span for name in CHECKS for claim in claims(name, audited))
    assert [(span.start, span.end) for span in found] == expected


HOSTILE = {
    "one word": "a" * 10**6,
    "one letter": "é" * 10**6,
    "spaces": " " * 10**6 + "a",
    "digits": "9" * 10**6,
    "number words": "one hundred and " * 62_500,
    "kills": "killed 9 " * 111_000,
    "rises": "rose from 9 in in " * 55_000,
    "parts": "12 of the 99 cats " * 55_000,
    "doubled": "the the " * 125_000,
    "names": "in Pakmut and in Baghmut " * 40_000,
    "open syllables": "in Nananananana to " * 52_000,
    "variants": "Kiev is here. Kyiv is not.\n" * 37_000,
    "links": "See also " * 111_000,
    "link lines": "See also A Story\n" * 58_000,
    "brackets": "(" * 10**6,
    "ampersands": "&" * 10**6,
    "entities": "&amp;" * 200_000,
    "mojibake": "Ã©" * 500_000,
    "joiners": "\u200d" * 10**6,
    "foreign words": "word слово " * 90_000,
    "sentences": "The minister said that the new plan would cost far more than he had thought.\n" * 13_000,
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_linear_time(hostile: str) -> None:
    audited = lines(HOSTILE[hostile])
    for name in CHECKS:
        started = time.process_time()
        claims(name, audited)
        assert time.process_time() - started < 8, name  # 2 s at most, and room for a slow or busy machine


@pytest.mark.parametrize("hostile", HOSTILE)
def test_linear_time_against_a_source(hostile: str) -> None:
    text = HOSTILE[hostile][:250_000]
    audited = catalogue([{"text": text, "source": text[::-1]}, {"text": text, "source": text + " 7 %s <b>"}], "de")
    for name in CHECKS:
        started = time.process_time()
        claims(name, audited)
        assert time.process_time() - started < 8, name


_WORDS = """Kiev|Kyiv|the|killed|89|raising the death toll to|63|rose from|to|of the|See also |Pakmut
|Ã©|\u200b|\u202e|&amp;|没有|слово|(|.|million|“|Leave a Reply|\n"""
_STRINGS = """%s|%1$d|{0}|{name}|{{x}}|<b>|</b>|<a href="x">|&File|100 %|5,000.5|5 000,5|٣|½|1.2.3|31 June 2024
|Monday, 3 March 2024|10 km|10 miles|https://example.org/en/|a@example.org|`x`|[a](b)|3:30 pm|三万|Open|…|?"""


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(_WORDS.split("|")) | st.text(max_size=8), max_size=30),
    st.sampled_from(["en", "de", "zh", "xx", None]),
)
def test_any_text(words: list[str], language: str | None) -> None:
    audited = lines(" ".join(words), language)
    for name in CHECKS:
        for claim in claims(name, audited):
            assert claim.detector == name
            assert audited.quote(claim.span)
            assert any(
                segment.span.start <= claim.span.start and claim.span.end <= segment.span.end
                for segment in audited.segments
            )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            *[st.lists(st.sampled_from(f"{_WORDS}|{_STRINGS}".split("|")) | st.text(max_size=8), max_size=9)] * 2
        ),
        max_size=4,
    ),
    st.sampled_from(["en", "de", "zh", "ar", "xx", None]),
    st.sampled_from(["", "one", "0"]),
)
def test_any_strings(units: list[tuple[list[str], list[str]]], language: str | None, form: str) -> None:
    audited = catalogue(
        [{"text": " ".join(text), "source": " ".join(source), "form": form} for text, source in units], language
    )
    for name in CHECKS:
        for claim in claims(name, audited):
            assert claim.detector == name
            document = audited.document(claim.span.side)
            assert any(
                segment.span.start <= claim.span.start and claim.span.end <= segment.span.end
                for segment in document.segments
            )
