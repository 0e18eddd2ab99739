"""One file a format: `read(data) -> Reading`; picked by suffix, else by content."""
