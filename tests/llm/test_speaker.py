"""How an endpoint is found out about and adapted to, over real connections: probes, refused formats and parameters."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audit.config.values import Config, Price
from audit.domain import Usage
from audit.llm.endpoint import RUNGS
from audit.llm.model import Answer, Failure, Outcome
from audit.llm.store.cache import Cache

from .server import YES, Heard, Reply, Server, client, outcomes, question, questions, refuses, says

PING = says("PING")
CALL = says(None, finish="tool_calls", tool_calls=[{"function": {"name": "verdict", "arguments": YES}}])


def endpoint(enforces: Iterable[str], ignores: Iterable[str] = (), status: int = 400) -> Callable[[Heard], Reply]:
    """An endpoint that enforces these rungs, accepts and ignores others, and refuses the rest."""

    def reply(heard: Heard) -> Reply:
        if heard.rung in enforces:
            return CALL if heard.rung == "tools" else says(YES)
        if heard.rung == "prompt" or heard.rung in ignores:
            return PING if heard.is_probe else says(f"Why, yes: {YES}")
        return refuses(status, f"{heard.rung}: this response_format or these tools are unavailable now")

    return reply


def kinds(many: list[Outcome]) -> list[type]:
    return [type(one) for one in many]


def probed(server: Server) -> list[str]:
    """The rungs that were probed."""
    return [heard.rung for heard in server.heard if heard.is_probe]


def asked(server: Server) -> list[str]:
    """The rungs of questions."""
    return [heard.rung for heard in server.heard if not heard.is_probe]


# -- which rung holds

HOLDS: dict[str, tuple[Callable[[Heard], Reply], list[str], str]] = {
    "all": (endpoint(RUNGS), ["json_schema"], "json_schema"),
    "all but strict ones": (endpoint(RUNGS[1:]), ["json_schema", "stripped"], "stripped"),
    "tools": (endpoint({"tools"}), ["json_schema", "stripped", "tools"], "tools"),
    "tools; schemas are ignored": (endpoint({"tools"}, RUNGS), ["json_schema", "stripped", "tools"], "tools"),
    "any object": (endpoint({"json_object"}), list(RUNGS[:4]), "json_object"),
    "nothing, and says so": (endpoint(()), list(RUNGS[:4]), "prompt"),
    "nothing, and does not say so": (endpoint((), RUNGS), list(RUNGS[:4]), "prompt"),
}


@pytest.mark.parametrize(("script", "probes", "rung"), HOLDS.values(), ids=HOLDS.keys())
def test_the_strictest_rung_that_holds_is_used(script: Callable[[Heard], Reply], probes: list[str], rung: str) -> None:
    log: list[str] = []
    with Server(script) as server:
        model = client(server.url, log.append, structured="auto")
        done = [*outcomes(model, *questions(3)), *outcomes(model, question("Again?"))]
    assert kinds(done) == [Answer] * 4
    assert (probed(server), asked(server)) == (probes, [rung] * 4)
    assert all(heard.is_probe for heard in server.heard[: len(probes)])
    [found] = [line for line in log if "the schema of answers" in line]
    assert ("does not enforce" in found) is (rung == "prompt")


def test_many_at_once_wait_for_one_probe() -> None:
    def reply(heard: Heard) -> Reply:
        return replace(endpoint({"tools"})(heard), delay=0.03)

    with Server(reply) as server:
        assert kinds(outcomes(client(server.url, structured="auto"), *questions(8))) == [Answer] * 8
    assert (probed(server), asked(server)) == (["json_schema", "stripped", "tools"], ["tools"] * 8)


def test_each_schema_is_probed() -> None:
    loose = {"type": "object", "required": ["why"], "properties": {"why": {"type": "string"}}}
    with Server(endpoint({"json_object"})) as server:
        model = client(server.url, structured="auto")
        outcomes(model, question(), replace(question(), schema=loose, schema_name="why"))
    assert Counter(probed(server)) == dict.fromkeys(RUNGS[:4], 2)


@pytest.mark.parametrize("status", [400, 422, 500, 501])
def test_a_format_is_refused_with_many_a_status(status: int) -> None:
    with Server(endpoint((), status=status)) as server:
        assert kinds(outcomes(client(server.url, structured="auto"), question())) == [Answer]
    assert (probed(server), asked(server)) == (list(RUNGS[:4]), ["prompt"])


LATER = {
    "busy": refuses(429, "Slow down", {"Retry-After": "0"}),
    "failing": refuses(500, "oops"),
    "another body": Reply({"choices": []}),
}


@pytest.mark.parametrize("reply", LATER.values(), ids=LATER.keys())
def test_an_endpoint_that_is_in_trouble_is_probed_on_the_same_rung(reply: Reply) -> None:
    with Server([reply, reply, says(YES)]) as server:
        assert kinds(outcomes(client(server.url, structured="auto"), question())) == [Answer]
    assert (probed(server), asked(server)) == (["json_schema"] * 3, ["json_schema"])


def test_a_probe_that_is_cut_off_has_shown_what_it_should() -> None:
    def reply(heard: Heard) -> Reply:
        return says(' {"verdict": "', finish="length") if heard.is_probe else says(YES)

    with Server(reply) as server:
        assert kinds(outcomes(client(server.url, structured="auto"), question())) == [Answer]
    assert [heard.rung for heard in server.heard] == ["json_schema"] * 2


def test_a_probe_costs_what_it_costs() -> None:
    with Server(endpoint({"stripped"}, {"json_schema"})) as server:
        model = client(server.url, structured="auto", config=Config({"m": Price(1.0, 10.0)}))
        done = outcomes(model, *questions(2))
    total = done[0].usage + done[1].usage
    assert total == Usage(4, 400, 40, total.seconds, cost=total.cost)
    assert total.cost == model.activity.cost == pytest.approx(0.0008)


def test_a_key_that_is_refused_is_refused_once() -> None:
    with Server([refuses(401, "Incorrect API key")]) as server:
        done = outcomes(client(server.url, structured="auto"), *questions(5))
    assert len(server.heard) == 1
    assert all(isinstance(failed, Failure) and "refuses the key (401)" in failed.reason for failed in done)


# -- what is remembered


def test_what_an_endpoint_can_do_is_remembered_by_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite"
    with Server(endpoint({"tools"})) as server:
        with Cache(file) as kept:
            outcomes(client(server.url, kept=kept, structured="auto"), question())
            [(_, fact)] = kept.facts("abilities")
        with Cache(file) as kept:
            outcomes(client(server.url, kept=kept, structured="auto"), question("Again?"))
    assert fact == {"rung": "tools", "limit_name": "max_tokens", "dropped": [], "enforced": True}
    assert (probed(server), asked(server)) == (["json_schema", "stripped", "tools"], ["tools"] * 2)


def pass_days(file: Path, days: int) -> None:
    """Make all that is remembered older."""
    with Cache(file), closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE facts SET at = at - ?", (days * 86_400,))


def test_after_a_week_it_is_probed_anew(tmp_path: Path) -> None:
    file = tmp_path / "answers.sqlite"
    with Server([says(YES)]) as server:
        for days, probes in ((0, 1), (6, 1), (2, 2)):
            pass_days(file, days)
            with Cache(file) as kept:
                outcomes(client(server.url, kept=kept, structured="auto"), question(f"After {days} days?"))
            assert len(probed(server)) == probes


def test_a_fact_that_is_damaged_is_found_out_anew() -> None:
    with Server([says(YES)]) as server, Cache(None) as kept:
        outcomes(client(server.url, kept=kept, structured="auto"), question())
        [(key, fact)] = kept.facts("abilities")
        kept.remember("abilities", key, {**fact, "rung": "grammar"})
        outcomes(client(server.url, kept=kept, structured="auto"), question("Again?"))
    assert len(probed(server)) == 2


NO_PROBES = {
    "425": refuses(425, "too early"),
    "a filter": refuses(403, "flagged by moderation"),
    "a limit on length": refuses(400, "maximum context length is 200 tokens"),
}


@pytest.mark.parametrize("reply", NO_PROBES.values(), ids=NO_PROBES.keys())
def test_an_endpoint_that_takes_no_probe_is_asked_and_nothing_is_remembered(reply: Reply) -> None:
    with Server(lambda heard: reply if heard.is_probe else says(YES)) as server, Cache(None) as kept:
        model = client(server.url, kept=kept, structured="auto")
        assert kinds(outcomes(model, *questions(3))) == [Answer] * 3
        assert (probed(server), asked(server)) == (["json_schema"], ["json_schema"] * 3)
        assert list(kept.facts("abilities")) == []
        outcomes(client(server.url, kept=kept, structured="auto"), question("Again?"))
    assert len(probed(server)) == 2


def test_a_rung_that_is_refused_later_is_left_and_that_is_remembered() -> None:
    refused = endpoint({"tools"})

    def reply(heard: Heard) -> Reply:
        return says(YES) if heard.is_probe else refused(heard)

    with Server(reply) as server, Cache(None) as kept:
        assert kinds(outcomes(client(server.url, kept=kept, structured="auto"), question())) == [Answer]
        assert kinds(outcomes(client(server.url, kept=kept, structured="auto"), question("Again?"))) == [Answer]
    assert asked(server) == ["json_schema", "stripped", "tools", "tools"]
    assert len(probed(server)) == 1


# -- a rung that is pinned


@pytest.mark.parametrize("pinned", RUNGS)
def test_a_pinned_rung_is_used_without_a_probe(pinned: str) -> None:
    with Server(endpoint({pinned})) as server:
        assert kinds(outcomes(client(server.url, structured=pinned), *questions(2))) == [Answer] * 2
    assert [heard.rung for heard in server.heard] == [pinned] * 2


@pytest.mark.parametrize("pinned", RUNGS[:4])
def test_a_pinned_rung_that_is_refused_ends_the_run_with_advice(pinned: str) -> None:
    with Server(endpoint(())) as server:
        done = outcomes(client(server.url, structured=pinned, concurrency=1), *questions(2))
    for failed in done:
        assert isinstance(failed, Failure)
        assert failed.reason.startswith(f"the endpoint answers 400: {pinned}: this response_format")
    assert "--structured auto finds what the endpoint takes" in done[1].reason
    assert [heard.rung for heard in server.heard] == [pinned]


# -- parameters: adapted to once for the run


def picky(heard: Heard) -> Reply:
    """An endpoint as OpenAI's reasoning models are, that enforces nothing."""
    if heard.rung != "prompt":
        return refuses(400, f"response_format or tools: {heard.rung} is unavailable now")
    if "max_tokens" in heard.body:
        message = "Unsupported parameter: 'max_tokens' is not supported. Use 'max_completion_tokens' instead."
        return refuses(400, message)
    if "temperature" in heard.body:
        return refuses(400, "Unsupported value: 'temperature' does not support 0.")
    return says(YES)


