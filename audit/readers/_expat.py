"""The elements of an XML file that a reader asks for, one at a time, each with its place.

Expat tells where tags stand and that the file is well-formed. Entities are refused, so none can grow or fetch a file;
nothing outside the file is ever read. The text between tags is cut out of the file itself (`_xml`).
"""

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from audit.errors import InputError
from audit.readers._malformed import malformed
from audit.readers._xml import Element

_TAG = re.compile(r"""<[^\s/>]++(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_PROLOGUE = re.compile(r"\s*+(?:<\?.*?\?>\s*+|<!--.*?-->\s*+|<!DOCTYPE\b[^>\[]*+>\s*+)*+<([\w:.-]++)", re.DOTALL)
_SNIFFED = 4096

_CHUNK = 1 << 18
_CHECK = "no file for translators is like that: check where it comes from"
_DEEPEST = 100
_MOST_PARTS = 100_000
"""Elements in one that is asked for: a string of a large application has ten, its longest list a few hundred."""


def begins(file: str, root: str) -> bool:
    """True where the first element of a file has this name."""
    first = _PROLOGUE.match(file[:_SNIFFED])
    return first is not None and _local(first[1]) == root


def records(file: str, root: str, what: str, wanted: Callable[[Element], bool]) -> Iterator[Element]:
    """The outermost elements that are `wanted`, in order, each with all that is in it.

    When it is asked, an element has its name, attributes and parents only. Raises InputError where the file is not
    XML with the element `root` (that it is not `what`, the message says), is malformed, declares entities, or is
    deeper or holds more in one element than any file for translators. Nothing outside the file is read.
    """
    if not file.lstrip("\ufeff \t\r\n").startswith("<"):
        raise _stranger(file, 0, root, what)
    data = file.encode("utf-8", errors="surrogatepass")
    walk = _Walk(file, data, root, what, wanted)
    for start in range(0, len(data), _CHUNK):
        walk.feed(data[start : start + _CHUNK], last=start + _CHUNK >= len(data))
        yield from walk.done
        walk.done.clear()


class _Walk:
    """What expat reports, as elements with offsets in the file."""

    def __init__(self, file: str, data: bytes, root: str, what: str, wanted: Callable[[Element], bool]) -> None:
        self.done: list[Element] = []
        self._file, self._data, self._root, self._what, self._wanted = file, data, root, what, wanted
        self._ascii = len(data) == len(file)
        self._byte = self._offset = 0
        self._open: list[Element] = []
        self._record: Element | None = None
        self._parts = 0
        self._comments: list[str] = []
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._remark
        parser.EntityDeclHandler = self._entity

    def feed(self, data: bytes, last: bool) -> None:
        try:
            self._parser.Parse(data, last)
        except expat.ExpatError as error:
            at, why = self._reached(self._parser.ErrorByteIndex), expat.ErrorString(error.code)
            raise malformed(self._file, at, f"not well-formed XML ({why}): mend the file") from error

    def _reached(self, byte: int) -> int:
        """The offset in code points; expat counts bytes, and never goes back."""
        if self._ascii:
            return byte
        self._offset += len(self._data[self._byte : byte].decode("utf-8", errors="ignore"))
        self._byte = byte
        return self._offset

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._reached(self._parser.CurrentByteIndex)
        around = self._open[-1] if self._open else None
        # What is in a record does not know its parent: without cycles it is gone as soon as it was read.
        parent = None if self._record else around
        element = Element(self._file, _local(name), attributes, parent, start, "\n".join(self._comments))
        self._comments.clear()
        self._open.append(element)
        self._refuse_odd(element)
        if self._record and around:
            around.children.append(element)
        elif self._wanted(element):
            self._record = element

    def _refuse_odd(self, element: Element) -> None:
        self._parts = self._parts + 1 if self._record else 0
        if len(self._open) == 1 and element.name != self._root:
            raise _stranger(self._file, element.start, self._root, self._what)
        if len(self._open) > _DEEPEST:
            raise malformed(self._file, element.start, f"elements nested more than {_DEEPEST} deep: {_CHECK}")
        if self._parts > _MOST_PARTS:
            raise malformed(self._file, element.start, f"more than {_MOST_PARTS:,} elements in one: {_CHECK}")

    def _end(self, _: str) -> None:
        element = self._open.pop()
        self._comments.clear()
        at = self._reached(self._parser.CurrentByteIndex)
        if self._record:
            self._measure(element, at)
        if self._record is element:
            self.done.append(element)
            self._record = None

    def _measure(self, element: Element, at: int) -> None:
        tag = _TAG.match(self._file, element.start)
        element.inside = tag.end() if tag else at
        empty = self._file[element.inside - 2] == "/"
        element.close = element.inside if empty else at
        element.end = element.inside if empty else self._file.index(">", at) + 1

    def _remark(self, comment: str) -> None:
        self._comments.append(comment)

    def _entity(self, name: str, *_: object) -> None:
        at = self._file.rfind("<!ENTITY", 0, self._reached(self._parser.CurrentByteIndex) + 1)
        raise malformed(self._file, at, f"the file declares an entity ({name}): write out what it stands for")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _stranger(file: str, offset: int, root: str, what: str) -> InputError:
    return malformed(file, offset, f"not {what}, which begins with <{root}>: leave the file out, or check its name")
