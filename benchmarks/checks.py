"""How fast the checks are, what they hold in memory, and what they say of catalogues that people have corrected.

    python benchmarks/checks.py [--units 20000] [--languages de,fr,ru,ja,ar] [--only speed|parse|django] [--show RULE]

speed   `audit check --llm never` of one PO file, as a process: with the identification of languages and without,
        beside `msgfmt --check`; then the same in pieces: reading, every check, what is left. Promised are 15,000 units
        a second through all checks without that identification, and 200 MB.
parse   reading a file of every format, as many strings.
django  what the checks find in Django's own catalogues, of forty languages, by rule and 1,000 units; `--show RULE`
        lists every finding of a rule. People have corrected these strings, yet much of what is found is wrong in them.

The PO file is made of Django's catalogues (installed with the tests), repeated with a letter before each string; in the
last column ("123") with a number, the worst case for what compares these.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the files of every format are the tests' own

PARTS = ("speed", "parse", "django")
IDENTIFICATION = "language"
"""The check that asks a language model."""
PROMISED_PACE, PROMISED_MEMORY = 15_000, 200
FORTY = (
    "af ar az be bg bs ca cs da de el eo es et eu fa fi fr ga gl he hr hu id is it ja ko lt lv mk nb nl pl pt pt_BR ro "
    "ru sk sl sr sv tr uk vi zh_Hans"
)


def main() -> None:
    """Run every part, print what it measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=20_000)
    parser.add_argument("--languages", default="de,fr,ru,ja,ar")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--show", metavar="RULE")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(child(Path(options.child))))
        return
    with tempfile.TemporaryDirectory() as folder:
        for part in [options.only] if options.only else PARTS:
            {"speed": speed, "parse": parse, "django": django}[part](options, Path(folder))


def speed(options: argparse.Namespace, folder: Path) -> None:
    """Every language: the whole as a process, then its pieces."""
    paths = {code: written(folder, code, options.units) for code in options.languages.split(",")}
    print(f"\n`audit check --llm never` of {options.units:,} units, a process each; s of CPU, MB at the peak")
    titles = ("all checks", f"without {IDENTIFICATION}", "and with --source-lang", "msgfmt --check")
    print(f"{'':8}" + "".join(f"{title:>24}" for title in titles))
    for code, path in paths.items():
        command = [sys.executable, "-m", "audit", "check", str(path), "--llm", "never", "--exit-zero", "--quiet"]
        command += ["--isolated", "--format", f"jsonl={folder / 'out.jsonl'}"]
        runs = [command, [*command, "--ignore", IDENTIFICATION]]
        runs += [[*runs[1], "--source-lang", "en"], [*floor(), str(path)] if floor() else []]
        cells = (f"{spent[0]:.2f} s {spent[1]:.0f} MB" if (spent := process(run)) else "not installed" for run in runs)
        print(f"{code:8}" + "".join(f"{cell:>24}" for cell in cells))
    measured = {code: pieces(path) for code, path in paths.items()}
    first = next(iter(paths))
    measured[f"{first} 123"] = pieces(written(folder, first, options.units, numbers=True))
    print("\nin pieces, µs a unit")
    rows = {"reading": "read", **{f"  {name}": name for name in next(iter(measured.values()))["checks"]}}
    rows |= {"all checks": "all", f"without {IDENTIFICATION}": "most", "the rest: merge, score, gate": "rest"}
    print(f"{'':32}" + "".join(f"{code:>8}" for code in measured))
    for title, name in rows.items():
        print(f"{title:32}" + "".join(f"{1e6 * figure(one, name) / one['units']:8.1f}" for one in measured.values()))
    paces = {code: one["units"] / figure(one, "most") for code, one in measured.items()}
    print(f"\nunits a second through all checks but {IDENTIFICATION}, promised {PROMISED_PACE:,}:", end=" ")
    print(", ".join(f"{code} {pace:,.0f}" for code, pace in paces.items()))
    paces = {code: one["units"] / figure(one, "all") for code, one in measured.items()}
    print("with it:", ", ".join(f"{code} {pace:,.0f}" for code, pace in paces.items()))
    print(f"memory of reading and checking, promised {PROMISED_MEMORY} MB:", end=" ")
    print(", ".join(f"{code} {one['memory']:.0f} MB ({one['imported']:.0f} before)" for code, one in measured.items()))


def figure(measured: dict[str, Any], name: str) -> float:
    """Seconds of a piece; "all" of the checks, "most" of all but the identification."""
    checks = measured["checks"]
    sums = {"all": sum(checks.values()), "most": sum(checks.values()) - checks[IDENTIFICATION]}
    return float(sums.get(name) or checks.get(name) or measured.get(name, 0.0))


def floor() -> list[str]:
    """The check of gettext, where it is installed."""
    return ["msgfmt", "--check", "--output-file", os.devnull] if shutil.which("msgfmt") else []


