"""ICU messages: their arguments, their branches as sentences, and where they are broken."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.icu.message import MessageError, has_choice, parse
from audit.icu.sentences import branches


def sentences(text: str) -> dict[str, str]:
    return {one.form: "".join(text[start:end] for start, end in one.stretches) for one in branches(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{n, plural, one {# file} other {# files}}", {"one": "# file", "other": "# files"}),
        (
            "You have {n,plural, =0{no file} one {# file} other {# files}} left.",
            {"=0": "You have no file left.", "one": "You have # file left.", "other": "You have # files left."},
        ),
        ("{n, plural, offset:1 one {you} other {you and #}}", {"one": "you", "other": "you and #"}),
        ("{n, selectordinal, one {#st} other {#th}}", {"one": "#st", "other": "#th"}),
        (
            "{who, select, female {{n, plural, one {her cat} other {her cats}}} other {their cats}}",
            {"female.one": "her cat", "female.other": "her cats", "other": "their cats"},
        ),
        (
            "{d, plural, one {# day} other {# days}}, {h, plural, one {# hour} other {# hours}}",
            {"one": "# day, # hours", "other": "# days, # hours", "h:one": "# days, # hour"},
        ),
        ("{n, plural, one {} other {{name} and '{n}'}}", {"one": "", "other": "{name} and '{n}'"}),
        ("l'eau: {n, plural, one {l'un} other {des '{'}}", {"one": "l'eau: l'un", "other": "l'eau: des '{'"}),
        # no choice, or no message
        ("Hello {name}", {}),
        ("{{count}} items", {}),
        ("{0} of {1}", {}),
        ("{} and {!r:>10}", {}),
        ("{n, number, percent}", {}),
        ("${price, plural}", {}),
        ("{n, plural, one {# file} other {# files}", {}),
        ("{n, plural, one {# file} other # files}", {}),
        ("{n, plural,}", {}),
    ],
)
def test_branches(text: str, expected: dict[str, str]) -> None:
    assert sentences(text) == expected


def test_a_branch_without_words_has_a_place() -> None:
    assert [one.stretches for one in branches("{n, plural, one {} other {x}}")] == [((17, 17),), ((26, 27),)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello {name}, {n, number}", [("name", ""), ("n", "number")]),
        ("{ n , plural , one { {a} } other {{b, date, ::yMMMd}} }", [("n", "plural"), ("a", ""), ("b", "date")]),
        ("'{name}' isn''t {0}", [("0", "")]),
        ("{t, time, h 'o''clock}' a}", [("t", "time")]),
        ("it's {x}'s", [("x", "")]),
        ("'{ never closed", []),
    ],
)
def test_arguments(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.name, one.kind) for one in parse(text).arguments] == expected


def test_only_numbers_of_a_plural_are_numbers() -> None:
    message = parse("# {n, plural, other {# '#' {s, select, other {#}}}} {s, select, other {#}}")
    options = [option for argument in message.arguments for option in argument.options]
    assert [option.message.numbers for option in options] == [(21,), (46,), ()]
    assert message.numbers == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello {name", "character 7: this brace is not closed: close it, or quote it ('{')"),
        ("Hello name}", "character 11: this brace closes nothing: remove it, or quote it ('}')"),
        ("Hello {}", "character 7: no name follows this brace: name the argument, or quote the brace ('{')"),
        ("{first name}", "character 8: “n” does not belong here: expected “,” or “}”"),
        ("{n, plural}", "character 11: a comma and branches must follow “plural”"),
        ("{n, plural, }", "character 12: “plural” has no branches: add at least “other {...}”"),
        ("{n, plural, one x}", "character 13: no branch in braces follows “one”"),
        ("{n, plural, one {x other {y}}", "character 1: this brace is not closed: close it, or quote it ('{')"),
        ("{n, plural, one {x", "character 17: the brace of the branch “one” is not closed"),
    ],
)
def test_errors(text: str, expected: str) -> None:
    with pytest.raises(MessageError) as error:
        parse(text)
    assert str(error.value) == expected


HOSTILE = {
    "braces": "{" * 10**6,
    "closing": "}" * 10**6,
    "nested": "{n, plural, other {" * 50_000,
    "choices": "{n, plural, one {a} other {b}}" * 30_000,
    "branches": "{n, select, " + "a {b} " * 150_000 + "other {c}}",
    "prefix": "x" * 10**6 + "{n, plural, one {a} two {a} few {a} many {b} other {b}}",
    "apostrophes": "'" * 10**6 + "{",
    "quotes": "'{" * 500_000,
    "arguments": "{a} " * 100_000 + "{n, plural, one {a} other {b}}",
    "spaces": "{" + " " * 10**6 + ", plural,",
    "name": "{" + "a" * 10**6 + ", plural,",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_linear_time(name: str) -> None:
    text = HOSTILE[name]
    started = time.process_time()
    has_choice(text)
    assert sum(end - start for one in branches(text) for start, end in one.stretches) <= 4 * len(text) + 2000
    with suppress(MessageError):
        parse(text)
    assert time.process_time() - started < 5  # a second on a machine of its own


_PARTS = ["{", "}", "{n, plural,", "one {", "other {", "'", "''", "#", "{a}", "{a, select,", "=1 {", " x ", ","]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(_PARTS) | st.text(max_size=4), max_size=20).map("".join))
def test_any_text(text: str) -> None:
    for one in branches(text):
        assert one.form
        assert one.stretches
        assert all(0 <= start <= end <= len(text) for start, end in one.stretches)
    with suppress(MessageError):
        assert all(text[one.start] == "{" and text[one.end - 1] == "}" for one in parse(text).arguments)
    assert all(0 <= error.offset <= len(text) for error in errors(text))


def errors(text: str) -> list[MessageError]:
    try:
        parse(text)
    except MessageError as error:
        return [error]
    return []
