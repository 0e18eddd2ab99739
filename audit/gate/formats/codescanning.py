"""SARIF 2.1.0 for GitHub code scanning: without what is silenced, for which GitHub would open alerts all the same.

It has no automation id either, so that the `category` of github/codeql-action/upload-sarif counts.
"""

from audit.gate.formats._json import dump
from audit.gate.formats._sarif import log
from audit.gate.inspection import Inspection

SUFFIX = ".sarif"


def render(inspection: Inspection) -> str:
    """The log on one line: GitHub takes 10 MB, compressed."""
    return dump(log(inspection, (), category=None)) + "\n"
