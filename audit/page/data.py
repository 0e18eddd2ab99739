"""What a page tells its scripts: the report, where findings lie for a reviewer, and who serves it."""

from dataclasses import asdict, dataclass
from typing import Any

from audit.domain import Report
from audit.review.places import digest, marks
from audit.saved.rows import document
from audit.view import items


@dataclass(frozen=True, slots=True)
class Served:
    """A page that `audit review` serves: decisions go back to it."""

    token: str
    """What every request has to carry."""
    reviewer: str = ""
    """Whose decisions they are, if that is known."""


def blocks(report: Report, served: Served | None) -> dict[str, Any]:
    """By the id of the element that holds it: "report", as `--format json` has it; "places"; "served"."""
    return {
        "report": document(report),
        "places": _places(report),
        **({"served": asdict(served)} if served else {}),
    }


def _places(report: Report) -> dict[str, Any]:
    """The digest of the text, and of each finding ("f1") its marks, as a review's file has them, place by place."""
    findings = {
        f"f{item.number}": [[asdict(mark) for mark in place] for place in marks(report.article, item.finding)]
        for item in items(report)
    }
    return {"digest": digest(report.article), "marks": findings}
