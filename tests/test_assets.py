"""The prompts and schemas we ship: that they are found, wherever the package lies, and good for what they are for."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from jsonschema import Draft202012Validator

from audit import assets
from audit.domain import Category, Severity
from audit.errors import AssetError
from audit.llm.budget import tokens
from audit.prompting.library import Library
from audit.prompting.lint import lint
from audit.prompting.prompt import Prompt

ROOT = Path(__file__).parents[1]
LIBRARY = Library()
SHIPPED = {name: LIBRARY.prompt(name) for name in LIBRARY.names()}
CLAIMS = assets.schema("claims")

# -- what we ship ------------------------------------------------------------------------------------------------


def test_there_is_a_prompt_with_and_without_a_source_for_segments_and_for_the_whole_article() -> None:
    every = {(prompt.scope, prompt.source) for prompt in SHIPPED.values()}
    about_texts = {(scope, source) for scope in ("window", "document", "finding") for source in (True, False)}
    assert every == about_texts | {("explanation", False)}
    first = {(prompt.scope, prompt.source) for prompt in SHIPPED.values() if prompt.opinion == "first"}
    assert first >= {("window", True), ("window", False), ("document", False)}


@pytest.mark.parametrize("prompt", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_prompt_has_nothing_wrong_with_it(prompt: Prompt) -> None:
    assert list(lint([prompt.name], LIBRARY, tokens)) == []


@pytest.mark.parametrize("prompt", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_prompt_has_all_it_needs(prompt: Prompt) -> None:
    assert [part.role for part in prompt.sections] == ["system", "user"]
    assert prompt.variables >= {"target_language"}
    assert ("source_language" in prompt.variables) == prompt.source
    assert prompt.description
    assert prompt.parameters == {"temperature": 0}


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda path: path.stem)
def test_a_shipped_schema_is_a_schema(path: Path) -> None:
    Draft202012Validator.check_schema(assets.schema(path.stem))


def test_a_model_may_name_only_categories_and_severities_that_exist() -> None:
    error = CLAIMS["properties"]["segments"]["items"]["properties"]["errors"]["items"]["properties"]
    assert set(error["category"]["enum"]) <= set(Category) - {Category.SUSPICIOUS}
    assert error["severity"]["enum"] == [severity for severity in Severity if severity is not Severity.NEUTRAL]


# -- where it is found -------------------------------------------------------------------------------------------


def installed(folder: Path, inside: bool) -> ModuleType:
    """The module as it runs with its data inside the package (a wheel) or beside it (a checkout)."""
    (folder / "audit").mkdir(parents=True)
    shutil.copy(assets.__file__, folder / "audit" / "assets.py")
    for data in ("prompts", "schemas"):
        shutil.copytree(ROOT / data, folder / "audit" / data if inside else folder / data)
    spec = importlib.util.spec_from_file_location("installed_assets", folder / "audit" / "assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("inside", [True, False], ids=["a wheel", "a checkout"])
def test_prompts_and_schemas_are_found_in_a_wheel_and_in_a_checkout(tmp_path: Path, inside: bool) -> None:
    module = installed(tmp_path, inside)
    assert module.prompt_names() == tuple(SHIPPED)
    assert {name: module.prompt_text(name) for name in SHIPPED} == {name: one.text for name, one in SHIPPED.items()}
    assert module.schema("claims") == CLAIMS


def test_a_prompt_is_one_new_file_and_the_readme_is_none(tmp_path: Path) -> None:
    module = installed(tmp_path, inside=True)
    (tmp_path / "audit" / "prompts" / "tone.md").write_text("Be kind.\n", encoding="utf-8")
    assert set(module.prompt_names()) == {*SHIPPED, "tone"}
    assert module.prompt_text("tone") == "Be kind.\n"


def test_an_unknown_prompt_lists_those_there_are() -> None:
    with pytest.raises(AssetError, match=r"no prompt 'x'; there are: .*document-source, .*window-target"):
        assets.prompt_text("x")


def test_an_unknown_schema_is_named() -> None:
    with pytest.raises(AssetError, match=r"no schema 'x' \(x\.json: No such file"):
        assets.schema("x")


def test_a_malformed_schema_is_named(tmp_path: Path) -> None:
    module = installed(tmp_path, inside=True)
    (tmp_path / "audit" / "schemas" / "claims.json").write_text("{", encoding="utf-8")
    with pytest.raises(AssetError, match=r"schemas/claims\.json: Expecting property name"):
        module.schema("claims")
