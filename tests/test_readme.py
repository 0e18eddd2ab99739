"""What the README shows works as it stands there."""

import re
from pathlib import Path

import pytest

from audit import Auditor, Settings, __all__, errors, read_article, render, reporters

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_python_example_runs(tmp_path, capsys):
    (tmp_path / "story.txt").write_text("The raid killed 89 soldiers, raising the death toll to 63.\n")
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102  # it is our own README
    out = capsys.readouterr().out
    assert out.startswith("critical raising the death toll to 63 ")
    assert "| " in out


def test_every_public_name_is_there():
    import audit

    assert [name for name in __all__ if not hasattr(audit, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        audit.nonsense  # noqa: B018


def test_the_exit_codes_are_the_documented_ones():
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert documented | {130} == {code.value for code in errors.ExitCode}


def test_an_article_can_be_read_first_and_audited_later(tmp_path):
    (tmp_path / "story.md").write_text("# The news\n\nThis is the the end of a long story about bread.\n")
    article = read_article("story.md")
    with Auditor(Settings(llm=False), environment={}) as auditor:
        report = auditor.audit(article)
    assert [article.quote(finding.span) for finding in report.findings] == ["the the"]
    assert all(render(report, name) for name in reporters.formats())