def test_max_tokens_is_called_what_the_endpoint_calls_it() -> None:
    with Server(picky) as server:
        model = client(server.url, structured="prompt")
        assert kinds(outcomes(model, *questions(8, max_tokens=77))) == [Answer] * 8
        refused = sum("max_tokens" in heard.body for heard in server.heard)
        assert kinds(outcomes(model, question())) == [Answer]
    assert server.heard[-1].body["max_completion_tokens"] == 4096
    assert "max_tokens" not in server.heard[-1].body
    assert 1 <= refused <= 8
    assert len(server.heard) == refused + 9


def test_max_tokens_whichever_name_the_message_begins_with() -> None:
    def reply(heard: Heard) -> Reply:
        return refuses(400, "Use max_completion_tokens, not max_tokens") if "max_tokens" in heard.body else says(YES)

    with Server(reply) as server:
        assert kinds(outcomes(client(server.url), question())) == [Answer]
    assert server.heard[-1].body["max_completion_tokens"] == 4096


def test_temperature_is_dropped_where_it_is_refused() -> None:
    def reply(heard: Heard) -> Reply:
        return refuses(400, "'temperature' does not support 0") if "temperature" in heard.body else says(YES)

    log: list[str] = []
    with Server(reply) as server:
        model = client(server.url, log.append)
        for number in range(2):
            asks = question(parameters={"temperature": 0, "seed": 1}, sample=number)
            assert kinds(outcomes(model, asks)) == [Answer]
    assert ["temperature" in heard.body for heard in server.heard] == [True, False, False]
    assert all(heard.body["seed"] == 1 for heard in server.heard)
    [line] = [line for line in log if "adapting" in line]
    assert line.startswith("the endpoint refused a parameter, adapting: the endpoint answers 400: 'temperature'")


