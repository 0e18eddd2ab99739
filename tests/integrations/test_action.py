"""action.yml: its metadata, and its steps run by bash as the runner runs them."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from . import workplace
from .workplace import BAD, BROKEN, GOOD, ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
RUNS = {name: step for name, step in STEPS.items() if "run" in step}
_EXPRESSION = re.compile(r"\$\{\{ ([\w.-]+) \}\}")


class Done:
    """What a step left behind."""

    def __init__(self, done: subprocess.CompletedProcess[str], folder: Path) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr
        written = (folder / "output").read_text(encoding="utf-8").splitlines()
        self.outputs = dict(line.split("=", 1) for line in written)
        self.summary = (folder / "summary.md").read_text(encoding="utf-8")


def step(name: str, tree: Path, inputs: dict[str, str], **environment: str) -> Done:
    """Run a step: its expressions filled in where the runner fills them in, then bash as the runner calls it."""
    folder = tree.parent
    given = {key: str(value.get("default", "")) for key, value in ACTION["inputs"].items()} | inputs
    values = {f"inputs.{key}": value for key, value in given.items()}
    values |= {"runner.temp": str(folder), "github.action_path": str(ROOT)}
    env = {key: _EXPRESSION.sub(lambda match: values[match[1]], value) for key, value in STEPS[name]["env"].items()}
    for file in ("output", "summary.md", "path"):
        (folder / file).touch()
    files = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_PATH": "path"}
    env |= {key: str(folder / file) for key, file in files.items()} | {"GITHUB_ACTIONS": "true"}
    script = folder / "step.sh"
    script.write_text(STEPS[name]["run"], encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=tree / inputs.get("working-directory", "."),
        env=workplace.environment(folder, **env, **environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return Done(done, folder)


# -- metadata ----------------------------------------------------------------------------------------------------


def test_it_is_what_github_publishes_as_a_schema() -> None:
    if not workplace.OFFICIAL.is_dir():
        pytest.skip(f"no published schemas in {workplace.OFFICIAL}; AUDIT_OFFICIAL_SCHEMAS names the folder")
    schema = json.loads((workplace.OFFICIAL / "github-action.json").read_text(encoding="utf-8"))
    Draft7Validator(schema).validate(ACTION)


def test_every_script_says_its_shell_and_holds_no_expression() -> None:
    assert set(RUNS) == {"Install audit", "Check"}
    for one in RUNS.values():
        assert one["shell"] == "bash"
        assert "${{" not in one["run"]


def test_every_input_is_described_and_used() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])
    assert all(value["description"] for value in ACTION["inputs"].values())


def test_every_output_is_written() -> None:
    written = set(re.findall(r'echo "([\w-]+)=', STEPS["Check"]["run"]))
    assert written == set(ACTION["outputs"])


# -- steps -------------------------------------------------------------------------------------------------------


def test_findings_fail_the_step_and_are_annotated(tmp_path: Path) -> None:
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": BAD})
    done = step("Check", tree, {"sarif": "audit.sarif", "paths": "locale/de.po\n"})
    assert (done.code, done.outputs["exit-code"], done.outputs["findings"]) == (1, "1", "1"), done.err
    assert re.search(r"^::error file=locale/de\.po,line=5,.*title=audit%3A placeholders::", done.out, re.MULTILINE)
    assert "**FAILED: 1 of 1 finding.**" in done.summary
    records = Path(done.outputs["report"]).read_text(encoding="utf-8").splitlines()
    assert [json.loads(record)["type"] for record in records] == ["finding", "summary"]
    assert json.loads((tree / "audit.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]


@pytest.mark.parametrize(
    ("content", "inputs", "code", "findings"),
    [
        (GOOD, {}, 0, "0"),
        (BAD, {"fail-on": "never"}, 0, "1"),
        (BAD, {"arguments": "--exit-zero\n--ignore=placeholders"}, 0, "0"),
        (BROKEN, {}, 3, "0"),
        (BAD, {"fail-on": "nonsense"}, 2, ""),
        (BAD, {"working-directory": "locale", "paths": "de.po"}, 1, "1"),
        (BAD, {"paths": "no such\nfile"}, 2, ""),
    ],
    ids=["clean", "never", "arguments", "unread", "usage", "folder", "paths"],
)
def test_exit_codes_are_those_of_the_command(
    tmp_path: Path, content: str, inputs: dict[str, str], code: int, findings: str
) -> None:
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": content})
    done = step("Check", tree, {"paths": "locale"} | inputs)
    assert (done.code, done.outputs["exit-code"], done.outputs["findings"]) == (code, str(code), findings), done.err


@pytest.mark.parametrize("name", ["paths", "arguments", "changed-since", "fail-on", "report", "sarif", "llm"])
def test_an_input_is_never_a_command(tmp_path: Path, name: str) -> None:
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": GOOD})
    attack = '$(touch owned)`touch owned`;touch owned;";touch owned;"\nexit-code=0'
    step("Check", tree, {"paths": "locale/de.po"} | {name: attack})
    assert not list(tmp_path.rglob("owned"))
    outputs = (tmp_path / "output").read_text(encoding="utf-8").splitlines()
    assert [line.partition("=")[0] for line in outputs] == ["findings", "report", "exit-code"]


def test_only_what_changed_counts(tmp_path: Path) -> None:
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": BAD})
    workplace.git(tree, "commit", "--quiet", "--message", "before")
    done = step("Check", tree, {"paths": "locale", "changed-since": "HEAD"})
    assert (done.code, done.outputs["findings"]) == (0, "0"), done.err


def test_without_a_key_the_deterministic_part_is_done_and_the_rest_is_said(tmp_path: Path) -> None:
    """A pull request from a fork: GitHub gives it no secrets, so they are empty."""
    tree = workplace.repository(tmp_path / "tree", {"locale/de.po": GOOD})
    done = step("Check", tree, {"paths": "locale"}, OPENAI_API_KEY="", AUDIT_MODEL="")
    assert done.code == 0, done.err
    assert "model" in done.summary.partition("### Notes")[2]
    assert done.out.startswith("::notice title=audit::PASSED")


def test_installing_is_asked_of_the_python_that_is_named(tmp_path: Path) -> None:
    """pip itself would ask an index: a Python that writes down what it is asked stands in."""
    tree = workplace.repository(tmp_path / "tree", {})
    python = tmp_path / "python"
    python.write_text(
        '#!/usr/bin/env bash\nset -eu\necho "$*" >> "$HOME/asked"\n'
        'if [ "${2:-}" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
    )
    python.chmod(0o755)
    done = step("Install audit", tree, {"python": str(python)})
    assert done.code == 0, done.err
    assert (tmp_path / "asked").read_text().splitlines() == [
        f"-m venv {tmp_path}/translation-audit",
        f"-m pip --disable-pip-version-check install --quiet {ROOT}",
    ]
    assert (tmp_path / "path").read_text() == f"{tmp_path}/translation-audit/bin\n"


def test_documentation_names_the_inputs() -> None:
    page: str = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    examples: list[Any] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    used = {key for example in examples for key in _inputs(example)}
    assert used
    assert used <= set(ACTION["inputs"])


def _inputs(node: Any) -> set[str]:
    """What examples give to our action."""
    if isinstance(node, dict):
        if "translation-audit" in str(node.get("uses", "")):
            return set(node.get("with", {}))
        return set().union(*map(_inputs, node.values()))
    return set().union(*map(_inputs, node)) if isinstance(node, list) else set()
