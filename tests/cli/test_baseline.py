"""`audit baseline`: what is dismissed stays dismissed, and no longer than it should."""

import json
from pathlib import Path

import pytest
from jsonschema import validate

from audit import assets
from tests.gate.catalogues import commit, write

MINOR = ("Bread and milk", "Brot und und Milch")
MAJOR = ("Open the file %s now", "Jetzt die Datei öffnen")
CLEAN = ("Save", "Speichern")
FILE = Path(".audit-baseline.json")


@pytest.fixture
def baseline(audit):
    Path("audit.toml").write_text('[checks]\nselect = ["doubled", "placeholders"]\n', encoding="utf-8")
    return lambda *arguments: audit("baseline", *arguments)


@pytest.fixture
def check(audit):
    return lambda *arguments: audit("check", "--fail-on", "minor", *arguments)


def entries() -> list[dict[str, object]]:
    content = json.loads(FILE.read_text(encoding="utf-8"))
    validate(content, assets.schema("dismissals"))
    return content["dismissals"]


def test_what_is_dismissed_does_not_count_any_more(baseline, check):
    write("de.po", MINOR, MAJOR, CLEAN)
    ran = baseline("create", "de.po", "--reason", "known since 2019", "--by", "Mia")
    assert (ran.code, ran.out) == (0, ".audit-baseline.json: 2 dismissals\n")
    assert [(one["file"], one["unit"], one["rule"], one["quote"], one["at"]) for one in entries()] == [
        ("de.po", MINOR[0], "doubled", "und und", 5),
        ("de.po", MAJOR[0], "placeholders", "", 22),
    ]
    assert {(one["reason"], one["by"]) for one in entries()} == {("known since 2019", "Mia")}
    ran = check("de.po")
    assert ran.code == 0
    assert "silenced: 2 by baseline" in ran.out


def test_the_file_is_one_entry_a_line_and_knows_no_line_numbers(baseline):
    write("de.po", MINOR, MAJOR)
    baseline("create", "de.po")
    before = FILE.read_text(encoding="utf-8")
    assert len(before.splitlines()) == 4
    write("de.po", ("New", "Neu"), CLEAN, MAJOR, MINOR)
    baseline("create", "de.po", "--force")
    assert FILE.read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("now", "code"),
    [
        ([CLEAN, ("New", "Neu"), MINOR], 0),
        ([("Bread, milk", MINOR[1])], 1),
        ([(MINOR[0], "Brot und und Butter")], 1),
        ([MINOR, MAJOR], 1),
    ],
    ids=["moved", "another source", "another translation", "something else"],
)
def test_an_edit_opens_a_finding_again_and_nothing_else_does(baseline, check, now, code):
    write("de.po", MINOR)
    baseline("create", "de.po")
    write("de.po", *now)
    assert check("de.po").code == code


def test_entries_follow_a_file_that_is_renamed(baseline, check):
    write("old.po", MINOR)
    baseline("create", "old.po")
    Path("old.po").rename("new.po")
    assert check("new.po").code == 0
    baseline("update", "new.po")
    assert [one["file"] for one in entries()] == ["new.po"]


def test_a_copy_of_a_file_has_dismissed_nothing(baseline, check):
    write("old.po", MINOR)
    baseline("create", "old.po")
    write("copy.po", MINOR)
    assert check("old.po", "copy.po").code == 1


def test_what_means_nothing_any_more_is_said_and_is_no_error(baseline, check):
    write("de.po", MINOR, MAJOR)
    baseline("create", "de.po")
    write("de.po", (MINOR[0], "Brot und Milch"), MAJOR)
    ran = check("de.po")
    assert ran.code == 0
    said = "the baseline’s entry de.po: Bread and milk: doubled: ‹und und› matches nothing any more"
    assert f"audit: {said}" in ran.err
    assert "stale dismissals: 1" in ran.out
    shown = baseline("show", "de.po")
    assert shown.out.splitlines()[0] == "stale: de.po: Bread and milk: doubled: ‹und und›"
    assert shown.out.splitlines()[-1] == ".audit-baseline.json: 2 dismissals, 1 stale"


def test_files_and_rules_that_were_not_looked_at_are_not_stale(baseline, check):
    write("a.po", MINOR)
    write("b.po", MINOR, MAJOR)
    baseline("create", "a.po", "b.po")
    assert "stale" not in check("a.po").out
    assert "stale" not in check("b.po", "--ignore", "doubled").out


def test_only_what_changed_says_nothing_about_the_rest(baseline, check):
    write("de.po", MINOR, CLEAN)
    baseline("create", "de.po")
    then = commit()
    write("de.po", MINOR, CLEAN, ("New", "Neu"))
    ran = check("de.po", "--changed-since", then)
    assert (ran.code, "stale" in ran.out) == (0, False)


