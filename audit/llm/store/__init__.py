"""What models have answered, kept in one SQLite file: the cache, the way to resume, the recording to replay."""
