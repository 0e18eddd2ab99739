"""Reports as JSON, both ways: `rows` writes; `file` reads, `versions` brings up to date, `values` makes reports."""
