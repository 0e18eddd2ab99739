"""An auditor with a model that is open already: the same report, whoever else asks the same engine."""

import pickle
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from audit.article import Article
from audit.config.values import Config
from audit.domain import Report, Usage
from audit.errors import ModelUnavailableError
from audit.intake import read_article
from audit.llm.choose import choose, opened
from audit.llm.endpoint import Terms
from audit.llm.engine import Engine
from audit.llm.line import Line
from audit.llm.model import Outcome, Request, unlogged
from audit.llm.stop import Stop
from audit.llm.switchboard import Switchboard
from audit.pipeline import Auditor, unwatched
from audit.settings import Settings

from .llm.faults.server import FaultServer

STORY = "Reservists called up\n\nPutin ordered the first call-up of occupiers. Talks were held in Zxville {}.\n"
TERMS = Terms(structured="json_schema", cache="off")


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    with FaultServer() as good:
        yield good


@pytest.fixture(scope="module")
def board(server: FaultServer) -> Iterator[Switchboard]:
    loading = opened(choose("m", server.url, {}), TERMS, Stop(), unlogged, unwatched)
    with loading as model:
        assert isinstance(model, Engine)
        with Switchboard(model) as shared:
            yield shared


def story(number: int) -> Article:
    return read_article("-", None, "en", None, BytesIO(STORY.format(number).encode()))


def unmeasured(report: Report) -> Report:
    """A report without what differs from run to run."""
    return replace(report, usage=Usage())


def line(board: Switchboard) -> Line:
    return Line(board.name, board.ask, 4)


def test_auditors_that_share_a_model_report_what_one_alone_does(server: FaultServer, board: Switchboard) -> None:
    settings = Settings(model="m", base_url=server.url, terms=TERMS)
    with Auditor(settings, {}) as alone:
        expected = [unmeasured(alone.audit(story(number))) for number in range(6)]

    def audited(number: int) -> Report:
        with Auditor(Settings(model="m"), {}, model=line(board)) as auditor:  # neither address nor key
            return unmeasured(auditor.audit(story(number)))

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(audited, range(6))) == expected
    assert {report.signature.model for report in expected} == {"m"}
    assert all(len(report.findings) == 2 for report in expected)


def test_without_a_model_the_one_that_is_given_is_not_asked(board: Switchboard) -> None:
    report = Auditor(Settings(llm=False), {}, model=line(board)).audit(story(1))
    assert (report.findings, report.usage.requests, report.signature.model) == ((), 0, "none")


def test_why_there_is_no_model_is_said_in_each_report() -> None:
    auditor = Auditor(Settings(model="m"), {}, model=ModelUnavailableError("nobody answers"))
    report = auditor.audit(story(1))
    assert [gap.reason for gap in report.gaps] == ["nobody answers"]
    assert report.signature.model == "m"


# -- what travels between processes


def test_what_is_asked_and_answered_travels(board: Switchboard) -> None:
    """Over pickled bytes, as between two processes."""

    def ask(request: Request) -> Future[Outcome]:
        sent: Request = pickle.loads(pickle.dumps(request))  # noqa: S301  # our own
        assert sent == request
        outcome = board.ask(sent).result(5)
        received: Future[Outcome] = Future()
        received.set_result(pickle.loads(pickle.dumps(outcome)))  # noqa: S301  # our own
        return received

    direct = Auditor(Settings(model="m", canary=True), {}, model=line(board)).audit(story(9))
    far = Auditor(Settings(model="m", canary=True), {}, model=Line("m", ask, 4)).audit(story(9))
    assert unmeasured(far) == unmeasured(direct)
    assert pickle.loads(pickle.dumps(far)) == far  # noqa: S301  # our own


HOSTED = choose("m", "https://llm.example/v1", {})
TRAVELS = [Settings(severities={}, prompt_folder=Path("mine")), Config(), TERMS, HOSTED]


@pytest.mark.parametrize("value", TRAVELS, ids=lambda value: type(value).__name__)
def test_what_an_audit_is_to_do_travels(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301  # our own
