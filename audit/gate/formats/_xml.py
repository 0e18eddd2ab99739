"""XML that any parser takes: what XML 1.0 forbids is spelled out, what acts is a character reference."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from audit.gate.formats._acts import ACTS, spelled

# https://www.w3.org/TR/xml/#charsets; the standard library writes these as they are
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add(parent: Element, tag: str, text: str = "", **attributes: str | int) -> Element:
    """A child with text and attributes, in which everything is legal."""
    child = ElementTree.SubElement(parent, tag, {name: legal(str(value)) for name, value in attributes.items()})
    child.text = legal(text) or None
    return child


def legal(text: str) -> str:
    """The text with everything that XML 1.0 cannot hold spelled out."""
    return _ILLEGAL.sub(lambda match: spelled(match[0]), text)


def write(root: Element) -> str:
    """The document, indented, with its declaration."""
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode").replace("\r", "&#13;")  # else a parser makes it a line feed
    text = ACTS.sub(lambda match: f"&#x{ord(match[0]):X};", text)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