def test_a_refused_parameter_is_remembered_by_the_next_run() -> None:
    with Server(picky) as server, Cache(None) as kept:
        for number in range(2):
            model = client(server.url, kept=kept, structured="prompt")
            outcomes(model, question(parameters={"temperature": 0}, sample=number))
    assert len(server.heard) == 3 + 1


@pytest.mark.parametrize("structured", ["auto", "prompt"])
def test_everything_at_once_is_adapted_to(structured: str) -> None:
    with Server(lambda heard: replace(picky(heard), delay=0.02)) as server:
        done = outcomes(client(server.url, structured=structured), *questions(8, parameters={"temperature": 0}))
    assert kinds(done) == [Answer] * 8
    assert len(server.heard) <= 4 + 8 * 3


@pytest.mark.parametrize("structured", ["auto", "json_schema"])
@pytest.mark.parametrize("message", ["response_format", "max_tokens", "temperature", "seed"])
def test_an_endpoint_that_is_never_content_is_not_asked_for_ever(message: str, structured: str) -> None:
    with Server([refuses(400, f"I do not like {message}")]) as server:
        [failed] = outcomes(client(server.url, structured=structured), question())
    assert isinstance(failed, Failure)
    assert message in failed.reason
    assert len(server.heard) <= 5


# -- what an endpoint says through a tool


def test_a_tool_that_is_called_with_a_wrong_answer_is_asked_again() -> None:
    wrong = says(None, finish="tool_calls", tool_calls=[{"function": {"name": "verdict", "arguments": "{}"}}])
    with Server([wrong, CALL]) as server:
        [answer] = outcomes(client(server.url, structured="tools"), question())
    assert isinstance(answer, Answer)
    assert "'verdict' is a required property" in server.heard[1].said


def test_an_endpoint_that_answers_beside_the_tool_is_heard() -> None:
    with Server([says(YES, tool_calls=[])]) as server:
        assert kinds(outcomes(client(server.url, structured="tools"), question())) == [Answer]
    assert len(server.heard) == 1
