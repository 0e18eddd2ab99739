"""Where a path says which language a file is in, and how the paths of the same text in another language read."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from audit.project.tags import android, android_spellings, spellings, tag

_VALUES = re.compile(r"(?:^|/)values(-[^/]+)/[^/]+\.xml$")
PROSE = frozenset({".md", ".markdown", ".mdown", ".mkd", ".html", ".htm", ".txt"})
"""Formats of articles and documents: often a source text is not to be had."""
_ANYTHING = frozenset({".json", ".yml", ".yaml", ".xml", ".csv", ".tsv"})
"""Formats that more often hold something else than localized strings."""
_TELLING = re.compile(
    r"(?:^|/)(?:_?locales?|langs?|languages?|i18n|l10n|intl|translations?|messages|strings|resources|lc_messages)/",
    re.I,
)
_NEUTRAL = re.compile(r"(?:^|/)(?:values(?:-[^/]+)?/[^/]+\.xml|Base\.lproj/[^/]+)$")


@dataclass(frozen=True, slots=True)
class Mark:
    """A language, written at `path[start:end]`."""

    path: str
    start: int
    end: int
    language: str
    spell: Callable[[str], Iterable[str]] = spellings
    """How this layout writes a tag, and `read` how it is read."""
    read: Callable[[str], str | None] = tag
    neutral: tuple[str, ...] = ()
    """The path without it, where such a file would hold the source text."""
    sure: bool = True
    """False where it may be a word that only looks like a language."""

    def written_in(self, language: str) -> tuple[str, ...]:
        """Paths of the same text in another language, the likeliest first."""
        paths = (path for written in self.spell(language) for path in self._with(written))
        return tuple(dict.fromkeys(path for path in paths if path != self.path))

    def beside(self, name: str) -> tuple[str, ...]:
        """Paths of the same text, in the language that a name beside the marked one says; none where it says none."""
        before, after = self.path[: self.start].rpartition("/")[2], self.path[self.end :].partition("/")[0]
        written = name.removeprefix(before).removesuffix(after)
        if before + written + after != name or self.read(written) in (None, self.language):
            return ()
        return tuple(self._with(written))

    @property
    def folder(self) -> PurePosixPath:
        """The folder that the marked name is in."""
        return PurePosixPath(f"{self.path[: self.start]}x").parent

    def _with(self, written: str) -> Iterator[str]:
        """`de/app_de.json` becomes `en/app_en.json`, or else `en/app_de.json`."""
        old = re.escape(self.path[self.start : self.end])
        yield re.sub(rf"(?<![A-Za-z0-9]){old}(?![A-Za-z0-9])", lambda _: written, self.path)
        yield self.path[: self.start] + written + self.path[self.end :]


def marks(path: str) -> Iterator[Mark]:
    """All places of a path ("/" between folders) that may say the language, the likeliest first."""
    if qualified := _VALUES.search(path):
        yield from _android(path, qualified.start(1), qualified[1])
        return
    pure = PurePosixPath(path)
    yield from _names(path, pure)
    ends = [match.start() for match in re.finditer("/", path)]
    for start, end in reversed(list(zip([0, *(end + 1 for end in ends)], ends, strict=False))):
        yield from _folder(path, start, end)


def is_neutral(path: str) -> bool:
    """True for a file of the layouts in which the source text's folder has no language in its name."""
    return _NEUTRAL.search(path) is not None and not any(marks(path))


def marked(path: str, names: Iterable[str]) -> bool:
    """True where one of the names beside a file is its own with a language in it: messages_de.properties."""
    pure = PurePosixPath(path)
    longer = (PurePosixPath(name) for name in names if name.startswith(pure.stem) and name.endswith(pure.suffix))
    rests = (one.stem.removeprefix(pure.stem) for one in longer)
    return any(rest[:1] in {".", "_", "-"} and tag(rest[1:]) is not None for rest in rests)


def _android(path: str, start: int, qualifiers: str) -> Iterator[Mark]:
    """Language and region stand first of a folder's qualifiers: values-de, values-zh-rTW-night."""
    parts = qualifiers[1:].split("-")
    for count in (2, 1):
        written = "-".join(parts[:count])
        if len(parts) >= count and (language := android(written)):
            end = start + 1 + len(written)
            yield Mark(path, start + 1, end, language, android_spellings, android, (path[:start] + path[end:],))
            return


def _folder(path: str, start: int, end: int) -> Iterator[Mark]:
    if path[start:end].endswith(".lproj"):
        end -= len(".lproj")
        if language := tag(path[start:end]):
            yield Mark(path, start, end, language, neutral=(f"{path[:start]}Base{path[end:]}",))
    elif language := tag(path[start:end], rare=path.startswith("/LC_MESSAGES/", end)):
        neutral = (path[:start] + path[end + 1 :],) if PurePosixPath(path).suffix.lower() in PROSE else ()
        yield Mark(path, start, end, language, neutral=neutral, sure=_is_sure(path, language))


def _names(path: str, pure: PurePosixPath) -> Iterator[Mark]:
    """Of a file: de.json, app_pt_BR.arb, Resources.de.resx."""
    start = len(path) - len(pure.name)
    end = start + len(pure.stem)
    if language := tag(pure.stem):
        yield Mark(path, start, end, language, sure=_is_sure(path, language))
        return
    for separator in re.finditer(r"[._-]", pure.stem):
        at = start + separator.end()
        if separator.start() and (language := tag(path[at:end])):
            neutral = path[: at - 1] + path[end:]
            yield Mark(path, at, end, language, neutral=(neutral,), sure=_is_sure(path, language))


def _is_sure(path: str, language: str) -> bool:
    """True for a language with a region, in a folder of translations, or of a format that is only used for them."""
    telling = "-" in language or _TELLING.search(path) is not None
    return telling or PurePosixPath(path).suffix.lower() not in PROSE | _ANYTHING
