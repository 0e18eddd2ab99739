"""What a file is a translation of: its language, and the file of its source text."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from audit.config.globs import relative
from audit.config.values import Config
from audit.language import base
from audit.project.layouts import configured
from audit.project.marks import PROSE, Mark, is_neutral, marked, marks
from audit.project.tags import relatives, tag

HOLDS_SOURCE = frozenset({".po", ".xlf", ".xliff", ".tmx", ".ts", ".csv", ".tsv", ".xcstrings"})
"""Formats whose files hold the source text themselves."""
_NEUTRAL_FIRST = frozenset({".properties", ".resx"})
"""Formats whose file without a language is the one that all others fall back on."""
_ASSUMED = "en"
_TELL = "say where it is with `source` in audit.toml"


@dataclass(frozen=True, slots=True)
class Target:
    """A file to audit, and what it was translated from."""

    path: Path
    source: Path | None = None
    """None where there is no such file, where it was not found (`notes` say so), or where `path` holds both texts."""
    language: str | None = None
    """A BCP 47 tag; None where neither path nor configuration say it."""
    source_language: str | None = None
    notes: tuple[str, ...] = ()
    """What could not be told, and what to do."""
    is_source: bool = False
    """True for a file in the source language: there is nothing in it to audit."""
    recognised: bool = True
    """False where nothing about the path says that it is a translation."""


def targets(paths: Sequence[Path], config: Config, root: Path) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """The files of these that are translations, and what the user should know about all of them."""
    found = [target(path, config, root) for path in paths]
    notes = [note for one in found for note in one.notes]
    if sources := [str(one.path) for one in found if one.is_source]:
        notes.append(f"not audited, because it is source text: {', '.join(sources)}")
    if config.source_language is None and any(one.source or one.is_source for one in found):
        notes.append("English is taken for the language that is translated from: set source-language in audit.toml")
    return tuple(one for one in found if not one.is_source), tuple(notes)


def target(path: Path, config: Config, root: Path) -> Target:
    """What a file is a translation of.

    `root` is the folder that the configuration's layouts are relative to. They go before the usual layouts; a source
    file must be there to be found. Looks into folders, not into files.
    """
    place = relative(path, root)
    if (layout := configured(place, config)) is not None:
        return _configured(path, root, *layout, config)
    found = tuple(marks(place))
    wanted = config.source_language or _ASSUMED
    for mark in found:
        if _is_source(mark, config, root):
            return Target(path, None, mark.language, wanted, is_source=True)
        if there := _sources(mark, wanted, root):
            return _translation(path, mark, there, config, root)
    if is_neutral(place) or (not found and _is_translated(place, root)):
        return Target(path, None, wanted, wanted, is_source=True)
    return _alone(path, next((mark for mark in found if mark.sure), None), config)


def _configured(path: Path, root: Path, language: str, source: str, config: Config) -> Target:
    """As the configuration's layouts have it."""
    if source == relative(path, root) or tag(language) == config.source_language:
        return Target(path, None, language, config.source_language, is_source=True)
    if path.suffix.lower() in HOLDS_SOURCE:
        return Target(path, None, language, config.source_language)
    if (root / source).is_file():
        return Target(path, _beside(path, root, source), language, config.source_language)
    note = f"{path}: there is no {source}, which `source` in the configuration says is its source file"
    return Target(path, None, language, config.source_language, (note,))


def _is_source(mark: Mark, config: Config, root: Path) -> bool:
    """True for a file in the source language; where that is only assumed, another must be there in another language.

    A file in en-GB is a translation beside one in en, and a source where it is the only English one.
    """
    wanted = config.source_language or _ASSUMED
    if base(mark.language) != base(wanted):
        return False
    if mark.language != tag(wanted) and _sources(mark, wanted, root):
        return False
    return config.source_language is not None or _has_counterpart(mark, root)


def _has_counterpart(mark: Mark, root: Path) -> bool:
    """True where the same file is there in another language."""
    others = (other for name in _names(root / mark.folder) for other in mark.beside(name))
    return any((root / other).is_file() for other in others) or any((root / one).is_file() for one in mark.neutral)


def _is_translated(place: str, root: Path) -> bool:
    """True for a file without a language in its path of which there are translations: x.de.md, docs/de/x.md."""
    pure = PurePosixPath(place)
    if marked(place, _names(root / pure.parent)):
        return True
    if pure.suffix.lower() not in PROSE:
        return False
    folders = ((folder, name) for folder in pure.parents for name in _names(root / folder) if tag(name))
    return any((root / folder / name / pure.relative_to(folder)).is_file() for folder, name in folders)


def _sources(mark: Mark, language: str, root: Path) -> tuple[str, ...]:
    """The source files that are there: the one that is meant, or several where that cannot be told."""
    exact = [one for one in mark.written_in(language) if (root / one).is_file()]
    neutral = [one for one in mark.neutral if (root / one).is_file()]
    if PurePosixPath(mark.path).suffix.lower() in _NEUTRAL_FIRST:
        exact, neutral = neutral, exact
    if exact or neutral:
        return tuple((*exact, *neutral)[:1])
    wider = [one for other in relatives(language) for one in mark.written_in(other) if (root / one).is_file()]
    return tuple(wider)


def _translation(path: Path, mark: Mark, there: tuple[str, ...], config: Config, root: Path) -> Target:
    if path.suffix.lower() in HOLDS_SOURCE:
        return Target(path, None, mark.language, config.source_language)
    note = f"{path}: {there[0]} is taken for its source, though there is {', '.join(there[1:])} too: {_TELL}"
    notes = (note,) if len(there) > 1 else ()
    return Target(path, _beside(path, root, there[0]), mark.language, config.source_language or _ASSUMED, notes)


def _alone(path: Path, mark: Mark | None, config: Config) -> Target:
    """A file for which no other was found."""
    language = mark.language if mark else config.target_language
    known = mark is not None
    if path.suffix.lower() in HOLDS_SOURCE:
        obvious = path.suffix.lower() not in {".csv", ".tsv"}
        return Target(path, None, language, config.source_language, recognised=known or obvious)
    prose = path.suffix.lower() in PROSE and not known
    looked = mark.written_in(config.source_language or _ASSUMED)[:2] if mark else ()
    reason = f"there is no {' and no '.join(looked)}" if looked else "its path does not say which language it is in"
    note = f"{path}: audited without a source text, {reason}: {_TELL}"
    return Target(path, None, language, config.source_language, () if prose else (note,), recognised=known)


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def _beside(path: Path, root: Path, place: str) -> Path:
    """A place under the root, written as the path is: from the working folder, or absolute."""
    full = root.absolute() / place
    here = Path.cwd()
    return full.relative_to(here) if not path.is_absolute() and full.is_relative_to(here) else full
