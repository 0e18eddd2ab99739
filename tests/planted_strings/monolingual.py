"""Files of one language each, in the layouts that projects use: the texts of the corpus in every such format."""

import json
import re
from pathlib import Path
from xml.sax.saxutils import escape

from tests.planted_strings.corpus import SOURCE, Texts

_PLACE = re.compile(r"\{(\w+)\}")


def write(folder: Path, name: str, text: str) -> None:
    """A file, and the folders that it is in."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def properties(folder: Path, language: str, texts: Texts) -> None:
    """messages.properties is the source's."""
    name = "messages.properties" if language == SOURCE else f"messages_{language}.properties"
    write(folder, name, "".join(f"{key}={_property(text)}\n" for key, text in _plain(texts)))


def apple_strings(folder: Path, language: str, texts: Texts) -> None:
    """de.lproj/Localizable.strings"""
    lines = (f"{_json(key)} = {_json(text)};\n" for key, text in _plain(texts))
    write(folder, f"{language}.lproj/Localizable.strings", "".join(lines))


def android(folder: Path, language: str, texts: Texts) -> None:
    """values-de/strings.xml"""
    lines = [f'  <string name="{_name(key)}">{_android(text)}</string>' for key, text in _plain(texts)]
    for key, forms in _plurals(texts):
        items = "".join(f'<item quantity="{form}">{_android(text)}</item>' for form, text in forms.items())
        lines.append(f'  <plurals name="{_name(key)}">{items}</plurals>')
    suffix = "" if language == SOURCE else f"-{language}"
    write(folder, f"res/values{suffix}/strings.xml", "\n".join(["<resources>", *lines, "</resources>\n"]))


def resx(folder: Path, language: str, texts: Texts) -> None:
    """Resources.de.resx"""
    lines = (
        f'<data name="{key}" xml:space="preserve"><value>{escape(text)}</value></data>\n' for key, text in _plain(texts)
    )
    write(folder, "Resources.resx" if language == SOURCE else f"Resources.{language}.resx", _root("root", lines))


def stringsdict(folder: Path, language: str, texts: Texts) -> None:
    """de.lproj/Localizable.stringsdict: plurals alone."""
    entries = []
    for key, forms in _plurals(texts):
        rows = "".join(f"<key>{form}</key><string>{escape(text)}</string>" for form, text in forms.items())
        kind = "<key>NSStringFormatSpecTypeKey</key><string>NSStringPluralRuleType</string>"
        shown = "<key>NSStringLocalizedFormatKey</key><string>%#@count@</string>"
        entries.append(f"<key>{key}</key><dict>{shown}<key>count</key><dict>{kind}{rows}</dict></dict>\n")
    write(folder, f"{language}.lproj/Localizable.stringsdict", _root("plist", ["<dict>", *entries, "</dict>"]))


def json_strings(folder: Path, language: str, texts: Texts) -> None:
    """i18next: locales/de.json, nested, with a key for every plural form."""
    nested: dict[str, dict[str, str]] = {}
    for key, text in texts.items():
        section, _, name = key.partition(".")
        every = {name: text} if isinstance(text, str) else {f"{name}_{form}": one for form, one in text.items()}
        nested.setdefault(section, {}).update(every)
    write(folder, f"locales/{language}.json", json.dumps(nested, ensure_ascii=False, indent=2))


def arb(folder: Path, language: str, texts: Texts) -> None:
    """Flutter's app_de.arb, with ICU messages for plurals."""
    messages = {key: text if isinstance(text, str) else _icu(text) for key, text in texts.items()}
    write(folder, f"app_{language}.arb", json.dumps({"@@locale": language, **messages}, indent=1))


def yaml_strings(folder: Path, language: str, texts: Texts) -> None:
    """Rails: config/locales/de.yml, whose strings in quotes are those of JSON."""
    nested: dict[str, dict[str, object]] = {}
    for key, text in texts.items():
        section, _, name = key.partition(".")
        nested.setdefault(section, {})[name] = text if isinstance(text, str) else dict(text)
    write(folder, f"config/locales/{language}.yml", json.dumps({language: nested}, ensure_ascii=False, indent=1))


def fluent(folder: Path, language: str, texts: Texts) -> None:
    """de/app.ftl, with a select expression for plurals."""
    lines = [f"{_name(key, '-')} = {_fluent(text)}" for key, text in _plain(texts)]
    for key, forms in _plurals(texts):
        branches = "".join(f"\n   {'*' * (form == 'other')}[{form}] {_fluent(text)}" for form, text in forms.items())
        lines.append(f"{_name(key, '-')} = {{ $count ->{branches}\n }}")
    write(folder, f"{language}/app.ftl", "\n".join([*lines, ""]))


def _plain(texts: Texts) -> list[tuple[str, str]]:
    return [(key, text) for key, text in texts.items() if isinstance(text, str)]


def _plurals(texts: Texts) -> list[tuple[str, dict[str, str]]]:
    return [(key, dict(text)) for key, text in texts.items() if not isinstance(text, str)]


def _icu(forms: object) -> str:
    assert isinstance(forms, dict)
    return f"{{count, plural, {' '.join(f'{form} {{{text}}}' for form, text in forms.items())}}}"


def _root(name: str, lines: object) -> str:
    assert not isinstance(lines, str)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{name}>{"".join(lines)}</{name}>\n'  # type: ignore[arg-type]


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _name(key: str, sign: str = "_") -> str:
    return re.sub(r"\W", sign, key)


def _property(text: str) -> str:
    return re.sub(r"[^\x20-\x7e]|\\|^ ", lambda one: json.dumps(one[0])[1:-1] if one[0] != " " else r"\ ", text)


def _android(text: str) -> str:
    escaped = re.sub(r"['\"\\]", r"\\\g<0>", text).replace("\n", r"\n")
    kept = text != " ".join(text.split())
    return escape(f'"{escaped}"' if kept else escaped)


def _fluent(text: str) -> str:
    return _PLACE.sub(r"{ $\1 }", text).replace("\n", "\n    ")
