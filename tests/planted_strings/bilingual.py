"""Files that hold source and translation: the texts of the corpus in every such format."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from tests.planted_strings.corpus import SOURCE, Texts, texts
from tests.planted_strings.monolingual import write

NUMBERS = {"de": 2, "fr": 2, "es": 2, "tr": 2, "pl": 3, "ru": 3, "ar": 6, "ja": 1}
"""Plural forms of gettext and Qt."""
_RULE = {1: "0", 2: "(n != 1)", 3: "(n%10==1 ? 0 : n%10<5 ? 1 : 2)", 6: "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : 3)"}
_FORMS = {
    1: ("other",),
    2: ("one", "other"),
    3: ("one", "few", "many"),
    6: ("zero", "one", "two", "few", "many", "other"),
}


def po(folder: Path, language: str, own: Texts) -> None:
    """locale/de/LC_MESSAGES/app.po; a source that stands twice has a context each."""
    number = NUMBERS[language]
    plural = f"Plural-Forms: nplurals={number}; plural={_RULE[number]};\\n"
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {language}\\n"\n"{plural}"\n'
    entries = (_entry(key, source, own[key], number) for key, source in texts(SOURCE).items())
    write(folder, f"locale/{language}/LC_MESSAGES/app.po", "\n".join([head, *entries]))


def _entry(key: str, source: str | Mapping[str, str], target: str | Mapping[str, str], number: int) -> str:
    start = f"msgctxt {_quoted(key)}\n"
    if isinstance(source, str) and isinstance(target, str):
        return f"{start}msgid {_quoted(source)}\nmsgstr {_quoted(target)}\n"
    assert not isinstance(source, str)
    assert not isinstance(target, str)
    lines = [f"{start}msgid {_quoted(source['one'])}", f"msgid_plural {_quoted(source['other'])}"]
    forms = [target[form] for form in _FORMS[number] if form in target]
    lines += [f"msgstr[{index}] {_quoted(text)}" for index, text in enumerate(forms)]
    return "\n".join([*lines, ""])


def table(folder: Path, language: str, own: Texts) -> None:
    """translations/de.csv, with a column of limits."""
    text = io.StringIO()
    rows = csv.writer(text, quoting=csv.QUOTE_ALL)
    rows.writerow(["key", "source", "target", "max length"])
    rows.writerows([key, source, target, _limit(key)] for key, source, target in _pairs(own))
    write(folder, f"translations/{language}.csv", text.getvalue())


def xliff(folder: Path, language: str, own: Texts) -> None:
    """XLIFF 1.2"""
    units = (
        f'<trans-unit id="{key}" maxwidth="{_limit(key)}" size-unit="char"><source>{escape(source)}</source>'
        f"<target>{escape(target)}</target></trans-unit>\n"
        for key, source, target in _pairs(own)
    )
    head = f'<file original="app" source-language="{SOURCE}" target-language="{language}" datatype="plaintext"><body>'
    name = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">'
    write(folder, f"app.{language}.xlf", f"{name}{head}\n{''.join(units)}</body></file></xliff>\n")


def xliff2(folder: Path, language: str, own: Texts) -> None:
    """XLIFF 2.0"""
    units = (
        f'<unit id="{key}" slr:sizeRestriction="{_limit(key)}"><segment><source>{escape(source)}</source>'
        f"<target>{escape(target)}</target></segment></unit>\n"
        for key, source, target in _pairs(own)
    )
    name = (
        '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" '
        f'xmlns:slr="urn:oasis:names:tc:xliff:sizerestriction:2.0" srcLang="{SOURCE}" trgLang="{language}">'
    )
    write(folder, f"app.{language}.xliff", f'{name}<file id="app">\n{"".join(units)}</file></xliff>\n')


def tmx(folder: Path, language: str, own: Texts) -> None:
    """TMX 1.4"""
    units = (
        f'<tu tuid="{key}"><tuv xml:lang="{SOURCE}"><seg>{escape(source)}</seg></tuv>'
        f'<tuv xml:lang="{language}"><seg>{escape(target)}</seg></tuv></tu>\n'
        for key, source, target in _pairs(own)
    )
    head = f'<tmx version="1.4"><header srclang="{SOURCE}"/><body>'
    write(folder, f"{language}.tmx", f"{head}\n{''.join(units)}</body></tmx>\n")


def qt_ts(folder: Path, language: str, own: Texts) -> None:
    """app_de.ts; the context is the key, as sources may stand twice."""
    messages = []
    for key, source in texts(SOURCE).items():
        target = own[key]
        numerus = "" if isinstance(source, str) else ' numerus="yes"'
        original = source if isinstance(source, str) else source["other"]
        if isinstance(target, str):
            shown = escape(target)
        else:
            forms = (target[form] for form in _FORMS[NUMBERS[language]] if form in target)
            shown = "".join(f"<numerusform>{escape(text)}</numerusform>" for text in forms)
        messages.append(
            f"<context><name>{key}</name><message{numerus}><source>{escape(original)}</source>"
            f"<translation>{shown}</translation></message></context>\n"
        )
    head = f'<!DOCTYPE TS>\n<TS version="2.1" language="{language}" sourcelanguage="{SOURCE}">'
    write(folder, f"app_{language}.ts", f"{head}\n{''.join(messages)}</TS>\n")


def xcstrings(folder: Path, language: str, own: Texts) -> None:
    """A catalogue of one language, as they are exported for translators."""
    strings = {
        key: {"localizations": {SOURCE: _localization(source), language: _localization(own[key])}}
        for key, source in texts(SOURCE).items()
    }
    content = {"sourceLanguage": SOURCE, "strings": strings, "version": "1.0"}
    write(folder, f"{language}/Localizable.xcstrings", json.dumps(content, ensure_ascii=False, indent=2))


def _localization(text: str | Mapping[str, str]) -> object:
    if isinstance(text, str):
        return _unit(text)
    return {"variations": {"plural": {form: _unit(one) for form, one in text.items()}}}


def _unit(text: str) -> dict[str, object]:
    return {"stringUnit": {"state": "translated", "value": text}}


def _limit(key: str) -> int:
    """What every correct translation of a string keeps to."""
    every = (texts(language)[key] for language in (SOURCE, *NUMBERS))
    return 4 + max(len(text) for text in every)


def _pairs(own: Texts) -> Iterator[tuple[str, str, str]]:
    """Key, source, translation of all strings but plurals."""
    for key, source in texts(SOURCE).items():
        target = own[key]
        if isinstance(source, str) and isinstance(target, str):
            yield key, source, target


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
