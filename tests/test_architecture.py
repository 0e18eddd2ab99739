"""What import-linter's contracts in pyproject.toml cannot say; those are checked by `make check`."""

import subprocess
import sys

import grimp
import pytest

SLOW = {"openai", "xllamacpp", "trafilatura", "numpy", "py3langid", "pyarrow", "duckdb", "ray", "jsonschema"}
"""Each costs a quarter of a second or more to import."""
WITHOUT_COMMAND = "import sys; from audit.__main__ import main; sys.argv = ['audit', {argument!r}]\n"
EXTENSIONS = [
    "audit.checks",
    "audit.readers",
    "audit.reporters",
    "audit.gate.formats",
    "audit.gold.importers",
    "audit.diff.reporters",
    "audit.corpus.inputs",
    "audit.corpus.summary.reporters",
]
PRINT_MODULES = "try: main()\nexcept SystemExit: pass\nprint('MODULES', *sys.modules)"


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("audit", cache_dir=None)


def is_private(module: str) -> bool:
    return module.rpartition(".")[2].startswith("_")


@pytest.mark.parametrize("package", EXTENSIONS)
def test_an_extension_imports_no_other_extension(imports: grimp.ImportGraph, package: str) -> None:
    every = {module for module in imports.find_children(package) if not is_private(module)}
    assert len(every) > 2
    assert {(one, other) for one in every for other in imports.find_modules_directly_imported_by(one) & every} == set()


@pytest.mark.parametrize("package", EXTENSIONS)
def test_what_extensions_share_imports_none_of_them(imports: grimp.ImportGraph, package: str) -> None:
    every = imports.find_children(package)
    shared = {module for module in every if is_private(module)}
    found = {(one, other) for one in shared for other in imports.find_modules_directly_imported_by(one)}
    assert {(one, other) for one, other in found if other in every - shared} == set()


def test_the_graph_sees_imports_inside_functions(imports: grimp.ImportGraph) -> None:
    assert "audit.llm.endpoint" in imports.find_modules_directly_imported_by("audit.llm.choose")


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_imports_nothing_slow(argument: str) -> None:
    code = WITHOUT_COMMAND.format(argument=argument) + PRINT_MODULES
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    modules = set(done.stdout.rpartition("MODULES ")[2].split())
    assert "audit.cli.app" in modules
    assert modules & SLOW == set()
