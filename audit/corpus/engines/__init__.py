"""Where parts are audited: one file an engine, each with `run(parts, work, ..., stop, watch) -> Iterator[Audited]`."""
