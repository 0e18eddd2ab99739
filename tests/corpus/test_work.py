"""A part, audited: what becomes of each row, and what a run that has ended leaves for the next."""

import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from audit.corpus.story import Broken, Part
from audit.corpus.work import StoppedError, Work, Worker
from audit.domain import Usage
from audit.llm.model import Activity, Answer, Failure, Outcome, Request
from audit.llm.stop import Stop
from audit.settings import Settings
from tests.llm.faults.model import Heard, answer

from . import archive
from .archive import story

ASKS = Work(Settings(model="m", base_url="http://127.0.0.1:9/v1"))


def good(request: Request) -> Answer:
    """What a model says that knows the planted errors."""
    messages = [{"role": role, "content": content} for role, content in request.messages]
    wanted = {"json_schema": {"schema": request.schema}}
    heard = Heard("POST", "/", {}, {"messages": messages, "response_format": wanted}, 0.0)
    return Answer(json.loads(answer(heard)), Usage(requests=1))


class Played:
    """A model that answers as it is told to."""

    name = "m"
    activity = Activity()

    def __init__(self, script: Callable[[Request], Outcome] = good) -> None:
        self.script = script
        self.asked = 0

    def chat(self, requests: Iterable[Request]) -> Iterator[tuple[int, Outcome]]:
        for number, request in enumerate(requests):
            self.asked += 1
            yield number, self.script(request)


def audited(part: Part, work: Work = archive.PLAIN, model: Played | None = None, stop: Stop | None = None):
    with Worker(work, model, stop) as worker:
        return worker.audited(part)


def status(done) -> dict[str, str]:
    return {row["article"]: row["status"] for row in done.tables["articles"]}


# -- rows ----------------------------------------------------------------------------------------------------------


def test_what_cannot_be_audited_is_said_in_its_own_row(tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\0\1\2" * 99)
    rows = (
        story(0),
        Broken(1, "b", "in:2", "not JSON: mend it"),
        story(2, text="", path=str(tmp_path / "gone.txt")),
        story(3, text="", path=str(tmp_path / "binary.txt")),
        story(4),
    )
    done = audited(Part(0, rows))
    assert list(status(done).items()) == [
        ("a0", "audited"),
        ("b", "unread"),
        ("a2", "unread"),
        ("a3", "unread"),
        ("a4", "audited"),
    ]
    reasons = {row["article"]: row["reason"] for row in done.tables["gaps"]}
    assert reasons["b"] == "not JSON: mend it"
    assert "gone.txt does not exist" in reasons["a2"]
    assert "binary.txt" in reasons["a3"]


def test_a_defect_of_ours_costs_one_row_and_is_called_one() -> None:
    def broken(_request: Request) -> Outcome:
        raise ZeroDivisionError("by zero")

    done = audited(Part(0, (story(0), story(1))), ASKS, Played(broken))
    assert set(status(done).values()) == {"unread"}
    [one, _] = done.tables["gaps"]
    assert one["reason"] == "a defect of ours, please report it with the article: ZeroDivisionError: by zero"


def test_a_machine_that_fails_costs_no_row() -> None:
    def full(_request: Request) -> Outcome:
        raise OSError(28, "No space left on device")

    with pytest.raises(StoppedError, match=r"this machine fails: .*No space left on device"):
        audited(Part(0, (story(0),)), ASKS, Played(full))


def test_a_file_of_a_folder_is_read_as_its_format_says(tmp_path: Path) -> None:
    page = tmp_path / "story.html"
    page.write_text(f"<html><body><article><p>{archive.text(0)}</p></article></body></html>")
    done = audited(Part(0, (story(0, text="", path=str(page)),)))
    assert [row["quote"] for row in done.tables["findings"]] == ["the the"]


def test_the_language_of_a_row_counts_before_that_of_the_settings() -> None:
    work = Work(Settings(llm=False, target_language="de"))
    done = audited(Part(0, (story(0, target_language="fr"), story(1))), work)
    assert [row["target_language"] for row in done.tables["articles"]] == ["fr", "de"]


# -- models --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("threads", [1, 8])
def test_any_number_of_threads_makes_the_same_rows_in_the_same_order(threads: int) -> None:
    part = Part(3, tuple(story(number) for number in range(40)))
    done = audited(part, Work(ASKS.settings, threads=threads), Played())
    assert [row["article"] for row in done.tables["articles"]] == [f"a{number}" for number in range(40)]
    quotes = [(row["article"], row["quote"]) for row in done.tables["findings"] if "window" in str(row["detectors"])]
    assert quotes == [(f"a{number}", "occupiers") for number in range(0, 40, 5)]


def test_an_answer_that_cannot_be_used_is_a_gap_of_its_article() -> None:
    done = audited(Part(0, (story(0),)), ASKS, Played(lambda _: Failure("the model declined: no")))
    assert status(done) == {"a0": "incomplete"}
    assert {row["reason"] for row in done.tables["gaps"]} == {"the model declined: no"}


@pytest.mark.parametrize(
    ("failure", "pulled"),
    [
        (Failure("interrupted"), "interrupted"),
        (Failure("the endpoint wants another key"), "the endpoint wants another key"),
        (Failure("--max-cost 2 EUR does not allow another request: ..."), None),
        (Failure("--max-requests 7 is used up: ..."), None),
        (Failure("not in the cache: ...", uncached=True), None),
    ],
)
@pytest.mark.parametrize("threads", [1, 4])
def test_what_was_left_unasked_at_the_end_of_a_run_is_no_gap(
    failure: Failure, pulled: str | None, threads: int
) -> None:
    stop = Stop()

    def script(_request: Request) -> Outcome:
        if pulled:
            stop.pull(pulled)
        return failure

    part = Part(0, tuple(story(number) for number in range(6)))
    with pytest.raises(StoppedError) as stopped:
        audited(part, Work(ASKS.settings, threads=threads), Played(script), stop)
    assert stopped.value.reason == failure.reason


def test_a_finding_that_nobody_confirmed_because_the_run_ended_is_asked_for_again() -> None:
    stop = Stop()

    def script(request: Request) -> Outcome:
        if request.schema_name == "verdicts":
            stop.pull("interrupted")
            return Failure("interrupted")
        return good(request) if "window" in request.label else Answer({"segments": []}, Usage())

    work = Work(Settings(model="m", base_url="http://127.0.0.1:9/v1", check_findings=True))
    with pytest.raises(StoppedError):
        audited(Part(0, (story(0),)), work, Played(script), stop)


def test_a_run_that_has_ended_begins_no_article() -> None:
    stop, model = Stop(), Played()
    stop.pull("interrupted")
    with pytest.raises(StoppedError):
        audited(Part(0, (story(0),)), ASKS, model, stop)
    assert model.asked == 0


# -- travelling ----------------------------------------------------------------------------------------------------


def test_work_travels_without_the_key() -> None:
    work = Work(Settings(model="m"), None, {"OPENAI_API_KEY": "sk-secret", "AUDIT_MODEL": "n"})
    assert pickle.loads(pickle.dumps(work)) == work  # noqa: S301  # our own
    assert b"sk-secret" not in pickle.dumps(work.keyless)
    assert "sk-secret" not in repr(work)
    assert work.keyless.environment["AUDIT_MODEL"] == "n"
    with Worker(work.keyless, Played()) as worker:
        assert status(worker.audited(Part(0, (story(0),)))) == {"a0": "audited"}


def test_why_a_part_was_left_travels() -> None:
    assert pickle.loads(pickle.dumps(StoppedError("interrupted"))).reason == "interrupted"  # noqa: S301  # our own
