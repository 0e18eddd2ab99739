"""A glossary as TBX (ISO 30042): of 2008 (martif) and TBX-Basic v3. Nothing outside the file is ever read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate, errors

from audit.article import Term
from audit.project.glossary.entry import GlossaryError, nearest

_ENTRIES, _LANGUAGES, _TERMS = {"termEntry", "conceptEntry"}, {"langSet", "langSec"}, {"tig", "ntig", "termSec"}
_STATUS = "administrativeStatus"
_FORBIDDEN = ("deprecatedTerm", "supersededTerm", "obsoleteTerm")
_ROOTS = {"martif", "tbx", "TBX"}
_MAX_DEPTH = 100


@dataclass(slots=True)
class _Word:
    text: str = ""
    status: str = ""

    @property
    def forbidden(self) -> bool:
        return self.status.startswith(_FORBIDDEN)


@dataclass(slots=True)
class _Concept:
    line: int
    words: dict[str, list[_Word]] = field(default_factory=dict)
    """By language, as the file writes it."""
    note: str = ""


def terms(data: bytes, source: str | None, target: str | None) -> tuple[Term, ...]:
    """The terms of a pair of languages: deprecated and superseded ones of the target are forbidden renderings.

    Raises GlossaryError.
    """
    reading = _Reading()
    reading.parse(data)
    return tuple(term for concept in reading.concepts for term in _terms(concept, source, target))


def _terms(concept: _Concept, source: str | None, target: str | None) -> Iterator[Term]:
    sources = [word.text for one in nearest(concept.words, source, concept.line) for word in concept.words[one]]
    renderings = [word for one in nearest(concept.words, target, concept.line) for word in concept.words[one]]
    wanted = tuple(word.text for word in renderings if not word.forbidden)
    forbidden = tuple(word.text for word in renderings if word.forbidden)
    for text in sources if renderings else ():
        yield Term(text, wanted, forbidden, note=concept.note)


class _Reading:
    """The concepts of a file, as expat comes by them."""

    def __init__(self) -> None:
        self.concepts: list[_Concept] = []
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._path: list[str] = []
        self._language = ""
        self._word: _Word | None = None
        self._type = ""
        self._said: list[str] = []

    def parse(self, data: bytes) -> None:
        """Read a whole file. Raises GlossaryError."""
        try:
            self._parser.Parse(data, True)
        except ExpatError as error:
            problem = f"{errors.messages[error.code]}: this is not XML, or it is damaged"
            raise GlossaryError(error.lineno, problem) from error
        except (LookupError, ValueError) as error:  # an encoding that nobody knows
            raise GlossaryError(1, f"{error}: save the file in UTF-8") from error

    def _entity(self, *_: object) -> None:
        raise GlossaryError(self._parser.CurrentLineNumber, "it declares entities: replace them by their text")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        line = self._parser.CurrentLineNumber
        if not self._path and local not in _ROOTS:
            raise GlossaryError(line, f"<{local}> is not how TBX begins: give a .tbx or a .csv file")
        if len(self._path) >= _MAX_DEPTH:
            raise GlossaryError(line, "elements are nested more deeply than in any glossary")
        self._path.append(local)
        self._said, self._type = [], attributes.get("type", local)
        if local in _ENTRIES:
            self.concepts.append(_Concept(line))
        elif local in _LANGUAGES:
            self._language = attributes.get("http://www.w3.org/XML/1998/namespace lang", "")
            if not self._language:
                raise GlossaryError(line, f"<{local}> has no xml:lang: say which language it is in")
        elif local in _TERMS:
            self._word = _Word()

    def _text(self, text: str) -> None:
        self._said.append(text)

    def _end(self, _: str) -> None:
        local = self._path.pop()
        said = " ".join("".join(self._said).split())
        concept, word = self.concepts[-1] if self.concepts else None, self._word
        if word is not None and local == "term":
            word.text = said
        elif word is not None and self._type == _STATUS:
            word.status = said
        elif concept is not None and said and not concept.note and local == "note":
            concept.note = said
        elif concept is not None and word is not None and local in _TERMS:
            if word.text:
                concept.words.setdefault(self._language, []).append(word)
            self._word = None
        self._said, self._type = [], ""
