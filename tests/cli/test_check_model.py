"""`audit check` with a model: a real local server plays it."""

import json
import re
from pathlib import Path

import pytest

from tests.asking import asked
from tests.gate.catalogues import commit, write
from tests.llm.server import Heard, Reply, Server, refuses, says

WORDS = ["Bread", "Milk", "Water", "Table", "Window", "Garden", "River", "Mountain", "Station", "Bridge", "Letter"]
ERROR = {
    "reason": "A reservist is not an occupier.",
    "category": "accuracy/mistranslation",
    "severity": "major",
    "correction": "Reservisten",
    "confidence": 90,
    "major": 80,
}


def string(number: int, about: str = "Reservisten") -> tuple[str, str]:
    word, other = WORDS[number % 11], WORDS[number * 7 % 11]
    return (f"{word} {number}: the {other} met the reservists", f"{word} {number}: {about} trafen {other}")


def judge(heard: Heard) -> Reply:
    """A model that marks occupiers, and sentences whose words are in reverse order: those are planted."""
    if "PING" in heard.messages[-1]["content"]:
        return says('{"segments": []}')
    return says(
        json.dumps({"segments": [{"id": row["id"], "errors": errors(row)} for row in asked(heard.messages)[0]]})
    )


def errors(row: dict[str, str]) -> list[dict[str, object]]:
    if "Besatzer" in row["text"]:
        return [{**ERROR, "quote": "Besatzer"}]
    planted = not re.match(r"\w+ \d+: ", row["text"])
    return [{**ERROR, "quote": row["text"]}] if planted else []


@pytest.fixture
def check(audit):
    def run(server: Server, *arguments: object):
        model = ("--base-url", server.url, "--model", "m", "--structured", "json_schema")
        return audit("check", *arguments, *model, "--format", "jsonl", "--select", "model", "--llm", "auto")

    return run


def questions(server: Server) -> int:
    return len(server.heard)


def shown(heard: Heard) -> list[str]:
    """The translations a request asks about."""
    return [row["text"] for row in asked(heard.messages)[0]]


def flags(ran) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in ran.out.splitlines()]
    return [row for row in rows if row.get("rule", "").startswith("model/") and not row["silenced"]]


def test_what_a_model_finds_warns_and_does_not_fail(check):
    write("de.po", string(1), string(2, "Besatzer"), string(3))
    with Server(judge) as server:
        ran = check(server, "de.po", "--no-canary")
    assert ran.code == 0, ran.err
    assert [flag["rule"] for flag in flags(ran)] == ["model/accuracy/mistranslation"]
    assert "1 request, 0 answered by the cache" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--fail-on-model", "any"], 1),
        (["--fail-on-model", "any", "--fail-on", "critical"], 0),
        (["--fail-on-model", "any", "--fail-on", "never"], 0),
        (["--fail-on-model", "any", "--exit-zero"], 0),
        (["--fail-on-model", "confirmed"], 0),
        (["--fail-on-model", "never"], 0),
    ],
)
def test_what_fails_of_a_model_is_the_users_choice(check, arguments, code):
    write("de.po", string(2, "Besatzer"))
    with Server(judge) as server:
        assert check(server, "de.po", "--no-canary", *arguments).code == code


def test_a_second_check_asks_nothing(check):
    write("de.po", *(string(number) for number in range(40)), string(41, "Besatzer"))
    with Server(judge) as server:
        first = check(server, "de.po", "--no-canary")
        asked_then = questions(server)
        second = check(server, "de.po", "--no-canary")
        assert questions(server) == asked_then
    assert flags(first) == flags(second)
    assert len(flags(first)) == 1


def test_only_what_changed_is_asked_about_with_its_neighbours_in_sight(check):
    strings = [string(number) for number in range(400)]
    write("de.po", *strings)
    write("other.po", *strings)
    then = commit()
    strings[200] = string(200, "Besatzer")
    write("de.po", *strings)
    with Server(judge) as server:
        ran = check(server, "de.po", "other.po", "--no-canary", "--changed-since", then)
    [heard] = server.heard
    assert shown(heard) == [strings[200][1]]
    for number, seen in ((197, False), (198, True), (202, True), (203, False)):
        assert (strings[number][1] in heard.messages[-1]["content"]) == seen
    assert len(flags(ran)) == 1


def test_an_unchanged_file_costs_nothing(check):
    write("de.po", string(2, "Besatzer"))
    then = commit()
    with Server(judge) as server:
        ran = check(server, "de.po", "--changed-since", then)
    assert server.heard == []
    assert (ran.code, flags(ran)) == (0, [])


def test_an_answer_that_misses_a_planted_error_is_not_believed(check):
    write("de.po", *(string(number) for number in range(9)))
    with Server(lambda heard: says(json.dumps({"segments": clean(heard)}))) as server:
        ran = check(server, "de.po")
        assert ran.code == 3
        assert "missed an error planted in this request" in ran.err
        assert check(server, "de.po", "--no-canary").code == 0


def clean(heard: Heard) -> list[dict[str, object]]:
    return [{"id": row["id"], "errors": []} for row in asked(heard.messages)[0]]


def test_an_endpoint_that_is_down_leaves_gaps_and_never_looks_clean(check):
    write("de.po", string(1))
    with Server([refuses(401, "no")]) as server:
        ran = check(server, "de.po")
    assert ran.code == 3
    assert "incomplete: de.po: 0 of 1 units judged" in ran.err


def test_what_is_not_in_the_cache_has_an_exit_code_of_its_own(check):
    write("de.po", string(1))
    with Server(judge) as server:
        assert check(server, "de.po", "--cache-only").code == 4
    assert server.heard == []


def test_a_dismissed_finding_stays_dismissed_whatever_the_model_calls_it(audit, check):
    write("de.po", string(2, "Besatzer"), string(3))

    def otherwise(heard: Heard) -> Reply:
        reply = json.loads(judge(heard).body["choices"][0]["message"]["content"])
        for entry in reply["segments"]:
            for error in entry["errors"]:
                error |= {"quote": "Besatzer trafen", "category": "terminology/inappropriate", "reason": "Other words."}
        return says(json.dumps(reply))

    with Server(judge) as server:
        model = ("--base-url", server.url, "--model", "m", "--llm", "always")
        audit("baseline", "create", "de.po", *model, "--reason", "meant so")
        assert "Besatzer" in Path(".audit-baseline.json").read_text(encoding="utf-8")
        assert flags(check(server, "de.po", "--no-canary", "--cache", "off")) == []
    with Server(otherwise) as server:
        assert flags(check(server, "de.po", "--no-canary", "--cache", "off")) == []
        write("de.po", string(2, "Besatzer"), string(3), string(4, "Besatzer"))
        assert len(flags(check(server, "de.po", "--no-canary", "--cache", "off"))) == 1
