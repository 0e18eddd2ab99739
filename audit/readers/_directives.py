"""What a comment in a file says to this auditor."""

import re

_DIRECTIVE = re.compile(
    r"(?<![\w-])audit:[ \t]*ignore(?![\w/-])(?:[ \t]+([a-z][a-z/-]*(?:[ \t]*,[ \t]*[a-z][a-z/-]*)*))?", re.IGNORECASE
)
_ALL = frozenset("*")


def ignored(comment: str) -> frozenset[str]:
    """The rules that "audit: ignore numbers, accuracy/omission" silences; "audit: ignore" alone silences all: "*".

    Case does not matter, what follows the list is a reason, and of several directives all hold.
    """
    if ":" not in comment:
        return frozenset()
    rules: set[str] = set()
    for directive in _DIRECTIVE.finditer(comment):
        rules |= {rule.strip().lower() for rule in directive[1].split(",")} if directive[1] else _ALL
    return frozenset(rules)
