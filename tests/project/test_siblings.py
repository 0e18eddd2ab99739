"""What a file is a translation of, layout by layout."""

from pathlib import Path

import pytest

from audit.config.layouts import layouts
from audit.config.values import Config
from audit.project.siblings import Target, target, targets
from audit.project.tags import tag

ROOT = Path()
ENGLISH = Config(source_language="en")


def touch(*paths: str) -> None:
    for path in map(Path, paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


PAIRED = {  # source, translation, language
    "one file a language": ("en.json", "de.json", "de"),
    "with a region": ("locales/en.json", "locales/pt_BR.json", "pt-BR"),
    "in lower case": ("locales/en.json", "locales/zh-cn.json", "zh-CN"),
    "one folder a language": ("locales/en/x.json", "locales/de/x.json", "de"),
    "folders below": ("public/locales/en/a/b/x.json", "public/locales/sr-Latn/a/b/x.json", "sr-Latn"),
    "Chrome": ("_locales/en/messages.json", "_locales/es_419/messages.json", "es-419"),
    "folder and name": ("en/app_en.json", "de/app_de.json", "de"),
    "the inner of two folders": ("id/en/x.json", "id/de/x.json", "de"),
    "the outer of two folders": ("en/is/x.json", "de/is/x.json", "de"),
    "Android": ("res/values/strings.xml", "res/values-de/strings.xml", "de"),
    "Android with a region": ("res/values/strings.xml", "res/values-zh-rTW/strings.xml", "zh-TW"),
    "Android with a script": ("res/values/strings.xml", "res/values-b+sr+Latn/strings.xml", "sr-Latn"),
    "Android by night": ("res/values-night/strings.xml", "res/values-de-rAT-night/strings.xml", "de-AT"),
    "Android's former codes": ("res/values/strings.xml", "res/values-iw/strings.xml", "he"),
    "Apple": ("en.lproj/X.strings", "de.lproj/X.strings", "de"),
    "Apple's base": ("App/Base.lproj/X.strings", "App/zh-Hans.lproj/X.strings", "zh-Hans"),
    "Java": ("messages_en.properties", "messages_de.properties", "de"),
    "Java's base": ("messages.properties", "messages_de_AT.properties", "de-AT"),
    "Flutter": ("lib/l10n/app_en.arb", "lib/l10n/app_pt_BR.arb", "pt-BR"),
    ".NET": ("Resources.resx", "Resources.de.resx", "de"),
    "Rails": ("config/locales/en.yml", "config/locales/de.yml", "de"),
    "Rails, of a gem": ("config/locales/devise.en.yml", "config/locales/devise.zh-CN.yml", "zh-CN"),
    "Fluent": ("locales/en-US/x.ftl", "locales/de/x.ftl", "de"),
    "English of a country": ("locales/en.json", "locales/en-GB.json", "en-GB"),
    "documents": ("docs/en/x.md", "docs/de/x.md", "de"),
    "documents below": ("docs/guide/x.md", "docs/de/guide/x.md", "de"),
    "documents by name": ("x.md", "x.de.md", "de"),
    "Hugo": ("content/en/_index.md", "content/de/_index.md", "de"),
    "a read-me": ("README.md", "README-zh_CN.md", "zh-CN"),
}


@pytest.mark.parametrize(("source", "path", "language"), PAIRED.values(), ids=PAIRED)
def test_a_translation_and_its_source(source: str, path: str, language: str) -> None:
    touch(source, path)
    assert target(Path(path), ENGLISH, ROOT) == Target(Path(path), Path(source), language, "en")
    assert target(Path(source), ENGLISH, ROOT).is_source


@pytest.mark.parametrize(("source", "path", "language"), PAIRED.values(), ids=PAIRED)
def test_without_a_configuration_english_is_taken_for_the_source(source: str, path: str, language: str) -> None:
    touch(source, path)
    found, notes = targets([Path(path), Path(source)], Config(), ROOT)
    assert found == (Target(Path(path), Path(source), language, "en"),)
    assert notes == (
        f"not audited, because it is source text: {Path(source)}",
        "English is taken for the language that is translated from: set source-language in audit.toml",
    )


BOTH = {  # files that hold their source
    "locale/de/LC_MESSAGES/django.po": "de",
    "locale/pt_BR/LC_MESSAGES/django.po": "pt-BR",
    "locale/sr@latin/LC_MESSAGES/django.po": "sr-Latn",
    "locale/udm/LC_MESSAGES/django.po": "udm",
    "po/de.po": "de",
    "po/app-de.po": "de",
    "src/messages.de.xlf": "de",
    "App/de.xliff": "de",
    "i18n/app_de.ts": "de",
    "Localizable.xcstrings": None,
}


@pytest.mark.parametrize(("path", "language"), BOTH.items())
def test_a_file_that_holds_both_texts_needs_no_other(path: str, language: str | None) -> None:
    touch(path)
    assert target(Path(path), ENGLISH, ROOT) == Target(Path(path), None, language, "en")


@pytest.mark.parametrize("path", ["locale/en/LC_MESSAGES/django.po", "src/messages.en.xlf"])
def test_the_source_language_translated_into_itself_is_no_translation(path: str) -> None:
    touch(path)
    assert target(Path(path), ENGLISH, ROOT).is_source


def test_the_unmarked_file_beside_marked_ones_is_the_source() -> None:
    touch("src/messages.xlf", "src/messages.de.xlf")
    assert target(Path("src/messages.xlf"), ENGLISH, ROOT).is_source


# -- other languages than English ----------------------------------------------------------------------------------


def test_another_source_language() -> None:
    touch("locales/de.json", "locales/en.json")
    german = Config(source_language="de")
    assert target(Path("locales/en.json"), german, ROOT) == Target(
        Path("locales/en.json"), Path("locales/de.json"), "en", "de"
    )
    assert target(Path("locales/de.json"), german, ROOT).is_source


def test_english_alone_is_no_source_as_long_as_nobody_says_so() -> None:
    touch("news/en/story.txt")
    assert target(Path("news/en/story.txt"), Config(), ROOT) == Target(Path("news/en/story.txt"), recognised=False)


# -- layouts of the configuration ----------------------------------------------------------------------------------

LAYOUTS = {
    "one layout for both": ("texts/{lang}_{name}.json", "texts/en_a/b.json", "texts/de_a/b.json"),
    "with the source language": ("src/en/{name}.json", "src/en/a/b.json", "src/pt-BR/a/b.json"),
    "Docusaurus": (
        {"i18n/{lang}/docusaurus-plugin-content-docs/current/{name}.md": "docs/{name}.md"},
        "docs/a/b.md",
        "i18n/de/docusaurus-plugin-content-docs/current/a/b.md",
    ),
    "elsewhere": ({"public/{lang}/app.json": "src/strings.json"}, "src/strings.json", "public/de/app.json"),
    "before the usual layouts": ({"x/{lang}.json": "master/{lang}.json"}, "master/en.json", "x/de.json"),
}


@pytest.mark.parametrize(("said", "source", "path"), LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_of_the_configuration(said: str | dict[str, str], source: str, path: str) -> None:
    config = Config(source_language="en", source=layouts(said, "en"))
    touch(source, path, "x/en.json")
    language = "pt-BR" if "pt-BR" in path else "de"
    assert target(Path(path), config, ROOT) == Target(Path(path), Path(source), language, "en")


def test_a_configured_source_that_is_not_there() -> None:
    config = Config(source_language="en", source=(("{lang}/x.json", "master/x.json"),))
    touch("de/x.json", "en/x.json")
    assert target(Path("de/x.json"), config, ROOT).notes == (
        "de/x.json: there is no master/x.json, which `source` in the configuration says is its source file",
    )


# -- what cannot be told is said -----------------------------------------------------------------------------------

NOTES = {
    "no source": (
        ["locales/de.json"],
        "locales/de.json: audited without a source text, there is no locales/en.json: say where it is with `source` "
        "in audit.toml",
    ),
    "no language": (
        ["strings.json"],
        "strings.json: audited without a source text, its path does not say which language it is in: say where it is "
        "with `source` in audit.toml",
    ),
    "several sources": (
        ["locales/de.json", "locales/en-US.json", "locales/en-GB.json"],
        "locales/de.json: locales/en-US.json is taken for its source, though there is locales/en-GB.json too: say "
        "where it is with `source` in audit.toml",
    ),
}


@pytest.mark.parametrize(("paths", "note"), NOTES.values(), ids=NOTES)
def test_what_cannot_be_told_is_said(paths: list[str], note: str) -> None:
    touch(*paths)
    assert targets([Path(paths[0])], ENGLISH, ROOT)[1] == (note,)


def test_an_article_without_a_source_is_nothing_to_remark_on() -> None:
    touch("story.txt")
    assert targets([Path("story.txt")], Config(target_language="de"), ROOT) == (
        (Target(Path("story.txt"), None, "de", None, recognised=False),),
        (),
    )


def test_the_source_is_written_as_the_path_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch("a/locales/en.json", "a/locales/de.json", "b/x")
    assert target(tmp_path / "a/locales/de.json", ENGLISH, ROOT).source == tmp_path / "a/locales/en.json"
    monkeypatch.chdir("a")
    assert target(Path("locales/de.json"), ENGLISH, tmp_path).source == Path("locales/en.json")


TAGS = {
    "de": "de", "DE": "de", "pt_BR": "pt-BR", "pt-br": "pt-BR", "zh_Hans_CN": "zh-Hans-CN", "sr@latin": "sr-Latn",
    "es-419": "es-419", "ceb": "ceb", "De": None, "xx": None, "src": None, "bar": None, "de-XX": None, "de_test": None,
    "english": None, "de-": None, "": None, "values-de": None,
}  # fmt: skip


@pytest.mark.parametrize(("written", "read"), TAGS.items())
def test_what_is_a_language(written: str, read: str | None) -> None:
    assert tag(written) == read
