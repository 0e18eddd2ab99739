"""`audit run` under a configuration: profiles, what ends with 1, and findings that were dismissed."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from audit.domain import Severity

TOLL = "The raid killed 89 soldiers, raising the death toll to 63.\n"
DOUBLED = "This is the the bread. It was the the best.\n"


@pytest.fixture
def report(audit):
    def run(*arguments: object):
        ran = audit("run", *arguments, "--no-llm", "-f", "json")
        return ran.code, json.loads(ran.out)

    return run


def put(path: str, text: str) -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


# -- profiles ------------------------------------------------------------------------------------------------------

LEGAL = """
[profiles.legal]
files = ["legal/*"]
weights = { critical = 100 }
fail-on = "minor"
"""


@pytest.mark.parametrize(
    ("path", "arguments", "penalty", "standard"),
    [
        ("legal/a.txt", [], 100, ("legal", Severity.MINOR)),
        ("news/a.txt", [], 25, ("", Severity.MAJOR)),
        ("legal/a.txt", ["--weights", "critical=7"], 7, ("legal", Severity.MINOR)),
        ("legal/a.txt", ["--weights", "minor=7"], 100, ("legal", Severity.MINOR)),
        ("legal/a.txt", ["--fail-on", "critical"], 100, ("legal", Severity.CRITICAL)),
        ("legal/a.txt", ["--fail-on", "never"], 100, ("legal", None)),
    ],
)
def test_the_profile_of_a_file_scores_it_unless_the_command_line_does(report, path, arguments, penalty, standard):
    put("audit.toml", LEGAL)
    _, said = report(put(path, TOLL), *arguments)
    assert said["score"]["penalty"] == penalty
    assert (said["standard"]["name"], said["standard"]["fail_on"]) == standard
    assert f"/{penalty}/0.1" in said["signature"]["string"]


def test_without_a_configuration_major_errors_fail_the_article_and_not_the_run(report):
    code, said = report(put("a.txt", TOLL))
    assert (code, said["standard"]["fail_on"], said["standard"]["passes"]) == (0, "major", False)


@pytest.mark.parametrize(
    ("configuration", "arguments", "code"),
    [
        ("", [], 0),
        ("[checks]\nquotes = 'off'\n", [], 0),
        ("fail-on = 'major'\n", [], 1),
        ("fail-on = 'never'\n", [], 0),
        ("max-per-thousand-words = 50\n", [], 1),
        ("max-per-thousand-words = 5000\nfail-on = 'never'\n", [], 0),
        (LEGAL, [], 1),
        ("fail-on = 'major'\n", ["--fail-on", "never"], 0),
        ("max-per-thousand-words = 50\n", ["--fail-on", "never"], 0),
        ("fail-on = 'never'\n", ["--fail-on", "critical"], 1),
    ],
)
def test_the_exit_code_is_0_unless_somebody_has_said_what_fails(audit, configuration, arguments, code):
    put("audit.toml", configuration)
    assert audit("run", put("a.txt", TOLL), "--no-llm", *arguments).code == code


def test_checks_and_severities_are_those_of_the_configuration(report):
    put("audit.toml", "[checks]\nnumbers = 'off'\n[severity]\ndoubled = 'critical'\n")
    _, said = report(put("a.txt", TOLL + "\n" + DOUBLED))
    assert [(one["quote"], one["severity"]) for one in said["findings"]] == [("the the", "critical")]


# -- dismissed -----------------------------------------------------------------------------------------------------


@pytest.fixture
def dismissed(audit):
    """A baseline with what two articles say today, in the folder of a project."""
    put("audit.toml", "files = ['*.txt']\n")
    put("docs/a.txt", TOLL)
    put("docs/b.txt", DOUBLED)
    assert audit("baseline", "create", "docs/a.txt", "docs/b.txt", "--reason", "known").code == 0


LEFT_OUT = "left out of report and score: dismissed in .audit-baseline.json (`audit baseline show` lists them)."


@pytest.mark.usefixtures("dismissed")
def test_what_is_dismissed_is_neither_in_the_report_nor_in_the_score(report):
    code, said = report("docs/a.txt", "--fail-on", "minor")
    assert (code, said["findings"], said["score"]["penalty"], said["standard"]["passes"]) == (0, [], 0, True)
    assert said["article"]["path"] == "docs/a.txt"
    assert f"1 finding is {LEFT_OUT}" in said["notes"]


@pytest.mark.usefixtures("dismissed")
def test_the_path_of_an_article_does_not_matter(report, monkeypatch):
    monkeypatch.chdir("docs")
    assert report("a.txt")[1]["findings"] == []
    assert report(Path("a.txt").resolve())[1]["findings"] == []
    assert report("../docs/a.txt")[1]["findings"] == []


@pytest.mark.usefixtures("dismissed")
def test_an_edited_sentence_is_open_again_and_its_neighbour_is_not(report):
    put("docs/b.txt", DOUBLED.replace("best", "worst"))
    _, said = report("docs/b.txt")
    assert [(one["quote"], one["start"]) for one in said["findings"]] == [("the the", 30)]
    assert f"1 finding is {LEFT_OUT}" in said["notes"]


def test_a_finding_with_one_place_dismissed_keeps_the_others(report):
    kiev = "Talks began in Kyiv on Monday. Kiev was calm. Nobody in Kiev spoke.\n"
    _, before = report(put("a.txt", kiev))
    [found] = before["findings"]
    assert len(found["repeats"]) == 1
    entry = {
        "file": "a.txt",
        "unit": "Kiev was calm.",
        "rule": "names",
        "quote": "Kiev",
        "at": 0,
        "length": 4,
        "source": "",
        "target": digest("Kiev was calm."),
    }
    put(".audit-baseline.json", json.dumps({"version": 1, "dismissals": [entry]}))
    [left] = report("a.txt")[1]["findings"]
    assert (left["start"], left["repeats"]) == (kiev.rindex("Kiev"), [])


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


@pytest.mark.usefixtures("dismissed")
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--no-baseline"], 0, ""),
        (["--baseline", "none.json"], 2, "none.json: No such file or directory: is the path of the baseline right?"),
        (["--baseline", "other.json"], 0, ""),
        (["--baseline", "other.json", "--no-baseline"], 2, "--baseline and --no-baseline contradict each other"),
    ],
)
def test_another_baseline_and_none(audit, arguments, code, says):
    put("other.json", '{"version": 1, "dismissals": []}')
    ran = audit("run", "docs/a.txt", "--no-llm", *arguments)
    assert ran.code == code
    assert says in ran.err
    assert ("‹raising the death toll to 63›" in ran.out) is (code == 0)


@pytest.mark.parametrize(
    ("configuration", "text", "says"),
    [
        (
            "[[ignore]]\nrules = ['doubled']\n",
            "This is the the bread that everybody likes.\n",
            "silenced by an `ignore` in audit.toml.",
        ),
        (
            "",
            "<!-- audit: ignore doubled -->\nThis is the the bread that everybody likes.\n",
            "silenced by a comment in the file.",
        ),
    ],
)
def test_other_silences_hold_as_in_a_check(report, configuration, text, says):
    put("audit.toml", configuration)
    _, said = report(put("a.md", text))
    assert said["findings"] == []
    assert f"1 finding is left out of report and score: {says}" in said["notes"]
