"""What holds for every format, whatever it is given."""

import re
from dataclasses import replace

import pytest

from audit import registry
from audit.domain import Gap
from audit.gate.inspection import Inspection, Rule, Silence, Silenced, Unread

from . import reading, sample

FORMATS = registry.discover("audit.gate.formats", "render")

# controls, line ends that are none of ours, direction overrides, invisible letters, half characters
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]")

PAYLOADS = {
    "command": "::error file=app.js,line=1::owned",
    "command on a new line": "x\n::add-mask::secret\r\n  ::set-output name=a::b",
    "old command": "##[add-path]/tmp/evil",
    "azure": "a ##vso[task.setvariable variable=x]y",
    "stop": "::stop-commands::deadbeef",
    "percent": "100%25 %0A::error::x,y:z",
    "ansi": "\x1b[31mred\x1b]0;title\x07\x9b2J\x00\x08",
    "bidi": "\u202egpj.exe\u202c \u2066isolated",
    "tags": "hi\U000e0069\U000e006d",
    "separators": "a\u2028b\u2029c\x85d\ufeff",
    "illegal in XML": "\x0b\x0c\x1f\ufffe\uffff\ufdd0",
    "half a character": "a\ud83d and \udcff",
    "cdata": "]]><failure>x</failure><![CDATA[",
    "entity": "&xxe; &#0; <!DOCTYPE a [<!ENTITY b 'c'>]>",
    "script": "</script><script>alert(1)</script>",
    "formula": "=HYPERLINK(\"https://evil.example\")",
    "markdown": "**b** _i_ `c` | [a](https://evil.example) ![i](x.png) <b>x</b> </details> @octocat #1 $x$",
    "blocks": "# head\n---\n- item\n> quote\n```\n    code",
    "quotes": "\"'\\`{}%s{0}${{ github.token }}",
    "blank": " \t\u00a0\u3000",
    "long": "W" * 9_000,
}  # fmt: skip


def _catalogue(payload: str, field: str) -> Inspection:
    key, source = (payload if field == name else name for name in ("key", "source"))
    article = sample.catalogue(payload if field == "path" else "de.po", [(key, source, f"Jetzt {payload} hier")])
    quote = payload if field == "quote" else "Jetzt"
    more = {name: payload for name in ("explanation", "suggestion") if name == field}
    if field == "detectors":
        more["detectors"] = (payload,)
    if field == "reason":
        more["silenced"] = Silenced(Silence.COMMENT, payload)
    rule = payload if field == "rule" else "doubled"
    flag = sample.flag(article, 1, quote, rule, sample.Severity.MAJOR, fails=True, **more)
    gaps = [Gap(payload, ("s1",), payload)] if field == "gap" else []
    file = sample.inspected(article, () if field == "reason" else (flag,), (flag,) if field == "reason" else (), gaps)
    rules = {"doubled": Rule("doubled", "A word twice", "Text.", "Help.")}
    made = Inspection((file,), rules=rules, limit=1.0, version="0.1.0")
    outer = {
        "unread": {"unread": (Unread(payload, payload, 3),)},
        "notes": {"notes": (payload,)},
        "stale": {"stale": (payload,)},
        "exceeded": {"exceeded": (payload,), "limit": None},
        "help": {"rules": {"doubled": Rule("doubled", payload, payload, payload)}},
        "version": {"version": payload},
    }
    return replace(made, **outer.get(field, {}))


FIELDS = [
    *("quote", "explanation", "suggestion", "key", "path", "source", "rule", "detectors", "reason"),
    *("gap", "unread", "notes", "stale", "exceeded", "help", "version"),
]


def test_every_format_has_a_reader_and_a_suffix() -> None:
    assert list(FORMATS) == sorted(reading.READERS)
    assert all(module.SUFFIX.startswith(".") for module in FORMATS.values())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", sample.SAMPLES)
def test_is_what_its_readers_expect(name: str, kind: str) -> None:
    rendered = FORMATS[name].render(sample.SAMPLES[kind]())
    reading.READERS[name](rendered)
    assert not rendered or rendered.endswith("\n")
    assert rendered == FORMATS[name].render(sample.SAMPLES[kind]())


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("field", FIELDS)
def test_hostile_text_stays_text(name: str, field: str) -> None:
    for payload in PAYLOADS.values():
        rendered = FORMATS[name].render(_catalogue(payload, field))
        assert not ACTS.search(rendered), payload
        rendered.encode("utf-8")
        reading.READERS[name](rendered)


@pytest.mark.parametrize("name", FORMATS)
def test_all_attacks_at_once(name: str) -> None:
    payload = " ".join(PAYLOADS.values())
    inspections = [_catalogue(payload, field) for field in FIELDS]
    files = tuple(file for one in inspections for file in one.files)
    rendered = FORMATS[name].render(replace(inspections[0], files=files, notes=(payload,), stale=(payload,)))
    assert not ACTS.search(rendered)
    reading.READERS[name](rendered)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("missing", ["unread", "not-audited"])
def test_what_was_not_checked_is_said(name: str, missing: str) -> None:
    full = sample.full()
    lost = replace(full, files=()) if missing == "unread" else replace(full, unread=(), files=(sample.story(),))
    assert {"unread": "a quote is missing", "not-audited": "HTTP 503"}[missing] in FORMATS[name].render(lost)


@pytest.mark.parametrize("name", FORMATS)
def test_a_gap_that_names_no_segment_is_said_too(name: str) -> None:
    file = sample.inspected(sample.prose("a.txt", "One.", "Two."))
    coverage = replace(file.report.coverage, audited=1)
    lost = Inspection((replace(file, report=replace(file.report, coverage=coverage)),))
    assert "1 of 2 segments was not audited." in FORMATS[name].render(lost)