def process(command: list[str]) -> tuple[float, float] | None:
    """Seconds of CPU and the peak in MB of a process."""
    if not command:
        return None
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert running.stderr
    said = running.stderr.read()
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode and command[0] != "msgfmt":  # which fails where a translation is wrong, and some are
        raise RuntimeError(said.decode())
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def pieces(path: Path) -> dict[str, Any]:
    """What a fresh process measured of itself."""
    command = [sys.executable, __file__, "--child", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    measured: dict[str, Any] = json.loads(ran.stdout)
    return measured


def child(path: Path) -> dict[str, Any]:
    """Seconds of reading, of each check and of what is left of a whole audit; MB before and at the peak."""
    from audit import registry
    from audit.config.values import Config
    from audit.gate.check import Task
    from audit.gate.check import check as gate
    from audit.intake import read_article
    from audit.llm.stop import Stop
    from audit.pipeline import Auditor
    from audit.project.siblings import Target
    from audit.settings import Settings

    checks = registry.discover("audit.checks", "check")
    warm = read_article(str(ROOT / "seeds" / "000_2d1116a519ad34f0.txt"))  # what is loaded once is not counted
    for module in checks.values():
        list(module.check(warm))
    imported = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.process_time()
    article = read_article(str(path))
    measured: dict[str, Any] = {"units": len(article.pairs), "read": time.process_time() - started, "checks": {}}
    for name, module in checks.items():
        started = time.process_time()
        list(module.check(article))
        measured["checks"][name] = time.process_time() - started
    measured |= {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "imported": imported}
    started = time.process_time()
    with Auditor(Settings(llm=False)) as auditor:
        gate(Task((Target(path),), Config(), path.parent), auditor, Stop(), lambda _done, _all: None)
    whole = time.process_time() - started
    measured["rest"] = whole - measured["read"] - sum(measured["checks"].values())
    return measured


def parse(options: argparse.Namespace, folder: Path) -> None:
    """Reading, and nothing else."""
    from audit.intake import read_article
    from tests.readers.hostile import TEMPLATES

    plain = re.compile(r"[^\W\d_][\w .]+")
    texts = [text for _, text in entries("de") if plain.fullmatch(text)]
    every = [f"{text} {number}" for number in range(options.units // len(texts) + 1) for text in texts]
    print(f"\nreading {options.units:,} strings, s of CPU and times the quickest")
    spent = {}
    read_article(str(ROOT / "seeds" / "000_2d1116a519ad34f0.txt"))  # what is loaded once is not counted
    for name, template in TEMPLATES.items():
        if template.suffix in {".md", ".html", ".txt"}:  # articles are not as long
            continue
        path = folder / f"de{template.suffix}"
        path.write_text(template.file(*every[: options.units]), encoding="utf-8")
        started = time.process_time()
        article = read_article(str(path), target_language="de")
        spent[name] = time.process_time() - started, len(article.pairs)
    quickest = min(seconds for seconds, _ in spent.values())
    for name, (seconds, units) in sorted(spent.items(), key=lambda item: item[1]):
        print(f"{name:16}{seconds:6.2f} s {seconds / quickest:6.1f}{units:>10,} units")


def django(options: argparse.Namespace, folder: Path) -> None:
    """What is found in catalogues that hundreds of people have worked on."""
    out = folder / "django.jsonl"
    files = [str(path) for code in FORTY.split() for path in catalogues(code)]
    command = [sys.executable, "-m", "audit", "check", *files, "--llm", "never", "--exit-zero", "--quiet"]
    subprocess.run([*command, "--isolated", "--format", f"jsonl={out}"], cwd=folder, check=True)
    *records, summary = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    found = [one for one in records if one["type"] == "finding"]
    print(f"\nDjango’s catalogues: {len(files):,} files, {summary['units']:,} units, {len(found):,} findings")
    by_rule = defaultdict(list)
    for one in found:
        by_rule[one["rule"]].append(one)
    print(f"{'':16}{'found':>8}{'per 1,000':>12}   languages with most")
    for rule, own in sorted(by_rule.items(), key=lambda item: -len(item[1])):
        most = Counter(code_of(one["path"]) for one in own).most_common(6)
        told = ", ".join(f"{code} {count}" for code, count in most)
        print(f"{rule:16}{len(own):>8,}{1000 * len(own) / summary['units']:>12.2f}   {told}")
    for one in by_rule.get(options.show or "", ()):
        print(f"\n{one['path']}:{one['line']} {one['key']!r}\n  {one['source']!r}\n  {one['target']!r}")
        print(f"  {one['quote']!r} {one['explanation']} ({one['confidence']})")


def code_of(path: str) -> str:
    """The language's folder in a path."""
    return re.findall(r"locale/([^/]+)/", path)[-1]


def catalogues(code: str) -> list[Path]:
    """Django's PO files in a language."""
    import django as package

    folder = Path(package.__file__).parent
    return sorted(folder.glob(f"**/locale/{code}/LC_MESSAGES/*.po"))


def entries(code: str) -> Iterator[tuple[str, str]]:
    """All messages with a translation and without plurals, each once."""
    import polib

    seen = set()
    for path in catalogues(code):
        for entry in polib.pofile(str(path)):
            if entry.msgstr and not entry.obsolete and entry.msgid not in seen:
                seen.add(entry.msgid)
                yield entry.msgid, entry.msgstr


def written(folder: Path, code: str, units: int, numbers: bool = False) -> Path:
    """A PO file of Django's messages, and again with letters before them until there are enough.

    With `numbers` a number stands before every one: the worst case for what compares these.
    """
    import polib

    file = polib.POFile()
    file.metadata = {"Language": code, "Content-Type": "text/plain; charset=UTF-8"}
    messages = list(entries(code))
    for at in range(units):
        round_, place = divmod(at, len(messages))
        source, target = messages[place]
        front = f"{at} " if numbers else f"{ascii_lowercase[round_ % 26] * (1 + round_ // 26)} " if round_ else ""
        file.append(polib.POEntry(msgid=front + source, msgstr=front + target))
    path = folder / f"{code}{'-numbers' * numbers}.po"
    file.save(str(path))
    return path


if __name__ == "__main__":
    main()
