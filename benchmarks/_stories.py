"""News that nobody wrote: any number of stories from a small vocabulary, the same for the same seed."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUTLETS = ("Herald", "Courier", "Observer", "Gazette", "Tribune")
ENGINES = ("a", "b", "c")

_ONSETS, _VOWELS, _ENDS = "bdfgklmnprstv", "aeiou", ("l", "n", "r", "sk", "v", "st")
_ROLES = ("the governor", "a spokesman", "the mayor", "a judge", "the minister", "a scientist", "the head of the union")
_WORKS = ("the bridge", "the new tax", "the harvest", "the election", "the railway", "the hospital", "the budget")
_DEEDS = ("delayed", "approved", "criticised", "explained", "defended", "reviewed", "rejected", "welcomed")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_WHY = (
    "because the costs had risen by {number} percent",
    "after {number} residents had asked for it",
    "although the council had promised the opposite in {year}",
    "while {number} workers waited for an answer",
    "and nobody expects a decision before the end of {year}",
)
_SENTENCES = (
    "{name}, {role} of {place}, {deed} {work} on {day} {why}.",
    "On {day} {name} told reporters in {place} that {work} had been {deed} {why}.",
    "People in {place} have {deed} {work}, said {name}, {role} there, {why}.",
    "According to {name}, {work} was {deed} on {day} {why}.",
)
_PLANTED = (
    "The council will meet meet again in the town hall of {place} next week.",
    "Der Bürgermeister sagte am Dienstag, dass die Stadt das Geld bis Ende des Jahres nicht ausgeben werde.",
    "The cafÃ© near the station of {place} remained closed for the whole day.",
    "The occupiers stayed in {place} until {day}, said {name}.",
    "Officials in Kyiv said on {day} that a delegation would leave Kiev for {place}.",
    "I'm sorry I'm sorry I'm sorry I'm sorry, {name} told the court in {place}.",
)
"""What the checks find, and what a good model does."""
_ONE_IN = 4
"""Stories for each with something planted."""


def stories(count: int, words: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """Stories of about so many words, as rows: id, text, target_language, and metadata to summarise by."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        text = "\n\n".join(_paragraphs(chance, words))
        yield {
            "id": f"story-{number:07}",
            "text": text,
            "target_language": "en",
            "outlet": chance.choice(OUTLETS),
            "engine": chance.choice(ENGINES),
            "date": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        }


def write(path: Path, count: int, words: int, seed: int = 0) -> None:
    """The stories as JSON Lines, one in memory at a time."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(story, ensure_ascii=False) + "\n" for story in stories(count, words, seed))


def _paragraphs(chance: random.Random, words: int) -> Iterator[str]:
    """Some sentences each, until there are words enough."""
    planted = chance.choice(_PLANTED) if chance.randrange(_ONE_IN) == 0 else None
    while words > 0:
        sentences = [_sentence(chance, chance.choice(_SENTENCES)) for _ in range(chance.randint(1, 4))]
        if planted:
            sentences.append(_sentence(chance, planted))
            planted = None
        words -= sum(len(sentence.split()) for sentence in sentences)
        yield " ".join(sentences)


def _sentence(chance: random.Random, frame: str) -> str:
    """A frame with its places filled; names are made of syllables, so that few come twice."""
    why = chance.choice(_WHY).format(number=chance.randint(2, 900), year=chance.randint(1990, 2030))
    words = {
        "name": f"{_name(chance)} {_name(chance)}",
        "place": _name(chance),
        "role": chance.choice(_ROLES),
        "work": chance.choice(_WORKS),
        "deed": chance.choice(_DEEDS),
        "day": chance.choice(_DAYS),
        "why": why,
    }
    sentence = frame.format(**words)
    return sentence[0].upper() + sentence[1:]


def _name(chance: random.Random) -> str:
    """Two or three syllables: one of about 50,000 names."""
    syllables = "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 2)))
    return f"{syllables}{chance.choice(_ONSETS)}{chance.choice(_VOWELS)}{chance.choice(_ENDS)}".capitalize()
