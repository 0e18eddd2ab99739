"""`audit gold`: what is in a gold file, and gold brought in and taken out."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from ..gold.lines import error, file, line, segment
from ..gold.test_review import decided, finding
from ..gold.test_review import file as review_file

ROOT = Path(__file__).parents[2]


@pytest.fixture
def gold() -> Path:
    """Two translations of one document; of its three judged segments one has no errors."""
    first = segment(1, source="Le chat aboie.", raters={"r1": [error(8, 13)], "r2": [error(4, 4, severity="minor")]})
    last = segment(3, source="Fin.", raters={"r2": [error(0, 3, side="source")]})
    return file(Path("gold.jsonl"), line(first, segment(2), last), line(segment(raters={}), id="pets/x", system="x"))


# -- check -------------------------------------------------------------------------------------------------------

CHECKED = """\
documents  2  1 texts, 2 systems
languages  1  fr-en 2
segments   4  2 with source, 1 without errors, 1 not judged
raters     2  r1 2, r2 2
errors     3  neutral 0, minor 1, major 2, critical 0; 1 in the source, 1 without words
"""


def test_a_gold_file_is_counted(audit, gold):
    ran = audit("gold", "check", gold)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(CHECKED)
    assert re.fullmatch(r"sha256     [0-9a-f]{64}\n", ran.out.removeprefix(CHECKED))


def test_a_gold_file_is_counted_for_programs(audit, gold):
    value = json.loads(audit("gold", "check", gold, "--format", "json").out)
    assert len(value.pop("sha256")) == 64
    assert value == {
        "path": "gold.jsonl",
        "documents": 2,
        "texts": 1,
        "systems": 2,
        "languages": {"fr-en": 2},
        "segments": 4,
        "with_source": 2,
        "unjudged": 1,
        "clean": 1,
        "raters": {"r1": 2, "r2": 2},
        "errors": {"neutral": 0, "minor": 1, "major": 2, "critical": 0},
        "in_source": 1,
        "empty": 1,
        "problems": [],
    }


def test_every_line_that_cannot_be_used_is_said_and_the_code_is_2(audit):
    file(Path("gold.jsonl"), line(id=""), line(), line(segment(raters={"r1": [error(8, 99)]}), id="b"))
    ran = audit("gold", "check", "gold.jsonl")
    assert ran.code == 2
    assert ran.out.startswith("documents  1  ")
    assert ran.out.splitlines()[-3] == "cannot be used: 2 (the counts are without them)"
    assert [one.split(": ")[0] for one in ran.out.splitlines()[-2:]] == ["gold.jsonl:1", "gold.jsonl:3"]
    assert "8 to 99 is no place in the target of 14 characters" in ran.out
    value = json.loads(audit("gold", "check", "gold.jsonl", "-f", "json").out)
    assert (value["documents"], len(value["problems"])) == (1, 2)


# -- import ------------------------------------------------------------------------------------------------------

PLANTED = "# translated from: French\n\nThe dog [[barks=>meows|accuracy/mistranslation|major|dogs bark]].\n"
TABLE = "system\tdoc\tdoc_id\trater\tsource\ttarget\tcategory\tseverity\nmt\tpets\t1\tr1\tUn.\t<v>A</v>.\tX\tMajor\n"


@pytest.fixture
def rex() -> Path:
    path = Path("rex.txt")
    path.write_text(PLANTED)
    return path


def test_gold_is_made_on_standard_output(audit, rex):
    ran = audit("gold", "import", "--from", "planted", rex)
    assert (ran.code, ran.err) == (0, "")
    documents = [json.loads(text) for text in ran.out.splitlines()]
    assert [one["id"] for one in documents] == ["rex", "rex/clean"]
    assert documents[0]["segments"][0]["raters"]["planted"][0]["text"] == "meows"


def test_gold_is_made_in_a_file_and_never_over_another(audit, rex):
    arguments = "gold", "import", "--from", "planted", rex, "-o", "new/gold.jsonl"
    assert audit(*arguments) == (0, "new/gold.jsonl: 2 lines\n", "")
    Path("new/gold.jsonl").write_text("by hand")
    ran = audit(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "new/gold.jsonl exists: name another file, or say --force to replace it" in ran.err
    assert Path("new/gold.jsonl").read_text() == "by hand"
    assert audit(*arguments, "--force").code == 0
    assert audit("gold", "check", "new/gold.jsonl").code == 0


def test_languages_that_the_files_do_not_say_have_to_be_said(audit):
    Path("mqm.tsv").write_text(TABLE)
    ran = audit("gold", "import", "--from", "wmt_mqm", "mqm.tsv")
    assert (ran.code, ran.out) == (2, "")
    assert "nothing says which language 'pets/mt' is in: give --target-lang, as in en or de" in ran.err
    ran = audit("gold", "import", "--from", "wmt_mqm", "mqm.tsv", "--target-lang", "en", "--source-lang", "fr")
    assert (json.loads(ran.out)["source_lang"], json.loads(ran.out)["target_lang"]) == ("fr", "en")


def test_two_documents_of_one_name_are_not_mixed(audit, rex):
    ran = audit("gold", "import", "--from", "planted", rex, rex)
    assert (ran.code, ran.out) == (2, "")
    assert "two documents are called 'rex': import their files apart" in ran.err


MISTAKES = {
    "an unknown format to import": (
        ["import", "--from", "csv", "rex.txt"],
        "no format 'csv'; there are: mt_metrics_eval, planted, review, seed, wmt_mqm",
    ),
    "an unknown format to export": (
        ["export", "--to", "csv", "gold.jsonl"],
        "no format 'csv'; there are: mt_metrics_eval, pearmut",
    ),
    "an unknown format to explain": (
        ["formats", "csv"],
        "no format 'csv'; there are: mt_metrics_eval, pearmut, planted",
    ),
    "a file that is not there": (["import", "--from", "planted", "gone.txt"], "gone.txt does not exist"),
    "nothing in the file": (["import", "--from", "wmt_mqm", "empty.tsv"], "nothing was found in these files"),
    "several files to standard output": (
        ["export", "--to", "mt_metrics_eval", "gold.jsonl"],
        "this format has several files (documents/fr-en.docs, human-scores/fr-en.mqm.r1.seg.rating, ...): give",
    ),
    "a place that cannot be written": (
        ["export", "--to", "pearmut", "gold.jsonl", "-o", "rex.txt/campaign.json"],
        "cannot write rex.txt/campaign.json: ",
    ),
    "gold that is none": (["export", "--to", "pearmut", "rex.txt"], "rex.txt:1: not JSON"),
}


@pytest.mark.parametrize(("arguments", "says"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.usefixtures("gold", "rex")
def test_what_is_impossible_is_said(audit, arguments, says):
    Path("empty.tsv").write_text(TABLE.splitlines()[0] + "\n")
    ran = audit("gold", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


# -- export ------------------------------------------------------------------------------------------------------


def test_a_format_of_one_file_goes_to_standard_output_or_where_it_is_wanted(audit, gold):
    printed = audit("gold", "export", "--to", "pearmut", gold).out
    assert json.loads(printed)["info"]["users"] == ["r1", "r2", "not judged yet"]
    assert audit("gold", "export", "--to", "pearmut", gold, "-o", "people.json").code == 0
    Path("folder").mkdir()
    assert audit("gold", "export", "--to", "pearmut", gold, "-o", "folder").code == 0
    assert Path("people.json").read_text() == Path("folder/campaign.json").read_text() == printed


def test_a_format_of_several_files_goes_into_a_folder_and_comes_back(audit, gold):
    ran = audit("gold", "export", "--to", "mt_metrics_eval", gold, "-o", "set")
    assert ran.code == 0
    assert "set/sources/fr-en.txt: 3 lines" in ran.out.splitlines()
    again = audit("gold", "export", "--to", "mt_metrics_eval", gold, "-o", "set")
    assert (again.code, again.out) == (2, "")
    back = json.loads(audit("gold", "import", "--from", "mt_metrics_eval", "set").out)
    assert (back["id"], len(back["segments"])) == ("fr-en/pets/mt", 3)
    assert back["segments"][0]["raters"]["r1"] == [error(8, 13, side="target", text="barks")]


# -- formats -----------------------------------------------------------------------------------------------------


def test_all_formats_are_listed_with_what_they_are(audit):
    lines = audit("gold", "formats").out.splitlines()
    assert [one.split()[:2] for one in lines] == [
        ["import", "mt_metrics_eval"],
        ["import", "planted"],
        ["import", "review"],
        ["import", "seed"],
        ["import", "wmt_mqm"],
        ["export", "mt_metrics_eval"],
        ["export", "pearmut"],
    ]
    assert all(one.endswith((".", "`.")) for one in lines)


def test_a_format_is_explained_in_both_directions(audit):
    out = audit("gold", "formats", "mt_metrics_eval").out
    assert out.startswith("import mt_metrics_eval\n\nError spans of a test set of google-research/mt-metrics-eval")
    assert "\n\nexport mt_metrics_eval\n\nA test set of google-research/mt-metrics-eval, as a folder" in out


def test_help_imports_no_format():
    script = (
        "import sys; from audit.cli.app import main\n"
        "try: main()\nexcept SystemExit: print([one for one in sys.modules if one.startswith('audit.gold.importers')])"
    )
    command = [sys.executable, "-c", script, "gold", "import", "--help"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0
    assert ran.stdout.endswith("\n[]\n"), ran.stderr


# -- our seeds ---------------------------------------------------------------------------------------------------


def test_the_gold_of_the_seeds_is_what_its_commands_make(audit, monkeypatch):
    monkeypatch.chdir(ROOT)
    commands = re.findall(r"^audit (gold import .*?) >>? seeds/gold.jsonl$", Path("seeds/README.md").read_text(), re.M)
    assert len(commands) == 2
    made = "".join(audit(*shlex.split(command)).out for command in commands)
    assert made == Path("seeds/gold.jsonl").read_text(encoding="utf-8"), "make it anew: see seeds/README.md"


def test_the_gold_of_the_seeds_is_the_seed_article_and_the_planted_ones_with_their_twins(audit):
    value = json.loads(audit("gold", "check", ROOT / "seeds" / "gold.jsonl", "-f", "json").out)
    planted = len(list((ROOT / "seeds" / "planted").glob("*.txt")))
    assert planted >= 8
    assert (value["problems"], value["documents"], value["texts"]) == ([], 1 + 2 * planted, 1 + planted)
    assert {*value["raters"]} == {"editor", "planted"}


# -- a review ----------------------------------------------------------------------------------------------------


def test_a_review_is_counted_as_gold(audit):
    review_file(Path("r.json"), decided("accept"), decided("reject", reviewer="ben"))
    ran = audit("gold", "check", "r.json")
    assert ran.code == 0
    assert ran.out.splitlines()[:4] == [
        "documents  1  1 texts, 1 systems",
        "languages  1  fr-en 1",
        "segments   3  1 with source, 1 without errors, 1 not judged",
        "raters     2  anna 2, ben 1",
    ]


def test_what_is_wrong_with_a_review_is_said(audit):
    review_file(Path("r.json"), decided("accept", finding(8, 99)))
    ran = audit("gold", "check", "r.json")
    assert ran.code == 2
    assert "r.json: decisions[0]: 8 to 99 is no place in the target, of 14 characters" in ran.out
