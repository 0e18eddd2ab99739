"""A corpus in order, on one screen: what is meant, what is there, parts drawn, audited, committed, summed up."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from audit.corpus.columns import Columns
from audit.corpus.inputs import fingerprint, rows
from audit.corpus.manifest import Manifest, Meant, settings
from audit.corpus.parts import parts
from audit.corpus.sampling import Draw, Sample, plan
from audit.corpus.store import Store, refuse
from audit.corpus.story import Part, Row
from audit.corpus.tables import Audited
from audit.corpus.unique import unique
from audit.corpus.work import Work
from audit.domain import Usage
from audit.errors import UsageError
from audit.llm.stop import Stop

Engine = Callable[[Iterator[Part]], Iterator[Audited]]
"""Audits parts, in any order, until it is stopped."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a run is to do."""

    inputs: tuple[str, ...]
    folder: Path
    columns: Columns
    sample: Sample
    part_size: int
    max_chars: int
    work: Work
    fresh: bool = False
    """What the folder holds is removed before."""
    force: bool = False
    """... also where parts have been audited."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told how a run goes on."""

    say: Callable[[str], None]
    progress: Callable[[int, int, int], None]
    """Rows done in this run, rows that it has to do, and those among the done that are not wholly audited."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a folder holds at the end of a run."""

    totals: dict[str, int]
    rows: int
    """That there are to be."""
    complete: bool


def run(job: Job, engine: Engine, about: dict[str, Any], stop: Stop, listener: Listener) -> Result:
    """Audit what is not audited yet. `about`: what the journal says of this run besides.

    Raises UsageError for an input, a folder or settings that cannot be used, also where the folder holds another audit.
    """
    with Store(job.folder) as store:
        manifest = _described(job, store, listener)
        before = _rows(manifest, store.done)
        if before < manifest.rows:
            if before:
                listener.say(f"going on: {before:,} of {manifest.rows:,} articles are audited already")
            _audit(job, manifest, store, engine, about, stop, listener)
        complete = _rows(manifest, store.done) == manifest.rows
        totals = store.totals()
        if complete and manifest.totals is None:
            _unchanged(job, manifest)
            store.describe(replace(manifest, totals=totals))
        return Result(totals, manifest.rows, complete)


def _described(job: Job, store: Store, listener: Listener) -> Manifest:
    """What the folder holds or is to hold; what it holds must be what is meant now."""
    mark = fingerprint(job.inputs)
    meant = Meant(mark, job.columns, job.sample, job.part_size, job.max_chars, settings(job.work))
    if job.fresh:
        _refuse_clearing(job, store)
    known = None if job.fresh else store.manifest()
    if known:
        refuse(job.folder, known.meant.differences(meant))
        return known
    if store.done and not job.fresh:
        raise UsageError(
            f"{job.folder} has parts but no manifest: nobody knows what they are; name another folder (-o)"
        )
    listener.say("counting the articles")
    strata = plan(unique(rows(job.inputs, job.columns, job.max_chars)), job.sample)
    taken = sum(stratum.taken for stratum in strata.strata) + strata.broken
    if not taken:
        size = sum(stratum.size for stratum in strata.strata)
        raise UsageError(f"--sample: none of the {size:,} articles is drawn: take a larger one, or --at-least 1")
    if job.fresh:  # only now: what is refused deletes nothing
        store.clear()
    created = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = Manifest(created, job.inputs, meant, strata, taken)
    store.describe(manifest)
    return manifest


def _refuse_clearing(job: Job, store: Store) -> None:
    if store.done and not job.force:
        number = len(store.done)
        raise UsageError(
            f"--fresh would delete {number:,} audited parts in {job.folder}: say --force too, if you mean it"
        )


def _audit(  # noqa: PLR0913, PLR0917  # what is done, where, by whom, and who is told
    job: Job,
    manifest: Manifest,
    store: Store,
    engine: Engine,
    about: dict[str, Any],
    stop: Stop,
    listener: Listener,
) -> None:
    begun, started = monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
    done, gaps, usage, number = 0, 0, Usage(), 0
    left = manifest.rows - _rows(manifest, store.done)
    listener.progress(done, left, gaps)
    with store.journal({"started": started, **about}) as entry, closing(_engaged(job, manifest, store, engine)) as made:
        for part in made:
            store.commit(part)
            articles = part.tables["articles"]
            done, number, usage = done + len(articles), number + 1, usage + part.usage
            gaps += sum(article["status"] != "audited" for article in articles)
            listener.progress(done, left, gaps)
            entry |= {"seconds": round(monotonic() - begun, 3), "parts": number, "articles": done}
            entry |= {"usage": asdict(usage)}
        entry["ended"] = stop.reason or ("complete" if done == left else "failed")


def _engaged(job: Job, manifest: Manifest, store: Store, engine: Engine) -> Generator[Audited, None, None]:
    yield from engine(part for part in parts(_drawn(job, manifest), job.part_size) if part.number not in store.done)


def _drawn(job: Job, manifest: Manifest) -> Iterator[Row]:
    """The rows to be audited: in every run the same, in the same order."""
    return Draw(job.sample, manifest.strata).rows(unique(rows(job.inputs, job.columns, job.max_chars)))


def _rows(manifest: Manifest, done: set[int]) -> int:
    """Rows in these parts; all but the last have the same number."""
    size = manifest.meant.part_size
    return sum(max(0, min(size, manifest.rows - number * size)) for number in done)


def _unchanged(job: Job, manifest: Manifest) -> None:
    if fingerprint(job.inputs) != manifest.meant.fingerprint:
        raise UsageError(
            f"{', '.join(job.inputs)}: changed while it was audited: nobody knows which of its articles are in "
            f"{job.folder}; audit it into another folder (-o), or begin anew with --fresh"
        )
