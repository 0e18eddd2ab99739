"""A corpus: many articles, audited where they lie, interrupted, resumed and summarised.

    input ── Row ──> parts ── Part ──> engine (one machine | a cluster) ── Audited ──> store (Parquet) ──> summary

`story` and `tables` are the words; `inputs/` reads one format a file; `work` audits a part, wherever it runs;
`engines/` decide where that is; `store` is the only writer, and what it has committed is never done again.
"""
