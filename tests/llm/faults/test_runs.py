"""Every fault against the command itself: how a run ends, and that nothing counts as clean that nobody judged."""

import gzip
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from audit import assets
from audit.cli.outputs import Destination
from audit.cli.progress import Voice
from audit.cli.ruling import ruled, rules
from audit.cli.running import Job, performed
from audit.config.values import Config
from audit.llm.endpoint import Patience, Terms
from audit.project.articles import Named
from audit.settings import Settings

from .model import Heard, asked, verdicts
from .named import FAULTS
from .server import FaultServer, Reply

Row = tuple[str, int | None]
"""A fault, and how many questions it spoils: None for every one."""
KEY = "sk-secret-0123456789"
STORY = """Reservists called up

Putin ordered the first call-up of occupiers. Talks were held in Zxville on Monday.

Nobody came. The mayor said that the roads were closed.

Snow is expected to fall all week.
"""
PATIENCE = Patience(attempts=3, throttled_attempts=8, backoff=0.01, longest_backoff=0.05, longest_wait=1.5, drought=0.9)
LONGEST = 5.0
"""Seconds that a run may take, whatever its endpoint does."""
SILENT = {"hang": 0.4, "slow-loris": 0.4}
"""Seconds for one answer, where nothing else ends the wait for it."""
REPORT = Draft202012Validator(assets.schema("report"))

# -- a run ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """`audit run --fail-on critical` with both prompts, and all that it leaves behind."""

    folder: Path
    server: FaultServer
    code: int
    said: str
    seconds: float

    @property
    def report(self) -> Any:
        return json.loads((self.folder / "report.json").read_text())

    @property
    def gaps(self) -> dict[str, str]:
        """Numbers of the segments without a verdict, by the first letter of who gave none."""
        found = defaultdict[str, set[str]](set)
        for gap in self.report["gaps"]:
            found[gap["detector"][0]] |= {name.removeprefix("s") for name in gap["segments"]}
        return {detector: "".join(sorted(numbers)) for detector, numbers in found.items()}

    @property
    def found(self) -> dict[str, str]:
        """First letters of who marked it, by what is marked."""
        return {each["quote"]: "".join(name[0] for name in each["detectors"]) for each in self.report["findings"]}


def audit(folder: Path, server: FaultServer, timeout: float = 2.0, structured: str = "json_schema") -> Ran:
    """One request at a time: what is heard, and in which order, is certain."""
    (folder / "story.txt").write_text(STORY)
    file, kept, report = (str(folder / name) for name in ("story.txt", "answers.sqlite", "report.json"))
    terms = Terms(concurrency=1, structured=structured, timeout=timeout, patience=PATIENCE, cache=kept)
    settings = Settings(model="m", base_url=server.url, terms=terms)
    started = time.monotonic()
    with redirect_stderr(StringIO()) as said, Voice(quiet=False, verbose=True) as voice:
        strict = rules(ruled(Config(), "critical", None, None), None, no_baseline=True)
        job = Job((Named(file, "story"),), None, settings, (Destination("json", report),), strict, decides=True)
        code = performed(job, voice)
    return Ran(folder, server, int(code), said.getvalue(), time.monotonic() - started)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ran]:
    """A run under a fault that spoils so many questions, None for every one. Each is made once, for all tests."""

    with FaultServer() as server:  # loads all that any run loads when it needs it: the next ones are timed
        audit(tmp_path_factory.mktemp("run"), server)

    @cache
    def once(name: str, fails: int | None, structured: str = "json_schema") -> Ran:
        folder = tmp_path_factory.mktemp("run")
        with FaultServer(FAULTS[name], fails) as server:
            return audit(folder, server, SILENT.get(name, 2.0), structured)

    return once


# -- how it ends ---------------------------------------------------------------------------------------------------

ALL = {"d": "123456", "w": "123456"}
BOTH = {"occupiers": "dw", "Zxville": "dw"}


@dataclass(frozen=True)
class Ends:
    """As a run ends that nothing happens to, but for what is said here."""

    code: int = 1
    """Of the exit; the planted errors are critical."""
    gaps: Mapping[str, str] = field(default_factory=dict)
    """d is the prompt over the document, which asks first; w the one over windows."""
    found: Mapping[str, str] = field(default_factory=lambda: BOTH)
    heard: int | range = 2
    says: str = ""
    """In the reason of each gap."""

    @property
    def counts(self) -> range:
        return self.heard if isinstance(self.heard, range) else range(self.heard, self.heard + 1)


