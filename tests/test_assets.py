"""The prompts and schemas we ship, and what is said of one that cannot be used."""

import importlib.util
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator, validate

from audit import assets
from audit.assets import SCOPES, Prompt, parse_prompt
from audit.domain import Category, Severity
from audit.errors import AssetError

ROOT = Path(__file__).parents[1]
SHIPPED = {name: assets.prompt(name) for name in assets.prompt_names()}
CLAIMS = assets.schema("claims")

# -- what we ship ------------------------------------------------------------------------------------------------


def test_there_is_a_prompt_of_every_scope_with_and_without_a_source() -> None:
    assert {(prompt.scope, prompt.source) for prompt in SHIPPED.values()} == {
        (scope, source) for scope in SCOPES for source in (True, False)
    }


@pytest.mark.parametrize("prompt", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_prompt_has_all_it_needs(prompt: Prompt) -> None:
    assert [role for role, _ in prompt.sections] == ["system", "user"]
    used = set(re.findall(r"\{\{(\w+)\}\}", "".join(template for _, template in prompt.sections)))
    assert used == SCOPES[prompt.scope] - (set() if prompt.source else {"source_language"})
    assert prompt.description
    assert prompt.parameters == {"temperature": 0}


@pytest.mark.parametrize("prompt", SHIPPED.values(), ids=SHIPPED)
def test_the_example_in_a_prompt_is_a_valid_answer(prompt: Prompt) -> None:
    system = dict(prompt.sections)["system"]
    (example,) = [line[line.index("{") :] for line in system.splitlines() if '{"segments"' in line]
    validate(json.loads(example), prompt.schema)


@pytest.mark.parametrize("path", sorted((ROOT / "schemas").glob("*.json")), ids=lambda path: path.stem)
def test_a_shipped_schema_is_a_schema(path: Path) -> None:
    Draft202012Validator.check_schema(assets.schema(path.stem))


def subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for child in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
        yield from subschemas(child)


def test_the_answer_schema_keeps_to_what_every_endpoint_understands() -> None:
    """The portable subset of structured outputs: no references, no patterns, no bounds, nothing optional."""
    assert CLAIMS["type"] == "object"
    for part in subschemas(CLAIMS):
        assert part.keys() <= {"type", "description", "enum", "items", "properties", "required", "additionalProperties"}
        assert part["type"] in {"object", "array", "string", "integer"}
        assert part["type"] != "array" or "items" in part
        if part["type"] == "object":
            assert part["required"] == list(part["properties"])
            assert part["additionalProperties"] is False


def test_a_model_may_name_only_categories_and_severities_that_exist() -> None:
    error = CLAIMS["properties"]["segments"]["items"]["properties"]["errors"]["items"]["properties"]
    assert set(error["category"]["enum"]) <= set(Category) - {Category.SUSPICIOUS}
    assert error["severity"]["enum"] == [severity for severity in Severity if severity is not Severity.NEUTRAL]


# -- what is wrong with a prompt ---------------------------------------------------------------------------------

HEAD = 'description = "d"\nversion = "1"\nscope = "window"\nsource = false\nschema = "claims"\n'
BODY = "# system\nBe strict.\n\n# user\n{{article}}\n"
GOOD = f"+++\n{HEAD}+++\n{BODY}"


def with_head(old: str, new: str) -> str:
    return GOOD.replace(old, new, 1)


FAULTS = {
    "no front matter": (BODY, "prompts/x.md:1: a prompt begins with TOML between two lines of +++"),
    "an empty file": ("", "prompts/x.md:1: a prompt begins with TOML between two lines of +++"),
    "front matter that does not end": (f"+++\n{HEAD}{BODY}", "prompts/x.md:1: a prompt begins with TOML between"),
    "empty front matter": (f"+++\n+++\n{BODY}", "prompts/x.md: the front matter lacks ['description', 'schema',"),
    "bad TOML": (with_head('"1"', "1.2.3"), "prompts/x.md: front matter: Expected newline or end of document after"),
    "bad TOML, with its line": (with_head('"1"', "1.2.3"), "(at line 3, column 14)"),
    "an unknown key": (with_head("scope", "skope"), "prompts/x.md: unknown key 'skope' in the front matter; known: ['"),
    "a missing key": (with_head("source = false\n", ""), "prompts/x.md: the front matter lacks ['source']"),
    "source as text": (
        with_head("false", '"no"'), "prompts/x.md: source is 'no'; it must be true or false",
    ),
    "scope as a list": (
        with_head('"window"', '["window"]'), "prompts/x.md: scope is ['window']; it must be text in quotes",
    ),
    "an unknown scope": (with_head("window", "page"), "prompts/x.md: scope is 'page'; it can be ['document', 'window"),
    "an unknown schema": (with_head("claims", "nothing"), "prompts/x.md: no schema 'nothing' (nothing.json: No such"),
    "no section": (f"+++\n{HEAD}+++\nBe strict.\n", "prompts/x.md: after the front matter comes a section '# system'"),
    "text before the first section": (f"+++\n{HEAD}+++\nHello.\n{BODY}", "prompts/x.md: after the front matter comes"),
    "an unknown role": (f"+++\n{HEAD}+++\n# robot\nHello.\n", "prompts/x.md: after the front matter comes a section"),
    "an unknown variable": (
        GOOD.replace("{{article}}", "{{articel}}"),
        "prompts/x.md:12: unknown variable {{articel}}; known: ['article', 'focus', 'schema',",
    ),
    "a variable of the other scope": (
        with_head("window", "document") + "{{focus}}", "prompts/x.md:13: unknown variable {{focus}}; known: ['article'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FAULTS.values(), ids=FAULTS)
def test_a_prompt_that_cannot_be_used_says_why(text: str, message: str) -> None:
    with pytest.raises(AssetError) as raised:
        parse_prompt("x", text)
    assert message in str(raised.value)


def test_an_unknown_prompt_lists_those_there_are() -> None:
    with pytest.raises(AssetError, match="no prompt 'x'; there are: document-source, document-target, window-source"):
        assets.prompt("x")


# -- what a prompt makes of its values ---------------------------------------------------------------------------


def test_a_prompt_has_its_sections_in_order() -> None:
    body = "# system\nBe strict.\n## user is no section\n\n# user\nQ\n# assistant\nA\n# user\n{{article}}"
    sections = parse_prompt("x", f"+++\n{HEAD}+++\n{body}").sections
    assert sections == (
        ("system", "Be strict.\n## user is no section"),
        ("user", "Q"),
        ("assistant", "A"),
        ("user", "{{article}}"),
    )


VALUES = ["{{focus}}", "{{article}}", "{{unknown}}", "a\n# system\nb", "\\g<0> \\1", "+++", "{{{{article}}}}", "❤️"]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_put_in_once_and_never_read(value: str) -> None:
    prompt = parse_prompt("x", GOOD + "{{focus}} {{article}}")
    assert prompt.render({"article": value, "focus": "F"}) == (
        ("system", "Be strict."),
        ("user", f"{value}\nF {value}"),
    )


def test_parameters_are_those_of_the_front_matter() -> None:
    text = GOOD.replace(HEAD, f"{HEAD}[parameters]\ntemperature = 0.5\nseed = 7\n")
    assert parse_prompt("x", text).parameters == {"temperature": 0.5, "seed": 7}
    assert parse_prompt("x", GOOD).parameters == {}


# -- what identifies a prompt ------------------------------------------------------------------------------------


def digest(text: str = GOOD, name: str = "x") -> str:
    return parse_prompt(name, text).digest


OTHERWISE = {
    "a word": GOOD.replace("strict", "mild"),
    "a blank line": GOOD.replace("strict.\n", "strict.\n\n"),
    "the description": with_head('"d"', '"e"'),
    "the schema's name": with_head("claims", "report"),
    "a parameter": GOOD.replace(HEAD, f"{HEAD}[parameters]\nseed = 7\n"),
    "another value of it": GOOD.replace(HEAD, f"{HEAD}[parameters]\nseed = 8\n"),
}


def test_any_change_of_a_prompt_changes_its_digest() -> None:
    assert len({digest(), *map(digest, OTHERWISE.values())}) == 1 + len(OTHERWISE)


def test_name_and_line_ends_do_not_change_it() -> None:
    assert digest() == digest(name="y") == digest(GOOD.replace("\n", "\r\n"))


def installed(folder: Path, inside: bool) -> ModuleType:
    """The module as it runs with its data inside the package (a wheel) or beside it (a checkout)."""
    (folder / "audit").mkdir(parents=True)
    shutil.copy(assets.__file__, folder / "audit" / "assets.py")
    for data in ("prompts", "schemas"):
        shutil.copytree(ROOT / data, folder / "audit" / data if inside else folder / data)
    spec = importlib.util.spec_from_file_location("installed_assets", folder / "audit" / "assets.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("inside", [True, False])
def test_data_is_found_in_a_wheel_and_in_a_checkout(tmp_path: Path, inside: bool) -> None:
    module = installed(tmp_path, inside)
    assert {name: module.prompt(name).digest for name in module.prompt_names()} == {
        name: prompt.digest for name, prompt in SHIPPED.items()
    }


def test_a_change_of_the_schema_changes_the_digest_its_layout_does_not(tmp_path: Path) -> None:
    module = installed(tmp_path, inside=True)
    schema = tmp_path / "audit" / "schemas" / "claims.json"
    schema.write_text(json.dumps(CLAIMS, indent=7), encoding="utf-8")
    assert module.parse_prompt("x", GOOD).digest == digest()
    schema.write_text(json.dumps(CLAIMS | {"description": "Another."}), encoding="utf-8")
    assert module.parse_prompt("x", GOOD).digest != digest()


def test_a_malformed_schema_is_named(tmp_path: Path) -> None:
    module = installed(tmp_path, inside=True)
    (tmp_path / "audit" / "schemas" / "claims.json").write_text("{", encoding="utf-8")
    with pytest.raises(AssetError, match=r"schemas/claims\.json: Expecting property name"):
        module.parse_prompt("x", GOOD)


def test_a_prompt_is_one_new_file(tmp_path: Path) -> None:
    module = installed(tmp_path, inside=True)
    (tmp_path / "audit" / "prompts" / "tone.md").write_text(GOOD, encoding="utf-8")
    assert "tone" in module.prompt_names()
    assert module.prompt("tone").digest == digest()
