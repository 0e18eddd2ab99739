"""How many gold errors of a seed article a report finds, and which findings are not gold.

    python benchmarks/seed.py GOLD.gold.json REPORT.json [--min-confidence 0.5]

A gold error is found where a finding (or a repeat of it) overlaps it by at least one character.
"""

import argparse
import json
from pathlib import Path
from typing import Any


def main() -> None:
    """Print counts, then what was missed and what is not gold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("report", type=Path)
    parser.add_argument("--min-confidence", type=float, default=0.0)
    options = parser.parse_args()
    gold = json.loads(options.gold.read_text(encoding="utf-8"))["errors"]
    report = json.loads(options.report.read_text(encoding="utf-8"))
    findings = [f for f in report["findings"] if f["confidence"] >= options.min_confidence]

    found = [error for error in gold if any(touches(finding, error) for finding in findings)]
    other = [finding for finding in findings if not any(touches(finding, error) for error in gold)]
    print(
        f"{len(findings)} findings; {len(found)} of {len(gold)} gold errors found; {len(other)} findings are not gold"
    )
    for error in gold:
        if error not in found:
            print(f"  missed: {error['quote']}")
    for finding in other:
        print(f"  not gold: {finding['quote']} ({finding['confidence']:.2f}, {', '.join(finding['detectors'])})")


def touches(finding: dict[str, Any], error: dict[str, Any]) -> bool:
    """True where one of the finding's places overlaps the error."""
    places = [finding, *finding["repeats"]]
    return any(place["start"] < error["end"] and place["end"] > error["start"] for place in places)


if __name__ == "__main__":
    main()
