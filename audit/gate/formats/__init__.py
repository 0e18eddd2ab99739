"""One file a format that other tools read: `render(inspection) -> str` and `SUFFIX`."""
