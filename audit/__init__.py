"""Finds mistranslations and garbles in machine-translated text, and says what it could not audit.

    import audit

    with audit.Auditor(audit.Settings(llm=False)) as auditor:
        report = auditor.run("story.txt")
    print(audit.render(report, "markdown"))

The command line is built on exactly these names. What is not listed in `__all__` may change at any time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from audit.version import __version__

if TYPE_CHECKING:  # for type checkers and editors; at run time names are loaded when used, so that --help is fast
    from audit.article import Article
    from audit.domain import Finding, Gap, Report, Severity, Weights
    from audit.errors import AuditError, InputError, ModelError, UsageError
    from audit.intake import read_article
    from audit.llm.endpoint import Terms
    from audit.pipeline import Auditor
    from audit.reporters import render
    from audit.settings import Settings

__all__ = [
    "Article",
    "AuditError",
    "Auditor",
    "Finding",
    "Gap",
    "InputError",
    "ModelError",
    "Report",
    "Settings",
    "Severity",
    "Terms",
    "UsageError",
    "Weights",
    "__version__",
    "read_article",
    "render",
]

_HOME = {
    "Article": "audit.article",
    "AuditError": "audit.errors",
    "Auditor": "audit.pipeline",
    "Finding": "audit.domain",
    "Gap": "audit.domain",
    "InputError": "audit.errors",
    "ModelError": "audit.errors",
    "Report": "audit.domain",
    "Settings": "audit.settings",
    "Severity": "audit.domain",
    "Terms": "audit.llm.endpoint",
    "UsageError": "audit.errors",
    "Weights": "audit.domain",
    "read_article": "audit.intake",
    "render": "audit.reporters",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'audit' has no attribute {name!r}")
