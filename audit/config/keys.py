"""The keys of a configuration, declared here and nowhere else: what each may be, its default, what it does."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audit.config.kinds import AMOUNT, GLOBS, LANGUAGE, PATHS, SHARE, TEXT, Kind, choice
from audit.config.layouts import LANG, word
from audit.config.tables import CHECKS_TABLE, FAIL_ON, IGNORE, PRICES, PROFILES, SEVERITY, SOURCE, WEIGHTS
from audit.config.toml import Mistake, Place, unknown
from audit.domain import Weights


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `default` is as TOML would have it; None: nothing is set."""

    kind: Kind
    default: Any
    help: str


_PAIR = 'source = { "public/{lang}.json" = "src/strings.json" }'
_POINTS = {name: points for name, points in asdict(Weights()).items() if name != "count_repeats"}

KEYS: Mapping[str, Key] = {
    "files": Key(GLOBS, [], "What `audit check` without paths looks at; nothing: the folder of this file."),
    "exclude": Key(GLOBS, [], "What it never looks at, also where it is named."),
    "source-language": Key(LANGUAGE, None, "Language that is translated from; a file in it is no translation."),
    "target-language": Key(LANGUAGE, None, "Language of translations whose path and content do not say it."),
    "source": Key(SOURCE, None, "Where a translation's source file is; nothing: the usual layouts are tried."),
    "glossary": Key(PATHS, [], "Glossaries, CSV or TBX, that translations must agree with."),
    "checks": Key(CHECKS_TABLE, {}, "Which checks run; all, where nothing is said."),
    "severity": Key(SEVERITY, {}, "How severe the findings of a rule are, whatever the check says."),
    "ignore": Key(IGNORE, [], "Findings that do not count: of these rules, in these files, under these keys."),
    "weights": Key(WEIGHTS, _POINTS, "MQM points of a finding."),
    "profile": Key(TEXT, None, "The profile of files that no profile names."),
    "profiles": Key(PROFILES, {}, "Kinds of content that are scored and failed differently; the first that fits."),
    "fail-on": Key(FAIL_ON, "major", "The mildest severity that fails a check."),
    "fail-on-model": Key(choice("never", "confirmed", "any"), "never", "Which findings of a model may fail it."),
    "min-confidence": Key(SHARE, None, "Findings below it are left out; nothing: errors below 0.3."),
    "max-per-thousand-words": Key(AMOUNT, None, "Most MQM points per 1,000 words; more fail a check."),
    "llm": Key(choice("auto", "always", "never"), "auto", "Whether a model is asked; auto: where one is configured."),
    "baseline": Key(TEXT, ".audit-baseline.json", "File of the findings that are dismissed."),
    "prices": Key(PRICES, {}, "What models cost, for estimates and --max-cost; never fetched."),
}


def mistakes(content: Mapping[str, Any], place: Place = ()) -> Iterator[Mistake]:
    """Everything that is wrong with a configuration. `place` is where its table stands in the file."""
    for key, value in content.items():
        if key in KEYS:
            yield from _placed(KEYS[key].kind.wrong(value, (key,)), place)
        else:
            yield Mistake((*place, key), f"unknown key {key!r}: {unknown(key, tuple(KEYS))}")
    yield from _placed(_together(content), place)


def _placed(found: Iterator[Mistake], place: Place) -> Iterator[Mistake]:
    return (Mistake((*place, *one.place), one.problem) for one in found)


def _together(content: Mapping[str, Any]) -> Iterator[Mistake]:
    """What keys must agree on."""
    profiles, chosen = content.get("profiles", {}), content.get("profile")
    if isinstance(profiles, dict) and isinstance(chosen, str) and chosen not in profiles:
        say = unknown(chosen, tuple(profiles)) if profiles else f"write [profiles.{chosen}]"
        yield Mistake(("profile",), f"there is no profile {chosen!r}: {say}")
    source, language = content.get("source"), content.get("source-language")
    needs = isinstance(source, str) or (isinstance(source, dict) and any(LANG in str(one) for one in source.values()))
    if needs and not isinstance(language, str):
        yield Mistake(("source",), "source needs a source-language, which its {lang} stands for")
    elif isinstance(source, str) and LANG not in source and not word(str(language)).search(source):
        yield Mistake(("source",), f"source has neither {{lang}} nor {language!r} in it: write a table, as {_PAIR}")
