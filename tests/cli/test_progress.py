"""What a run says while it works: a line now and then in a log, a bar on a terminal."""

import pytest

from audit.cli.progress import Voice, described
from audit.llm.model import Activity

DESCRIBED = {
    "a model that is listened to": (Activity(), ""),
    "at work": (Activity(in_flight=8, cost=0.0), "8 in flight"),
    "from the cache": (Activity(cached=1_200), "1,200 from the cache"),
    "with a price": (Activity(3, 12, 0.03127, "USD"), "3 in flight, 12 from the cache, 0.0313 USD spent"),
    "dear": (Activity(cost=12.5, currency="EUR"), "12.50 EUR spent"),
    "without a currency": (Activity(cost=1.0), "1.00 spent"),
    "without a price": (Activity(in_flight=1, cost=None), "1 in flight, cost unknown"),
}


@pytest.mark.parametrize(("activity", "said"), DESCRIBED.values(), ids=DESCRIBED)
def test_what_a_model_is_busy_with(activity: Activity, said: str) -> None:
    assert described(activity) == said


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_in_a_log_a_line_every_few_seconds_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    now = [100.0]
    with Voice(quiet=False, verbose=False, clock=lambda: now[0]) as voice:
        for second in range(21):
            now[0] = 100.0 + second
            voice.watch("asking (requests)", second + 1, 101, Activity(4, 2, 0.5, "USD"))
    said = lines(capsys)
    assert len(said) == 3
    assert said[0] == (
        "audit: asking (requests): 7 of 101, 4 in flight, 2 from the cache, 0.5000 USD spent, about 81 s left"
    )


def test_quiet_is_quiet_but_for_what_must_be_known(capsys: pytest.CaptureFixture[str]) -> None:
    with Voice(quiet=True, verbose=False, clock=iter(range(0, 6_000, 60)).__next__) as voice:
        voice.say("hello")
        voice.watch("asking (requests)", 1, 2, Activity())
        voice.complain("no")
    assert lines(capsys) == ["audit: no"]


def test_on_a_terminal_there_is_a_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "140")
    with Voice(quiet=False, verbose=False) as voice:
        voice.watch("asking (requests)", 3, 12, Activity(4, 1, 0.25, "USD"))
    said = capsys.readouterr().err
    assert "25%" in said
    assert "4 in flight, 1 from the cache, 0.2500 USD spent" in said


def test_a_line_may_contain_what_looks_like_markup(capsys: pytest.CaptureFixture[str]) -> None:
    with Voice(quiet=False, verbose=True) as voice:
        voice.log("[red]s1[/red] \x1b[31m")
    assert "[red]s1[/red]" in lines(capsys)[0]
