"""Messages and plural forms in files, read as users give them: what `icu` and `plurals` say, and where."""

import json
from pathlib import Path

import pytest

from audit.checks import icu, plurals
from audit.intake import read_article

Strings = dict[str, object]

FILES = "{n, plural, one {# file} other {# files}} in {folder}"
EN: Strings = {"files": FILES, "plain": "Hello {name}", "item_one": "{{count}} item", "item_other": "{{count}} items"}


def said(path: Path, check: object, target: Strings, source: Strings, language: str) -> list[str]:
    """Place, words and explanation of every claim on two JSON files."""
    files = [path / f"{language}.json", path / "en.json"]
    for file, content in zip(files, (target, source), strict=True):
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    article = read_article(str(files[0]), str(files[1]), language, "en")
    return [
        f"{at.line}:{at.column} “{article.quote(claim.span)}” {claim.explanation}"
        for claim in check.check(article)  # type: ignore[attr-defined]
        for at in [article.target.source_map.locate(claim.span.start)]
    ]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("{n, plural, one {# Datei} other {# Dateien}} in {folder}", []),
        (
            "{n, plural, one {# Datei} andere {# Dateien}} in {folder}",
            ["2:69 “” Nothing chooses “andere”: it must be one of few, many, one, other, two, zero."],
        ),
        ("{n, plural, one {# Datei}} in {folder}", ["2:50 “” “n” has no branch “other”."]),
        (
            "{zahl, plural, one {# Datei} other {# Dateien}} in {folder}",
            ["2:71 “” The source has no “zahl”: it is called “n”."],
        ),
        (
            "{n, plural, one {# Datei} other {# Dateien}} in {ordner}",
            [],  # told by `placeholders`
        ),
        (
            "{n, plural, one {# Datei} other {# Dateien} in {folder}",
            ["2:12 “{” No ICU message: this brace is not closed: close it, or quote it ('{')."],
        ),
        ("Dateien in {folder}", ["2:31 “” “n” of the source is missing."]),
        ("{n, number} Dateien in {folder}", []),
        ("", []),
    ],
)
def test_icu(tmp_path: Path, changed: str, expected: list[str]) -> None:
    assert said(tmp_path, icu, {**EN, "files": changed}, EN, "de") == expected


def test_an_apostrophe_that_quotes(tmp_path: Path) -> None:
    target = {**EN, "plain": "l'{name}"}
    assert said(tmp_path, icu, target, EN, "fr") == ["3:13 “'” This apostrophe quotes {name}: double it."]
    without = {key: value for key, value in EN.items() if key != "files"}
    assert said(tmp_path, icu, {**without, "plain": "l'{name}"}, without, "fr") == []


def test_plurals(tmp_path: Path) -> None:
    target = {**EN, "item_one": "{{count}} штука", "item_other": "{{count}} штуки"}
    assert said(tmp_path, plurals, target, EN, "ru") == [
        "2:65 “” “n”: Russian needs the form “few” (for 2, 3, 4).",
        "2:65 “” “n”: Russian needs the form “many” (for 0, 5, 6).",
        "5:32 “” Russian needs the form “few” (for 2, 3, 4).",
        "5:32 “” Russian needs the form “many” (for 0, 5, 6).",
    ]
    assert said(tmp_path, plurals, EN, EN, "de") == []


def test_plurals_of_rails(tmp_path: Path) -> None:
    file = tmp_path / "pl.yml"
    file.write_text("pl:\n  files:\n    one: plik\n    few: pliki\n    other: pliku\n", encoding="utf-8")
    article = read_article(str(file))
    (claim,) = plurals.check(article)
    assert claim.explanation == "Polish needs the form “many” (for 0, 5, 6)."
    assert article.target.source_map.locate(claim.span.start).line == 5


def test_forms_that_do_not_stand_side_by_side(tmp_path: Path) -> None:
    target: Strings = {"item_one": "eins", "item_only": "nur dies", "item_other": "viele"}
    assert said(tmp_path, plurals, target, target, "de") == []
