"""Files with corrections, as `audit apply` writes them: a file, what is wrong in it, and what it then holds."""

from pathlib import Path

from audit.apply.edits import Edit
from audit.apply.encoded import encoded
from audit.apply.original import opened
from audit.apply.written import Refused, Written, written
from audit.article import Article, Span
from audit.intake import read_article


def read(name: str, content: bytes | str, language: str | None = "de") -> Article:
    Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_article(name, None, language)


def edit(text: str, wrong: str, right: str) -> Edit:
    """Of the words between the brackets of `wrong`, which may say more around them: "the [red] car"."""
    if "[" not in wrong:
        wrong = f"[{wrong}]"
    before, _, rest = wrong.partition("[")
    inner, _, after = rest.partition("]")
    at = text.index(before + inner + after) + len(before)
    return Edit(Span(at, at + len(inner)), right)


def change(name: str, content: bytes | str, *changes: tuple[str, str], language: str | None = "de") -> bytes:
    """The bytes of a file after changes (wrong words, right ones), which it reads as what they make of its text."""
    article = read(name, content, language)
    return made(name, article, [edit(article.target.text, *one) for one in changes])


def made(name: str, article: Article, edits: list[Edit]) -> bytes:
    result = attempt(name, article, edits)
    assert isinstance(result, Written), result
    original = opened(name, article)
    return encoded(original.data, original.text, original.codec, result.splices)


def attempt(name: str, article: Article, edits: list[Edit]) -> Written | list[Refused]:
    original = opened(name, article)
    return written(original.text, original.reader, original.read, sorted(edits), original.codec)
