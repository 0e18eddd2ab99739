"""`audit baseline dismiss` and `undismiss`: one finding at a time."""

import json
import re
from pathlib import Path

import pytest

from tests.gate.catalogues import write

MINOR = ("Bread and milk", "Brot und und Milch")
MAJOR = ("Open the file %s now", "Jetzt die Datei öffnen")
FILE = Path(".audit-baseline.json")


@pytest.fixture
def baseline(audit):
    Path("audit.toml").write_text(
        'files = ["de.po", "story.txt"]\n[checks]\nselect = ["doubled", "placeholders"]\n', encoding="utf-8"
    )
    write("de.po", MINOR, MAJOR)
    return lambda *arguments: audit("baseline", *arguments)


@pytest.fixture
def check(audit):
    return lambda *arguments: audit("check", "--fail-on", "minor", *arguments)


def shown(ran) -> dict[str, str]:
    """Rule -> the digits that text shows of its finding."""
    return dict(re.findall(r"^\S+ \w+: ([\w/]+): .* \[([0-9a-f]{8})\]$", ran.out, re.MULTILINE))


def entries() -> list[dict[str, object]]:
    return json.loads(FILE.read_text(encoding="utf-8"))["dismissals"]


@pytest.mark.parametrize("form", ["{}", "[{}]", "{:.6}"], ids=["digits", "in brackets", "six digits"])
def test_what_a_check_shows_can_be_dismissed(baseline, check, form):
    ran = baseline("dismiss", form.format(shown(check())["doubled"]), "--reason", "a name", "--by", "Mia")
    said = "dismissed: de.po: Bread and milk: doubled: ‹und und›\n.audit-baseline.json: 1 dismissal\n"
    assert (ran.code, ran.out) == (0, said)
    assert [(one["rule"], one["reason"], one["by"]) for one in entries()] == [("doubled", "a name", "Mia")]
    assert [*shown(check())] == ["placeholders"]


def test_several_at_once_are_added_to_what_is_there(baseline, check):
    found = shown(check())
    baseline("dismiss", found["doubled"], "--reason", "one")
    Path("story.txt").write_text("This is the the old bread.\n", encoding="utf-8")
    found |= {"prose": shown(check("story.txt"))["doubled"]}
    assert baseline("dismiss", found["placeholders"], found["prose"], "--reason", "two").code == 0
    assert sorted(one["reason"] for one in entries()) == ["one", "two", "two"]
    assert check().code == 0


def test_all_places_of_a_finding_go_together(baseline, check):
    Path("story.txt").write_text("This is the the bread. It was the the best.\n", encoding="utf-8")
    [found] = set(shown(check("story.txt")).values())
    baseline("dismiss", found, "--reason", "x", "--in", "story.txt")
    places = [one["unit"] for one in entries()]
    assert places == ["It was the the best.", "This is the the bread."]
    assert check("story.txt").code == 0
    baseline("undismiss", found, "--in", "story.txt")
    assert entries() == []


def test_a_report_dismisses_what_no_check_here_would_find(baseline, audit):
    Path("b.properties").write_text("a=Open %s now\n", encoding="utf-8")
    Path("a.properties").write_text("a=Jetzt öffnen\n", encoding="utf-8")
    ran = audit("check", "a.properties", "--source", "b.properties", "-f", "text", "-f", "jsonl=audit.jsonl")
    digits = shown(ran)["placeholders"]
    ran = baseline("dismiss", digits, "--reason", "x", "--in", "a.properties")
    assert (ran.code, "is not among the findings of this check" in ran.err) == (2, True)
    assert not FILE.exists()
    assert baseline("dismiss", digits, "--reason", "x", "--report", "audit.jsonl").code == 0
    assert audit("check", "a.properties", "--source", "b.properties").code == 0


def test_a_report_of_a_model_s_or_a_check_s_finding_holds_what_a_baseline_would(baseline, audit):
    audit("check", "-f", "jsonl=audit.jsonl")
    baseline("create", "--reason", "")
    records = [json.loads(line) for line in Path("audit.jsonl").read_text(encoding="utf-8").splitlines()]
    said = [row for record in records if record["type"] == "finding" for row in record["dismissals"]]
    assert said == entries()


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("12345", "'12345' is no fingerprint: `audit check` shows 8 digits in brackets; 6 will do"),
        ("doubled", "'doubled' is no fingerprint"),
        ("000000", "000000 is not among the findings of this check: were the same files and rules checked?"),
    ],
)
def test_what_names_no_finding_is_refused(baseline, word, says):
    ran = baseline("dismiss", word, "--reason", "x")
    assert (ran.code, says in ran.err) == (2, True)
    assert not FILE.exists()


def test_a_reason_is_asked_for(baseline):
    assert baseline("dismiss", "000000").code == 2


def test_what_is_silenced_already_is_said_to_be(baseline, check):
    digits = shown(check())["doubled"]
    baseline("dismiss", digits, "--reason", "x")
    ran = baseline("dismiss", digits, "--reason", "y")
    assert (ran.code, f"{digits} is silenced already, by baseline" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "word",
    ["Bread and milk", "doubled", "de.po: Bread and milk: doubled: ‹und und›", "FINGERPRINT"],
)
def test_a_dismissal_is_taken_back_by_words_or_by_its_fingerprint(baseline, check, word):
    digits = shown(check())["doubled"]
    baseline("create")
    assert f"de.po: Bread and milk: doubled: ‹und und› [{digits}]" in baseline("show").out
    ran = baseline("undismiss", word.replace("FINGERPRINT", digits))
    said = "counts again: de.po: Bread and milk: doubled: ‹und und›\n.audit-baseline.json: 1 dismissal\n"
    assert (ran.code, ran.out) == (0, said)
    assert [*shown(check())] == ["doubled"]


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("de.po", "'de.po' may be de.po: Bread and milk"),
        ("Butter", "'Butter' is nothing that `audit baseline show` says of a dismissal, and no fingerprint"),
        ("", "'' is nothing that"),
        ("000000", "000000 is not among the dismissed findings of this check"),
    ],
)
def test_what_means_no_dismissal_or_several_changes_nothing(baseline, word, says):
    baseline("create")
    ran = baseline("undismiss", word)
    assert (ran.code, says in ran.err) == (2, True)
    assert len(entries()) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "audit.jsonl:1: this is no record of a check"),
        ("\n[]", "audit.jsonl:2: this is no record of a check: make the report anew"),
        ('{"type": "finding"}', "audit.jsonl:1: the record does not say what dismisses it"),
        ('{"type": "finding", "dismissals": [{}]}', "audit.jsonl:1: the entry lacks 'file'"),
        ('{"type": "summary"}', "123456 is not among the findings of audit.jsonl"),
        ("\udcff", "audit.jsonl: this is no report of a check"),
    ],
)
def test_a_report_that_is_none_is_named_with_its_line(baseline, content, says):
    Path("audit.jsonl").write_bytes(content.encode("utf-8", "surrogateescape"))
    ran = baseline("dismiss", "123456", "--reason", "x", "--report", "audit.jsonl")
    assert (ran.code, says in ran.err) == (2, True)


def test_a_report_that_is_not_there_is_named(baseline):
    ran = baseline("dismiss", "123456", "--reason", "x", "--report", "gone.jsonl")
    assert (ran.code, "gone.jsonl: No such file or directory" in ran.err) == (2, True)
