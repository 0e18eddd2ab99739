"""`audit review`: a report's page on this machine, whose decisions go straight into a file."""

import os
import sys
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer

from audit.cli import options
from audit.domain import Report
from audit.errors import UsageError
from audit.project.git import GitError, git
from audit.review.places import opened
from audit.saved.file import read_report
from audit.serve.ledger import Ledger
from audit.serve.server import Server
from audit.wording import count, title, visible

_FIRST_PORT = 49152
"""Of those that nobody has a claim to (RFC 6335)."""


def review(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="A report of audit run, as JSON or HTML.")],
    reviewer: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who decides (default: git's user.name, else $USER).")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where it listens (default: any that is free).")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The review file (default: NAME.review.json beside it)."),
    ] = None,
) -> None:
    """Review a report in the browser; each decision is saved at once. Ctrl-C ends it."""
    saved = read_report(report)
    if not saved.article.pairs:
        raise UsageError(f"{report}: there is nothing to review: the audited file holds no text")
    name = (reviewer or _name(options.environment())).strip()
    path = output or report.with_name(f"{report.stem}.review.json")
    ledger = Ledger(_writable(path), opened(saved))
    with _listening(saved, ledger, name, port, path) as server:
        with suppress(KeyboardInterrupt):
            _announce(server, f"{title(saved.article)}{f' as {visible(name)}' if name else ''}", path)
            if sys.stdout.isatty() and not no_open:  # a browser without windows would keep us from answering it
                Thread(target=webbrowser.open, args=(server.door.address,), daemon=True).start()
            server.serve_forever()
        number = ledger.decisions
    typer.echo(f"{path}: {count(number, 'decision')}" if path.exists() else "No decision was made, nothing is written.")


def _announce(server: Server, what: str, path: Path) -> None:
    known = server.ledger.decisions
    typer.echo(f"Review {what}: {server.door.address}")
    typer.echo(f"Decisions go to {path}{f', which has {known:,}' if known else ''}. Ctrl-C ends.")
    sys.stdout.flush()


def _name(environment: Mapping[str, str]) -> str:
    """Whoever git says works here; empty where nothing says it: the page asks."""
    try:
        said = git(Path(), "config", "user.name").decode(errors="replace").strip()
    except (GitError, UsageError):
        said = ""
    return said or environment.get("USER", "")


def _writable(path: Path) -> Path:
    """The path of a file that can be written: not known only when something has been decided."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path.parent}: {error.strerror}: name another file with -o") from error
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise UsageError(f"{path} cannot be written: name another file with -o")
    return path


def _listening(report: Report, ledger: Ledger, reviewer: str, port: int, path: Path) -> Server:
    """At the port that is wanted; else at one that is the same for the file each time, if it is free.

    A browser keeps what it could not send by address: at the same one the page finds it again.
    """
    digest = sha256(os.fsencode(path.resolve())).digest()
    usual = _FIRST_PORT + int.from_bytes(digest[:4]) % (2**16 - _FIRST_PORT)
    for one in (port,) if port else (usual, 0):
        try:
            return Server(report, ledger, reviewer, one)
        except OSError as error:
            trouble = error
    raise UsageError(f"port {port}: {trouble.strerror}: leave --port out for one that is free") from trouble
