"""Where the configuration says that a translation's source file is."""

import re

from audit.config.layouts import LANG, NAME
from audit.config.values import Config
from audit.project.tags import tag

_PARTS = re.compile(r"(\{lang\}|\{name\})")


def configured(path: str, config: Config) -> tuple[str, str] | None:
    """(language, path of the source file) of a file whose path is as a configured layout has it; else None."""
    for layout, source in config.source:
        match = _pattern(layout).fullmatch(path)
        language = tag(match["lang"]) if match else None
        if match and language:
            name = match.groupdict().get("name") or ""
            return language, source.replace(NAME, name).replace(LANG, config.source_language or "")
    return None


def _pattern(layout: str) -> re.Pattern[str]:
    """{lang} is a name or a part of one, {name} goes over folders; where one comes again, it reads the same."""
    seen: set[str] = set()
    parts = []
    for part in _PARTS.split(layout.removeprefix("./")):
        name = part[1:-1]
        if part not in {LANG, NAME}:
            parts.append(re.escape(part))
        elif name in seen:
            parts.append(f"(?P={name})")
        else:
            seen.add(name)
            parts.append("(?P<lang>[^/]+?)" if part == LANG else "(?P<name>.+?)")
    return re.compile("".join(parts), re.DOTALL)