def test_update_adds_drops_and_keeps_reasons(baseline, check):
    write("de.po", MINOR, MAJOR)
    baseline("create", "de.po", "--reason", "old")
    write("de.po", MAJOR, ("Salt and pepper", "Salz und und Pfeffer"))
    ran = baseline("update", "de.po", "--reason", "new")
    assert ran.out == ".audit-baseline.json: 2 dismissals, 1 new, 1 dropped\n"
    assert [(one["unit"], one["reason"]) for one in entries()] == [(MAJOR[0], "old"), ("Salt and pepper", "new")]
    assert check("de.po").code == 0


def test_prune_drops_and_adds_nothing(baseline, check):
    write("de.po", MINOR)
    baseline("create", "de.po")
    write("de.po", MAJOR)
    assert baseline("prune", "de.po").out == ".audit-baseline.json: 0 dismissals, 1 dropped\n"
    assert entries() == []
    assert check("de.po").code == 1


def test_entries_of_deleted_files_are_dropped(baseline):
    write("a.po", MINOR)
    write("b.po", MINOR)
    baseline("create", "a.po", "b.po")
    Path("b.po").unlink()
    assert baseline("prune", "a.po").out == ".audit-baseline.json: 1 dismissal, 1 dropped\n"


def test_a_string_whose_error_repeats_is_dismissed_unit_by_unit(baseline, check):
    write("de.po", MINOR, ("Salt and pepper", "Salz und und Pfeffer"))
    baseline("create", "de.po")
    assert len(entries()) == 2
    write("de.po", MINOR, ("Salt and pepper", "Salz und und Pfeffer"), ("Oil and salt", "Öl und und Salz"))
    ran = check("de.po")
    assert ran.code == 1
    assert "silenced: 2 by baseline" in ran.out
    assert "key: Oil and salt" in ran.out


def test_prose_is_known_by_its_sentence(baseline, check):
    story = Path("story.txt")
    story.write_text("The milk was fresh. This is the the old bread.\n", encoding="utf-8")
    baseline("create", "story.txt")
    assert [one["unit"] for one in entries()] == ["This is the the old bread."]
    story.write_text("Good morning.\n\nThis is the\nthe old bread. The milk was fresh.\n", encoding="utf-8")
    assert check("story.txt").code == 0
    story.write_text("This is the the new bread.\n", encoding="utf-8")
    assert check("story.txt").code == 1


def test_paths_are_those_of_the_work_tree(baseline, check, monkeypatch, tmp_path):
    write("web/de.po", MINOR)
    commit()
    baseline("create", "web/de.po")
    assert [one["file"] for one in entries()] == ["web/de.po"]
    monkeypatch.chdir(tmp_path / "web")
    assert check("de.po").code == 0


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", '.audit-baseline.json:1: a baseline is an object with "version" and "dismissals"'),
        ('{"version": 1,\n"dismissals": [', ".audit-baseline.json:2: Expecting value"),
        ('{"version": 9, "dismissals": []}', ".audit-baseline.json:1: version 9 of a baseline is not known, only 1"),
        ('{"version": 1, "dismissals": [\n{},\n{}]}', ".audit-baseline.json:2: the entry lacks 'file'"),
        ('{"version": 1, "dismissals": [\n7]}', ".audit-baseline.json:2: an entry is an object"),
        ("\udcff", "this is no baseline"),
    ],
)
def test_a_file_that_is_no_baseline_names_its_line(check, content, says):
    write("de.po", CLEAN)
    FILE.write_bytes(content.encode("utf-8", "surrogateescape"))
    ran = check("de.po")
    assert ran.code == 2
    assert says in ran.err


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("at", -1, "'at' must be a whole number from 0"),
        ("at", True, "'at' must be a whole number from 0"),
        ("rule", 3, "'rule' must be text"),
        ("side", "left", "'side' is source or target"),
        ("line", 3, "unknown key 'line' in an entry"),
    ],
)
def test_a_damaged_entry_is_named_by_its_line(baseline, check, field, value, says):
    write("de.po", MINOR, MAJOR)
    baseline("create", "de.po")
    content = json.loads(FILE.read_text(encoding="utf-8"))
    content["dismissals"][1][field] = value
    rows = ",\n".join(map(json.dumps, content["dismissals"]))
    FILE.write_text(f'{{"version": 1, "dismissals": [\n{rows}\n]}}', encoding="utf-8")
    ran = check("de.po")
    assert (ran.code, f".audit-baseline.json:3: {says}" in ran.err) == (2, True)


def test_what_is_not_there_cannot_be_updated_and_what_is_there_is_not_replaced(baseline):
    write("de.po", MINOR)
    for command in ("update", "show", "prune"):
        ran = baseline(command, "de.po")
        assert (ran.code, "`audit baseline create` makes it" in ran.err) == (2, True)
    baseline("create", "de.po")
    ran = baseline("create", "de.po")
    assert (ran.code, "--force replaces it" in ran.err) == (2, True)


def test_a_baseline_of_what_was_not_all_read_is_not_complete(baseline):
    write("de.po", MINOR)
    Path("bad.po").write_text('msgid "open\n', encoding="utf-8")
    assert baseline("create", "de.po", "bad.po").code == 3
    assert len(entries()) == 1
