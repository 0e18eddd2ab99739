"""What of a file has changed since it was at a revision: units by key and form, sentences by their words."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.article import Article, Focus, Pair, Segment
from audit.errors import InputError
from audit.intake import read_article
from audit.project.revision import changed_paths, content
from audit.project.siblings import Target


@dataclass(frozen=True, slots=True)
class Since:
    """What files were at a revision."""

    changed: frozenset[Path]
    """Files that are others now; absolute, links followed. All else need not be compared."""
    content: Callable[[Path], bytes | None]
    """What a file held; None where there was none."""

    def touches(self, target: Target) -> bool:
        """True where the file or its source has changed in any way."""
        return any(path.resolve() in self.changed for path in (target.path, target.source) if path)


def since(root: Path, revision: str) -> Since:
    """What has changed since a revision, in the work tree with this root. Raises UsageError where git cannot tell."""
    changed = frozenset(path.resolve() for path in changed_paths(root, revision))
    return Since(changed, lambda path: content(root, revision, path))


def focused(article: Article, target: Target, before: Since) -> Article:
    """An article in which what has changed is to be judged; all of it, where there is nothing to compare with."""
    if not before.touches(target):
        return replace(article, focus=Focus(frozenset()))
    old = _before(article, target, before)
    return article if old is None else replace(article, focus=changed(article, old))


def changed(article: Article, before: Article) -> Focus:
    """Units whose source or translation differs from what it was under their key, and new ones.

    Where they stand means nothing, and in prose neither do line breaks. A sentence that stood once and stands twice is
    new once.
    """
    known = Counter(map(_pair, before.pairs))
    targets: set[str] = set()
    sources: set[str] = set()
    for pair in article.pairs:
        if known[_pair(pair)]:
            known[_pair(pair)] -= 1
            continue
        targets.add(pair.target.id)
        if pair.source:
            sources.update(_inside(article, pair.source))
    return Focus(frozenset(targets), frozenset(sources | set(_new_sources(article, before))))


def _new_sources(article: Article, before: Article) -> Iterator[str]:
    """Ids of source units that are new or read otherwise: nobody may have translated them yet."""
    if article.source is None:
        return
    known = Counter(map(_segment, before.source.segments if before.source else ()))
    for segment in article.source.segments:
        if known[_segment(segment)]:
            known[_segment(segment)] -= 1
        else:
            yield segment.id


def _inside(article: Article, stretch: Segment) -> Iterable[str]:
    """Ids of the source segments that a stretch of several joins."""
    if article.is_catalogue or "-" not in stretch.id:
        return (stretch.id,)
    first, _, last = stretch.id.partition("-")
    numbers = range(int(first.removeprefix("s")), int(last.removeprefix("s")) + 1)
    return (f"s{number}" for number in numbers)


def _pair(pair: Pair) -> Hashable:
    return _segment(pair.target), pair.source.text if pair.target.unit and pair.source else _words(pair.source)


def _segment(segment: Segment) -> Hashable:
    if segment.unit is None:
        return _words(segment)
    return segment.key, segment.form, segment.text


def _words(segment: Segment | None) -> Hashable:
    return tuple(segment.text.split()) if segment else None


def _before(article: Article, target: Target, before: Since) -> Article | None:
    """The article as it was; None where it was not there, or nobody could read it."""
    old = before.content(target.path)
    old_source = before.content(target.source) if target.source else None
    if old is None or (target.source and old_source is None):
        return None
    with TemporaryDirectory() as folder:
        path = _written(Path(folder) / "target", target.path, old)
        source = _written(Path(folder) / "source", target.source, old_source) if target.source else None
        languages = article.target.language, article.source.language if article.source else None
        try:
            return read_article(str(path), str(source) if source else None, *languages)
        except InputError:
            return None


def _written(folder: Path, name: Path, content: bytes | None) -> Path:
    """A file of the same name: readers go by its ending."""
    folder.mkdir()
    path = folder / name.name
    path.write_bytes(content or b"")
    return path