UNHURT = Ends()
REPEATED = Ends(heard=3)
"""One question was asked once more."""


def nothing(says: str, heard: int | range = 1) -> Ends:
    """No segment is audited; by default nobody is asked again after the first refusal."""
    return Ends(3, ALL, {}, heard, says)


def half(says: str, heard: int | range = 2) -> Ends:
    """The question of the prompt over the document is lost, the other is not."""
    return Ends(3, {"d": "123456"}, {"occupiers": "w", "Zxville": "w"}, heard, says)


def always(ends: Ends) -> tuple[Ends, Ends]:
    return ends, ends


BUSY = nothing("it has answered nothing for a while", range(2, 17))
EXPECTED: dict[str, tuple[Ends, Ends]] = {  # the first question is spoilt; every question is
    "429-retry-after-seconds": (REPEATED, BUSY),
    "429-retry-after-fraction": (REPEATED, BUSY),
    "429-retry-after-date": (REPEATED, BUSY),
    "429-retry-after-ms": (REPEATED, BUSY),
    "429-retry-after-zero": (REPEATED, BUSY),
    "429-retry-after-nonsense": (REPEATED, BUSY),
    "429-no-retry-after": (REPEATED, BUSY),
    "429-remaining-zero": (REPEATED, BUSY),
    "429-for-ever": (REPEATED, BUSY),
    "408": (REPEATED, nothing("answers 408: Request timed out", 6)),
    "503": (REPEATED, nothing("answers 503: no healthy upstream", 6)),
    "503-retry-after": (REPEATED, BUSY),
    "529": (REPEATED, BUSY),
    "500": (REPEATED, nothing("answers 500: The server had an error", 6)),
    "502-html": (REPEATED, nothing("answers 502", 6)),
    "connect-refused": always(nothing("does it run, is the base URL right?", 0)),
    "drop-before-headers": (REPEATED, nothing("no connection to the endpoint", 6)),
    "drop-in-body": (REPEATED, nothing("no connection to the endpoint", 6)),
    "reset": (REPEATED, nothing("no connection to the endpoint", 6)),
    "slow-loris": (REPEATED, nothing("did not answer in time", 6)),
    "hang": (REPEATED, nothing("did not answer in time", 6)),
    "insufficient-quota": always(nothing("check plan and billing")),
    "401": always(nothing("check OPENAI_API_KEY")),
    "403": always(nothing("territory not supported")),
    "404-model": always(nothing("check the model's name")),
    "404-path": always(nothing("the base URL ends in /v1")),
    "400-response-format-schema": always(nothing("--structured auto finds what the endpoint takes")),
    "400-response-format": always(nothing("--structured auto finds what the endpoint takes")),
    "400-tools": always(UNHURT),
    "400-schema-and-tools": always(nothing("--structured auto finds what the endpoint takes")),
    "400-schema-keyword": always(nothing("--structured auto finds what the endpoint takes")),
    "400-max-tokens": (REPEATED, Ends(heard=range(3, 5))),
    "400-temperature": (REPEATED, Ends(heard=range(3, 5))),
    "400-context-length": (Ends(heard=4), nothing("maximum context length", 22)),
    "400-content-filter": (half("content filter"), nothing("content filter", 2)),
    "echoes-key-401": always(nothing("Bearer ***; check OPENAI_API_KEY")),
    "echoes-key-500": (REPEATED, nothing("answers 500: Refused: Authorization Bearer ***", 6)),
    "redirect-same-host": (REPEATED, Ends(heard=4)),
    "redirect-other-host": always(nothing("give that address as the base URL if you trust it")),
    "redirect-downgrade": always(nothing("redirects", range(1, 3))),
    "200-error-object": (REPEATED, nothing("Provider returned error", 6)),
    "200-html": always(nothing("does the base URL end in /v1?")),
    "200-plain-text-json": always(UNHURT),
    "empty-body": (REPEATED, nothing("reply is malformed", 6)),
    "truncated-json-body": (REPEATED, nothing("reply is malformed", 6)),
    "null-body": (REPEATED, nothing("without a choice", 6)),
    "no-choices": (REPEATED, nothing("without a choice", 6)),
    "prose": (REPEATED, nothing("no complete JSON object", range(4, 13))),
    "json-in-fence": always(UNHURT),
    "json-after-prose": always(UNHURT),
    "two-json-objects": always(UNHURT),
    "think-block-then-json": always(UNHURT),
    "wrong-schema": (REPEATED, nothing("'segments' is a required property", range(4, 13))),
    "wrong-severity-in-one-item": (
        REPEATED,
        Ends(3, {"d": "23", "w": "6"}, {"occupiers": "w", "Zxville": "w"}, 16, "'catastrophic' is not one of"),
    ),
    "unknown-segment-ids": (REPEATED, nothing("", range(3, 45))),
    "missing-segment-ids": (REPEATED, Ends(3, {"w": "6"}, heard=3, says="leaves this segment out, twice")),
    "duplicate-ids": always(UNHURT),
    "quotes-not-in-text": (REPEATED, Ends(3, {"d": "23", "w": "123456"}, {}, range(3, 45))),
    "finish-length": (Ends(heard=4), Ends(3, {"d": "123456", "w": "356"}, {"occupiers": "w"}, range(13, 22))),
    "finish-length-for-large": (Ends(heard=4), Ends(heard=range(4, 13))),
    "whitespace-flood": always(UNHURT),
    "finish-content-filter": (half("content filter"), nothing("content filter", 2)),
    "refusal": (half("cannot help"), nothing("cannot help", 2)),
    "usage-missing": always(UNHURT),
    "gzip": always(UNHURT),
    "huge-body": (REPEATED, nothing("larger than 8 MB", 6)),
    "ignores-response-format": always(UNHURT),
}
WHEN = {1: "once", None: "for ever"}
RUNS: list[Row] = [(name, fails) for name in FAULTS for fails in WHEN]


