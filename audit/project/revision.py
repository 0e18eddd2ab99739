"""Files as they were at a revision, and which have changed since, as git says."""

import os
from collections.abc import Mapping
from pathlib import Path

from audit.errors import UsageError
from audit.project.git import GitError, git, split

_BASES = ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "GITHUB_BASE_REF")
_SHALLOW = (
    "a shallow clone has not fetched it: fetch all history (GitHub: actions/checkout with fetch-depth: 0; "
    "GitLab: GIT_DEPTH: 0), or git fetch it by name"
)


def base(environment: Mapping[str, str] | None = None) -> str | None:
    """What a pull or merge request in CI is compared with; None where this is none.

    GitLab names a commit, GitHub a branch, which a checkout has under origin/.
    """
    variables = os.environ if environment is None else environment
    for name in _BASES:
        if value := variables.get(name, "").strip():
            return f"origin/{value}" if name == "GITHUB_BASE_REF" else value
    return None


def changed_paths(root: Path, revision: str) -> tuple[Path, ...]:
    """Files of a folder that differ from where the history parted from a revision, new and untracked ones included.

    Sorted, written as `root` is; deleted files are not there. Raises UsageError where git cannot tell.
    """
    start = _parting(root, revision)
    try:
        changed = split(git(root, "diff", "--name-only", "--no-renames", "--relative", "--diff-filter=d", "-z", start))
        new = split(git(root, "ls-files", "--others", "--exclude-standard", "-z"))
    except GitError as error:
        raise UsageError(f"what has changed since {revision!r} cannot be told: {error}") from error
    return tuple(sorted(root / name for name in {*changed, *new}))


def content(root: Path, revision: str, path: Path) -> bytes | None:
    """A file as it was where the history parted from a revision; None where there was none.

    A file that was renamed since is found under its former name. Raises UsageError where git cannot tell.
    """
    start = _parting(root, revision)
    top = Path(_said(root, "rev-parse", "--show-toplevel")).resolve()
    full = path.absolute().parent.resolve() / path.name  # a link is itself, the folders to it are not
    if not full.is_relative_to(top):
        raise UsageError(f"{path} is not in the work tree {top}, so git does not know what it was")
    name = full.relative_to(top).as_posix()
    found = _blob(top, start, name)
    former = None if found is not None else _former(top, start, name)
    return found if former is None else _blob(top, start, former)


def _parting(root: Path, revision: str) -> str:
    """The commit at which the work tree's history left that of a revision. Raises UsageError."""
    if revision.startswith("-") or not revision.strip() or "\0" in revision:
        raise UsageError(f"{revision!r} is no revision: give a commit, a branch or a tag")
    try:
        git(root, "rev-parse", "--is-inside-work-tree")
    except GitError as error:
        raise UsageError(f"{root.absolute()} is not in a work tree of git, so nothing has a past: {error}") from error
    try:
        commit = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        known = commit.decode().strip()
    except GitError as error:
        shallow = _said(root, "rev-parse", "--is-shallow-repository") == "true"
        reason = _SHALLOW if shallow else "check its name, or git fetch it"
        raise UsageError(f"git does not know the revision {revision!r}: {reason}") from error
    try:
        return git(root, "merge-base", known, "HEAD").decode().strip()
    except GitError as error:
        if _said(root, "rev-parse", "--is-shallow-repository") == "true":
            raise UsageError(f"where the history parted from {revision!r} cannot be told: {_SHALLOW}") from error
        return known  # histories without a common commit


def _former(top: Path, start: str, name: str) -> str | None:
    """What a file was called before it was renamed; None where it was not."""
    entries = iter(split(git(top, "diff", "--name-status", "--diff-filter=R", "-M", "-z", start)))
    for _ in entries:  # R100, old, new
        old, new = next(entries), next(entries)
        if new == name:
            return old
    return None


def _blob(top: Path, commit: str, name: str) -> bytes | None:
    try:
        return git(top, "cat-file", "blob", f"{commit}:{name}")
    except GitError:
        return None


def _said(root: Path, *arguments: str) -> str:
    try:
        return os.fsdecode(git(root, *arguments)).strip()
    except GitError:
        return ""
