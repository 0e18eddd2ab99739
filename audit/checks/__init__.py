"""One file a deterministic check: `check(article) -> Iterator[Claim]`; its docstring is its documentation."""
