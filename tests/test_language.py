"""Which language a text is in, and what it is called."""

import pytest

from audit.errors import UsageError
from audit.language import base, detect, full_name, name, probabilities, tag

TEXTS = {
    "en": "The central bank cut its main interest rate on Tuesday, as most economists had expected.",
    "de": "Die Zentralbank hat am Dienstag den Leitzins gesenkt, wie die meisten Fachleute erwartet hatten.",
    "zh": "中国人民银行周二宣布下调基准利率，符合多数经济学家的预期。",
    "ru": "Центральный банк во вторник снизил ключевую ставку, как и ожидало большинство экономистов.",
    "ar": "خفض البنك المركزي يوم الثلاثاء سعر الفائدة الرئيسي كما توقع معظم الاقتصاديين.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items(), ids=TEXTS)
def test_the_language_of_a_sentence(language: str, text: str) -> None:
    found, probability = detect(text)
    assert found == language
    assert 0.5 < probability <= 1


@pytest.mark.parametrize("text", ["", " \n", "1,234.5 – 6%", "👍"])
def test_a_text_without_letters_is_in_no_language(text: str) -> None:
    assert detect(text) == ("und", 0.0)


def test_the_beginning_of_a_long_text_decides() -> None:
    assert detect(TEXTS["en"] * 300 + TEXTS["de"] * 3_000)[0] == "en"


def test_probabilities_of_all_languages_the_best_first() -> None:
    found = probabilities(TEXTS["de"])
    assert next(iter(found.items())) == detect(TEXTS["de"])
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert sum(found.values()) == pytest.approx(1, abs=0.001)


# Tag, its language, what that is called.
TAGS = {
    "en": ("en", "English"),
    "EN": ("en", "English"),
    "pt-BR": ("pt", "Portuguese"),
    "zh_Hant_TW": ("zh", "Chinese"),
    "nb": ("nb", "Norwegian Bokmål"),
    "xx": ("xx", "xx"),
    "nonsense": ("nonsense", "nonsense"),
    "und": ("und", "an unknown language"),
    "": ("und", "an unknown language"),
    None: ("und", "an unknown language"),
}


@pytest.mark.parametrize(("tag", "language"), TAGS.items(), ids=map(repr, TAGS))
def test_what_a_language_tag_means(tag: str | None, language: tuple[str, str]) -> None:
    assert (base(tag), name(tag)) == language


@pytest.mark.parametrize(
    ("code", "standard", "called"),
    [
        ("de", "de", "German"),
        ("DE", "de", "German"),
        ("pt_br", "pt-BR", "Portuguese (Brazil)"),
        ("zh-hant", "zh-Hant", "Chinese (Traditional)"),
        ("zh-TW", "zh-Hant-TW", "Chinese (Traditional, Taiwan)"),
        (" ar ", "ar", "Arabic"),
    ],
)
def test_a_readers_language_as_standards_tag_it(code: str, standard: str, called: str) -> None:
    assert tag(code) == standard
    assert full_name(standard) == called


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("German", "de (German)"),
        ("deutsch", "de (German)"),
        ("中文", "zh (Chinese)"),
        ("xx", "de, ar, zh, pt-BR"),
        ("root", "de, ar, zh, pt-BR"),
        ("", "de, ar, zh, pt-BR"),
        ("de-XX", "de, ar, zh, pt-BR"),
        ("../../de", "de, ar, zh, pt-BR"),
        ("de\x1b[31m", "de, ar, zh, pt-BR"),
    ],
)
def test_what_is_no_language_is_refused_with_what_may_be_meant(code: str, meant: str) -> None:
    with pytest.raises(UsageError) as refused:
        tag(code)
    assert str(refused.value) == f"no language {code!r}: give a code, as {meant}"
