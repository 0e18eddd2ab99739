"""What is wrong with the markup of a translation beside that of its source."""

from collections.abc import Iterator

from audit.checks import _addresses, _markup
from audit.checks._markup import ACCELERATOR, CODE, DAMAGED, ENTITY, LINK, MNEMONIC, Tag

_LEADING = frozenset(("href", "src", "action"))

Found = tuple[int, int, str, str | None]
"""Start and end in the target's text, why it is wrong, and what is right."""


def tags(source: str, target: str) -> Iterator[Found]:
    """Tags that are missing, added, in the wrong order, or have other attributes."""
    wanted, given = _markup.tags(source, target)
    if [tag.text for tag in wanted] == [tag.text for tag in given]:
        return
    missing, extra = _markup.lacking(wanted, given), _markup.lacking(given, wanted)
    for tag in extra:
        lost = next((other for other in missing if other.name == tag.name), None)
        if lost:
            missing.remove(lost)
        yield (
            tag.start,
            tag.end,
            "It does not close what it should." if lost else "A tag the source does not have.",
            (lost.text if lost else None),
        )
    for name in dict.fromkeys(tag.name for tag in missing):
        texts = "".join(tag.text for tag in missing if tag.name == name)
        yield len(target), len(target), f"{texts} of the source is missing.", None
    if not missing and not extra:
        wrong = None if _markup.misnested(wanted) else _markup.misnested(given)
        if wrong:
            yield wrong.start, wrong.end, "It closes what is not open here.", None
        yield from _attributes(wanted, given, target)


def _attributes(wanted: list[Tag], given: list[Tag], target: str) -> Iterator[Found]:
    """Values that stand in no tag of the same name in the source, and links that lead nowhere any more."""
    known = {(tag.name, name, value) for tag in wanted for name, value in tag.attributes.items()}
    lead = {(tag.name, name) for tag in given for name, value in tag.attributes.items() if value}
    for element, name in sorted({(one, other) for one, other, value in known if value and other in _LEADING} - lead):
        tag = next(tag for tag in given if tag.name == element)
        yield tag.start, tag.end, f"It lacks the source's {name}.", None
    for tag in given:
        for name, value in tag.attributes.items():
            others = [other for element, attribute, other in known if (element, attribute) == (tag.name, name)]
            same = value in others or any(_addresses.same_address(other, value) for other in others if "/" in other)
            if value and others and not same:
                start = target.index(value, tag.start)
                right = others[0] if len(others) == 1 else None
                yield start, start + len(value), f"The source's {name} differs.", right


def entities(source: str, target: str) -> Iterator[Found]:
    """Entities of the translation that do not exist, or are damaged."""
    for match in ENTITY.finditer(target):
        if not _markup.is_entity(match[1]) and match[0] not in source and "&" in source:
            yield *match.span(), "There is no such entity.", _markup.entity(match[1])
    for match in DAMAGED.finditer(target):
        right = _markup.entity(match[1])
        if right and right != match[0] and match[0] not in source and f"{match[1]};" not in source.replace(right, ""):
            yield *match.span(), f"{right} is damaged.", right


def markdown(source: str, target: str) -> Iterator[Found]:
    """Code spans of one word, bold type, and the number of links."""
    wanted, given = CODE.findall(source), list(CODE.finditer(target))
    lost = [code for code in wanted if code not in target]
    if lost and not source.count("`") % 2:
        new = [match for match in given if match[1] not in source]
        for code, match in zip(lost, new, strict=False):
            yield *match.span(1), f"The source has `{code}` here.", code
        for code in lost[len(new) :]:
            yield len(target), len(target), f"`{code}` of the source is missing.", None
    if target.count("**") % 2 and not source.count("**") % 2 and "**" in source:
        at = target.rindex("**")
        yield at, at + 2, "It has no counterpart.", None
    links = len(LINK.findall(source)) - len(LINK.findall(target))
    if links > 0:
        yield len(target), len(target), f"{links} of the source's links missing.", None


def addresses(source: str, target: str) -> Iterator[Found]:
    """Addresses that are none of the source's, where one of the source's is gone."""
    meant, there = (dict(_addresses.addresses(text)) for text in (source, target))
    wanted = [address for address in meant.values() if address not in there.values()]
    for start, address in there.items() if wanted else ():
        if address not in meant.values() and not any(_addresses.same_address(other, address) for other in wanted):
            right = wanted[0] if len(wanted) == 1 else None
            yield start, start + len(address), f"The source has {wanted[0]}.", right


def accelerators(source: str, target: str) -> Iterator[Found]:
    """A key to press that is marked in the source only, or twice in the translation."""
    for pattern, sign in ((ACCELERATOR, "&"), (MNEMONIC, "_")):
        if len(pattern.findall(source)) == 1 and source.count(sign) == 1 and len(source) < 40 and sign not in target:
            yield len(target), len(target), f"No {sign} marks a key, as one does in the source.", None