def rows(runs: Iterable[Row]) -> list[Any]:
    """Runs under a fault once or for ever."""
    return [pytest.param(*row, id=f"{row[0]} {WHEN[row[1]]}") for row in runs]


def test_every_fault_is_in_the_table() -> None:
    assert set(EXPECTED) == set(FAULTS)


@pytest.mark.parametrize(("name", "fails"), rows(RUNS))
def test_how_a_run_ends(run: Callable[..., Ran], name: str, fails: int | None) -> None:
    ran, ends = run(name, fails), EXPECTED[name][fails is None]
    assert (ran.code, ran.gaps, ran.found) == (ends.code, ends.gaps, ends.found)
    assert len(ran.server.requests) in ends.counts
    assert all(ends.says in gap["reason"] for gap in ran.report["gaps"])
    assert ran.seconds < LONGEST


# -- what holds for every run --------------------------------------------------------------------------------------


def said(reply: Reply) -> str:
    """What a completion says; nothing where it is none."""
    body = gzip.decompress(reply.body) if "Content-Encoding" in reply.headers else reply.body
    try:
        message = json.loads(body)["choices"][0]["message"]
    except (ValueError, LookupError, TypeError):
        return ""
    return str(message["tool_calls"][0]["function"]["arguments"] if "tool_calls" in message else message["content"])


def judged(heard: Heard, reply: Reply) -> tuple[str, set[str]]:
    """Which prompt has asked, and the texts of the segments on which it was really sent a good model's verdict."""
    segments, each = asked(heard)
    words, good = said(reply), [json.dumps(verdict) for verdict in verdicts(heard) or ()]
    if each:
        return "w", {row["text"] for row, verdict in zip(segments, good, strict=True) if verdict in words}
    # errors only: what is not in the list is judged too, once the list has come to its end
    whole = "]}" in words and all(verdict in words for verdict in good)
    return "d", {row["text"] for row in segments if whole}


def unjudged(ran: Ran) -> set[str]:
    """Segments that count as audited though a prompt was sent no good verdict on them."""
    texts: dict[str, set[str]] = {"d": set(), "w": set()}
    for heard, reply in ran.server.replies:
        if heard.body:
            detector, segments = judged(heard, reply)
            texts[detector] |= segments
    audited = {segment["text"] for segment in ran.report["segments"] if segment["status"] == "audited"}
    return audited - (texts["d"] & texts["w"])


