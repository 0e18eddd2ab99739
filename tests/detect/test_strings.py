"""Strings of a catalogue: which prompt is asked, and what a request shows of them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from audit.article import Article
from audit.detect.listen import listen
from audit.detect.questions import plan, request
from audit.pipeline import Auditor, Settings
from tests.builders import ScriptedReader
from tests.checking import article, catalogue

MENU: Sequence[Mapping[str, Any]] = (
    {"key": "open", "source": "Open", "text": "Öffnen", "note": "A button."},
    {"key": "close", "source": "Close", "text": ""},
    {"key": "count", "source": "%d", "text": "%d"},
    {"key": "files", "form": "other", "source": "{n} files", "text": "{n} Dateien"},
)


@pytest.fixture
def auditor() -> Auditor:
    return Auditor(Settings(model="m", base_url="http://127.0.0.1:9/v1"), {})


def requests(auditor: Auditor, audited: Article) -> list[list[dict[str, str]]]:
    """What each request about an article shows."""
    questions = plan(audited, auditor.prompts_for(audited).asked)
    messages = [request(question, audited).messages[-1][1] for question in questions]
    return [json.JSONDecoder().raw_decode(message, message.index("["))[0] for message in messages]


def test_strings_are_asked_about_with_key_note_and_source_where_there_are_words(auditor: Auditor) -> None:
    assert requests(auditor, catalogue(MENU, "de")) == [
        [
            {"id": "s1", "key": "open", "note": "A button.", "source": "Open", "text": "Öffnen"},
            {"id": "s2", "key": "files[other]", "source": "{n} files", "text": "{n} Dateien"},
        ]
    ]


@pytest.mark.parametrize(
    ("audited", "names"),
    [
        (catalogue(MENU, "de"), ["strings-source"]),
        (article("Ein Satz.", "de", "A sentence."), ["window-source"]),
        (article("Ein Satz.", "de"), ["document-target", "window-target"]),
        (catalogue([{"text": "Öffnen"}], "de"), []),
    ],
)
def test_prompts_are_chosen_by_what_the_text_is(auditor: Auditor, audited: Article, names: list[str]) -> None:
    assert [prompt.name for prompt in auditor.prompts_for(audited).asked] == names


def test_what_no_prompt_is_asked_about_is_a_gap(auditor: Auditor) -> None:
    report = auditor.audit(catalogue([{"text": "Öffnen"}, {"text": "Schließen"}], "de"))
    assert [(gap.segments, gap.reason[:59]) for gap in report.gaps] == [
        (("s1", "s2"), "no prompt is asked about strings without their source: give")
    ]


def test_strings_are_not_listened_to() -> None:
    found = listen(catalogue(MENU, "en"), ScriptedReader(), lambda *_: None)
    assert (found.claims, len(found.gaps)) == ((), 1)
    assert "validated for stories only" in found.gaps[0].reason


def test_a_changed_string_changes_two_requests_at_most(auditor: Auditor) -> None:
    strings = [
        {"key": f"k{number}", "source": f"Save file {number}", "text": f"{word}datei {number} sichern"}
        for number, word in enumerate(f"{one}{other}" for one in "abcdefghijklmn" for other in "opqrstuvwxyz")
    ]
    before = requests(auditor, catalogue(strings, "de"))
    strings[80] = {**strings[80], "text": "Datei 80 löschen"}
    after = requests(auditor, catalogue(strings, "de"))
    assert 3 <= len(before) <= 8  # forty or so strings each
    assert sum(one not in before for one in after) <= 2
