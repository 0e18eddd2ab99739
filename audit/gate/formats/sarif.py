"""SARIF 2.1.0, what is silenced in it as suppressed: for viewers and for tools that know suppressions.

GitHub does not (see `codescanning`).
"""

from audit.gate.formats._json import dump
from audit.gate.formats._sarif import log
from audit.gate.formats._words import NAME
from audit.gate.inspection import Inspection

SUFFIX = ".sarif"


def render(inspection: Inspection) -> str:
    """The log on indented lines."""
    return dump(log(inspection, inspection.silenced, category=NAME), indent=2) + "\n"
