"""Characters that act on what shows them, or that no parser takes: each format escapes them in its own way."""

import re

ACTS = re.compile("[\x7f-\x9f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]")
"""Terminal controls beyond ASCII, direction overrides, invisible letters, line ends that not everything knows."""

HALF = re.compile("[\ud800-\udfff]")
"""Half a surrogate pair is no character: strict parsers refuse it even as an escape."""


def spelled(character: str) -> str:
    """A character as the text of its escape in Python."""
    return character.encode("unicode_escape").decode("ascii")
