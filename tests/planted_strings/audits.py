"""The corpus through the front door: written in every format, audited by `audit check`, and what came out."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.planted_strings import bilingual, monolingual
from tests.planted_strings.corpus import GLOSSARY, LANGUAGES, SOURCE, Kind, Plant, Texts, kinds, rounds, texts

Writer = Callable[[Path, str, Texts], None]

BILINGUAL: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        bilingual.po,
        bilingual.table,
        bilingual.xliff,
        bilingual.xliff2,
        bilingual.tmx,
        bilingual.qt_ts,
        bilingual.xcstrings,
    )
}
MONOLINGUAL: dict[str, Writer] = {
    writer.__name__: writer
    for writer in (
        monolingual.properties,
        monolingual.apple_strings,
        monolingual.android,
        monolingual.resx,
        monolingual.stringsdict,
        monolingual.json_strings,
        monolingual.arb,
        monolingual.yaml_strings,
        monolingual.fluent,
    )
}
FORMATS = BILINGUAL | MONOLINGUAL
_WITHOUT_PLURALS = {"properties", "apple_strings", "resx", "xliff", "xliff2", "tmx", "table"}
_CLEAN = "clean"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the check."""

    folder: str
    """"clean", or the number of a round."""
    format: str
    language: str
    key: str
    rule: str
    quote: str

    def __str__(self) -> str:
        return f"{self.format} {self.language} {self.key}: {self.rule} “{self.quote}”"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one plant in one format."""

    kind: Kind
    plant: Plant
    format: str
    rules: frozenset[str]
    """That found something at its place."""

    @property
    def expected(self) -> bool:
        """True where a rule should find it."""
        return self.plant not in self.kind.missed and self.format not in self.kind.missed_in

    @property
    def found(self) -> bool:
        """True where one of the rules that should have did."""
        return bool(self.rules & self.kind.rules)


@dataclass(frozen=True, slots=True)
class Audits:
    """Of the clean corpus and of every round."""

    outcomes: tuple[Outcome, ...]
    alarms: tuple[Found, ...]
    """False ones: on the clean corpus."""
    strays: tuple[Found, ...]
    """Findings in planted files at strings in which nothing was planted."""
    units: int
    """Clean units that were audited, of all formats."""


def audited(root: Path) -> Audits:
    """Write everything below an empty folder, check it, compare."""
    dealt = rounds(kinds())
    _write(root / _CLEAN, [])
    for number, plants in enumerate(dealt):
        _write(root / str(number), plants)
    found = list(_checked(root))
    return Audits(
        tuple(_outcomes(dealt, found)),
        tuple(one for one in found if one.folder == _CLEAN),
        tuple(_strays(dealt, found)),
        _units(root),
    )


def _write(folder: Path, plants: list[tuple[Kind, Plant]]) -> None:
    """Every language in every format, with the plants that can stand there."""
    for name, writer in FORMATS.items():
        own = {language: texts(language) for language in LANGUAGES}
        for kind, plant in plants:
            if kind.stands_in(name):
                own[plant.language] = plant.in_(own[plant.language])
        for language, translated in own.items():
            writer(folder / name, language, translated)
        if name in MONOLINGUAL:
            writer(folder / name, SOURCE, texts(SOURCE))


def _checked(root: Path) -> Iterator[Found]:
    """What `audit check` says of all files. Every file must be read."""
    configuration = f'source-language = "{SOURCE}"\nglossary = ["{GLOSSARY.as_posix()}"]\n'
    (root / "audit.toml").write_text(configuration, encoding="utf-8")
    out = root / "findings.jsonl"
    command = [sys.executable, "-m", "audit", "check", ".", "--llm", "never", "--exit-zero", "--quiet"]
    ran = subprocess.run([*command, "--format", f"jsonl={out.name}"], cwd=root, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    for record in map(json.loads, out.read_text(encoding="utf-8").splitlines()):
        if record["type"] == "finding":
            folder, name, *rest = record["path"].split("/")
            language = _language("/".join(rest))
            yield Found(folder, name, language, _key(record["key"] or "", name), record["rule"], record["quote"])


def _language(path: str) -> str:
    return next(part for part in re.split(r"[/._-]", path) if part in LANGUAGES)


_KEYS = {re.sub(r"\W", "_", key): key for key in texts(SOURCE)}


def _key(shown: str, name: str) -> str:
    """The corpus's key of a unit's: without form, source text and variable."""
    bare = re.sub(r"\[[^\]]*\]$", "", shown.partition("|")[0])
    if name == "stringsdict":
        bare = bare.rpartition(".")[0]
    return _KEYS.get(re.sub(r"\W", "_", bare), shown)


def _outcomes(dealt: list[list[tuple[Kind, Plant]]], found: list[Found]) -> Iterator[Outcome]:
    at = defaultdict(set)
    for one in found:
        at[one.folder, one.format, one.language, one.key].add(one.rule)
    for number, plants in enumerate(dealt):
        for kind, plant in plants:
            for name in FORMATS:
                if kind.stands_in(name) and _holds(name, plant.key):
                    places = [at[str(number), name, plant.language, key] for key in kind.places(plant)]
                    yield Outcome(kind, plant, name, frozenset().union(*places))


def _strays(dealt: list[list[tuple[Kind, Plant]]], found: list[Found]) -> Iterator[Found]:
    planted = {
        (str(number), plant.language, key)
        for number, plants in enumerate(dealt)
        for kind, plant in plants
        for key in kind.places(plant)
    }
    yield from (one for one in found if one.folder != _CLEAN and (one.folder, one.language, one.key) not in planted)


def _holds(name: str, key: str) -> bool:
    plural = key.startswith("plurals.")
    return name not in _WITHOUT_PLURALS if plural else name != "stringsdict"


def _units(root: Path) -> int:
    """Units of the clean corpus, as the summary of a check of it alone counts them."""
    command = [sys.executable, "-m", "audit", "check", _CLEAN, "--llm", "never", "--exit-zero", "--quiet"]
    ran = subprocess.run([*command, "--format", "jsonl"], cwd=root, capture_output=True, text=True, check=True)
    units: int = json.loads(ran.stdout.splitlines()[-1])["units"]
    return units
