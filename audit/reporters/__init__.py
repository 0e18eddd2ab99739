"""One file a report format: `render(report) -> str`, pure."""
