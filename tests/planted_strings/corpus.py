"""The planted corpus: strings with professional translations, and the errors that are planted in them.

`strings/LANGUAGE.toml` holds the texts, `deterministic.toml` and `model.toml` the errors, by kind.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
GLOSSARY = HERE / "glossary.csv"
SOURCE = "en"
LANGUAGES = tuple(sorted(path.stem for path in (HERE / "strings").glob("*.toml") if path.stem != SOURCE))

Texts = Mapping[str, str | Mapping[str, str]]
"""By key ("shop.weight"): a text, or the forms of a plural by CLDR category."""


@dataclass(frozen=True, slots=True)
class Plant:
    """One error in one string."""

    language: str
    key: str
    right: str
    wrong: str

    def in_(self, texts: Texts) -> Texts:
        """The texts with the error in them. Of a plural every form that holds `right` has it, or the form goes."""
        text = texts[self.key]
        if isinstance(text, str):
            return {**texts, self.key: self._applied(text)}
        if self.right in text:
            return {**texts, self.key: {form: one for form, one in text.items() if form != self.right}}
        return {**texts, self.key: {form: self._applied(one) for form, one in text.items()}}

    def _applied(self, text: str) -> str:
        if not self.right:
            borrowed = texts(self.wrong[1:])[self.key] if self.wrong.startswith("@") else self.wrong
            assert isinstance(borrowed, str)
            return borrowed
        return text.replace(self.right, self.wrong)


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of error."""

    name: str
    rules: frozenset[str]
    """One of them must find it; empty: only a model can."""
    plants: tuple[Plant, ...]
    missed: Mapping[Plant, str]
    """Plants that no check finds, and why not."""
    missed_in: Mapping[str, str]
    """Formats in which none is found, and why not."""
    only: frozenset[str]
    """Formats in which it can stand; empty: all."""
    not_in: frozenset[str]
    at: frozenset[str]
    """Strings at which it may be reported; empty: the planted one."""

    def stands_in(self, format_name: str) -> bool:
        """True where the format can hold such an error."""
        return format_name not in self.not_in and (not self.only or format_name in self.only)

    @property
    def every(self) -> tuple[Plant, ...]:
        """Those that are found and those that are not."""
        return (*self.plants, *self.missed)

    def places(self, plant: Plant) -> frozenset[str]:
        """Strings at which a finding is about the plant."""
        return self.at or frozenset({plant.key})


@cache
def texts(language: str) -> Texts:
    """All texts in a language."""
    content = tomllib.loads((HERE / "strings" / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{name}": text for section, own in content.items() for name, text in own.items()}


@cache
def kinds() -> tuple[Kind, ...]:
    """Those that checks find, then those that only a model can."""
    return (*_kinds("deterministic.toml"), *_kinds("model.toml"))


def rounds(every: Sequence[Kind]) -> list[list[tuple[Kind, Plant]]]:
    """All plants, dealt out so that in a round no string has two errors and no language two of a kind."""
    dealt: list[list[tuple[Kind, Plant]]] = []
    for kind in every:
        for plant in kind.every:
            free = (one for one in dealt if not any(_clash(kind, plant, *other) for other in one))
            chosen = next(free, None)
            if chosen is None:
                dealt.append(chosen := [])
            chosen.append((kind, plant))
    return dealt


def _clash(kind: Kind, plant: Plant, other: Kind, planted: Plant) -> bool:
    same = kind is other or bool(kind.places(plant) & other.places(planted))
    return plant.language == planted.language and same


def _kinds(name: str) -> Iterator[Kind]:
    for one in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["kind"]:
        yield _kind(one)


def _kind(one: Mapping[str, Any]) -> Kind:
    sets = {name: frozenset(one.get(name.replace("_", "-"), ())) for name in ("rules", "only", "not_in", "at")}
    missed = {Plant(*plant): why for *plant, why in one.get("missed", ())}
    plants = tuple(Plant(*plant) for plant in one["plants"])
    return Kind(one["name"], plants=plants, missed=missed, missed_in=one.get("missed-in", {}), **sets)
