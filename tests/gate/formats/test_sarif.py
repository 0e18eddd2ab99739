import json
from dataclasses import replace

import pytest

from audit.domain import Severity
from audit.gate.formats import codescanning, sarif
from audit.gate.inspection import Inspection, Silence, Silenced

from . import reading, sample


def results(inspection: Inspection) -> list[dict]:
    return reading.sarif(sarif.render(inspection))["results"]


def test_a_finding_is_told_in_full() -> None:
    [found] = [one for one in results(sample.full()) if one["ruleId"] == "placeholders"]
    fingerprint = sample.shop().flags[0].fingerprint
    assert found == {
        "ruleId": "placeholders",
        "ruleIndex": 2,
        "level": "error",
        "message": {"text": "‹%d›: The source has %s here. Replace with ‹%s›."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "locale/de.po", "uriBaseId": "SRCROOT"},
                    "region": {"startLine": 6, "startColumn": 19, "endLine": 6, "endColumn": 21},
                },
                "logicalLocations": [{"fullyQualifiedName": "cart.items[0]", "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint, "audit/v1": fingerprint},
        "rank": 97.0,
        "properties": {
            "category": "accuracy/mistranslation",
            "severity": "critical",
            "quote": "%d",
            "source": "You have %s items.",
            "suggestion": "%s",
            "detectors": "placeholders",
        },
    }


def test_columns_are_code_points() -> None:
    run = reading.sarif(sarif.render(sample.full()))
    assert run["columnKind"] == "unicodeCodePoints"
    [found] = [one for one in run["results"] if "im im" in one["message"]["text"]]
    assert (
        found["locations"][0]["physicalLocation"]["region"]["startColumn"]
        == len('msgstr "Sie haben %s Artikel 🛒 ') + 1
    )


def test_rules_come_with_their_help() -> None:
    rules = reading.sarif(sarif.render(sample.full()))["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["doubled", "model/accuracy/untranslated", "placeholders"]
    assert rules[0]["shortDescription"] == {"text": "A word stands twice"}
    assert rules[0]["fullDescription"] == {"text": "The same word twice in a row."}
    assert rules[0]["help"] == {"text": "The same word twice in a row.", "markdown": "Hit: *the the*."}
    assert rules[0]["defaultConfiguration"] == {"level": "warning"}
    assert [rule["properties"]["precision"] for rule in rules] == ["high", "medium", "high"]


def test_a_rule_that_nobody_describes_is_listed_all_the_same() -> None:
    run = reading.sarif(sarif.render(replace(sample.full(), rules={})))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [one["ruleId"] for one in run["results"]]


@pytest.mark.parametrize(
    ("by", "reason", "suppression"),
    [
        (Silence.COMMENT, "a brand", {"kind": "inSource", "justification": "a brand"}),
        (Silence.CONFIGURATION, "", {"kind": "external", "justification": "silenced by configuration"}),
        (Silence.BASELINE, "we say Sie", {"kind": "external", "justification": "we say Sie"}),
    ],
)
def test_what_is_silenced_is_suppressed(by: Silence, reason: str, suppression: dict[str, str]) -> None:
    shop = sample.shop()
    silenced = replace(shop.silenced[0], silenced=Silenced(by, reason))
    found = results(Inspection((replace(shop, silenced=(silenced,)),), rules=sample.RULES))
    assert [one["suppressions"] for one in found if "suppressions" in one] == [[suppression]]


def test_github_is_not_shown_what_is_silenced() -> None:
    run = reading.sarif(codescanning.render(sample.full()))
    assert len(run["results"]) == 5
    assert not [one for one in run["results"] if "suppressions" in one]
    assert "automationDetails" not in run  # else upload-sarif ignores its category
    assert reading.sarif(sarif.render(sample.full()))["automationDetails"] == {"id": "audit/"}


def test_a_fix_is_a_replacement_at_the_place() -> None:
    [found] = [one for one in results(sample.full()) if one["ruleId"] == "doubled" and "fixes" in one]
    [fix] = found["fixes"]
    assert fix["description"] == {"text": "Replace with ‹im›."}
    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 9, "startColumn": 32, "endLine": 9, "endColumn": 37},
            "insertedContent": {"text": "im"},
        }
    ]


