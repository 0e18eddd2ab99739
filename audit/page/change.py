"""A suggestion as an editor would write it into the text: what goes struck, what comes marked, a few words around."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.article import Article, Side
from audit.markup import Html, element, together
from audit.view import Item
from audit.wording import proposal, quoted

_AROUND = 28
"""Characters of the sentence that are shown on either side of a change."""
_LONG_QUOTE = 160
"""Characters of a quote from which on it needs no words around it to be understood."""
_MOST_TOKENS = 300
"""Words on either side beyond which nobody reads a difference word by word."""
_IN_WORDS = frozenset("_'’-%{}$@#<>/\\&")
"""What is no letter and yet part of a word, a placeholder or a tag: half of one helps nobody."""
_ALIKE = 0.35
"""Share of common words below which old and new are shown one after the other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a difference: both texts where they agree, else what the old one loses and the new one gains."""

    old: str
    new: str

    @property
    def is_kept(self) -> bool:
        """True where both texts say the same."""
        return self.old == self.new


def change(article: Article, item: Item) -> Html | None:
    """The words in question with what is proposed; None where there is nothing to show."""
    finding = item.finding
    side = finding.span.side
    proposed = proposal(finding)
    if side is Side.SOURCE:
        return _translation(article, item)
    language = article.target.language
    if proposed is None:
        shown = element("q", quoted(item.quote)) if item.quote else None
    else:
        shown = together(_shown(piece) for piece in difference(item.quote, proposed[1]))
    if shown is None:
        return None
    before, after = ("", "") if len(item.quote) > _LONG_QUOTE else (_tail(item.before), _head(item.after))
    return element("p", before, shown, after, class_="change", lang=language, dir="auto")


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word, in Chinese, Japanese and Thai character by character; whole where too little stays.

    The matching blocks are those of difflib (Ratcliff and Obershelp); one of blanks alone between two changes is part
    of the change.
    """
    before, after = list(_tokens(old)), list(_tokens(new))
    if max(len(before), len(after)) > _MOST_TOKENS:
        return (Piece(old, new),)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces = [Piece("".join(before[a:b]), "".join(after[c:d])) for _, a, b, c, d in matcher.get_opcodes()]
    kept = sum(len(piece.old) for piece in pieces if piece.is_kept and piece.old.strip())
    if kept < _ALIKE * min(len(old), len(new)):
        return (Piece(old, new),)
    return tuple(_joined(pieces))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    held: Piece | None = None
    for number, piece in enumerate(pieces):
        is_between = piece.is_kept and not piece.old.strip() and 0 < number < len(pieces) - 1
        if piece.is_kept and not is_between:
            yield from (held,) if held else ()
            yield piece
            held = None
        else:
            held = Piece(held.old + piece.old, held.new + piece.new) if held else piece
    yield from (held,) if held else ()


def _tokens(text: str) -> Iterator[str]:
    """Words, blanks, and every other character by itself; what combines stays with the character before it."""
    token, last = "", ""
    for character in text:
        kind = _kind(character)
        if token and kind != "combining" and (kind != last or kind == "single"):
            yield token
            token = ""
        token += character
        last = last if kind == "combining" and last else kind
    if token:
        yield token


def _kind(character: str) -> str:
    if character.isspace():
        return "blank"
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf":
        return "combining"
    if character in _IN_WORDS:
        return "word"
    return "word" if category[0] in "LN" and not _stands_alone(character) else "single"


def _stands_alone(character: str) -> bool:
    """True in scripts that put no blanks between words: Thai, Lao, Burmese, Khmer, kana and Han characters."""
    return "\u0e00" <= character <= "\u109f" or "\u1780" <= character <= "\u17ff" or (
        "\u3040" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"
    )  # fmt: skip


def _shown(piece: Piece) -> Html:
    if piece.is_kept:
        return element("b", piece.old)
    old = element("del", quoted(piece.old)) if piece.old else None
    return together((old, element("ins", quoted(piece.new)) if piece.new else None))


def _translation(article: Article, item: Item) -> Html | None:
    """Words of the source, and how they would read."""
    source = article.source.language if article.source else None
    old = element("q", quoted(item.quote), lang=source, dir="auto") if item.quote else None
    proposed = proposal(item.finding)
    if proposed is None:
        return element("p", old, class_="change") if old else None
    words = proposed[1]
    new = element("ins", quoted(words), lang=article.target.language, dir="auto") if words else "delete"
    return element("p", old, " → " if old else None, new, class_="change")


def _tail(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    cut = text[-_AROUND:]
    return "…" + (cut.partition(" ")[2] or cut[_AROUND // 2 :])


def _head(text: str) -> str:
    if len(text) <= _AROUND:
        return text
    cut = text[:_AROUND]
    return (cut.rpartition(" ")[0].rstrip() or cut[: _AROUND // 2]) + "…"
