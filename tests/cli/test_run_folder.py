"""`audit run` over folders and globs: which articles that means, what their reports are called, index and history."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from audit import assets
from tests.gate.catalogues import commit

TOLL = "The raid killed 89 soldiers, raising the death toll to 63.\n"
DOUBLED = "This is the the bread that everybody likes.\n"
CLEAN = "All is well in the village today.\n"
LINE = Draft202012Validator(assets.schema("history"))


def put(path: str, text: str = CLEAN) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def audited(ran) -> list[str]:
    """The articles of which a run has printed reports."""
    return re.findall(r'^    "path": "([^"]*)"', ran.out, re.MULTILINE)


def history(folder: str = "reports") -> list[dict[str, object]]:
    rows = [json.loads(line) for line in Path(folder, "history.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        LINE.validate(row)
    return rows


def listed(folder: str = "reports") -> list[tuple[str, str]]:
    """The rows of the index: where each leads, and its verdict."""
    page = Path(folder, "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr[^>]*data-state="(\w+)"><th[^>]*><a href="([^"]*)"', page)
    return [(link, state) for state, link in rows]


# -- which articles ------------------------------------------------------------------------------------------------


def test_a_folder_is_its_articles_however_deep(audit):
    for path in ("a/b.txt", "a/sub/c.md", "a/d.html", "a/strings.json", "a/de.po", "a/x.png", "a/.hidden/e.txt"):
        put(path, "<p>All is well.</p>" if path.endswith("html") else CLEAN)
    assert audited(audit("run", "a", "--no-llm", "-f", "json")) == ["a/b.txt", "a/d.html", "a/sub/c.md"]


def test_what_git_ignores_and_what_the_configuration_excludes_is_left_out(audit):
    for path in ("a/b.txt", "a/draft.txt", "a/old/c.txt"):
        put(path)
    put(".gitignore", "draft.txt\n")
    put("audit.toml", 'exclude = ["old"]\n')
    commit()
    assert audited(audit("run", "a", "--no-llm", "-f", "json")) == ["a/b.txt"]
    assert audited(audit("run", "a/draft.txt", "--no-llm", "-f", "json")) == ["a/draft.txt"]


def test_a_glob_means_what_it_fits_and_each_file_counts_once(audit):
    for path in ("a/b.txt", "a/sub/c.txt", "a/d.md"):
        put(path)
    ran = audit("run", "a/d.md", "a/**/*.txt", "a/b.txt", "a", "--no-llm", "-f", "json")
    assert audited(ran) == ["a/d.md", "a/b.txt", "a/sub/c.txt"]


@pytest.mark.parametrize(
    ("argument", "says"),
    [
        ("empty", "empty: no article is in this folder, that is no text, Markdown or HTML file"),
        ("*.docx", "*.docx fits no file that can be read"),
    ],
)
def test_what_means_no_article_is_a_mistake(audit, argument, says):
    put("empty/strings.json", "{}")
    ran = audit("run", argument, "--no-llm")
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err


def test_reports_are_no_articles(audit):
    """Written among the articles, or below them, they are not audited by the next run."""
    put("a/b.txt")
    for _ in range(2):
        ran = audit("run", "a", "--no-llm", "-f", "html=a/", "-f", "markdown=a/out/", "-f", "json")
        assert (ran.code, audited(ran)) == (0, ["a/b.txt"])
    assert sorted(path.name for path in Path("a").rglob("*.*")) == [
        "b.html",
        "b.md",
        "b.txt",
        "history.jsonl",
        "index.html",
    ]


# -- what reports are called ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "arguments", "reports"),
    [
        (["a/x.txt", "a/sub/x.txt"], ["a"], ["sub/x", "x"]),
        (["a/x.txt", "a/x.md"], ["a"], ["x.md", "x.txt"]),
        (["a/X.txt", "a/x.md"], ["a"], ["X.txt", "x.md"]),
        (["a/x.txt", "b/x.txt"], ["a", "b"], ["a/x", "b/x"]),
        (["a/x.txt", "b/x.txt"], ["a/x.txt", "b/x.txt"], ["a/x", "b/x"]),
        (["a/x.txt", "b/c/y.txt"], ["a/x.txt", "b/c/y.txt"], ["x", "y"]),
        (["a/index.md", "a/sub/index.md"], ["a"], ["index.md", "sub/index"]),
    ],
)
def test_no_two_reports_share_a_file(audit, files, arguments, reports):
    for file in files:
        put(file)
    assert audit("run", *arguments, "--no-llm", "-f", "html=out/").code == 0
    found = {path.relative_to("out").as_posix().removesuffix(".html") for path in Path("out").rglob("*.html")}
    assert sorted(found - {"index"}) == reports
    assert len(listed("out")) == len(files)


def test_no_report_replaces_what_is_audited(audit):
    story = put("a/story.txt", TOLL)
    ran = audit("run", story, "--no-llm", "-o", "a/")
    assert ran.code == 2
    assert "the report of a/story.txt would replace a/story.txt: write reports to another folder" in ran.err
    assert story.read_text(encoding="utf-8") == TOLL


def test_an_index_replaces_no_page_of_others(audit):
    page = put("site/index.html", "<p>My site.</p>")
    ran = audit("run", put("story.txt"), "--no-llm", "-f", "html=site/")
    assert ran.code == 2
    assert "site/index.html is no index of reports" in ran.err
    assert page.read_text(encoding="utf-8") == "<p>My site.</p>"


# -- index and history ---------------------------------------------------------------------------------------------


def test_the_index_lists_what_must_not_run_first_and_the_run_says_so(audit):
    put("a/fine.txt")
    put("a/toll.txt", TOLL)
    put("a/bread.txt", DOUBLED)
    ran = audit("run", "a", "--no-llm", "-f", "html", "-o", "reports/")
    assert listed() == [("toll.html", "fails"), ("bread.html", "passes"), ("fine.html", "passes")]
    assert "audit: 3 articles: 1 fails, 2 pass" in ran.err
    assert "audit: index: reports/index.html" in ran.err


def test_a_run_adds_a_line_for_each_article(audit):
    put("a/fine.txt")
    put("a/toll.txt", TOLL)
    for _ in range(2):
        audit("run", "a", "--no-llm", "-f", "html=reports/")
    rows = history()
    assert [row["path"] for row in rows] == ["../a/fine.txt", "../a/toll.txt"] * 2
    assert len({row["run"] for row in rows}) == 2
    toll = rows[-1]
    # one critical error of 25 points in 11 words
    assert (toll["words"], toll["penalty"], toll["per_thousand_words"]) == (11, 25, 2272.727)
    assert (toll["findings"], toll["passes"], toll["standard"]) == (
        {"critical": 1},
        False,
        "no major or critical error",
    )
    assert toll["worst"]["quote"] == "raising the death toll to 63"


def test_a_report_of_another_run_stays_in_the_index_until_it_is_deleted(audit):
    audit("run", put("one.txt", TOLL), "--no-llm", "-f", "html=reports/")
    audit("run", put("two.txt"), "--no-llm", "-f", "html=reports/")
    assert listed() == [("one.html", "fails"), ("two.html", "passes")]
    Path("reports/one.html").unlink()
    audit("run", "two.txt", "--no-llm", "-f", "html=reports/")
    assert listed() == [("two.html", "passes")]


def test_the_history_goes_on_from_another_folder(audit, monkeypatch):
    put("a/story.txt", TOLL)
    audit("run", "a", "--no-llm", "-f", "html=reports/")
    monkeypatch.chdir("a")
    audit("run", "story.txt", "--no-llm", "-f", "html=../reports/")
    assert {row["path"] for row in history("../reports")} == {"../a/story.txt"}


def test_reports_without_a_history_are_read_from_their_pages(audit):
    put("a/story.txt", TOLL)
    audit("run", "a", "--no-llm", "-f", "html=reports/")
    Path("reports/history.jsonl").unlink()
    put("reports/broken.html", '<script type="application/json" id="report">{"schema_version":"1.3"}</script>')
    ran = audit("run", put("new.txt"), "--no-llm", "-f", "html=reports/")
    assert listed() == [("story.html", "fails"), ("new.html", "passes")]
    assert "left out of the index: reports/broken.html" in ran.err
    assert [row["report"] for row in history()] == ["new.html", "story.html"]


def test_a_line_that_a_killed_run_left_half_is_passed_over_and_said(audit):
    put("a/story.txt", TOLL)
    audit("run", "a", "--no-llm", "-f", "html=reports/")
    file = Path("reports/history.jsonl")
    file.write_text(file.read_text(encoding="utf-8") + '{"schema_version":"1.0","run":"20', encoding="utf-8")
    ran = audit("run", "a", "--no-llm", "-f", "html=reports/")
    assert ran.code == 0
    assert "reports/history.jsonl:2: passed over: no whole line" in ran.err
    assert [json.loads(line)["report"] for line in file.read_text(encoding="utf-8").splitlines()[::2]] == [
        "story.html",
        "story.html",
    ]
    assert "2 runs: from 2,272.7 to 2,272.7 points" in Path("reports/index.html").read_text(encoding="utf-8")


def test_what_could_not_be_read_is_in_the_index_until_a_run_can(audit):
    put("a/story.txt")
    put("a/empty.txt", "")
    ran = audit("run", "a", "--no-llm", "-f", "html=reports/")
    assert ran.code == 3
    assert "2 articles: 0 fail, 1 passes, 1 could not be audited" in ran.err
    page = Path("reports/index.html").read_text(encoding="utf-8")
    assert "1 article could not be audited." in page
    assert history()[0].keys() == {"schema_version", "run", "path", "reason"}
    put("a/empty.txt")
    audit("run", "a", "--no-llm", "-f", "html=reports/")
    assert "could not be audited" not in Path("reports/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [["-f", "html=out/report.html"], ["-f", "html=out/{name}.html"], ["-o", "out/"]])
def test_only_html_in_a_folder_has_an_index(audit, arguments):
    audit("run", put("story.txt"), "--no-llm", *arguments)
    assert len(list(Path("out").iterdir())) == 1


def test_an_interrupted_run_says_in_the_index_what_it_has_not_audited(tmp_path):
    for number in range(400):
        put(f"a/{number:03}.txt", TOLL * 20)
    command = [sys.executable, "-m", "audit", "run", "a", "--no-llm", "-f", "html=reports/"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        while not Path("reports/history.jsonl").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 3
    rows = history()
    done = sum("report" in row for row in rows)
    assert len(rows) == 400
    assert 0 < done < 400
    assert len(listed()) == done
    page = Path("reports/index.html").read_text(encoding="utf-8")
    assert f"{400 - done} articles could not be audited." in page
    assert page.count("interrupted before it was its turn") == min(100, 400 - done)
