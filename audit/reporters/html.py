"""For reading, reviewing and sharing: one page that stands alone, the article beside its findings."""

from audit.domain import Report
from audit.page import report as page

SUFFIX = ".html"


def render(report: Report) -> str:
    """A page that loads nothing from anywhere, reads without scripts, and is better with them."""
    return page.render(report)
