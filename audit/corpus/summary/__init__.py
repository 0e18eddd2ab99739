"""A corpus summed up: what its tables say, with intervals, by whatever its articles have in common.

    tables ── DuckDB ──> sums by stratum and group ── design ──> estimates ──> Summary ──> text, JSON, HTML, Markdown

`reading` is the only room that speaks to DuckDB; what comes out of it is sums, never a row an article, so that memory
does not grow with the corpus. `ratio` and `intervals` know statistics and no corpus.
"""
