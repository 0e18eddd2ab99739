"""`audit run --explain-in LANG`; a real server plays the model."""

import json

import pytest

from audit.errors import UsageError
from audit.saved.file import read_report
from tests.asking import asked
from tests.llm.server import Heard, Reply, Server, says

STORY = "Putin ordered the first call-up of occupiers.\n\nTalks were were held.\n\nNobody came.\n"
GERMAN = {
    "Nobody calls up “occupiers”.": "„occupiers“ beruft niemand ein.",
    "“were” stands twice.": "„were“ steht zweimal da.",
}
ERROR = {
    "quote": "occupiers",
    "reason": "Nobody calls up “occupiers”.",
    "category": "accuracy/mistranslation",
    "severity": "major",
    "correction": "reservists",
    "confidence": 90,
    "major": 80,
}


def without(report: dict, name: str) -> dict:
    return {key: value for key, value in report.items() if key != name} | {"schema_version": "1.2"}


def is_about_explanations(heard: Heard) -> bool:
    return heard.messages[0]["content"].startswith("You put the notes of a reviser into")


def judge(heard: Heard) -> Reply:
    """Marks "occupiers", and puts explanations into German as far as it knows how."""
    if is_about_explanations(heard):
        notes = json.loads(heard.messages[-1]["content"].removeprefix("Notes:\n"))
        rows = [{"id": row["id"], "text": GERMAN[row["note"]]} for row in notes if row["note"] in GERMAN]
        return says(json.dumps({"explanations": rows}))
    rows, each = asked(heard.messages)
    found = [{"id": row["id"], "errors": [ERROR] * ("occupiers" in row["text"])} for row in rows]
    return says(json.dumps({"segments": [one for one in found if each or one["errors"]]}))


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def run(audit, story):
    """A run over the story: its report, and what the server heard of it."""
    with Server(judge) as server:

        def run(*arguments, cache="off"):
            before = len(server.heard)
            how = ("--base-url", server.url, "--model", "m", "--structured", "json_schema", "--cache", cache)
            ran = audit("run", story, *how, "--format", "json", *arguments)
            return json.loads(ran.out), server.heard[before:]

        yield run


def test_findings_of_models_and_checks_are_explained_in_the_readers_language(run):
    report, heard = run("--explain-in", "de")
    assert [one["explanation"] for one in report["findings"]] == list(GERMAN.values())
    assert [one["suggestion"] for one in report["findings"]] == ["reservists", "were"]
    assert (report["schema_version"], report["explained_in"]) == ("1.3", "de")
    assert sum(map(is_about_explanations, heard)) == 1
    assert report["usage"]["requests"] == len(heard)


def test_a_saved_report_says_its_language_and_an_old_one_is_english(run, tmp_path):
    report, _ = run("--explain-in", "pt_br")
    path = tmp_path / "report.json"
    for value, language in ((report | {"explained_in": "pt-BR"}, "pt-BR"), (without(report, "explained_in"), None)):
        path.write_text(json.dumps(value), encoding="utf-8")
        assert read_report(path).explained_in == language
    path.write_text(json.dumps(report | {"explained_in": 'de" onclick="x'}), encoding="utf-8")
    with pytest.raises(UsageError, match="explained_in"):
        read_report(path)


def test_nothing_else_that_is_asked_changes(run):
    plain, before = run()
    report, after = run("--explain-in", "de")
    assert sorted(str(one.body) for one in before) == sorted(
        str(one.body) for one in after if not is_about_explanations(one)
    )
    assert report["score"] == plain["score"]
    prompts = report["signature"]["prompts"]
    assert "explanations" in prompts
    assert {name: digest for name, digest in prompts.items() if name != "explanations"} == plain["signature"]["prompts"]
    assert plain["explained_in"] is None


@pytest.mark.parametrize("language", ["en", "en-GB", "EN"])
def test_english_needs_no_request(run, language):
    report, heard = run("--explain-in", language)
    assert [one["explanation"] for one in report["findings"]] == list(GERMAN)
    assert not any(map(is_about_explanations, heard))
    assert (report["explained_in"], list(report["signature"]["prompts"])) == (
        None,
        ["document-target", "window-target"],
    )


def test_the_same_run_again_is_answered_by_the_cache(run, tmp_path):
    first, heard = run("--explain-in", "de", cache=tmp_path / "answers.sqlite")
    again, silent = run("--explain-in", "de", "--cache-only", cache=tmp_path / "answers.sqlite")
    assert (again["findings"], silent) == (first["findings"], [])
    assert again["usage"]["cached"] == len(heard)


def test_explanations_that_are_not_in_the_cache_stay_and_a_note_says_so(run, tmp_path):
    run(cache=tmp_path / "answers.sqlite")
    report, heard = run("--explain-in", "de", "--cache-only", cache=tmp_path / "answers.sqlite")
    assert (report["explained_in"], heard, report["coverage"]["ratio"]) == (None, [], 1.0)
    [note] = [note for note in report["notes"] if "German" in note]
    assert note.startswith("2 explanations are not in German, but in English: not in the cache: explanations, 2 of ")


def test_a_limit_on_requests_leaves_explanations_as_they_are(run):
    report, heard = run("--explain-in", "de", "--max-requests", "2")
    assert (len(heard), report["explained_in"]) == (2, None)
    assert any("are not in German" in note for note in report["notes"])


def test_with_checks_alone_nobody_is_asked(audit, story):
    report = json.loads(audit("run", story, "--no-llm", "--explain-in", "zh", "--format", "json").out)
    assert [one["explanation"] for one in report["findings"]] == ["“were” stands twice."]
    note = "1 explanation is not in Chinese, but in English: no model that answers was asked (--model)."
    assert note in report["notes"]


@pytest.mark.parametrize(
    ("language", "meant"),
    [("german", "de (German)"), ("Español", "es (Spanish)"), ("xx", "de, ar, zh, pt-BR"), ("", "de, ar, zh, pt-BR")],
)
def test_what_is_no_language_is_refused_with_what_is_possible(audit, story, language, meant):
    ran = audit("run", story, "--no-llm", "--explain-in", language)
    assert ran.code == 2
    assert f"--explain-in: no language {language!r}: give a code, as {meant}" in ran.err


def test_a_prompt_of_the_users_takes_the_place_of_ours(audit, run, tmp_path):
    text = audit("prompts", "show", "explanations").out
    (tmp_path / "explanations.md").write_text(
        text.replace("into {{language}}.", "into {{language}}. Be kind."), "utf-8"
    )
    _, heard = run("--explain-in", "pt-BR", "--prompts", tmp_path, "--prompt", "window-target")
    [request] = filter(is_about_explanations, heard)
    assert "into Portuguese (Brazil). Be kind." in request.messages[0]["content"]


def test_the_prompt_is_no_detector(audit, story):
    ran = audit("prompts", "render", story, "--prompt", "explanations")
    assert (ran.code, ran.out) == (2, "")
    assert "the prompt 'explanations' finds nothing: leave it out, --explain-in LANG asks it" in ran.err
    assert "explanations" in audit("prompts", "list").out
    assert "You put the notes of a reviser" in audit("explain", "explanations").out
