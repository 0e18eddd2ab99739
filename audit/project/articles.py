"""Which articles a run is about: the user's words, files, folders and globs; and what their reports are called."""

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audit import registry
from audit.config.globs import matches, relative
from audit.config.values import Config
from audit.errors import UsageError
from audit.markup import GENERATOR
from audit.project.paths import GLOB, files, parted, shown, suffixes

STDIN = "-"
_PAGES = frozenset({".html", ".htm", ".xhtml"})
_REPORT = re.compile(rb'<script type="application/json" id="(?:report|index)">')
"""In a report, or the index of a folder of them."""
_OURS = re.compile(rb'<meta name="generator" content="%b">|%b' % (GENERATOR.encode(), _REPORT.pattern))
"""In any page of our own; older ones lack the first."""
_INDEX = "index"
"""The page that lists a folder's reports has this name."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file to audit."""

    path: str
    """ "-" is standard input."""
    name: str
    """What its report is called below a folder, without a suffix, with "/": "sub/story". No two have the same."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    name: str
    """Below the folder that the user named."""


def articles(arguments: Sequence[str], config: Config, outputs: Sequence[Path] = ()) -> tuple[Named, ...]:
    """The files that these words mean, once each, in the order of the words and by name within one.

    A file is itself, whatever it is; so is a name that means nothing, and whoever reads it says so. A folder is every
    text, Markdown and HTML file in it, however deep; a glob, every file it fits that some reader knows. What
    .gitignore or `exclude` leave out of these is left out, and so are reports of ours: pages, and what lies in those
    of the folders `outputs` that lie in it. Raises UsageError for a folder or a glob that means no file.
    """
    found = list(_once(one for argument in arguments for one in _meant(argument, config, outputs)))
    return tuple(map(Named, (one.path for one in found), _names(found)))


@cache
def prose() -> frozenset[str]:
    """File name endings of articles, as against those of localized strings."""
    readers = registry.discover("audit.readers", "read").values()
    return frozenset(end for reader in readers if not hasattr(reader, "CATALOGUE") for end in reader.SUFFIXES)


def _meant(argument: str, config: Config, outputs: Sequence[Path]) -> Iterable[_Found]:
    """The files that one word means, with their names below the folder it speaks of."""
    path = Path(argument)
    if _asked(path.is_dir):
        kept = _kept(path, lambda name: Path(name).suffix.lower() in prose(), config, outputs)
        if not kept:
            raise UsageError(
                f"{argument}: no article is in this folder, that is no text, Markdown or HTML file: name files, or "
                "check a folder of localized strings with `audit check`"
            )
        return kept
    if argument == STDIN or not GLOB.search(argument) or _asked(path.exists):
        return (_Found(argument, "stdin" if argument == STDIN else path.stem),)
    before, after = parted(argument)
    folder = Path(before)
    known = suffixes()
    fits = cache(lambda name: Path(name).suffix.lower() in known and matches((f"./{after}",), name))
    kept = _kept(folder, fits, config, outputs) if folder.is_dir() else []
    if not kept:
        raise UsageError(f"{argument} fits no file that can be read: check the glob and the folder you are in")
    return kept


def _asked(question: Callable[[], bool]) -> bool:
    """False for a name that is too long, or has a NUL in it."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _kept(folder: Path, fits: Callable[[str], bool], config: Config, outputs: Sequence[Path]) -> list[_Found]:
    own = [place for place in (output.resolve() for output in outputs) if folder.resolve() in place.parents]
    kept = []
    for path in files(folder):
        name = relative(path, folder)
        if not fits(name) or matches(config.exclude, relative(path, config.root)):
            continue
        if not is_page_of_ours(path) and not any(path.resolve().is_relative_to(output) for output in own):
            kept.append(_Found(str(shown(path)), name.removesuffix(path.suffix)))
    return kept


def is_page_of_ours(path: Path) -> bool:
    """True for a page that we have written: of a report, a folder of them, a difference, a corpus."""
    return _has(path, _OURS)


def is_report_page(path: Path) -> bool:
    """True for a page of a report, or of the index of a folder of them."""
    return _has(path, _REPORT)


def _has(path: Path, mark: re.Pattern[bytes]) -> bool:
    try:
        return path.suffix.lower() in _PAGES and mark.search(path.read_bytes()) is not None
    except OSError:  # whoever reads it says so
        return False


def _once(found: Iterable[_Found]) -> Iterator[_Found]:
    seen: set[str] = set()
    for one in found:
        place = one.path if one.path == STDIN else os.path.realpath(one.path)
        if place not in seen:
            seen.add(place)
            yield one


def _names(found: Sequence[_Found]) -> list[str]:
    """The shortest that are all different: below its own folder, below that of all, with the file's own suffix.

    Different also where a file system tells no capitals from small letters.
    """
    names = _apart([one.name for one in found], _below_all(found))
    suffixed = [f"{name}{Path(one.path).suffix}" for name, one in zip(names, found, strict=True)]
    names = _apart(names, suffixed)
    names = [longer if name.casefold() == _INDEX else name for name, longer in zip(names, suffixed, strict=True)]
    return _apart(names, [f"{name}-{number}" for number, name in enumerate(names, 1)])


def _apart(names: Sequence[str], longer: Sequence[str]) -> list[str]:
    """Names, the longer one for each that is not the only one of its kind."""
    count = Counter(map(str.casefold, names))
    return [two if count[one.casefold()] > 1 else one for one, two in zip(names, longer, strict=True)]


def _below_all(found: Sequence[_Found]) -> list[str]:
    """Paths below the folder that all lie in, without suffixes; on several drives there is no such folder."""
    places = [Path(os.path.realpath(one.path)) for one in found]
    try:
        top = os.path.commonpath([place.parent for place in places]) if places else ""
    except ValueError:
        return [one.name for one in found]
    return [relative(place.with_suffix("") if place.suffix else place, Path(top)) for place in places]
