"""The only reader of the built-in `prompts/` and `schemas/` (inside a wheel: `audit/prompts`, `audit/schemas`)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import AssetError

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

_PACKAGE = Path(__file__).parent
# in an editable install and in a checkout the folders lie beside the package, in a wheel inside it
_ROOT = _PACKAGE if (_PACKAGE / "prompts").is_dir() else _PACKAGE.parent


def schema(name: str) -> dict[str, Any]:
    """A JSON Schema by name. Raises AssetError where it is missing or malformed."""
    path = _ROOT / "schemas" / f"{name}.json"
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise AssetError(f"no schema {name!r} ({path.name}: {error.strerror})") from error
    except ValueError as error:
        raise AssetError(f"schemas/{path.name}: {error}") from error
    return content


def prompt_names() -> tuple[str, ...]:
    """The built-in prompts, sorted."""
    return tuple(sorted(path.stem for path in (_ROOT / "prompts").glob("*.md") if path.stem != "README"))


def prompt_text(name: str) -> str:
    """The file of a built-in prompt. Raises AssetError where there is none."""
    if name not in prompt_names():
        raise AssetError(f"no prompt {name!r}; there are: {', '.join(prompt_names())}")
    return (_ROOT / "prompts" / f"{name}.md").read_text(encoding="utf-8")


def misfit(validator: "Draft202012Validator", value: Any, name: str, whole: str = "the whole file") -> str | None:
    """What fits a schema of this name least, with its place, or `whole` for all of it; None where all fits."""
    from jsonschema.exceptions import best_match  # 45 ms that --help does not need

    wrong = best_match(validator.iter_errors(value))
    if wrong is None:
        return None
    place = wrong.json_path.removeprefix("$").removeprefix(".") or whole
    return f"{place}: {wrong.message[:300]} (schemas/{name}.json says how it must be)"
