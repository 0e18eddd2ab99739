"""Any edits of any strings: what is written reads as the text with the edits, and only the strings have changed."""

import json
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from audit.apply.edits import Edit, corrected
from audit.apply.written import Written
from audit.article import Span
from audit.intake import read_article
from tests.apply.files import attempt, made, read

ALPHABET = "ab é😀\"'\\&<>\n,:#{}%;]"
STRINGS = st.lists(
    st.text(alphabet=ALPHABET, min_size=1, max_size=12).map(lambda text: f"a{text}z"), min_size=1, max_size=4
)


def quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def po(strings: list[str]) -> str:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    return head + "".join(
        f'\nmsgid "k{at}"\nmsgstr ""\n"{quoted(one)[:0]}"\n"{quoted(one)}"\n' for at, one in enumerate(strings)
    )


def rows(values: Iterable[str]) -> str:
    every = (f'<data name="k{at}"><value>{one}</value></data>' for at, one in enumerate(values))
    return f"<root>{''.join(every)}</root>"


def resx(strings: list[str]) -> str:
    return rows(map(escape, strings))


def cdata(strings: list[str]) -> str:
    return rows(f"<![CDATA[{one[:4].replace(']]>', ']>')}]]>{escape(one[4:])}" for one in strings)


def properties(strings: list[str]) -> str:
    written = (one.replace("\\", "\\\\").replace("\n", "\\n") for one in strings)
    return "".join(f"k{at} = {one}\n" for at, one in enumerate(written))


def csv(strings: list[str]) -> str:
    doubled = (one.replace('"', '""') for one in strings)
    return "key,source,target\n" + "".join(f'k{at},s,"{one}"\n' for at, one in enumerate(doubled))


def yaml(strings: list[str]) -> str:
    return "de:\n" + "".join(f"  k{at}: {json.dumps(one, ensure_ascii=False)}\n" for at, one in enumerate(strings))


FORMATS = {
    "a.json": lambda strings: json.dumps({f"k{at}": one for at, one in enumerate(strings)}, ensure_ascii=False),
    "b.json": lambda strings: json.dumps({f"k{at}": one for at, one in enumerate(strings)}, indent=1).replace(
        "\\ud83d\\ude00", "😀"
    ),
    "a.po": po,
    "a.resx": resx,
    "b.resx": cdata,
    "a.csv": csv,
    "a.yml": yaml,
    "a.strings": lambda strings: "".join(f'"k{at}" = "{quoted(one)}";\n' for at, one in enumerate(strings)),
    "a.properties": properties,
    "a.txt": "\n\n".join,
}


def blank(text: str, span: Span, edits: list[Edit]) -> bool:
    """Whether the edits leave nothing of a segment."""
    moved = [Edit(Span(edit.span.start - span.start, edit.span.end - span.start), edit.words) for edit in edits]
    return not corrected(text[span.start : span.end], moved).strip()


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strings=STRINGS, data=st.data())
def test_any_edits_of_any_strings(name, strings, data):
    article = read(name, FORMATS[name](strings))
    text, edits = article.target.text, list[Edit]()
    for segment in article.segments:
        own = list[Edit]()
        cuts = sorted(
            data.draw(st.lists(st.integers(segment.span.start, segment.span.end), min_size=2, max_size=4, unique=True))
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            own.append(Edit(Span(start, end), data.draw(st.text(alphabet=ALPHABET, min_size=1, max_size=6))))
        assume(not blank(text, segment.span, own))  # not every format can say so: it is refused, or no article
        edits += own
    result = attempt(name, article, edits)
    assert isinstance(result, Written), result
    Path(f"new-{name}").write_bytes(made(name, article, edits))
    assert read_article(f"new-{name}", None, "de").target.text == corrected(text, edits)
