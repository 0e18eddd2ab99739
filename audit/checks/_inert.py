"""What in a string nobody translates: placeholders, markup, addresses, code."""

import re

# Every repetition is bounded: what is opened and never closed must not be read again from each opening.
_INERT = re.compile(
    r"<[^<>]{1,300}>|&#?\w{1,10};|`[^`]{0,300}`|\[/?\w{1,40}(?:=[^\[\]]{0,300})?\]"
    r"|\b[a-z][a-z+.-]{1,12}://[^\s<>\"'”]+|[^\s@<>]{1,60}@[^\s@<>]{1,200}\.\w+|\bwww\.[^\s<>\"']+"
    r"|\$t\([^()]{0,300}\)|[$#%]?\{[^{}]{0,300}\}+|%\([\w.]{1,80}\)[-#0 +.\d]{0,12}\w"
    r"|%\d{0,3}\$?[-#0+.\d]{0,12}(?:hh?|ll?|[Lzjt])?[@a-zA-Z]"
    r"|\\[nrt]|\b\w+(?:[_.]\w+|\(\))+|--?[a-z][\w-]*|[/~.]{1,2}(?:[\w.-]{1,80}/){1,40}[\w.-]{0,80}"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def without_inert(text: str) -> str:
    """The text with a blank for everything that is the same in every language."""
    return _INERT.sub(" ", text)


def words(text: str) -> list[str]:
    """The words that are left, as they are written."""
    return _WORD.findall(without_inert(text))
