"""One file a report format: `render(report) -> str`, pure."""

from audit import registry
from audit.domain import Report
from audit.errors import UsageError


def formats() -> tuple[str, ...]:
    """The report formats there are."""
    return registry.names("audit.reporters")


def render(report: Report, format: str) -> str:  # noqa: A002  # the word the command line uses
    """A report in one of `formats()`. Raises UsageError for another name."""
    if format not in formats():
        raise UsageError(f"no report format {format!r}; there are: {', '.join(formats())}")
    text: str = registry.load("audit.reporters", format, "render").render(report)
    return text