@pytest.mark.parametrize(
    ("quote", "suggestion", "offered"),
    [
        ("Pay", "bezahlen", True),
        ("Pay", "bezahlen – sofort!", True),
        ("Pay", "", True),
        ("Jetzt", "Nun", True),
        ("Jetzt", "- Nun", False),  # YAML: a list
        ("Jetzt", "!Nun", False),  # YAML: a tag
        ("Pay", 'be"zahlen', False),  # ends a string
        ("Pay", "be'zahlen", False),
        ("Pay", "a & b", False),
        ("Pay", "a, b", False),
        ("Pay", "a\nb", False),
        ("Pay", "a\\b", False),
        ("Pay", "{name}", False),
        ("Pay", "a: b", False),
    ],
)
def test_a_fix_is_offered_only_where_the_file_spells_it_the_same(quote: str, suggestion: str, offered: bool) -> None:
    article = sample.catalogue("de.po", [("k", "Pay now", "Jetzt Pay")])
    flag = sample.flag(article, 1, quote, "doubled", Severity.MINOR, suggestion=suggestion)
    [found] = results(Inspection((sample.inspected(article, [flag]),)))
    assert ("fixes" in found) is offered


def test_repeats_are_related_locations() -> None:
    [related] = [one["relatedLocations"] for one in results(sample.full()) if "relatedLocations" in one]
    assert [one["physicalLocation"]["region"]["startLine"] for one in related] == [12]


def test_an_incomplete_check_says_so() -> None:
    [invocation] = reading.sarif(sarif.render(sample.full()))["invocations"]
    assert invocation["executionSuccessful"] is False
    said = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert said[0] == "unread: locale/fr.po: a quote is missing: close the string"
    assert said[1].startswith("not-audited: docs/en/bridge.md: 1 unit not judged by fluency: no answer")
    assert said[2] == "The wording was not judged: no model is configured."
    assert reading.sarif(sarif.render(sample.clean()))["invocations"] == [
        {"executionSuccessful": True, "toolExecutionNotifications": [], "toolConfigurationNotifications": []}
    ]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("locale/pt BR/a#b?.po", "locale/pt%20BR/a%23b%3F.po"),
        ("c:/x.po", "c%3A/x.po"),
        ("língua/日.po", "l%C3%ADngua/%E6%97%A5.po"),
        ("latin\udce9.po", "latin%E9.po"),  # a file name that is no UTF-8
        ("100%.po", "100%25.po"),
    ],
)
def test_paths_are_uris(path: str, uri: str) -> None:
    article = sample.catalogue(path, sample.PO)
    flag = sample.flag(article, 1, "Ihr", "doubled", Severity.MINOR)
    [found] = results(Inspection((sample.inspected(article, [flag]),)))
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_text_cannot_link() -> None:
    article = sample.catalogue("a.po", [("k", "s", "see [docs](https://evil.example)")])
    flag = sample.flag(article, 1, "[docs](https://evil.example)", "doubled", Severity.MINOR)
    [found] = results(Inspection((sample.inspected(article, [flag]),)))
    assert "](" not in found["message"]["text"]


def test_the_worst_are_kept_and_the_rest_is_said() -> None:
    inspection = sample.many(25_010)
    run = json.loads(sarif.render(inspection))["runs"][0]
    assert len(run["results"]) == 25_000
    dropped = 25_010 - 25_000
    levels = [one["level"] for one in run["results"]]
    assert levels.count("error") == sum(flag.fails for flag in inspection.flags)
    assert levels.count("note") == 25_010 // 3 - dropped
    [notification] = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "10 results did not fit into this log, the worst 25,000 are in it."


def test_an_edit_further_up_changes_no_fingerprint() -> None:
    before, after = results(sample.full()), results(sample.located(sample.full(), 900))
    assert [one["partialFingerprints"] for one in before] == [one["partialFingerprints"] for one in after]
