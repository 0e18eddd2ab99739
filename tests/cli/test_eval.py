"""`audit eval` against a real local server: the table, what is missing, replay, samples, limits."""

import json
from pathlib import Path

import pytest
from jsonschema import validate

from audit import assets
from tests.bench.sample import ALPHA, BETA, document, knowing, prompt, segment, write
from tests.llm.server import Reply, Server, refuses, says

VOICES = {"ALPHA": ALPHA, "BETA": BETA}


@pytest.fixture
def gold() -> Path:
    prompt("alpha")
    prompt("beta")
    return write(Path("gold.jsonl"))


def evaluate(audit, url: str, *arguments: object, prompts=("alpha", "beta")):
    chosen = [word for name in prompts for word in ("--prompt", name)]
    how = ["--model", "m", "--base-url", url, "--structured", "json_schema", "--prompts", "mine"]
    return audit("eval", *arguments, *chosen, *how)


def rows(out: str) -> dict[str, dict]:
    content = json.loads(out)
    validate(content, assets.schema("eval"))
    return {row["name"]: row for row in content["rows"]}


def headline(row: dict) -> list[float | None]:
    """F1 of major errors, F1 of all errors, share of clean segments that are flagged."""
    return [None if one["value"] is None else round(one["value"], 3) for one in row["headlines"].values()]


def effort(row: dict) -> dict:
    return row["contestant"]["effort"]


def test_prompts_are_measured_beside_raters_and_baselines(audit, gold):
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "-f", "json")
    found = rows(ran.out)
    assert ran.code == 0
    assert len(server.heard) == 4
    assert list(found)[:5] == ["raters", "alpha@m", "beta@m", "flag all", "flag none"]
    # alpha marks 20 major characters for two raters, who have 22 of them and 30 in all; 8 are common
    assert headline(found["alpha@m"]) == [round(16 / 42, 3), round(16 / 50, 3), 0.5]
    # beta marks 26; 17 are common with major errors, 21 with all; nothing in the clean segments
    assert headline(found["beta@m"]) == [round(34 / 48, 3), round(42 / 56, 3), 0]
    # ann and bob have 8 of 22 in common, both ways, and 16 of 30; ann alone marks one segment of five left out in turn
    assert headline(found["raters"]) == [round(8 / 22, 3), round(16 / 30, 3), 0.2]
    assert [headline(found[name])[2] for name in ("flag all", "flag none")] == [1, 0]


def test_what_a_contestant_cost(audit, gold):
    Path("audit.toml").write_text('[prices]\ncurrency = "USD"\n[prices.m]\ninput = 1.0\noutput = 10.0\n')
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "-f", "json", prompts=("alpha",))
    own = effort(rows(ran.out)["alpha@m"])
    assert (own["usage"]["requests"], own["usage"]["cost"], own["usage"]["currency"]) == (2, 0.0004, "USD")
    assert (own["tokens_a_segment"], own["segments"], own["unjudged"]) == (55, 4, 0)


def test_prompts_may_be_asked_together(audit, gold):
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "-f", "json", prompts=("alpha+beta",))
    row = rows(ran.out)["alpha+beta@m"]
    assert set(row["contestant"]["prompts"]) == {"alpha", "beta"}
    assert row["contestant"]["documents"][0]["findings"] == 2


def test_the_table_goes_to_standard_output_and_progress_does_not(audit, gold):
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold)
    lines = ran.out.splitlines()
    assert lines[0].startswith("gold.jsonl: 2 documents of 2 texts, 4 segments, with the source where there is")
    assert any(line.split()[:2] == ["alpha@m", "0.38"] for line in lines)
    assert max(map(len, lines)) <= 80
    assert "model: m at 127.0.0.1" in ran.err
    assert "model: m at" not in ran.out


def test_the_words_run_may_be_left_out_and_help_shows_both(audit, gold):
    helped = audit("eval", "--help").out
    assert all(word in helped for word in ("compare", "bless", "show", "--samples", "--baseline"))
    with knowing(VOICES) as server:
        assert evaluate(audit, server.url, "run", gold).code == evaluate(audit, server.url, gold).code == 0


# -- what was not judged -------------------------------------------------------------------------------------------


def test_a_segment_without_a_verdict_is_never_clean(audit, gold):
    with Server([refuses(400, "this text is not welcome here")]) as server:
        ran = evaluate(audit, server.url, gold, prompts=("alpha",))
    assert ran.code == 3
    assert ran.out.startswith("INCOMPLETE: alpha@m gave no verdict on 4 of 4 segments.")
    assert "incomplete: alpha@m: no verdict on 4 segments: alpha: " in ran.err
    assert "this text is not welcome here" in ran.err


