"""Every format read back as its readers do: parsed, and checked by what is published about it."""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from audit import assets

_BESIDE = Path(__file__).parents[4] / "shared" / "official-schemas"
OFFICIAL = Path(os.environ.get("AUDIT_OFFICIAL_SCHEMAS", _BESIDE))
GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"text", "strong_open", "strong_close", "softbreak", "code_inline", "html_inline"}
OUR_TAGS = {"<b>", "</b>", "<span>", "</span>"}
PINGS = re.compile(r"[@#]\w|GH-\d|https?://|ftp://|www\.\w|:\w+:", re.IGNORECASE)
OUR_BLOCKS = {"<details>\n<summary>", "</details>"}

# reviewdog.proto: what its JSON may hold (protobuf refuses unknown fields); GitLab's own validator asks for less
_POSITION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
_RANGE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["start"],
    "properties": {"start": _POSITION, "end": _POSITION},
}
RDJSON = {
    "type": "object",
    "additionalProperties": False,
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["message", "location", "severity"],
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "properties": {"value": {"type": "string"}}},
                    "location": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["path"],
                        "properties": {"path": {"type": "string"}, "range": _RANGE},
                    },
                    "suggestions": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["range", "text"],
                            "properties": {"range": _RANGE, "text": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
}
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 16},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                },
            },
        },
    },
}


def official(name: str) -> Path:
    """A published schema; skips the test where the folder is absent."""
    if not OFFICIAL.is_dir():
        pytest.skip(f"no published schemas in {OFFICIAL}; AUDIT_OFFICIAL_SCHEMAS names the folder")
    return OFFICIAL / name


@cache
def _sarif_schema(path: Path) -> Draft4Validator:
    return Draft4Validator(json.loads(path.read_text(encoding="utf-8")))


@cache
def _junit_schema(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


def sarif(text: str) -> Any:
    log = json.loads(text)
    _sarif_schema(official("oasis-sarif-schema-2.1.0.json")).validate(log)
    assert "" not in list(_strings(log)), "GitHub takes no empty strings"
    return log["runs"][0]


def junit(text: str) -> etree._Element:
    root = etree.fromstring(text.encode())
    _junit_schema(official("junit-10.xsd")).assertValid(root)
    return root


def checkstyle(text: str) -> etree._Element:
    root = etree.fromstring(text.encode())
    assert root.tag == "checkstyle"
    assert {child.tag for child in root} <= {"file"}
    for error in root.iter("error"):
        assert sorted(error.attrib) == ["column", "line", "message", "severity", "source"]
    return root


def rdjson(text: str) -> Any:
    made = json.loads(text)
    Draft202012Validator(RDJSON).validate(made)
    return made["diagnostics"]


def gitlab(text: str) -> Any:
    made = json.loads(text)
    Draft202012Validator(GITLAB).validate(made)
    assert not text.startswith("\ufeff")
    return made


def jsonl(text: str) -> Any:
    records = [json.loads(line) for line in text.split("\n")[:-1]]
    validator = Draft202012Validator(assets.schema("flag"))
    for record in records:
        validator.validate(record)
    assert [record["type"] for record in records].count("summary") == 1
    return records


def github(text: str) -> list[tuple[str, dict[str, str], str]]:
    """As the runner reads commands: name, properties, message."""
    return [_command(line) for line in text.split("\n")[:-1]]


def _command(line: str) -> tuple[str, dict[str, str], str]:
    assert line.startswith("::"), line
    head, data = line[2:].split("::", 1)
    name, _, written = head.partition(" ")
    assert name in {"error", "warning", "notice"}
    pairs = [pair.split("=", 1) for pair in written.split(",")]
    assert {key for key, _ in pairs} <= {"file", "line", "endLine", "col", "endColumn", "title"}
    properties = {key: _plain(value.replace("%3A", ":").replace("%2C", ",")) for key, value in pairs}
    return name, properties, _plain(data)


def _plain(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def text(rendered: str) -> list[str]:
    """Lines, none of which a CI runner takes for a command: GitHub trims, and looks for "##[" anywhere."""
    lines = rendered.splitlines()
    assert rendered.count("\n") == len(lines)
    assert not [line for line in lines if line.strip().startswith(("::", "##"))]
    assert not [line for line in lines if "##[" in line or "##vso[" in line.lower()]
    return lines


def summary(rendered: str) -> list[Token]:
    """Markdown in which only our own markup is any."""
    tokens = GITHUB.parse(rendered)
    inlines = [child for token in tokens for child in token.children or ()]
    assert {token.type for token in inlines} <= OURS
    assert {token.content for token in inlines if token.type == "html_inline"} <= OUR_TAGS
    assert not PINGS.search("".join(token.content for token in inlines if token.type == "text"))
    blocks = [token.content for token in tokens if token.type == "html_block"]
    assert all(any(block.startswith(ours) for ours in OUR_BLOCKS) for block in blocks)
    assert not {token.type for token in tokens} & {"fence", "code_block", "hr", "ordered_list_open"}
    assert len(rendered.encode()) <= 1024 * 1024
    return tokens


def _strings(node: Any) -> Any:
    if isinstance(node, str):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _strings(child)


READERS = {
    "checkstyle": checkstyle,
    "codescanning": sarif,
    "github": github,
    "gitlab": gitlab,
    "jsonl": jsonl,
    "junit": junit,
    "rdjson": rdjson,
    "sarif": sarif,
    "summary": summary,
    "text": text,
}
