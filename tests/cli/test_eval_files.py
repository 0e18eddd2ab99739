"""`audit eval show | compare | bless` and `--baseline`: what runs that were kept are good for."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import validate

from audit import assets
from audit.bench.store import write_run
from tests.bench.sample import ALPHA, BAD, BETA, GOLD, GOOD, SOME, contestant, knowing, many, prompt, run, write


def kept(name: str, *parts: object, **more: object) -> Path:
    """A run file."""
    path = Path(name)
    path.write_text(write_run(run(*parts, **more)), encoding="utf-8")
    return path


def evaluate(audit, gold: Path, system: str, *arguments: object):
    """A run of the prompt "mine", whose first word says what its model knows."""
    prompt("mine", f"{system} marks words.")
    with knowing({"GOOD": GOOD, "SOME": SOME, "BAD": BAD}) as server:
        how = ["--model", "m", "--base-url", server.url, "--structured", "json_schema", "--prompts", "mine"]
        return audit("eval", gold, "--prompt", "mine", *how, *arguments)


def comparison(out: str) -> dict:
    content = json.loads(out)
    validate(content, assets.schema("eval"))
    return content


def test_a_run_that_was_kept_gives_the_same_table(audit):
    gold = write(Path("gold.jsonl"), many(3))
    first = evaluate(audit, gold, "GOOD", "-o", "out/run.json", "-f", "json")
    validate(json.loads(Path("out/run.json").read_text(encoding="utf-8")), assets.schema("eval"))
    gold.unlink()
    again = audit("eval", "show", "out/run.json", "-f", "json", "-f", "html=table.html")
    assert (again.code, again.out) == (0, first.out)
    assert "mine@m" in Path("table.html").read_text(encoding="utf-8")


def test_a_change_for_the_better_is_decided_where_all_texts_agree(audit):
    gold = write(Path("gold.jsonl"), many(5))
    evaluate(audit, gold, "BAD", "-o", "a.json")
    evaluate(audit, gold, "GOOD", "-o", "b.json")
    found = comparison(audit("eval", "compare", "a.json", "b.json", "-f", "json").out)
    figures = found["figures"].values()
    assert [one["difference"]["value"] for one in figures] == [1, 1, -1]  # the last should fall: clean segments flagged
    assert [one["difference"]["verdict"] for one in figures] == ["better"] * 3
    assert found["one"]["prompts"] != found["other"]["prompts"]
    assert [flip["change"] for flip in found["changed"][0]["flips"]] == ["newly right", "newly right"]
    assert [flip["change"] for flip in found["changed"][1]["flips"]] == ["dropped false", "dropped false"]
    back = comparison(audit("eval", "compare", "b.json", "a.json", "-f", "json").out)
    assert [one["difference"]["verdict"] for one in back["figures"].values()] == ["worse"] * 3


def test_one_text_of_five_decides_nothing(audit):
    kept("a.json", many(5), contestant("all", many(5), GOOD))
    kept("b.json", many(5), contestant("some", many(5), SOME))
    ran = audit("eval", "compare", "a.json", "b.json")
    row = next(line.split() for line in ran.out.splitlines() if line.startswith("  F1, major"))
    assert ran.code == 0
    assert row[2:5] == ["1.00", "0.89", "-0.11"]  # 4 of 5 found and nothing else: F1 = 8/9
    assert row[-2] == "inconclusive"
    assert int(row[-1]) > 0
    assert "CHANGES: 1 lost" in ran.out
    assert "lost, major accuracy/mistranslation, 2 of 2 raters: The ‹ship› sank twice." in ran.out


def test_contestants_of_one_run_are_compared_by_name(audit):
    kept("run.json")
    named = audit("eval", "compare", "run.json", "run.json", "--contestant", "alpha@m", "--contestant", "beta@m")
    assert named.code == 0
    assert "first:  alpha@m" in named.out
    assert "second: beta@m" in named.out
    for words, says in (
        ([], "run.json has 2 contestants: say which with --contestant; there are: alpha@m, beta@m"),
        (["--contestant", "gamma"], "run.json has no contestant 'gamma'; there are: alpha@m, beta@m"),
        (["--contestant", "a", "--contestant", "b", "--contestant", "c"], "--contestant is given at most twice"),
    ):
        ran = audit("eval", "compare", "run.json", "run.json", *words)
        assert (ran.code, says in ran.err) == (2, True), ran.err


def test_runs_over_other_gold_are_refused_unless_documents_are_the_same(audit):
    kept("a.json", GOLD, contestant("alpha", GOLD, ALPHA))
    kept("b.json", many(2), contestant("alpha", many(2), ALPHA), digest="e" * 64)
    refused = audit("eval", "compare", "a.json", "b.json")
    assert refused.code == 2
    assert "the two runs have no document in common" in refused.err
    more = (*GOLD, *many(1))
    kept("c.json", more, contestant("alpha", more, BETA), digest="e" * 64)
    shared = audit("eval", "compare", "a.json", "c.json", "-f", "json")
    found = comparison(shared.out)
    assert found["documents"] == 2
    assert found["remarks"] == ["The runs are over different gold files; compared are the 2 documents they share."]


def test_what_else_differs_is_said(audit):
    judged = {"gaps": {"1": "no answer"}}
    kept("a.json", GOLD, contestant("alpha", GOLD, ALPHA), with_source=False)
    kept("b.json", GOLD, contestant("alpha", GOLD, ALPHA, **judged), min_confidence=0.5)
    for name in ("text", "markdown", "html"):
        said = " ".join(audit("eval", "compare", "a.json", "b.json", "-f", name).out.split())
        assert "Only the second was shown the source." in said
        assert "The second gave no verdict on 2 segments: counted as unmarked." in said


# -- the baseline --------------------------------------------------------------------------------------------------


@pytest.fixture
def blessed(audit) -> Path:
    """Gold of which the prompt knows everything, and a baseline that says so."""
    gold = write(Path("gold.jsonl"), many(5))
    evaluate(audit, gold, "GOOD", "-o", "run.json")
    assert audit("eval", "bless", "run.json", "-o", "kept/baseline.json").code == 0
    return gold


HOLD = ["--baseline", "kept/baseline.json", "--fail-on-regression"]


@pytest.mark.usefixtures("blessed")
def test_a_baseline_holds_figures_and_not_a_word_of_the_gold():
    text = Path("kept/baseline.json").read_text(encoding="utf-8")
    content = json.loads(text)
    validate(content, assets.schema("baseline"))
    assert "boat" not in text
    figures = content["contestants"][0]["figures"]
    assert figures["major.characters.f1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert text.count("\n") > 5


def test_what_is_as_good_as_the_baseline_passes(audit, blessed):
    ran = evaluate(audit, blessed, "GOOD", *HOLD)
    assert ran.code == 0
    assert "regression" not in ran.err


def test_what_has_become_worse_fails(audit, blessed):
    ran = evaluate(audit, blessed, "BAD", *HOLD)
    assert ran.code == 1
    assert "regression: mine@m: F1, major: 1.00 → 0.00, -1.00 (-1.00, -1.00), more than --tolerance 0.02" in ran.err
    assert "regression: mine@m: clean flagged: 0.00 → 1.00, +1.00" in ran.err
    said = evaluate(audit, blessed, "BAD", "--baseline", "kept/baseline.json")
    assert said.code == 0
    assert "regression: mine@m: F1, major" in said.err


def test_so_much_worse_as_the_tolerance_is_not_worse(audit, blessed):
    assert evaluate(audit, blessed, "BAD", *HOLD, "--tolerance", "1").code == 0


def test_a_loss_that_other_texts_would_explain_is_said_and_passes(audit, blessed):
    ran = evaluate(audit, blessed, "SOME", *HOLD)
    assert ran.code == 0
    assert "baseline: mine@m: F1, major: 1.00 → 0.89, -0.11" in ran.err
    assert re.search(r"inconclusive; \d+ more texts would tell", ran.err)


def test_some_documents_are_held_against_the_same_documents_of_the_baseline(audit, blessed):
    assert evaluate(audit, blessed, "BAD", "--documents", "3", *HOLD).code == 1


def test_a_baseline_of_something_else_is_refused(audit, blessed):
    withheld = evaluate(audit, blessed, "GOOD", *HOLD, "--no-source")
    assert withheld.code == 2
    assert "kept/baseline.json was made with the source: evaluate in the same way, or bless anew" in withheld.err
    other = evaluate(audit, write(Path("other.jsonl"), GOLD), "GOOD", *HOLD)
    assert other.code == 2
    assert "mine@m was measured on other gold than this: bless anew" in other.err
    Path("kept/baseline.json").write_text(Path("kept/baseline.json").read_text().replace("mine@m", "yours@m"))
    unknown = evaluate(audit, blessed, "GOOD", *HOLD)
    assert unknown.code == 2
    assert "kept/baseline.json has none of mine@m; it has: yours@m; bless anew" in unknown.err


def test_a_contestant_that_is_not_in_the_baseline_is_said(audit, blessed):
    ran = evaluate(audit, blessed, "GOOD", *HOLD, "--model", "new")
    assert ran.code == 0
    assert "baseline: mine@new is not in it" in ran.err


def test_a_run_with_gaps_is_not_blessed(audit):
    kept("run.json", GOLD, contestant("alpha", GOLD, ALPHA, gaps={"1": "no answer"}))
    ran = audit("eval", "bless", "run.json")
    assert ran.code == 2
    assert "run.json: alpha@m has segments without a verdict: run it again, then bless it" in ran.err
    assert not Path("baseline.json").exists()
