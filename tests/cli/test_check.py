"""`audit check` without a model: what is looked at, what fails, what goes where."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gate.catalogues import commit, git, po, write

MINOR = ("Bread and milk", "Brot und und Milch")
MAJOR = ("Open the file %s now", "Jetzt die Datei öffnen")
CLEAN = ("Save", "Speichern")
RULES = ("--select", "doubled", "--select", "placeholders")


@pytest.fixture(autouse=True)
def _no_ci(monkeypatch):
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def check(audit):
    """A check of two checks only: what others find is not the matter here."""
    return lambda *arguments: audit("check", *arguments, *RULES)


def found(ran):
    """(file, line, rule) of what stands, as the text says it."""
    rows = re.findall(r"^(\S+?):(\d+):\d+: (?:error|warning|note): ([^:]+):", ran.out, re.MULTILINE)
    return [(path, int(line), rule) for path, line, rule in rows]


def test_findings_go_to_standard_output_and_everything_else_to_standard_error(check):
    write("de.po", CLEAN, MINOR, MAJOR)
    ran = check("de.po")
    assert found(ran) == [("de.po", 10, "doubled"), ("de.po", 13, "placeholders")]
    assert ran.code == 1
    assert "the wording was not judged" not in ran.err  # who selects rules wants no model
    assert "model: none" in ran.err


@pytest.mark.parametrize(
    ("entries", "arguments", "code"),
    [
        ([CLEAN], [], 0),
        ([MINOR], [], 0),
        ([MAJOR], [], 1),
        ([MAJOR], ["--fail-on", "critical"], 0),
        ([MINOR], ["--fail-on", "minor"], 1),
        ([MAJOR], ["--fail-on", "never"], 0),
        ([MAJOR], ["--exit-zero"], 0),
        ([MAJOR], ["--min-confidence", "1"], 0),
        ([MINOR], ["--max-per-thousand-words", "10"], 1),
        ([MINOR], ["--max-per-thousand-words", "1000"], 0),
        ([MINOR], ["--max-per-thousand-words", "10", "--exit-zero"], 0),
        ([MAJOR], ["--ignore", "placeholders"], 0),
        ([MAJOR], ["--ignore", "placeholder"], 2),
        ([MAJOR], ["--fail-on", "terrible"], 2),
        ([MAJOR], ["--format", "pdf"], 2),
        ([MAJOR], ["--format", "text", "--format", "sarif"], 2),
        ([MAJOR], ["--baseline", "none.json"], 2),
        ([MAJOR], ["--changed-since", "auto"], 2),
        ([MAJOR], ["--changed-since", "main"], 2),
        ([CLEAN], ["--llm", "always"], 3),
        ([MAJOR], ["--require-llm"], 3),
        ([MAJOR], ["--require-llm", "--exit-zero"], 3),
    ],
)
def test_the_exit_code_says_what_came_of_it(check, entries, arguments, code):
    write("de.po", *entries)
    assert check("de.po", *arguments).code == code


def test_a_rule_that_does_not_exist_is_a_usage_error_that_knows_what_was_meant(check):
    write("de.po", CLEAN)
    assert "no rule 'placeholder': did you mean 'placeholders'?" in check("de.po", "--ignore", "placeholder").err


def test_a_file_that_cannot_be_read_does_not_stop_the_others(check):
    write("a.po", MAJOR)
    Path("b.po").write_text(po(CLEAN) + '\nmsgid "open\n', encoding="utf-8")
    ran = check("a.po", "b.po")
    assert ran.code == 3
    assert ("a.po", 7, "placeholders") in found(ran)
    assert any(line.startswith("audit: not checked: b.po: line 9,") for line in ran.err.splitlines())


def test_no_model_is_said_and_is_no_fault(audit):
    write("de.po", CLEAN)
    ran = audit("check", "de.po")
    assert ran.code == 0
    assert "audit: the wording was not judged: no model is configured" in ran.err
    assert "note: the wording was not judged: no model is configured" in ran.out


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"OPENAI_API_KEY": "sk-stray"}, "a key is set but no model is named"),
        ({"AUDIT_MODEL": "gpt-x"}, "OPENAI_API_KEY is not set for the model 'gpt-x'"),
        ({"AUDIT_MODEL": "gpt-x", "OPENAI_API_KEY": ""}, "OPENAI_API_KEY is not set for the model 'gpt-x'"),
    ],
)
def test_a_pull_request_from_a_fork_gets_the_deterministic_part(audit, monkeypatch, environment, says):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write("de.po", CLEAN)
    ran = audit("check", "de.po")
    assert ran.code == 0
    assert f"the wording was not judged: {says}" in ran.err
    assert audit("check", "de.po", "--llm", "never").err.count("the wording") == 0


def test_a_model_that_must_be_asked_and_is_not_there_leaves_everything_unjudged(audit):
    write("de.po", CLEAN, MINOR)
    ran = audit("check", "de.po", "--require-llm")
    assert ran.code == 3
    assert "incomplete: de.po: 0 of 2 units judged; the wording was not judged: no model is configured" in ran.err


def test_several_formats_at_once_do_not_change_the_verdict(check):
    write("de.po", MAJOR)
    plain = check("de.po")
    ran = check("de.po", "-f", "sarif=out/a.sarif", "-f", "gitlab=out/quality.json", "-f", "text")
    assert (ran.code, ran.out) == (plain.code, plain.out)
    [result] = json.loads(Path("out/a.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    [entry] = json.loads(Path("out/quality.json").read_text(encoding="utf-8"))
    assert result["partialFingerprints"]["primaryLocationLineHash"].startswith(entry["fingerprint"])


def test_in_githubs_actions_auto_annotates_and_fills_the_summary(check, monkeypatch):
    write("de.po", MAJOR)
    assert "::error" not in check("de.po", "-f", "auto").out
    Path("summary.md").write_text("# Before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    ran = check("de.po", "-f", "auto")
    assert "::error file=de.po,line=7," in ran.out
    summary = Path("summary.md").read_text(encoding="utf-8")
    assert summary.startswith("# Before\n")
    assert "placeholders" in summary


def test_paths_are_relative_to_the_work_tree_wherever_one_stands(check, monkeypatch, tmp_path):
    write("web/locale/de.po", MAJOR)
    commit()
    assert found(check("web")) == [("web/locale/de.po", 7, "placeholders")]
    monkeypatch.chdir(tmp_path / "web" / "locale")
    assert found(check("de.po")) == [("web/locale/de.po", 7, "placeholders")]


def test_what_git_leaves_out_is_not_looked_at(check):
    write("locale/de/LC_MESSAGES/a.po", MAJOR)
    write("build/locale/de/LC_MESSAGES/b.po", MAJOR)
    Path(".gitignore").write_text("build/\n", encoding="utf-8")
    commit()
    assert found(check()) == [("locale/de/LC_MESSAGES/a.po", 7, "placeholders")]


def test_the_source_of_a_monolingual_file_is_found_and_shown(check):
    for name, text in (("en", "Open the file %s now"), ("de", "Jetzt die Datei öffnen")):
        Path(f"messages_{name}.properties").write_text(f"file.open={text}\n", encoding="utf-8")
    ran = check("messages_de.properties")
    assert found(ran) == [("messages_de.properties", 1, "placeholders")]
    assert "key: file.open" in ran.out
    assert "source: Open the file %s now" in ran.out


def test_a_source_can_be_named(check):
    Path("a.properties").write_text("file.open=Open the file %s now\n", encoding="utf-8")
    Path("b.properties").write_text("file.open=Jetzt die Datei öffnen\n", encoding="utf-8")
    ran = check("b.properties", "--source", "a.properties")
    assert found(ran) == [("b.properties", 1, "placeholders")]
    assert check("a.properties", "b.properties", "--source", "a.properties").code == 2


def test_a_source_that_cannot_be_one_is_that_files_trouble(check):
    write("a.po", MAJOR)
    write("b.po", CLEAN)
    ran = check("a.po", "--source", "b.po")
    assert ran.code == 3
    assert "not checked: a.po holds its source text itself: leave out --source" in ran.err


def test_a_comment_in_the_file_silences_a_rule_and_is_reported_when_idle(check):
    write("de.po", (*MAJOR, "audit: ignore placeholders"), (*CLEAN, "audit: ignore doubled, other"))
    ran = check("de.po")
    assert (ran.code, found(ran)) == (0, [])
    assert "silenced: 1 by comment" in ran.out
    assert "de.po:12: the comment “audit: ignore doubled” silences nothing: delete it" in ran.err
    assert "other" not in ran.err


@pytest.mark.parametrize(
    ("name", "text", "silenced", "idle"),
    [
        ("a.md", "<!-- audit: ignore doubled -->\nFine. It is the the bread. Good.\n\nThe the milk.\n", [2], []),
        ("a.md", "[//]: # (audit: ignore doubled)\n\nNothing is wrong here.\n\nThis is the the milk.\n", [], [3]),
        ("a.html", "<p><!-- audit: ignore -->The the bread.</p>\n<p>The the milk.</p>", [1], []),
    ],
)
def test_a_comment_in_an_article_silences_the_block_that_follows(check, name, text, silenced, idle):
    Path(name).write_text(text, encoding="utf-8")
    ran = check(name, "-f", "jsonl")
    records = [json.loads(line) for line in ran.out.splitlines()]
    found = {one["line"]: one["silenced"] for one in records if one["type"] == "finding"}
    assert sorted(line for line, by in found.items() if by) == silenced
    assert len([by for by in found.values() if by is None]) == 1
    assert re.findall(r"a\.\w+:(\d+): the comment “audit: ignore", ran.err) == [str(line) for line in idle]


def test_a_comment_on_a_group_of_keys_is_idle_only_where_none_of_them_needs_it(check):
    Path("locales").mkdir()
    Path("locales/en.yml").write_text("en:\n  a:\n    b: Bread\n    c: Milk\n", encoding="utf-8")
    file = Path("locales/de.yml")
    file.write_text("de:\n  # audit: ignore doubled\n  a:\n    b: Brot\n    c: Milch und und Ei\n", encoding="utf-8")
    ran = check("locales/de.yml")
    assert (ran.code, "silenced: 1 by comment" in ran.out, "silences nothing" in ran.err) == (0, True, False)
    file.write_text("de:\n  # audit: ignore doubled\n  a:\n    b: Brot\n    c: Milch und Ei\n", encoding="utf-8")
    assert check("locales/de.yml").err.count("silences nothing") == 1


@pytest.mark.parametrize(
    ("ignore", "code"),
    [
        ('rules = ["placeholders"]', 0),
        ('files = ["legacy/**"]', 0),
        ('keys = ["Open*"]', 0),
        ('rules = ["doubled"]', 1),
        ('rules = ["placeholders"]\nfiles = ["other/**"]', 1),
        ('rules = ["placeholders"]\nkeys = ["Save"]', 1),
    ],
)
def test_the_configuration_silences_what_cannot_hold_comments(check, ignore, code):
    write("legacy/de.po", MAJOR)
    Path("audit.toml").write_text(f"[[ignore]]\n{ignore}\n", encoding="utf-8")
    ran = check("legacy/de.po")
    assert ran.code == code
    assert ("silenced: 1 by configuration" in ran.out) == (code == 0)
    assert check("legacy/de.po", "--isolated").code == 1


IDLE = {
    "its rule has run": ('rules = ["doubled"]', True),
    "it silences something": ('rules = ["placeholders"]', False),
    "it silences something, by a glob": ('rules = ["place*"]', False),
    "its rule has not run": ('rules = ["numbers"]', False),
    "models may say more": ('rules = ["model/*"]', False),
    "models may say more of a key": ('keys = ["Save"]', False),
    "there is no such key": ('keys = ["Load"]', True),
    "there is no such file": ('files = ["legacy/**"]', True),
    "there is no such file for models either": ('rules = ["model/*"]\nfiles = ["legacy/**"]', True),
    "the key is there, the file is not": ('files = ["legacy/**"]\nkeys = ["Save"]', True),
    "another key": ('rules = ["placeholders"]\nkeys = ["Save"]', True),
}


@pytest.mark.parametrize(("ignore", "idle"), IDLE.values(), ids=IDLE)
def test_an_entry_of_the_configuration_that_silences_nothing_is_reported(check, ignore, idle):
    write("de.po", MAJOR, CLEAN)
    Path("audit.toml").write_text(f'files = ["*.po"]\n[[ignore]]\n{ignore}\n', encoding="utf-8")
    ran = check("--exit-zero")
    said = f"audit.toml: [[ignore]] with {', '.join(ignore.splitlines())} matches nothing any more: delete it"
    assert (said in ran.err) == idle
    assert ("stale" in ran.out) == idle
    assert ran.code == 0


def test_where_not_everything_was_checked_no_entry_is_idle(check):
    write("de.po", MAJOR)
    Path("audit.toml").write_text('files = ["*.po"]\n[[ignore]]\nrules = ["doubled"]\n', encoding="utf-8")
    then = commit()
    assert "[[ignore]]" in check().err
    for arguments in (["de.po"], ["--changed-since", then]):
        assert "[[ignore]]" not in check(*arguments).err
    Path("bad.po").write_text('msgid "open\n', encoding="utf-8")
    ran = check()
    assert (ran.code, "[[ignore]]" in ran.err) == (3, False)


@pytest.mark.parametrize(
    ("toml", "code"),
    [
        ('fail-on = "minor"', 1),
        ('fail-on = "major"', 0),
        ('[severity]\ndoubled = "critical"', 1),
        ("max-per-thousand-words = 1", 1),
        ('[profiles.ui]\nfiles = ["ui/**"]\nfail-on = "minor"', 1),
        ('[profiles.docs]\nfiles = ["docs/**"]\nfail-on = "minor"', 0),
        ('[profiles.ui]\nfiles = ["ui/**"]\nmax-per-thousand-words = 1', 1),
        ('[profiles.docs]\nfiles = ["docs/**"]\nmax-per-thousand-words = 1', 0),
    ],
)
def test_the_configuration_says_what_fails(check, toml, code):
    write("ui/de.po", MINOR)
    Path("audit.toml").write_text(toml, encoding="utf-8")
    assert check("ui/de.po").code == code


def test_a_glossary_counts(audit):
    write("de.po", ("Empty the shopping cart now", "Leeren Sie jetzt die Einkaufstüte"))
    Path("terms.csv").write_text("source,target\nshopping cart,Warenkorb\n", encoding="utf-8")
    plain = audit("check", "de.po", "--select", "terms")
    ran = audit("check", "de.po", "--select", "terms", "--glossary", "terms.csv")
    assert (found(plain), [rule for _, _, rule in found(ran)]) == ([], ["terms"])


def test_a_correction_stands_at_its_bytes_in_the_file_whatever_its_format(check):
    Path("messages_en.properties").write_text("a=Bread and milk\n", encoding="utf-8")
    Path("messages_de.properties").write_text("# ü\n\na = Käse, Brot und und Milch\n", encoding="utf-8")
    check("messages_de.properties", "-f", "rdjson=out.json")
    [found] = json.loads(Path("out.json").read_text(encoding="utf-8"))["diagnostics"]
    place = found["location"]["range"]
    line = Path("messages_de.properties").read_bytes().split(b"\n")[place["start"]["line"] - 1]
    assert line[place["start"]["column"] - 1 : place["end"]["column"] - 1] == b"und und"
    assert found["suggestions"] == [{"range": place, "text": "und"}]


def test_a_string_that_nothing_translates_is_named_by_its_key(audit):
    Path("messages_en.properties").write_text("a=Bread\nb=Milk\n", encoding="utf-8")
    Path("messages_de.properties").write_text("a=Brot\n", encoding="utf-8")
    ran = audit("check", "messages_de.properties", "--select", "empty", "-f", "rdjson=out.json", "-f", "text")
    assert "\n    key: b\n" in ran.out
    [found] = json.loads(Path("out.json").read_text(encoding="utf-8"))["diagnostics"]
    assert found["message"].startswith("b: ‹Milk›")
    assert found["location"]["path"] == "messages_en.properties"
    assert found["location"]["range"]["start"] == {"line": 2, "column": 3}


class TestOnlyWhatChanged:
    def test_edited_and_new_units_count_and_others_do_not(self, check):
        write("de.po", MAJOR, CLEAN, ("Milk", "Milch"))
        then = commit()
        write("de.po", MAJOR, CLEAN, ("Milk", "Milch und und Ei"), MINOR)
        ran = check("de.po", "--changed-since", then)
        assert found(ran) == [("de.po", 13, "doubled"), ("de.po", 16, "doubled")]
        assert "4 units; 2 unchanged" in ran.out
        assert check("de.po").code == 1

    def test_a_reflowed_and_reordered_file_changes_nothing(self, check):
        write("de.po", MAJOR, MINOR)
        then = commit()
        moved = po(MINOR, MAJOR).replace('msgstr "Brot und', 'msgstr ""\n"Brot "\n"und')
        Path("de.po").write_text(f"# a new comment\n{moved}", encoding="utf-8")
        ran = check("de.po", "--changed-since", then)
        assert (ran.code, found(ran)) == (0, [])

    def test_a_changed_source_counts_though_the_translation_stands(self, check):
        Path("messages_en.properties").write_text("a=Open the file now\nb=Save %s\n", encoding="utf-8")
        Path("messages_de.properties").write_text("a=Jetzt die Datei öffnen\nb=Speichern\n", encoding="utf-8")
        then = commit()
        Path("messages_en.properties").write_text("b=Save %s\n\na=Open the file %s now\n", encoding="utf-8")
        ran = check("messages_de.properties", "--changed-since", then)
        assert found(ran) == [("messages_de.properties", 1, "placeholders")]

    def test_a_string_that_nobody_has_translated_yet(self, audit):
        Path("messages_en.properties").write_text("a=The old words\nb=More old words\n", encoding="utf-8")
        Path("messages_de.properties").write_text("a=Die alten Wörter\n", encoding="utf-8")
        then = commit()
        Path("messages_en.properties").write_text(
            "a=The old words\nb=More old words\nc=The new words\n", encoding="utf-8"
        )
        ran = audit("check", "messages_de.properties", "--select", "empty", "--changed-since", then)
        assert found(ran) == [("messages_en.properties", 3, "empty")]

    def test_sentences_count_by_their_words(self, check):
        write_story("This is the the old bread. The milk was fresh.", "Nobody came to the the talks.")
        then = commit()
        write_story("Nobody came to the\nthe talks.", "The milk was the the best. This is the the old bread.")
        assert [line for _, line, _ in found(check("story.txt", "--changed-since", then))] == [4]

    def test_a_renamed_file_is_compared_with_what_it_was_called(self, check):
        write("old.po", MAJOR, CLEAN, *((f"Word {n}", f"Wort {n}") for n in range(20)))
        then = commit()
        git("mv", "old.po", "new.po")
        assert check("new.po", "--changed-since", then).code == 0

    def test_a_new_file_counts_whole(self, check):
        write("old.po", MAJOR)
        then = commit()
        write("new.po", MINOR)
        assert found(check("old.po", "new.po", "--changed-since", then)) == [("new.po", 7, "doubled")]

    def test_auto_is_the_base_of_the_pull_request(self, check, monkeypatch):
        write("de.po", MAJOR)
        then = commit()
        write("de.po", MAJOR, MINOR)
        monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", then)
        assert found(check("de.po", "--changed-since", "auto")) == [("de.po", 10, "doubled")]


def write_story(*paragraphs: str) -> None:
    Path("story.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")


def test_the_process_says_the_same(tmp_path):
    write(tmp_path / "de.po", MAJOR)
    command = [sys.executable, "-m", "audit", "check", "de.po", "--llm", "never"]
    for arguments, code in (([], 1), (["--exit-zero"], 0), (["--fail-on", "none"], 2), (["--require-llm"], 3)):
        ran = subprocess.run([*command, *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=60)
        assert ran.returncode == code, ran.stderr
        assert "Traceback" not in ran.stderr


MANY = {
    "cart.xcstrings": '{"sourceLanguage": "en", "version": "1.0", "strings": {"Cart": {"localizations": {'
    '"en": {"stringUnit": {"state": "translated", "value": "%d items"}}, '
    '"de": {"stringUnit": {"state": "translated", "value": "%d Artikel"}}, '
    '"fr": {"stringUnit": {"state": "translated", "value": "%s articles"}}}}}}',
    "cart.csv": "key,en,de,fr\nCart,%d items,%d Artikel,%s articles\n",
}


@pytest.mark.parametrize("name", MANY)
def test_a_file_of_many_languages_is_checked_in_each(audit, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(MANY[name], encoding="utf-8")
    ran = audit("check", name, "--isolated", "--llm", "never", "--source-lang", "en", "--format", "jsonl")
    records = [json.loads(line) for line in ran.out.splitlines()]
    flags = [(one["key"], one["rule"], one["quote"]) for one in records if one["type"] == "finding"]
    assert (ran.code, flags) == (1, [("Cart@fr", "placeholders", "%s")])
    assert records[-1]["units"] == 2


@pytest.mark.parametrize(("arguments", "loaded"), [(("--ignore", "language"), False), ((), True)])
def test_the_model_that_knows_languages_is_loaded_only_where_it_is_asked(arguments, loaded):
    """It takes 100 MB."""
    many = [(f"Save the file number {number} in this folder", f"Datei Nummer {number} in diesem Ordner sichern")
            for number in range(30)]  # fmt: skip
    write("de.po", *many, ("Open it", "Please open all of the files that are in this folder now"))
    code = (
        "import sys; from audit.__main__ import main\ntry: main()\nexcept SystemExit: pass\n"
        "print('py3langid' in sys.modules)"
    )
    command = [sys.executable, "-c", code, "check", "de.po", "--llm", "never", "-q", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == str(loaded)
