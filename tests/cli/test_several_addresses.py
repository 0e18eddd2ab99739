"""`--base-url` repeated: replicas of one model, from the command line and the environment."""

import json

import pytest
from jsonschema import Draft202012Validator

from audit import assets
from tests.llm.faults.server import FaultServer
from tests.llm.server import Reply, Server, refuses, says

STORY = "Reservists called up\n\nPutin ordered the first call-up of occupiers. Talks were held in Zxville.\n"
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture
def story(tmp_path):
    (tmp_path / "story.txt").write_text(STORY)
    return "story.txt"


def place(server):
    return server.url.removeprefix("http://").removesuffix("/v1")


def run(audit, story, *urls, **options):
    where = [word for url in urls for word in ("--base-url", url)]
    how = [word for name, value in options.items() for word in (f"--{name}", value)]
    return audit("run", story, *where, "--model", "m", "--structured", "json_schema", "--format", "json", *how)


def test_both_are_asked_and_the_log_says_which_has_answered(audit, story):
    with FaultServer() as one, FaultServer() as other:
        ran = audit(
            *("run", story, "--base-url", one.url, "--base-url", other.url, "--model", "m", "--verbose"),
            *("--structured", "json_schema", "--format", "json", "--cache", "off"),
        )
    assert ran.code == 0
    assert json.loads(ran.out)["coverage"]["audited"] == 3
    assert f"model: m at 2 addresses ({place(one)}, {place(other)}), on this machine; the article's text" in ran.err
    assert [bool(server.replies) for server in (one, other)] == [True, True]
    assert all(f" s, {place(server)}\n" in ran.err for server in (one, other))


def test_a_dead_one_is_left_out_and_said(audit, story):
    with FaultServer() as good:
        ran = run(audit, story, NOWHERE, good.url, cache="off")
    assert ran.code == 0
    assert json.loads(ran.out)["coverage"]["audited"] == 3
    assert "127.0.0.1:9 is left out for now, and tried again later: no connection to the endpoint" in ran.err


def test_the_environment_may_name_several(audit, story, monkeypatch):
    with FaultServer() as one, FaultServer() as other:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{one.url}, {other.url}")
        assert run(audit, story, cache="off").code == 0
        assert [bool(server.replies) for server in (one, other)] == [True, True]


def test_the_same_answers_are_found_without_the_second(audit, story):
    with FaultServer() as one, FaultServer() as other:
        first = json.loads(run(audit, story, one.url, other.url, cache="a.sqlite").out)
        second = json.loads(run(audit, story, one.url, cache="a.sqlite").out)
    assert second["findings"] == first["findings"]
    assert second["usage"]["requests"] == 0


def test_another_model_under_one_of_them_is_a_mistake(audit, story):
    with Server(models=["m"]) as one, Server(models=["other"]) as other:
        ran = run(audit, story, one.url, other.url)
    assert (ran.code, ran.out) == (2, "")
    assert f"{place(other)} does not have the model 'm': other: several addresses must serve" in ran.err
    assert all(heard.path == "/v1/models" for heard in [*one.heard, *other.heard])


@pytest.mark.parametrize(
    "command", [["batch", "export", "story.txt", "--model", "m"], ["batch", "submit", "story.txt"]], ids=" ".join
)
@pytest.mark.usefixtures("story")
def test_a_batch_goes_to_one(audit, command):
    ran = audit(*command, "--base-url", "https://a.example/v1", "--base-url", "https://b.example/v1")
    assert ran.code == 2
    assert "a batch goes to one endpoint: give one --base-url" in " ".join(ran.err.split())


def test_each_must_be_a_safe_address(audit, story):
    ran = run(audit, story, "https://a.example/v1", "http://b.example/v1")
    assert ran.code == 2
    assert "http://b.example/v1 is not encrypted" in ran.err


# -- doctor


def listed(reply):
    models = Reply({"object": "list", "data": [{"id": "m"}]})
    return lambda heard: models if heard.path == "/v1/models" else reply(heard)


def enforcing(heard):
    return says('{"segments": []}' if heard.rung in {"json_schema", "stripped"} else "PING")


def ignoring(_heard):
    return says("PING")


def doctor(audit, *servers, form="text"):
    where = [word for server in servers for word in ("--base-url", server.url)]
    return audit("doctor", *where, "--model", "m", "--cache", "off", "--format", form)


def test_the_doctor_examines_each_and_says_where_they_differ(audit):
    with Server(listed(enforcing)) as one, Server(listed(ignoring)) as other:
        ran = doctor(audit, one, other)
    said = " ".join(ran.out.split())
    assert ran.code == 0
    assert f"m at {one.url} is usable" in said
    assert f"m at {other.url} is usable usable at 2 of 2 addresses the addresses differ (json_schema at" in said
    assert said.endswith("and a run asks all alike: give --structured prompt")


def test_one_that_can_be_used_is_enough(audit):
    with Server(listed(enforcing)) as good, Server(listed(lambda _: refuses(401, "no"))) as bad:
        ran = doctor(audit, bad, good, form="json")
    value = json.loads(ran.out)
    assert (ran.code, value["usable"], value["checks"]["endpoint"]["value"]) == (0, True, False)
    assert [(each["endpoint"], each["usable"]) for each in value["replicas"]] == [(good.url, True)]
    assert list(Draft202012Validator(assets.schema("doctor")).iter_errors(value)) == []
