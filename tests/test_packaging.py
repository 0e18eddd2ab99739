"""The wheel, as somebody gets it: built from the checkout, installed into an empty environment, run elsewhere."""

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it; its dependencies are borrowed from this one, after its own packages."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    site = next(home.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin" / "python"


def test_every_prompt_and_schema_travels_inside_the_package(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("prompts", "schemas"):
        for path in (ROOT / folder).iterdir():
            assert f"audit/{folder}/{path.name}" in inside
    for folder in ("style", "script"):
        for path in (ROOT / "audit" / "page" / folder).rglob("*.*s"):
            assert str(path.relative_to(ROOT)) in inside
    assert not any(name.startswith(("tests/", "seeds/", "prompts/", "schemas/")) for name in inside)


def test_the_installed_wheel_audits_an_article(python, tmp_path):
    (tmp_path / "story.txt").write_text("The raid killed 89 soldiers, raising the death toll to 63.\n")
    command = [python, "-m", "audit", "run", "story.txt", "--no-llm", "-f", "json", "-f", "html=report.html"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["findings"][0]["quote"] == "raising the death toll to 63"
    assert "raising the death toll to 63" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_the_installed_wheel_is_the_one_that_ran(python, tmp_path):
    code = "import audit, audit.assets; print(audit.__file__); print(*audit.assets.prompt_names())"
    ran = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    place, prompts = ran.stdout.splitlines()
    assert Path(place).is_relative_to(python.parents[1])
    assert "window-target" in prompts.split()


def test_the_requirements_pin_with_hashes_and_name_no_registry():
    for path in (ROOT / "requirements").glob("*.txt"):
        lines = path.read_text().splitlines()
        assert not [line for line in lines if "://" in line or "--index" in line or "--find-links" in line]
        assert all("==" in line or "--hash=sha256:" in line for line in lines if line.strip())
