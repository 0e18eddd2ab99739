"""Text, JSON Lines, GitLab, JUnit, Checkstyle, rdjson: what each says of the same check."""

import json
from dataclasses import replace

import pytest

from audit import assets
from audit.domain import Category, Severity
from audit.gate.formats import checkstyle, gitlab, jsonl, junit, rdjson, sarif, text
from audit.gate.inspection import Inspection, Level, Silence

from . import reading, sample


def test_text_reads_like_a_compiler() -> None:
    shop = sample.shop()
    first, second, third = (flag.fingerprint[:8] for flag in shop.flags)
    assert text.render(replace(sample.full(), files=(shop,))) == (
        "locale/fr.po:7:1: error: unread: a quote is missing: close the string\n"
        f"locale/de.po:6:19: error: placeholders: The source has %s here. [{first}]\n"
        "    key: cart.items[0]\n"
        "    text: Sie haben ‹%d› Artikel.\n"
        "    source: You have %s items.\n"
        "    fix: Replace with ‹%s›.\n"
        f"locale/de.po:9:32: warning: doubled: “im” stands twice. [{second}]\n"
        "    key: cart.items[1]\n"
        "    text: Sie haben %s Artikel 🛒 ‹im im› Korb.\n"
        "    source: You have %s items.\n"
        "    fix: Replace with ‹im›.\n"
        "    again: 12:9\n"
        f"locale/de.po:12:15: warning: model/accuracy/untranslated: “Pay” is English. [{third}]\n"
        "    key: cart.pay\n"
        "    text: Jetzt ‹Pay›\n"
        "    source: Pay now\n"
        "    fix: Replace with ‹bezahlen›.\n"
        "note: The wording was not judged: no model is configured.\n"
        "stale: placeholders in locale/it.po: menu.open\n"
        "1 file, 4 units; 1 unchanged; findings: 1 critical, 1 major, 1 minor; silenced: 1 by baseline; "
        "unread: 1 file; stale dismissals: 1; 1,722.2 MQM points per 1,000 words.\n"
        "INCOMPLETE: 1 file could not be read. FAILED: 1 of 3 findings, and 1,722.2 MQM points per 1,000 words "
        "where 10 are allowed.\n"
    )


@pytest.mark.parametrize(
    ("inspection", "verdict"),
    [
        (sample.clean(), "PASSED: no findings."),
        (sample.empty(), "Nothing was checked."),
        (sample.many(2), "FAILED: 1 of 2 findings."),
        (
            replace(sample.clean(), exceeded=("the files of profile ui have 9.0 MQM points",)),
            "FAILED: the files of profile ui have 9.0 MQM points.",
        ),
        (Inspection((sample.story(),)), "INCOMPLETE: 1 unit not judged. PASSED: 2 findings, none fails the check."),
    ],
)
def test_the_last_line_is_the_verdict(inspection: Inspection, verdict: str) -> None:
    assert text.render(inspection).splitlines()[-1] == verdict


def test_a_path_that_would_be_a_command_is_shown_as_a_path() -> None:
    article = sample.catalogue("::error::x.po", sample.PO)
    flag = sample.flag(article, 1, "Ihr", "doubled", Severity.MINOR)
    first = text.render(Inspection((sample.inspected(article, [flag]),))).splitlines()[0]
    assert first == f"./::error::x.po:3:9: warning: doubled: Wrong. [{flag.fingerprint[:8]}]"


def test_the_schema_of_records_knows_our_words_and_leaves_nothing_open() -> None:
    definitions = assets.schema("flag")["$defs"]
    finding = definitions["finding"]["properties"]
    assert finding["category"]["enum"] == [str(word) for word in Category]
    assert finding["severity"]["enum"] == [str(word) for word in Severity]
    assert finding["level"]["enum"] == [str(word) for word in Level]
    assert finding["silenced"]["anyOf"][0]["properties"]["by"]["enum"] == [str(word) for word in Silence]
    for definition in definitions.values():
        assert definition["additionalProperties"] is False
        assert definition["required"] == list(definition["properties"])
        assert all(field.get("description") for field in definition["properties"].values())


