"""For programs: everything a report holds, as `schemas/report.json` promises it."""

import json

from audit.domain import Report
from audit.saved.rows import document

SUFFIX = ".json"


def render(report: Report) -> str:
    """The report as JSON, indented, characters as they are, ending in a line break."""
    text = json.dumps(document(report), ensure_ascii=False, indent=2)
    # half a surrogate pair (a file name that is no UTF-8, a model's slip) becomes a JSON escape instead of a crash
    return text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n"
