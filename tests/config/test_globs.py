"""Which paths a glob means."""

import pytest

from audit.config.globs import matches, named

MATCHES = {
    "locales/*.json": (["locales/de.json"], ["locales/a/de.json", "x/locales/de.json", "locales/de.json5"]),
    "locales/**/*.json": (["locales/de.json", "locales/a/b/de.json"], ["locale/de.json", "locales/de.yml"]),
    "**/de.po": (["de.po", "a/b/de.po"], ["a/xde.po"]),
    "docs/**": (["docs/a.md", "docs/a/b.md"], ["doc/a.md"]),
    "docs": (["docs/a.md", "x/docs/a.md", "docs"], ["docs2/a.md"]),
    "docs/": (["docs/a.md", "x/docs/a.md"], ["docs"]),
    "web/docs": (["web/docs/a.md"], ["x/web/docs/a.md"]),
    "*.po": (["de.po", "a/de.po"], ["de.pot"]),
    "./*.po": (["de.po"], ["a/de.po"]),
    "de?.po": (["de1.po"], ["de.po", "de/.po"]),
    "[a-c]*.po": (["a.po", "x/b.po"], ["d.po"]),
    "[!a-c].po": (["d.po"], ["a.po"]),
    "a+(b).po": (["a+(b).po"], ["aab.po"]),
    "*": (["a", "b/c"], []),
}


@pytest.mark.parametrize(("glob", "hits", "misses"), [(glob, *both) for glob, both in MATCHES.items()], ids=MATCHES)
def test_which_paths_a_glob_means(glob: str, hits: list[str], misses: list[str]) -> None:
    assert [path for path in hits + misses if matches([glob], path)] == hits


def test_a_key_is_no_path() -> None:
    assert named(["menu.*"], "menu.file/open")
    assert not named(["menu.*"], "Menu.file")