def test_records_are_exact() -> None:
    article = sample.catalogue("a.po", [("k", "\x1b[0m", "a \u202eb\u2028c d")])
    flag = sample.flag(article, 1, "\u202eb\u2028c", "doubled", Severity.MINOR, suggestion="\x07")
    line = jsonl.render(Inspection((sample.inspected(article, [flag]),))).split("\n")[0]
    record = json.loads(line)
    assert (record["quote"], record["source"], record["suggestion"]) == ("\u202eb\u2028c", "\x1b[0m", "\x07")
    assert r"\u202eb\u2028c" in line


def test_records_end_with_the_sum() -> None:
    records = reading.jsonl(jsonl.render(sample.full()))
    assert [record["type"] for record in records] == ["unread", "not-audited", *["finding"] * 6, "summary"]
    assert [record["silenced"] for record in records[2:8]] == [*[None] * 5, {"by": "baseline", "reason": "we say Sie"}]
    *_, total = records
    assert (total["files"], total["units"], total["unread"], total["not_audited"], total["silenced"]) == (2, 7, 1, 1, 1)
    assert (total["fails"], total["complete"], total["limit"]) == (True, False, 10.0)
    assert total["findings"] == {"neutral": 1, "minor": 1, "major": 2, "critical": 1}


def test_gitlab_knows_findings_apart_and_again() -> None:
    before, after = (reading.gitlab(gitlab.render(one)) for one in (sample.full(), sample.located(sample.full(), 99)))
    assert len({entry["fingerprint"] for entry in before}) == len(before) == 7
    assert [entry["fingerprint"] for entry in before] == [entry["fingerprint"] for entry in after]
    assert [entry["severity"] for entry in before] == [
        *("critical", "critical"),  # not checked
        *("major", "info", "blocker", "minor", "major"),
    ]
    assert before[4] == {
        "description": "cart.items[0]: ‹%d›: The source has %s here. Replace with ‹%s›.",
        "check_name": "placeholders",
        "fingerprint": sample.shop().flags[0].fingerprint,
        "severity": "blocker",
        "location": {
            "path": "locale/de.po",
            "lines": {"begin": 6, "end": 6},
            "positions": {"begin": {"line": 6, "column": 19}, "end": {"line": 6, "column": 21}},
        },
    }


def test_junit_has_a_case_for_every_unit() -> None:
    root = reading.junit(junit.render(sample.full()))
    assert dict(root.attrib) == {"name": "audit", "tests": "9", "failures": "2", "errors": "2"}
    told = {case.get("name"): [child.tag for child in case] for suite in root for case in suite}
    assert told == {
        "the whole file": ["error"],
        "line 1: Über – the bridge 🌉 was open on Monday.": ["system-out"],
        "line 3: The mayor thanked.": ["system-out"],
        "line 5: It ends.": ["error"],
        "cart.empty": ["skipped"],
        "cart.items[0]": ["failure"],
        "cart.items[1]": ["system-out"],
        "cart.pay": ["system-out"],
        "MQM points per 1,000 words": ["failure"],
    }
    [failure, _] = root.iter("failure")
    assert failure.attrib == {
        "type": "placeholders",
        "message": "‹%d›: The source has %s here. Replace with ‹%s›.",
    }
    assert failure.text.startswith("locale/de.po:6:19: critical: placeholders: The source has %s here.")


def test_junit_names_cases_apart_and_counts_them() -> None:
    article = sample.prose("a.txt", "Same.", "Same.")
    twice = replace(article, pairs=(article.pairs[0], *article.pairs))
    root = reading.junit(junit.render(Inspection((sample.inspected(twice),))))
    assert [case.get("name") for case in root.iter("testcase")] == [
        "line 1: Same.",
        "line 1: Same. (2)",
        "line 3: Same.",
    ]
    [suite] = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "0", "0")


