"""Errors planted in correct translations: every kind is found in every format, and their clean twins stay clean."""

import pytest

from audit.registry import names
from tests.planted_strings.audits import FORMATS, Audits, audited
from tests.planted_strings.corpus import LANGUAGES, SOURCE, kinds, texts
from tests.planted_strings.table import PAGE, page

PER_THOUSAND = 1
KINDS = kinds()


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return audited(tmp_path_factory.mktemp("planted"))


def test_the_corpus_is_what_it_says() -> None:
    source = texts(SOURCE)
    for language in LANGUAGES:
        own = texts(language)
        assert own.keys() == source.keys()
        assert all(isinstance(own[key], str) == isinstance(text, str) for key, text in source.items())
    for kind in KINDS:
        assert kind.rules <= {*names("audit.checks")}
        assert kind.only | kind.not_in <= FORMATS.keys()
        for plant in kind.every:
            clean = texts(plant.language)
            assert plant.in_(clean)[plant.key] != clean[plant.key], (kind.name, plant)
            right = clean[plant.key]
            assert not isinstance(right, str) or plant.right == "" or right.count(plant.right) == 1, (kind.name, plant)


def test_it_is_large_enough_to_mean_something(audits: Audits) -> None:
    assert sum(bool(kind.rules) for kind in KINDS) >= 30
    assert all(len({plant.language for plant in kind.plants}) >= 3 for kind in KINDS)
    strings = {(language, key) for language in LANGUAGES for key in texts(language)}
    assert len(strings) >= 600
    assert audits.units >= 10_000


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.rules], ids=lambda kind: kind.name)
def test_is_found_in_every_format(audits: Audits, kind) -> None:
    own = [one for one in audits.outcomes if one.kind == kind]
    assert {one.format for one in own} == {name for name in FORMATS if kind.stands_in(name)} - _cannot(kind)
    assert [f"{one.format} {one.plant.language} {one.plant.key}" for one in own if one.expected > one.found] == []


def test_what_is_said_to_be_missed_is_missed(audits: Audits) -> None:
    """Where a check has learnt to find it, it belongs among the plants."""
    found = [one for one in audits.outcomes if one.found > one.expected]
    assert [f"{one.kind.name}: {one.format} {one.plant.language} {one.plant.key}" for one in found] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.rules], ids=lambda kind: kind.name)
def test_is_for_a_model_to_find(audits: Audits, kind) -> None:
    """Where a check finds it after all, it belongs to deterministic.toml."""
    own = [one for one in audits.outcomes if one.kind == kind]
    assert [f"{one.format} {one.plant.language} {sorted(one.rules)}" for one in own if one.rules] == []


def test_the_clean_twins_stay_clean(audits: Audits) -> None:
    assert 1000 * len(audits.alarms) / audits.units <= PER_THOUSAND, "\n".join(map(str, audits.alarms))
    strings = sum(len(texts(language)) for language in LANGUAGES)
    different = {(one.language, one.key, one.rule) for one in audits.alarms}
    assert 1000 * len(different) / strings <= PER_THOUSAND, different  # the formats hold the same strings


def test_an_error_makes_no_noise_elsewhere(audits: Audits) -> None:
    assert [str(one) for one in audits.strays] == []


def test_the_page_is_not_stale(audits: Audits) -> None:
    """`python -m tests.planted_strings` writes it."""
    assert page(audits) == PAGE.read_text(encoding="utf-8")


def _cannot(kind) -> set[str]:
    """Formats without the strings that are planted: stringsdict holds plurals alone, others none."""
    plural = {plant.key.startswith("plurals.") for plant in kind.plants}
    without = {"properties", "apple_strings", "resx", "xliff", "xliff2", "tmx", "table"}
    return {"stringsdict"} if plural == {False} else without if plural == {True} else set()