@pytest.mark.parametrize(("name", "fails"), rows(RUNS))
def test_what_counts_as_audited_was_judged(run: Callable[..., Ran], name: str, fails: int | None) -> None:
    ran = run(name, fails)
    assert unjudged(ran) == set()
    statuses = [segment["status"] for segment in ran.report["segments"]]
    assert ran.report["coverage"]["audited"] == statuses.count("audited")
    assert list(REPORT.iter_errors(ran.report)) == []


@pytest.mark.parametrize(("name", "fails"), rows(RUNS))
def test_the_key_goes_where_it_belongs_and_is_left_nowhere(
    run: Callable[..., Ran], name: str, fails: int | None
) -> None:
    ran = run(name, fails)
    assert ran.server.elsewhere == []
    assert {heard.headers["authorization"] for heard in ran.server.requests} <= {f"Bearer {KEY}"}
    assert KEY not in ran.said
    assert [file.name for file in ran.folder.iterdir() if KEY.encode() in file.read_bytes()] == []


LARGE = {"400-context-length", "finish-length", "finish-length-for-large"}
"""Where an article is seen in parts from then on, and a note says so."""


@pytest.mark.parametrize(("name", "fails"), rows((name, None) for name in FAULTS))
def test_the_same_command_completes_the_audit_when_all_is_well_again(
    run: Callable[..., Ran], name: str, fails: int | None
) -> None:
    before = run(name, fails)
    with FaultServer(port=int(before.server.url.split(":")[2].removesuffix("/v1"))) as server:
        ran = audit(before.folder, server)
    assert (ran.code, ran.gaps, ran.found) == (UNHURT.code, UNHURT.gaps, UNHURT.found)
    assert bool(ran.report["notes"]) is (name in LARGE)


# -- where the endpoint is probed for what it enforces -------------------------------------------------------------


def rung(heard: Heard) -> str:
    """How a question wants its answer's schema enforced."""
    match heard.body:
        case {"response_format": {"type": "json_schema", "json_schema": {"strict": True}}}:
            return "json_schema"
        case {"response_format": {"type": "json_schema"}}:
            return "stripped"
        case {"response_format": {"type": kind}}:
            return str(kind)
    return "tools" if "tools" in heard.body else "prompt"


PROBED: dict[
    Row, tuple[str, int]
] = {  # the rung that questions are asked on in the end; how many requests that takes, two of them questions
    ("400-response-format-schema", None): ("tools", 5),
    ("400-response-format", None): ("tools", 5),
    ("400-tools", None): ("json_schema", 3),
    ("400-schema-and-tools", None): ("json_object", 6),
    ("400-schema-keyword", None): ("stripped", 4),
    ("400-max-tokens", None): ("json_schema", 4),
    ("400-temperature", None): ("json_schema", 4),
    ("400-content-filter", 1): ("json_schema", 3),
    ("ignores-response-format", None): ("prompt", 6),
    ("json-in-fence", None): ("json_schema", 3),
    ("prose", 1): ("stripped", 4),
    ("refusal", 1): ("stripped", 4),
    ("429-no-retry-after", 1): ("json_schema", 4),
    ("500", 1): ("json_schema", 4),
    ("drop-in-body", 1): ("json_schema", 4),
    ("empty-body", 1): ("json_schema", 4),
}


@pytest.mark.parametrize(("name", "fails"), rows(PROBED))
def test_a_probed_endpoint_is_asked_as_strictly_as_it_can_be(
    run: Callable[..., Ran], name: str, fails: int | None
) -> None:
    ran = run(name, fails, "auto")
    assert (ran.code, ran.gaps, ran.found) == (UNHURT.code, UNHURT.gaps, UNHURT.found)
    assert (rung(ran.server.requests[-1]), len(ran.server.requests)) == PROBED[name, fails]
    assert unjudged(ran) == set()


@pytest.mark.parametrize("name", ["401", "404-model", "insufficient-quota", "200-html", "redirect-other-host"])
def test_a_probe_that_is_refused_is_the_last_request(run: Callable[..., Ran], name: str) -> None:
    ran, [ends, _] = run(name, 1, "auto"), EXPECTED[name]
    assert (ran.code, ran.gaps, len(ran.server.requests)) == (ends.code, ends.gaps, 1)
    assert all(ends.says in gap["reason"] for gap in ran.report["gaps"])
