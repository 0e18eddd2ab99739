"""Audits the planted corpus and writes its tables into docs/checks.md.

    python -m tests.planted_strings [--show]

With `--show` nothing is written: what was missed and what was a false alarm is listed.
"""

import sys
import tempfile
from pathlib import Path

from tests.planted_strings.audits import audited
from tests.planted_strings.table import PAGE, page


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        audits = audited(Path(folder))
    if "--show" not in sys.argv:
        PAGE.write_text(page(audits), encoding="utf-8")
        return
    for one in audits.outcomes:
        if one.kind.rules and one.expected > one.found:
            print(f"missed: {one.kind.name}: {one.format} {one.plant.language} {one.plant.key}")  # noqa: T201
        elif one.rules and not one.kind.rules:
            print(f"for the model: {one.kind.name}: {one.plant.language} {one.plant.key}: {one.rules}")  # noqa: T201
    for alarm in (*audits.alarms, *audits.strays):
        print(f"false alarm: {alarm.folder} {alarm}")  # noqa: T201


if __name__ == "__main__":
    main()
