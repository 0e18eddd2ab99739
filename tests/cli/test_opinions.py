"""`audit run` with one opinion, with two, and with another look at what one found; a real server plays the model."""

import json

import pytest

from tests.asking import asked
from tests.llm.server import Heard, Reply, Server, says

STORY = "Putin ordered the first call-up of occupiers.\n\nTalks were held.\n\nNobody came.\n"


def opinion(heard: Heard) -> str:
    """Which prompt a request is of, by the words it begins with."""
    first = heard.messages[0]["content"]
    names = {"You are a professional reviser": "first", "You are the last editor": "second", "You estimate": "look"}
    return next((name for words, name in names.items() if first.startswith(words)), "document")


def model(chances: dict[str, tuple[int, int]]):
    """Marks "occupiers" with the chances it has for a prompt; what it has none for, it does not mark."""

    def judge(heard: Heard) -> Reply:
        name = opinion(heard)
        confidence, major = chances.get(name, (0, 0))
        if name == "look":
            return says(json.dumps({"candidates": [{"id": "c1", "confidence": confidence, "major": major}]}))
        error = {
            "quote": "occupiers",
            "reason": "Nobody calls up occupiers.",
            "category": "accuracy/mistranslation",
            "severity": "major",
            "correction": "reservists",
            "confidence": confidence,
            "major": major,
        }
        rows, each = asked(heard.messages)
        found = [{"id": row["id"], "errors": [error] * ("occupiers" in row["text"] and confidence > 0)} for row in rows]
        return says(json.dumps({"segments": [one for one in found if each or one["errors"]]}))

    return judge


@pytest.fixture
def told(audit, tmp_path):
    """A run over the story: its report, and how often each prompt was asked."""
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")

    def run(chances, *arguments):
        with Server(model(chances)) as server:
            how = ("--base-url", server.url, "--model", "m", "--structured", "json_schema", "--cache", "off")
            ran = audit("run", path, *how, "--format", "json", *arguments)
        return json.loads(ran.out), sorted(map(opinion, server.heard))

    return run


def test_one_opinion_and_the_document_are_asked_by_default(told):
    report, prompts = told({"first": (70, 60)})
    assert prompts == ["document", "first"]
    assert [one["detectors"] for one in report["findings"]] == [["window-target"]]


def test_two_opinions_are_pooled(told):
    alone = told({"first": (90, 80)})[0]["findings"][0]
    agreed = told({"first": (90, 80), "second": (90, 80)}, "--second-opinion")[0]["findings"][0]
    denied, prompts = told({"first": (90, 80)}, "--second-opinion")
    assert prompts == ["document", "first", "second"]
    assert agreed["detectors"] == ["second-target", "window-target"]
    assert denied["findings"][0]["confidence"] == pytest.approx(alone["confidence"] / 2, abs=0.001)
    assert agreed["confidence"] > denied["findings"][0]["confidence"]
    assert (alone["severity"], denied["findings"][0]["severity"]) == ("major", "major")
    assert told({"first": (90, 40)}, "--second-opinion")[0]["findings"][0]["severity"] == "minor"


def test_another_look_is_taken_at_what_one_opinion_found(told):
    report, prompts = told({"first": (90, 80), "look": (80, 10)}, "--check-findings")
    assert prompts == ["document", "first", "look"]
    (finding,) = report["findings"]
    assert (finding["detectors"], finding["suggestion"]) == (["confirm-target", "window-target"], "reservists")
    assert set(report["signature"]["prompts"]) == {"confirm-target", "document-target", "window-target"}


def test_names_that_may_be_one_are_put_to_the_model(audit, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(
        "The lawyer Yulia Timoshenko spoke. Timoshenko left, then Yulia Tymochenko came to the court.\n",
        encoding="utf-8",
    )
    with Server(model({"look": (90, 60)})) as server:
        how = ("--base-url", server.url, "--model", "m", "--structured", "json_schema", "--cache", "off")
        report = json.loads(audit("run", path, *how, "--target-lang", "en", "--format", "json").out)
        assert "Tymochenko" in server.heard[-1].messages[-1]["content"].partition("Candidates:")[2]
    (finding,) = report["findings"]
    assert (finding["quote"], finding["suggestion"], finding["detectors"]) == (
        "Tymochenko",
        "Timoshenko",
        ["confirm-target"],
    )


def test_a_chance_of_being_major_decides_the_severity(told):
    assert told({"first": (90, 10)})[0]["findings"][0]["severity"] == "minor"
    assert told({"first": (90, 70)})[0]["findings"][0]["severity"] == "major"


def test_what_is_hardly_an_error_is_left_out_and_said(told):
    report, _ = told({"first": (10, 5)})
    assert report["findings"] == []
    assert "1 finding of little confidence is not shown: --min-confidence 0 shows it." in report["notes"]
    everything, _ = told({"first": (10, 5)}, "--min-confidence", "0")
    assert len(everything["findings"]) == 1
    assert not any("not shown" in note for note in everything["notes"])


def test_a_prompt_about_findings_needs_one_that_makes_them(audit, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    ran = audit("run", path, "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--prompt", "confirm-target")
    assert (ran.code, ran.out) == (2, "")
    assert "is asked about findings: name one that makes them as well" in ran.err
