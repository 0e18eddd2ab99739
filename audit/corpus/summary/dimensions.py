# ruff: noqa: S608  # what is put into SQL is ours, or a literal
"""By what a corpus is looked at: the columns of its metadata that are named, or that have few values; and dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from audit.corpus.summary.reading import Row, Tables, literal, metadata
from audit.corpus.summary.summary import LANGUAGES
from audit.errors import UsageError

_FEW = 30
"""Values up to which a column is looked at without being asked for."""
_MOST = 1000
"""Values up to which it can be."""
_DATES = 0.95
"""Share of a column's values from which on it is one of dates."""
_DAYS, _MONTHS = 62, 60
"""Up to so many days a range is shown by day, up to so many months by month."""
_KINDS = ("day", "month", "year")
_FORMATS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}

_DATE = """CASE WHEN regexp_matches({0}, '^[0-9]{{4}}[-/][0-9]{{2}}([-/][0-9]{{2}}|$)')
    THEN try_cast(replace(left({0} || '-01', 10), '/', '-') AS DATE) END"""


@dataclass(frozen=True, slots=True)
class Split:
    """A column to look at."""

    name: str
    sql: str
    """Its value for an article: a text, "" where it is missing."""
    period: str | None = None
    """day, month, year: where it is a date."""

    def time(self, value: str) -> float:
        """When a period is, in periods."""
        numbers = [int(part) for part in value.split("-")]
        if self.period == "day":
            return date(numbers[0], numbers[1], numbers[2]).toordinal()
        return numbers[0] * 12 + numbers[1] if self.period == "month" else numbers[0]


def splits(tables: Tables, by: Sequence[str], period: str | None = None) -> tuple[Split, ...]:
    """What `by` names, else whatever has few values; dates last.

    `period`: how dates are put together; None: by their range. Raises UsageError for a name that there is not.
    """
    found = {row["key"]: row for row in tables.ask(_PROFILE)}
    pairs = tables.ask(f"SELECT count(DISTINCT {_PAIR}) AS kinds FROM read")[0]["kinds"]
    if by:
        return tuple(_named(found, name, period) for name in dict.fromkeys(by))
    listed = [_split(row, period) for _, row in sorted(found.items()) if _is_date(row) or 1 < row["kinds"] <= _FEW]
    languages = [Split(LANGUAGES, _PAIR)] if pairs > 1 else []
    return tuple(sorted([*listed, *languages], key=lambda one: one.period is not None))


_PAIR = "concat_ws(' → ', source_language, coalesce(target_language, 'und'))"
_PROFILE = f"""
    SELECT key, approx_count_distinct(value) AS kinds, count(*) AS filled, count(day) AS dates,
        min(day) AS first, max(day) AS last
    FROM (SELECT key, value, {_DATE.format("value")} AS day
        FROM (SELECT unnest(map_entries(metadata), recursive := true) FROM read))
    GROUP BY key
"""


def _named(found: dict[str, Row], name: str, period: str | None) -> Split:
    if name in found:
        row = found[name]
        if row["kinds"] > _MOST and not _is_date(row):
            raise UsageError(
                f"--by {name}: it has about {row['kinds']:,} values: name a column with at most {_MOST:,}, "
                "or ask the tables (docs/corpus-summary.md)"
            )
        return _split(row, period)
    if name == LANGUAGES:
        return Split(LANGUAGES, _PAIR)
    known = ", ".join([*sorted(found), LANGUAGES])
    raise UsageError(f"--by {name}: the articles have no such metadata; there are: {known}")


def _is_date(row: Row) -> bool:
    """Every column of dates; one date alone, of a single day's corpus, is one too."""
    return bool(row["dates"] >= _DATES * row["filled"])


def _split(row: Row, period: str | None) -> Split:
    value = metadata(row["key"])
    if not _is_date(row):
        return Split(row["key"], value)
    kind = period or _period(row["first"], row["last"])
    day = _DATE.format(value)
    return Split(row["key"], f"coalesce(strftime({day}, {literal(_FORMATS[kind])}), '')", kind)


def _period(first: date, last: date) -> str:
    if (last - first).days <= _DAYS:
        return _KINDS[0]
    months = 12 * (last.year - first.year) + last.month - first.month
    return _KINDS[1] if months <= _MONTHS else _KINDS[2]
