"""One file a format: `render(summary) -> str` and `SUFFIX`; pure."""
