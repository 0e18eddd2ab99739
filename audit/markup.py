"""HTML in which escaping cannot be forgotten: a plain string is text, only `Html` is markup."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from html import escape
from types import MappingProxyType

from audit.wording import visible

GENERATOR = "translation-audit"
"""What every page of ours says that it was made by."""
_VOID = frozenset({"input", "meta"})


class Html(str):
    """Markup: escaped where it had to be. Only `element` and `trusted` make it."""

    __slots__ = ()


def element(tag: str, /, *children: str | None, **attributes: str | int | None) -> Html:
    """One element. None children and attributes are left out; `class_` and `data_severity` lose and gain a dash."""
    written = "".join(f' {_name(key)}="{_text(str(value))}"' for key, value in attributes.items() if value is not None)
    if tag in _VOID:
        return Html(f"<{tag}{written}>")
    return Html(f"<{tag}{written}>{together(children)}</{tag}>")


def together(parts: Iterable[str | None], between: str = "") -> Html:
    """Elements and texts after one another."""
    return Html(_text(between).join(_text(part) for part in parts if part is not None))


def trusted(markup: str) -> Html:
    """Markup of our own making."""
    return Html(markup)


def page(
    title: str,
    style: str,
    *content: str | None,
    script: str = "",
    data: Mapping[str, object] = MappingProxyType({}),
    connect: str = "'none'",
) -> str:
    """A page that stands alone: it loads nothing, and runs nothing but `script`.

    `data` are values for the script, by the ids of the blocks that hold them as JSON; `connect` is whom it may speak
    to, as the policy says it. Colours are the reader's choice.
    """
    blocks = [element("script", _json(value), type="application/json", id=name) for name, value in data.items()]
    run = element("script", trusted(script)) if script else None
    body = element("body", *content, *blocks, run)
    made = element("html", _head(title, style, script, connect), body, lang="en")
    return f"<!DOCTYPE html>\n{made}\n"


def _head(title: str, style: str, script: str, connect: str) -> Html:
    runs = _digest(script) if script else "'none'"
    policy = "; ".join((
        "default-src 'none'",
        f"script-src {runs}",
        f"style-src {_digest(style)}",
        f"connect-src {connect}",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("meta", name="generator", content=GENERATOR),
        element("title", title),
        element("style", trusted(style)),
    )


def _digest(code: str) -> str:
    return f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'"


def _json(value: object) -> Html:
    """A value inside a script element: no tag or comment can begin in it, and half a surrogate pair is an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def _text(part: str) -> str:
    return part if isinstance(part, Html) else escape(visible(part))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
