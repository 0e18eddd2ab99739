"""`audit gold`: sets of articles with the errors that professionals marked, checked, brought in and taken out."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from audit import registry, segment
from audit.article import Segment
from audit.cli.table import Format, FormatOption, aligned, as_json
from audit.errors import ExitCode, UsageError
from audit.gold.annotation import UNKNOWN, GoldDocument
from audit.gold.files import digest, examine, read_gold, write_gold
from audit.gold.summary import Summary, summarised
from audit.readers import text as plain_text

_IMPORTERS, _EXPORTERS = "audit.gold.importers", "audit.gold.exporters"

Gold = Annotated[Path, typer.Argument(metavar="GOLD", help="A gold file: JSON Lines, a document a line; or a review.")]
Sources = Annotated[list[Path], typer.Argument(metavar="PATH", help="Files of that format, or folders of them.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="PATH", help="Where it goes (default: standard output).")
]
Force = Annotated[bool, typer.Option("--force", help="Replace files that exist.")]

gold_app = typer.Typer(
    help="Gold sets: articles with the errors that professionals marked. Check, import, export.", no_args_is_help=True
)


@gold_app.command()
def check(gold: Gold, format: FormatOption = Format.TEXT) -> None:  # noqa: A002  # as in `run`
    """Say what is in a gold file, and every line that cannot be used (2 where there is one)."""
    documents, problems = examine(gold)
    show = _as_json if format is Format.JSON else _as_text
    typer.echo(show(gold, summarised(documents), problems))
    raise typer.Exit(ExitCode.USAGE if problems else ExitCode.DONE)


@gold_app.command(name="import")
def import_(  # noqa: PLR0913, PLR0917  # a command's options are its parameters
    paths: Sources,
    source: Annotated[str, typer.Option("--from", metavar="NAME", help="The format (audit gold formats).")],
    output: Output = None,
    force: Force = False,
    source_lang: Annotated[
        str | None, typer.Option("--source-lang", help="Language of all sources (default: what the files say).")
    ] = None,
    target_lang: Annotated[
        str | None, typer.Option("--target-lang", help="Language of all translations (default: what the files say).")
    ] = None,
) -> None:
    """Make a gold file of annotations in another format."""
    importer = _format(_IMPORTERS, source, "read")
    found = [_spoken(one, source_lang, target_lang) for one in importer.read(paths, _split)]
    _refuse_unclear(found)
    _write({"": write_gold(found)}, output, force)


@gold_app.command()
def export(
    gold: Gold,
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="The format (audit gold formats).")],
    output: Output = None,
    force: Force = False,
) -> None:
    """Write a gold file in a format that other tools read; a format of several files needs a folder."""
    exporter = _format(_EXPORTERS, to, "export")
    _write(exporter.export(read_gold(gold)), output, force)


@gold_app.command()
def formats(name: Annotated[str | None, typer.Argument(help="One of them; without it, all.")] = None) -> None:
    """Say what can be imported and exported, or how a format is read and written."""
    found = {
        (direction, one): inspect.getdoc(module) or ""
        for direction, package, attribute in (("import", _IMPORTERS, "read"), ("export", _EXPORTERS, "export"))
        for one, module in registry.discover(package, attribute).items()
    }
    if name is None:
        width = max(len(one) for _, one in found)
        for (direction, one), text in found.items():
            typer.echo(f"{direction}  {one:{width}}  {text.splitlines()[0]}")
    elif described := [f"{direction} {one}\n\n{text}" for (direction, one), text in found.items() if one == name]:
        typer.echo("\n\n".join(described))
    else:
        raise UsageError(f"no format {name!r}; there are: {', '.join(sorted({one for _, one in found}))}")


def _format(package: str, name: str, attribute: str) -> ModuleType:
    if name not in registry.names(package):
        raise UsageError(f"no format {name!r}; there are: {', '.join(registry.names(package))}")
    return registry.load(package, name, attribute)


def _split(text: str, language: str) -> Sequence[Segment]:
    """Plain text as an audit reads it."""
    return segment.split(plain_text.read(text), language)


def _spoken(document: GoldDocument, source: str | None, target: str | None) -> GoldDocument:
    return replace(
        document,
        source_language=source or document.source_language,
        target_language=target or document.target_language,
    )


def _refuse_unclear(documents: Sequence[GoldDocument]) -> None:
    """Raises UsageError where what was imported would be no gold file."""
    seen: set[str] = set()
    for document in documents:
        if document.target_language == UNKNOWN:
            raise UsageError(f"nothing says which language {document.id!r} is in: give --target-lang, as in en or de")
        if document.id in seen:
            raise UsageError(f"two documents are called {document.id!r}: import their files apart")
        seen.add(document.id)
    if not documents:
        raise UsageError("nothing was found in these files: check that they are of that format")


def _write(texts: Mapping[str, str], output: Path | None, force: bool) -> None:
    """One file to standard output or where it is wanted, several into a folder."""
    if output is None and len(texts) > 1:
        raise UsageError(f"this format has several files ({', '.join(sorted(texts)[:2])}, ...): give a folder with -o")
    if output is None:
        typer.echo("".join(texts.values()), nl=False)
        return
    files = {_place(output, name, len(texts) > 1): text for name, text in texts.items()}
    if not force and (there := [path for path in files if path.exists()]):
        raise UsageError(f"{there[0]} exists: name another file, or say --force to replace it")
    for path, text in files.items():
        _save(path, text)
    for path, text in files.items():  # when all are written: whoever reads this may go away
        typer.echo(f"{path}: {text.count(chr(10)):,} lines")


def _place(output: Path, name: str, several: bool) -> Path:
    return output / name if several or (name and output.is_dir()) else output


def _save(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


# -- what `check` shows ------------------------------------------------------------------------------------------


def _as_json(path: Path, found: Summary, problems: Sequence[str]) -> str:
    return as_json({"path": str(path), "sha256": digest(path), **asdict(found), "problems": list(problems)})


def _as_text(path: Path, found: Summary, problems: Sequence[str]) -> str:
    rows = {
        "documents": (found.documents, f"{found.texts:,} texts, {found.systems:,} systems"),
        "languages": (len(found.languages), _listed(found.languages.items())),
        "segments": (
            found.segments,
            f"{found.with_source:,} with source, {found.clean:,} without errors, {found.unjudged:,} not judged",
        ),
        "raters": (len(found.raters), _listed(found.raters.items())),
        "errors": (
            sum(found.errors.values()),
            f"{_listed(found.errors.items())}; {found.in_source:,} in the source, {found.empty:,} without words",
        ),
    }
    table = aligned([(label, f"{count:,}") for label, (count, _) in rows.items()]).split("\n")
    lines = [f"{line}  {note}".rstrip() for line, (_, note) in zip(table, rows.values(), strict=True)]
    return "\n".join([*lines, f"sha256     {digest(path)}", *_complaints(problems)])


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts)


def _complaints(problems: Sequence[str]) -> Iterable[str]:
    if problems:
        yield f"\ncannot be used: {len(problems):,} (the counts are without them)"
        yield from problems