def test_checkstyle_groups_by_file() -> None:
    root = reading.checkstyle(checkstyle.render(sample.full()))
    told = {file.get("name"): [error.get("severity") for error in file] for file in root}
    assert told == {
        "docs/en/bridge.md": ["error", "warning", "info"],
        "locale/de.po": ["error", "warning", "warning"],
        "locale/fr.po": ["error"],
    }
    error = root.find("file[@name='locale/de.po']/error")
    assert (error.get("line"), error.get("column"), error.get("source")) == ("6", "19", "audit.placeholders")


def test_rdjson_counts_bytes_where_the_line_is_known() -> None:
    story = sample.story()
    line = story.report.article.target.text.splitlines()[0]
    flag = replace(story.flags[0], lines=(line,))
    found = reading.rdjson(rdjson.render(Inspection((replace(story, flags=(flag,)),))))[1]
    column = len("Über – the bridge 🌉 was ".encode()) + 1
    where = {"start": {"line": 1, "column": column}, "end": {"line": 1, "column": column + 4}}
    assert column == 31
    assert found["location"] == {"path": "docs/en/bridge.md", "range": where}
    assert found["suggestions"] == [{"range": where, "text": "opened"}]


@pytest.mark.parametrize("lines", [(), ("too short",), ("two", "lines")])
def test_rdjson_names_the_line_where_its_text_is_not_known(lines: tuple[str, ...]) -> None:
    shop = sample.shop()
    flags = tuple(replace(flag, lines=lines) for flag in shop.flags)
    found = reading.rdjson(rdjson.render(Inspection((replace(shop, flags=flags),))))
    assert [one["location"]["range"]["start"] for one in found] == [{"line": 6}, {"line": 9}, {"line": 12}]
    assert not [one for one in found if "suggestions" in one]


def test_rdjson_counts_the_bytes_of_catalogues_too() -> None:
    shop = sample.shop()
    flags = tuple(replace(flag, lines=(f'msgstr "{flag.segment.text}"',)) for flag in shop.flags)
    found = reading.rdjson(rdjson.render(Inspection((replace(shop, flags=flags),))))
    place = found[1]["location"]["range"]
    assert flags[1].lines[0].encode()[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b"im im"
    assert [one.get("suggestions", [{}])[0].get("text") for one in found] == [None, "im", "bezahlen"]


def test_nothing_is_replaced_in_a_line_that_spells_it_otherwise() -> None:
    shop = sample.shop()
    flag = replace(shop.flags[1], lines=('msgstr "Sie haben %s Artikel 🛒 i\\x6d im Korb."',))
    [found] = reading.rdjson(rdjson.render(Inspection((replace(shop, flags=(flag,)),))))
    assert "suggestions" not in found
    assert "column" in found["location"]["range"]["start"]


def test_a_string_that_nothing_translates_goes_by_its_key() -> None:
    article = sample.catalogue("de.po", sample.PO)
    lacking = sample.flag(article, 4, "Pay", "empty", Severity.MINOR)
    file = sample.inspected(article, [replace(lacking, segment=None)])
    unkeyed = sample.inspected(article, [replace(lacking, segment=None, source=None)])
    assert "    key: cart.pay\n" in text.render(Inspection((file,)))
    [result] = reading.sarif(sarif.render(Inspection((file,))))["results"]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "cart.pay"
    cases = [case.get("name") for case in reading.junit(junit.render(Inspection((file,)))).iter("testcase")]
    assert cases == ["cart.pay", "cart.empty", "cart.items[0]", "cart.items[1]", "cart.pay (2)"]
    first = next(reading.junit(junit.render(Inspection((unkeyed,)))).iter("testcase"))
    assert first.get("name") == "the whole file"
