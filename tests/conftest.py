"""What every test stands on: an empty folder, an empty cache, and an environment with no key and no model."""

import signal
from pathlib import Path

import pytest

# A job in the background ignores Ctrl-C, and so would the processes that tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Processes share the tests by file. What takes every core goes one after another, and begins at once."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    for item in items:
        group = "slow" if item.get_closest_marker("slow") else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AUDIT_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AUDIT_CACHE", str(tmp_path / ".answers" / "answers.sqlite"))
    monkeypatch.chdir(tmp_path)