def test_a_run_is_replayed_with_the_server_gone(audit, gold):
    with knowing(VOICES) as server:
        url = server.url
        first = evaluate(audit, url, gold, "-f", "json", prompts=("alpha",))
    again = evaluate(audit, url, gold, "-f", "json", "--cache-only", prompts=("alpha",))
    assert again.code == 0
    assert headline(rows(again.out)["alpha@m"]) == headline(rows(first.out)["alpha@m"])
    assert effort(rows(again.out)["alpha@m"])["usage"]["cached"] == 2
    unknown = evaluate(audit, url, gold, "--cache-only", prompts=("beta",))
    assert unknown.code == 4
    assert "not in the cache" in unknown.err


def test_a_limit_on_requests_is_one_for_all_contestants(audit, gold):
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "--max-requests", "3", "-f", "json")
        assert len(server.heard) == 3
    found = rows(ran.out)
    assert ran.code == 3
    assert [effort(found[name])["unjudged"] for name in ("alpha@m", "beta@m")] == [0, 2]


def test_a_hopeless_model_does_not_end_the_others(audit, gold):
    def script(heard):
        if heard.body["model"] == "locked":
            return refuses(401, "no", code="invalid_api_key")
        return says('{"segments": []}')

    with Server(script) as server:
        ran = evaluate(audit, server.url, gold, "--model", "locked", "-f", "json", prompts=("alpha",))
    found = rows(ran.out)
    assert ran.code == 3
    assert [effort(found[name])["unjudged"] for name in ("alpha@locked", "alpha@m")] == [4, 0]


# -- how it is asked -----------------------------------------------------------------------------------------------


def test_samples_are_independent_and_agree_as_far_as_they_do(audit, gold):
    seen: list[str] = []

    def script(heard) -> Reply:
        """The boat is marked in every answer, whoever asks; the second time a text is shown, one word more."""
        seen.append(heard.said)
        quotes = [("s1", "boat")] if "boat" in heard.said else []
        if seen.count(heard.said) == 2:
            quotes += [("s2", "was")] if "boat" in heard.said else []
        fields = {"reason": "Wrong.", "category": "style/awkward", "severity": "major", "confidence": 80, "major": 80}
        entries = [{"id": id_, "errors": [{**fields, "quote": word, "correction": word}]} for id_, word in quotes]
        return says(json.dumps({"segments": entries}))

    with Server(script) as server:
        ran = evaluate(audit, server.url, gold, "--samples", "2", "-f", "json", prompts=("alpha",))
        assert len(server.heard) == 4
    # "boat" in both samples, "was" in one: 2 of 3 findings have company; 4 characters against 7, 4 common
    stability = rows(ran.out)["alpha@m"]["contestant"]["stability"]
    assert stability == {"samples": 2, "f1": 0.7273, "f1_major": 0.7273, "in_all": 0.6667, "in_one": 0.3333}


def test_the_source_is_shown_unless_it_is_withheld(audit, gold):
    with Server([says('{"segments": []}')]) as server:
        assert evaluate(audit, server.url, gold, prompts=("document-source",)).code == 0
        assert any("船沉了。" in heard.said for heard in server.heard)
        refused = evaluate(audit, server.url, gold, "--no-source", prompts=("document-source",))
    assert refused.code == 2
    assert "needs a source text" in refused.err


def test_the_default_set_follows_the_source(audit, gold):
    with Server([says("I cannot.")]) as server:
        with_it = rows(evaluate(audit, server.url, gold, "-f", "json", prompts=()).out)["default@m"]
        without = rows(evaluate(audit, server.url, gold, "-f", "json", "--no-source", prompts=()).out)["default@m"]
    assert {name[-7:] for name in with_it["contestant"]["prompts"]} == {"-source"}
    assert {name[-7:] for name in without["contestant"]["prompts"]} == {"-target", "alpha", "beta"}


def test_checks_take_part_only_when_asked(audit):
    prompt("alpha")
    toll = "The raid killed 89 soldiers, raising the death toll to 63."
    gold = write(Path("toll.jsonl"), [document("toll", segment("1", toll, ann=[]))])
    with Server([says('{"segments": []}')]) as server:
        alone = evaluate(audit, server.url, gold, "-f", "json", prompts=("alpha",))
        checked = evaluate(audit, server.url, gold, "-f", "json", "--checks", prompts=("alpha",))
    assert [rows(ran.out)["alpha@m"]["contestant"]["documents"][0]["findings"] for ran in (alone, checked)] == [0, 1]


