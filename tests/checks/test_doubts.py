"""What a check would like to have looked at: names that may be one."""

import pytest

from audit.checks import soundalikes
from tests.checking import article


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        (
            "The lawyer Yulia Timoshenko spoke. Later Timoshenko left, and Yulia Tymochenko was asked again.",
            {("Tymochenko", "Timoshenko")},
        ),
        ("Police spoke to Mark Johnson twice. Johnson denied it; Adam Johnston did not.", {("Johnston", "Johnson")}),
        ("Talks with Iranians in Tehran failed, as Iranian diplomats said.", set()),
        ("He flew from Austria to Australia.", set()),
        ("Mikhail Rasvozhayev said so. Then Mikhail Razvozhayev added more.", set()),  # a claim, not a doubt
        ("She met Anna Berger in Vienna and Paul Lehmann in Graz.", set()),
    ],
)
def test_names_that_may_be_one_are_doubts(text: str, pairs: set[tuple[str, str | None]]) -> None:
    audited = article(text)
    assert {(audited.quote(claim.span), claim.suggestion) for claim in soundalikes.doubts(audited)} == pairs


def test_only_so_many_doubts() -> None:
    names = " ".join(f"We saw Anna Karpov{one}nko there. " for one in "abcdefghijklmnopqrstuvw")
    assert len(list(soundalikes.doubts(article(names)))) <= 12


def test_other_languages_have_none() -> None:
    assert not list(soundalikes.doubts(article("Der Anwalt Timoschenko kam, dann ging Timochenko.", "de")))
