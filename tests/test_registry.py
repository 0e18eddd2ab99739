"""One file is one extension: in our own packages, and in one made here."""

from pathlib import Path

import pytest

from audit import registry
from audit.errors import AssetError

ROOT = Path(__file__).parents[1] / "audit"
KINDS = {"checks": "check", "readers": "read", "reporters": "render"}


@pytest.mark.parametrize(("package", "attribute"), KINDS.items(), ids=KINDS)
def test_every_file_of_ours_is_found(package: str, attribute: str) -> None:
    files = sorted(path.stem for path in (ROOT / package).glob("[!_]*.py"))
    found = registry.discover(f"audit.{package}", attribute)
    assert list(found) == list(registry.names(f"audit.{package}")) == files
    assert all(callable(getattr(module, attribute)) for module in found.values())


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    """An empty package of its own name, so that no test meets the modules of another."""
    name = f"extensions_of_{request.node.name}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.chdir(folder)
    return name


def test_a_new_file_is_a_new_extension(package: str) -> None:
    for name in ("zulu", "alpha", "_private"):
        Path(f"{name}.py").write_text(f"def check(): return {name!r}\n", encoding="utf-8")
    found = registry.discover(package, "check")
    assert {name: module.check() for name, module in found.items()} == {"alpha": "alpha", "zulu": "zulu"}


def test_a_file_without_what_its_kind_must_define_is_named(package: str) -> None:
    Path("alpha.py").write_text("def chekc(): ...\n", encoding="utf-8")
    with pytest.raises(AssetError, match=rf"^{package}\.alpha defines no check$"):
        registry.discover(package, "check")


def test_names_need_no_import(package: str) -> None:
    Path("broken.py").write_text("raise SystemExit\n", encoding="utf-8")
    assert registry.names(package) == ("broken",)


def test_a_package_may_have_no_extensions(package: str) -> None:
    assert registry.discover(package, "check") == {}