def test_findings_below_a_confidence_are_left_out(audit, gold):
    with knowing(VOICES, confidence=40) as server:
        ran = evaluate(audit, server.url, gold, "-f", "json", "--min-confidence", "0.5", prompts=("alpha",))
    assert rows(ran.out)["alpha@m"]["contestant"]["documents"][0]["findings"] == 0


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (["--only", "har*"], ["harbour/mt"]),
        (["--only", "*/mt", "--documents", "1", "--seed", "5"], ["bridge/mt"]),
        (["--documents", "2"], ["harbour/mt", "bridge/mt"]),
    ],
)
def test_some_documents_only(audit, gold, arguments, names):
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "-f", "json", *arguments, prompts=("alpha",))
    assert [one["id"] for one in rows(ran.out)["alpha@m"]["contestant"]["documents"]] == names


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.jsonl"], "nowhere.jsonl does not exist"),
        (["broken.jsonl"], "broken.jsonl:1: not JSON"),
        (["gold.jsonl", "--only", "x*"], "--only x*: no document of the gold is called so; there are: harbour/mt"),
        (["gold.jsonl", "--prompt", "alpha+"], "--prompt 'alpha+': between and beside each +"),
        (["gold.jsonl", "--prompt", "alpha", "--prompt", "gamma"], "no prompt 'gamma'; there are: alpha, beta"),
        (["gold.jsonl", "--prompt", "alpha", "--prompt", "window-source", "--no-source"], "needs a source text"),
        (["gold.jsonl", "--fail-on-regression"], "--fail-on-regression needs --baseline FILE"),
        (["gold.jsonl", "--baseline", "none.json"], "none.json does not exist"),
        (["gold.jsonl", "-f", "pdf"], "no format 'pdf'; there are: html, json, markdown, text"),
        (["gold.jsonl", "-f", "json", "-f", "text"], "only one format can go to standard output"),
        (["gold.jsonl", "--samples", "0"], "--samples"),
    ],
)
def test_what_cannot_be_meant_is_said_before_anything_is_sent(audit, arguments, says):
    Path("broken.jsonl").write_text("{\n")
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, *arguments, prompts=())
        assert server.heard == []
    assert ran.code == 2
    assert says in " ".join(ran.err.replace("│", " ").split())


def test_a_model_that_is_listened_to_is_asked_no_prompts(audit, gold):
    ran = audit("eval", gold, "--model", "local", "--prompt", "alpha", "--prompts", "mine")
    assert ran.code == 2
    assert "the embedded model reads, it does not answer prompts" in ran.err


def test_every_format_at_once(audit, gold):
    formats = [word for name in ("json", "markdown", "html") for word in ("-f", f"{name}=out/table.{name}")]
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "-f", "text", *formats)
    assert ran.code == 0
    assert "HEADLINE" in ran.out
    assert rows(Path("out/table.json").read_text(encoding="utf-8"))["beta@m"]
    assert Path("out/table.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "| beta@&#8203;m | 0.71" in Path("out/table.markdown").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_embedded_model_takes_part_as_one_that_is_listened_to(audit, gold):
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, gold, "-f", "json", "--model", "local", prompts=("alpha",))
    found = rows(ran.out)
    [local] = [row for name, row in found.items() if name.startswith("local/")]
    assert ran.code == 0
    assert local["contestant"]["prompts"] == {}
    assert effort(local)["unjudged"] == 0
    assert found["alpha@m"]["contestant"]["prompts"].keys() == {"alpha"}


# -- a review as gold ----------------------------------------------------------------------------------------------


def reviewed(*decisions: tuple[str, int, int, str, str]) -> Path:
    """A review of two sentences that ann and bob have read: (reviewer, start, end, severity, decision) in the first."""
    rows = [
        {
            "finding": {"segment": "s1", "start": a, "end": b, "category": "accuracy/mistranslation", "severity": how},
            "decision": said,
            "reviewer": who,
            "at": "2026-11-23T10:00:00Z",
        }
        for who, a, b, how, said in decisions
    ]
    value = {
        "schema_version": "1.1",
        "report": {"path": "harbour.txt", "digest": "0" * 64},
        "languages": {"source": None, "target": "en"},
        "segments": [{"id": "s1", "target": "The boat sank twice."}, {"id": "s2", "target": "Nobody was hurt."}],
        "seen": {"ann": ["s1", "s2"], "bob": ["s1", "s2"]},
        "decisions": rows,
    }
    path = Path("harbour.review.json")
    path.write_text(json.dumps(value))
    return path


@pytest.mark.usefixtures("gold")
def test_a_review_is_gold_and_its_reviewers_are_raters(audit):
    """ann accepts "boat", bob rejects it and adds "sank"; alpha marks "boat" and "Nobody"."""
    path = reviewed(("ann", 4, 8, "major", "accept"), ("bob", 4, 8, "major", "reject"), ("bob", 9, 13, "major", "add"))
    with knowing(VOICES) as server:
        ran = evaluate(audit, server.url, path, "-f", "json", prompts=("alpha",))
    found = rows(ran.out)
    assert ran.code == 0
    # alpha marks 4 + 6 characters for each of two raters, who have 4 each; it shares 4 with ann: 2 * 4 / (20 + 8)
    assert headline(found["alpha@m"]) == [round(8 / 28, 3), round(8 / 28, 3), 1]
    assert headline(found["raters"])[0] == 0
