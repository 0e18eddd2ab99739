"""Comments that silence rules: what they say, and what only looks like it."""

import pytest

from audit.readers._directives import ignored


@pytest.mark.parametrize(
    ("comment", "rules"),
    [
        ("audit: ignore numbers", {"numbers"}),
        ("audit: ignore numbers, accuracy/omission,doubled", {"numbers", "accuracy/omission", "doubled"}),
        ("audit: ignore", {"*"}),
        ("  Audit:ignore  ", {"*"}),
        ("AUDIT: IGNORE Numbers", {"numbers"}),
        ("The name of a shop. audit: ignore untranslated -- it is a brand", {"untranslated"}),
        ("audit: ignore (everything here is quoted)", {"*"}),
        ("audit: ignore numbers\naudit: ignore doubled", {"numbers", "doubled"}),
        ("audit: ignore\nnumbers", {"*"}),
        ("audit: ignored by all", set()),
        ("preaudit: ignore", set()),
        ("audit ignore numbers", set()),
        ("audit: numbers", set()),
        ("", set()),
    ],
)
def test_what_a_comment_silences(comment: str, rules: set[str]) -> None:
    assert ignored(comment) == rules
